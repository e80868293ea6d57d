package dev.cairn.store;

import dev.cairn.testing.FakeS3;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/// S3 with keys in the environment, against a server that checks signatures.
class S3StoreTest extends WriteContract {
  static final int PART = 100_000;

  private final FakeS3 s3 =
      FakeS3.start().key("AKID", "very/secret+key", "").withShortestPart(PART);
  private final BucketStore store =
      store(
          Settings.of(
              Map.of(
                  "AWS_ACCESS_KEY_ID", "AKID",
                  "AWS_SECRET_ACCESS_KEY", "very/secret+key",
                  "AWS_ENDPOINT_URL", s3.endpoint().toString())));

  /// Pages of 10, parts of 100,000 bytes, retries without pauses.
  static BucketStore store(Settings settings) {
    return BucketStore.s3(
        settings,
        HttpOptions.standard().withRetries(5, Duration.ofMillis(1)),
        new UploadOptions(PART, 2),
        Time.SYSTEM,
        10);
  }

  @AfterEach
  void close() {
    store.close();
    s3.close();
  }

  @Override
  WritableStore store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    s3.put("bucket", name, bytes);
    return uri(name);
  }

  @Override
  void remove(String name) {
    s3.remove("bucket", name);
  }

  @Override
  URI uri(String name) {
    return s3Uri("bucket", name);
  }

  static URI s3Uri(String bucket, String key) {
    try {
      URI uri = new URI("s3", bucket, "/" + key, null);
      return URI.create(uri.toASCIIString().replace("+", "%2B").replace("&", "%26"));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(key, e);
    }
  }
}
