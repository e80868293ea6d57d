package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Every store there is, each object read and written by the one that its address names:
///
/// | address | read | written |
/// |---|---|---|
/// | `file:///PATH` | yes | yes |
/// | `http://…`, `https://…` | yes | no |
/// | `s3://BUCKET/KEY` | yes | yes |
/// | `gs://BUCKET/KEY` | yes | yes |
/// | `az://ACCOUNT/CONTAINER/KEY` | yes | yes |
/// | `abfs[s]://CONTAINER@ACCOUNT.dfs.core.windows.net/KEY` | yes | yes |
/// | `zip+` before any of them, `!/MEMBER` behind: stored uncompressed in an archive | yes | no |
///
/// Thread-safe. Owns open files and, for each kind of address met, a client with its connections;
/// [#close] ends all of them.
public final class Stores implements WritableStore, AutoCloseable {
  private final StoreOptions options;
  private final FileStore files;
  private final ZipStore zips = new ZipStore(this);

  // Made when first needed: loading the JDK's client takes longer than many a job on files.
  private @Nullable HttpStore http;
  private @Nullable BucketStore s3;
  private @Nullable BucketStore gs;
  private @Nullable BucketStore az;

  private boolean closed;

  public Stores(StoreOptions options) {
    this.options = options;
    this.files = new FileStore(options.maxOpenFiles(), options.fileMerge());
  }

  /// With the options that fit most work.
  public static Stores standard() {
    return new Stores(StoreOptions.standard());
  }

  /// What all of them have read so far.
  public synchronized StoreCounts counts() {
    return files
        .counts()
        .plus(http == null ? StoreCounts.NONE : http.counts())
        .plus(s3 == null ? StoreCounts.NONE : s3.counts())
        .plus(gs == null ? StoreCounts.NONE : gs.counts())
        .plus(az == null ? StoreCounts.NONE : az.counts());
  }

  /// What was learnt of the hosts that were asked, those asked last at the end.
  public synchronized List<HostCounts> hosts() {
    return http == null ? List.of() : http.hosts();
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    return of(uri).head(uri, maxBytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    return of(object.uri()).read(object, ranges);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    return of(uri).readAll(uri, maxBytes);
  }

  @Override
  public PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException {
    return writable(uri).put(uri, bytes, condition);
  }

  @Override
  public ObjectWriter writer(URI uri, PutCondition condition) throws InterruptedException {
    return writable(uri).writer(uri, condition);
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    writable(prefix).list(prefix, visitor);
  }

  @Override
  public void delete(URI uri) throws InterruptedException {
    writable(uri).delete(uri);
  }

  @Override
  public void close() {
    HttpStore usedHttp;
    BucketStore usedS3;
    BucketStore usedGs;
    BucketStore usedAz;
    synchronized (this) {
      closed = true;
      usedHttp = http;
      usedS3 = s3;
      usedGs = gs;
      usedAz = az;
    }
    try (files;
        usedHttp;
        usedS3;
        usedGs;
        usedAz) {
      // each is closed, whatever becomes of the others
    }
  }

  private Store of(URI uri) {
    return switch (scheme(uri)) {
      case "http", "https" -> http();
      case String scheme when ZipStore.holds(scheme) -> zips;
      default -> writable(uri);
    };
  }

  private WritableStore writable(URI uri) {
    String scheme = scheme(uri);
    return switch (scheme) {
      case "file" -> files;
      case "s3" -> s3();
      case "gs" -> gs();
      case "az", "abfs", "abfss" -> az();
      case "http", "https" ->
          throw new Unsupported(
              uri, "over " + scheme + ": objects are read, not written or listed");
      case String _ when ZipStore.holds(scheme) ->
          throw new Unsupported(uri, "members of archives are read, not written or listed");
      case "" ->
          throw new Unsupported(
              uri,
              "an address without a scheme; file:, http:, https:, s3:, gs:, az: and abfs: are"
                  + " read");
      default ->
          throw new Unsupported(
              uri,
              "addresses with "
                  + scheme
                  + ": are not read; file:, http:, https:, s3:, gs:, az: and abfs: are");
    };
  }

  private static String scheme(URI uri) {
    return uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
  }

  private synchronized HttpStore http() {
    requireOpen();
    if (http == null) {
      http = new HttpStore(options.http(), options.signers());
    }
    return http;
  }

  private synchronized BucketStore s3() {
    requireOpen();
    if (s3 == null) {
      s3 = BucketStore.s3(options.settings(), options.http(), options.uploads());
    }
    return s3;
  }

  private synchronized BucketStore gs() {
    requireOpen();
    if (gs == null) {
      gs = BucketStore.gs(options.settings(), options.http(), options.uploads());
    }
    return gs;
  }

  private synchronized BucketStore az() {
    requireOpen();
    if (az == null) {
      az = BucketStore.az(options.settings(), options.http(), options.uploads());
    }
    return az;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }
}
