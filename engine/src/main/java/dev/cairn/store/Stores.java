package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Every store there is, each object read by the one that its address names: `file`, `http` and
/// `https`. Thread-safe. Owns open files and, from the first HTTP address on, a client with its
/// connections; [#close] ends both.
public final class Stores implements Store, AutoCloseable {
  private final StoreOptions options;
  private final FileStore files;

  /// Made when first needed: loading the JDK's client takes longer than many a job on files.
  private @Nullable HttpStore http;

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
    return http == null ? files.counts() : files.counts().plus(http.counts());
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
  public void close() {
    HttpStore used;
    synchronized (this) {
      closed = true;
      used = http;
    }
    try (files) {
      if (used != null) {
        used.close();
      }
    }
  }

  private Store of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "file" -> files;
      case "http", "https" -> http();
      case "" ->
          throw new Unsupported(
              uri, "an address without a scheme; file:, http: and https: are read");
      default ->
          throw new Unsupported(
              uri, "addresses with " + scheme + ": are not read; file:, http: and https: are");
    };
  }

  private synchronized HttpStore http() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    if (http == null) {
      http = new HttpStore(options.http());
    }
    return http;
  }
}
