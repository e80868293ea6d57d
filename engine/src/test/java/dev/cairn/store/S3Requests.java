package dev.cairn.store;

import dev.cairn.testing.FakeS3;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// An S3 that checks signatures, and stores that ask it with keys or without.
abstract class S3Requests {
  static final byte[] BYTES = StoreContract.BYTES;
  static final int PART = S3StoreTest.PART;
  static final String SECRET = "wJalrXUtnFEMI";

  @TempDir Path folder;

  final FakeS3 s3 = FakeS3.start().key("AKID", SECRET, "").withShortestPart(PART);
  final List<BucketStore> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(BucketStore::close);
    s3.close();
  }

  Settings nobody() {
    return Settings.of(
        Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint().toString(), "HOME", folder.toString()));
  }

  Settings withKeys() {
    return nobody().with("AWS_ACCESS_KEY_ID", "AKID").with("AWS_SECRET_ACCESS_KEY", SECRET);
  }

  BucketStore store(Settings settings) {
    BucketStore store = S3StoreTest.store(settings);
    opened.add(store);
    return store;
  }

  static URI uri(String key) {
    return S3StoreTest.s3Uri("bucket", key);
  }

  static PutOutcome written(WritableStore store, byte[] bytes, PutCondition condition)
      throws InterruptedException {
    try (ObjectWriter writer = store.writer(uri("a.bin"), condition)) {
      writer.append(ByteBuffer.wrap(bytes));
      return writer.commit();
    }
  }

  /// What may fail.
  interface Call {
    Object run() throws Exception;
  }
}
