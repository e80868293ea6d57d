package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Google's service by its XML API, as far as that is S3's.
class GoogleStoreTest extends StoreContract {
  private final FakeS3 service = FakeS3.start().bearer("token");
  private final Settings settings =
      Settings.of(
          Map.of(
              "CPL_GS_ENDPOINT", service.endpoint() + "/", "GOOGLE_OAUTH_ACCESS_TOKEN", "token"));
  private final BucketStore store = store(settings);

  private static BucketStore store(Settings settings) {
    return BucketStore.gs(
        settings,
        HttpOptions.standard().withRetries(5, Duration.ofMillis(1)),
        new UploadOptions(S3StoreTest.PART, 2));
  }

  @AfterEach
  void close() {
    store.close();
    service.close();
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    service.put("bucket", name, bytes);
    return uri(name);
  }

  @Override
  void remove(String name) {
    service.remove("bucket", name);
  }

  @Override
  URI uri(String name) {
    return URI.create("gs" + S3StoreTest.s3Uri("bucket", name).toString().substring(2));
  }

  @Test
  void objectsAreWrittenWholeAndInPartsListedAndDeleted() throws Exception {
    store.put(uri("w/a.bin"), new byte[] {1});
    try (ObjectWriter writer = store.writer(uri("w/b.bin"), PutCondition.ALWAYS)) {
      writer.append(ByteBuffer.wrap(BYTES));
      writer.commit();
    }
    assertThat(store.readAll(uri("w/b.bin"), 1 << 20)).isEqualTo(BYTES);
    var found = new ArrayList<URI>();
    store.list(uri("w/"), o -> found.add(o.uri()));
    assertThat(found).containsExactly(uri("w/a.bin"), uri("w/b.bin"));
    store.delete(uri("w/a.bin"));
    store.delete(uri("w/a.bin"));
    assertThat(service.operations()).doesNotContain("AbortMultipartUpload");
  }

  @Test
  void aNewObjectLosesToOneThatIsThereAndOtherConditionsAreUnsupported() throws Exception {
    assertThat(store.put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(store.put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Lost.class);
    assertThatThrownBy(() -> store.put(uri("a.bin"), BYTES, PutCondition.unchanged("\"1\"")))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("where it is unchanged, at gs");
    try (ObjectWriter writer = store.writer(uri("b.bin"), PutCondition.ABSENT)) {
      assertThatThrownBy(() -> writer.append(ByteBuffer.wrap(BYTES)))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("in parts under a condition, at gs");
    }
  }

  @Test
  void withoutATokenPublicBucketsAreReadAndAWrongOneIsNotShown() throws Exception {
    service.openToAll("bucket");
    URI uri = put("a.bin", BYTES);
    try (BucketStore nobody = store(settings.with("GS_NO_SIGN_REQUEST", "YES"))) {
      nobody.head(uri, 10);
      assertThat(service.authorizations()).containsExactly("");
    }
    try (BucketStore wrong = store(settings.with("GOOGLE_OAUTH_ACCESS_TOKEN", "bad-token"))) {
      assertThatThrownBy(() -> wrong.head(uri, 10))
          .isInstanceOf(AccessDenied.class)
          .hasMessageContaining("gs://bucket/a.bin")
          .hasMessageContaining("HTTP 401 AuthenticationRequired")
          .hasMessageNotContaining("bad-token");
    }
  }
}
