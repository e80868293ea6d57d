package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/// Objects of the services that keep them in buckets: S3 (`s3://BUCKET/KEY`) and what speaks like
/// it, Google's Cloud Storage (`gs://BUCKET/KEY`) and Azure's Blob Storage
/// (`az://ACCOUNT/CONTAINER/KEY`, `abfs://CONTAINER@ACCOUNT.dfs.core.windows.net/KEY`).
/// Thread-safe; calls wait, and an interrupt ends the wait and the request.
///
/// Read as [HttpStore] reads, with the service's own words in messages. Written in one request, or
/// in parts where the object is long; conditions are the service's, so they hold against everybody.
public final class BucketStore implements WritableStore, AutoCloseable {
  private static final int PAGE = 1000;
  private static final int AZURE_PAGE = 5000;

  private final HttpStore reads;
  private final BucketService service;
  private final UploadOptions uploads;

  BucketStore(HttpStore reads, BucketService service, UploadOptions uploads) {
    this.reads = reads;
    this.service = service;
    this.uploads = uploads;
  }

  /// Amazon's S3, or the service at the endpoint that the settings name.
  ///
  /// @param settings AWS's environment variables, and those by which GDAL completes them
  public static BucketStore s3(Settings settings, HttpOptions http, UploadOptions uploads) {
    return s3(settings, http, uploads, Time.SYSTEM, PAGE);
  }

  static BucketStore s3(
      Settings settings, HttpOptions http, UploadOptions uploads, Time time, int page) {
    S3Config config = S3Config.from(settings);
    var plain = new HttpSender(http, time, new WebOrigin(Signers.none()));
    var credentials =
        new CredentialCache(new AwsCredentials(settings, config.region(), plain), time);
    HttpSender sender = plain.to(new S3Origin(config, credentials, time));
    var reads = new HttpStore(sender);
    return new BucketStore(
        reads, new S3Service(S3Service.Dialect.AMAZON, sender, reads, page), uploads);
  }

  /// Google's Cloud Storage by its XML API (version of 2024), or what stands in for it at
  /// `CPL_GS_ENDPOINT`. Put where an object is unchanged, and in parts under a condition, are
  /// [dev.cairn.base.Unsupported].
  ///
  /// @param settings `GOOGLE_OAUTH_ACCESS_TOKEN` or `CLOUDSDK_AUTH_ACCESS_TOKEN` is sent along,
  ///     unless `GS_NO_SIGN_REQUEST` says not to; `GS_USER_PROJECT` is who pays
  public static BucketStore gs(Settings settings, HttpOptions http, UploadOptions uploads) {
    var sender = new HttpSender(http, Time.SYSTEM, ServiceOrigin.google(settings));
    var reads = new HttpStore(sender);
    return new BucketStore(
        reads, new S3Service(S3Service.Dialect.GOOGLE, sender, reads, PAGE), uploads);
  }

  /// Blobs of Azure's storage accounts, or of what stands in for them at `AZURE_STORAGE_ENDPOINT`.
  ///
  /// @param settings `AZURE_STORAGE_SAS_TOKEN` or `AZURE_STORAGE_ACCESS_TOKEN` is sent along to the
  ///     account that `AZURE_STORAGE_ACCOUNT` names and to no other, unless
  ///     `AZURE_NO_SIGN_REQUEST` says not to; else blobs are asked for as anybody may
  public static BucketStore az(Settings settings, HttpOptions http, UploadOptions uploads) {
    return az(settings, http, uploads, AZURE_PAGE);
  }

  static BucketStore az(Settings settings, HttpOptions http, UploadOptions uploads, int page) {
    var sender = new HttpSender(http, Time.SYSTEM, AzureOrigin.from(settings));
    var reads = new HttpStore(sender);
    return new BucketStore(reads, new AzureService(sender, reads, page), uploads);
  }

  /// What was read so far.
  public StoreCounts counts() {
    return reads.counts();
  }

  /// Ends requests under way and closes the connections.
  @Override
  public void close() {
    reads.close();
  }

  // ---- reading

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    service.requireKey(uri);
    return reads.head(uri, maxBytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    return reads.read(object, ranges);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    service.requireKey(uri);
    return reads.readAll(uri, maxBytes);
  }

  // ---- writing

  @Override
  public PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException {
    service.requireKey(uri);
    return service.upload(uri, condition).whole(bytes, bytes.length);
  }

  @Override
  public ObjectWriter writer(URI uri, PutCondition condition) {
    service.requireKey(uri);
    return new PartedWriter(uri, service.upload(uri, condition), uploads);
  }

  @Override
  public void delete(URI uri) throws InterruptedException {
    service.requireKey(uri);
    service.delete(uri);
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    String marker = "";
    do {
      BucketService.Page page = service.page(prefix, marker);
      for (ListedObject object : page.objects()) {
        if (!visitor.visit(object)) {
          return;
        }
      }
      if (!marker.isEmpty() && page.next().equals(marker)) {
        throw new Malformed(prefix, "a page of the listing that does not lead on to the next");
      }
      marker = page.next();
    } while (!marker.isEmpty());
  }
}
