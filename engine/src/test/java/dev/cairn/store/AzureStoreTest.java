package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeAzure;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AzureStoreTest extends WriteContract {
  private final FakeAzure azure = FakeAzure.start();
  private final Settings settings =
      Settings.of(
          Map.of(
              "AZURE_STORAGE_ENDPOINT", azure.endpoint().toString(),
              "AZURE_STORAGE_ACCOUNT", "account",
              "AZURE_STORAGE_SAS_TOKEN", "?sv=2022-11-02&sig=right"));
  private final BucketStore store = store(settings);
  private final List<BucketStore> opened = new ArrayList<>();

  private static BucketStore store(Settings settings) {
    return BucketStore.az(
        settings,
        HttpOptions.standard().withRetries(5, Duration.ofMillis(1)),
        new UploadOptions(S3StoreTest.PART, 2),
        10);
  }

  @AfterEach
  void close() {
    opened.forEach(BucketStore::close);
    store.close();
    azure.close();
  }

  @Override
  WritableStore store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    azure.put("container/" + name, bytes);
    return uri(name);
  }

  @Override
  void remove(String name) {
    azure.remove("container/" + name);
  }

  @Override
  URI uri(String name) {
    return URI.create(
        "az" + S3StoreTest.s3Uri("account", "container/" + name).toString().substring(2));
  }

  @Test
  void bothFormsOfAnAddressNameTheSameBlob() throws Exception {
    put("a b.bin", BYTES);
    for (String host : List.of("account.dfs.core.windows.net", "account.blob.core.windows.net")) {
      URI uri = URI.create("abfss://container@" + host + "/a%20b.bin");
      assertThat(store.head(uri, 10).size()).isEqualTo(BYTES.length);
      var found = new ArrayList<URI>();
      store.list(URI.create("abfss://container@" + host + "/a"), o -> found.add(o.uri()));
      assertThat(found).containsExactly(uri);
    }
    var found = new ArrayList<URI>();
    store.list(URI.create("az://account/container"), o -> found.add(o.uri()));
    assertThat(found).containsExactly(uri("a b.bin"));
    assertThat(
            AzureOrigin.from(Settings.of(Map.of()))
                .address(URI.create("abfs://c1@acc.dfs.core.windows.net/a/b%2B.tif"), ""))
        .hasToString("https://acc.blob.core.windows.net/c1/a/b%2B.tif");
    for (String address :
        List.of(
            "az://account",
            "az:///c/k",
            "abfs://container/key",
            "az://a.b/c/k",
            "abfs://c@evil.org/k")) {
      assertThatThrownBy(() -> store.head(URI.create(address), 10))
          .as(address)
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("is no address such as az://ACCOUNT/CONTAINER/KEY");
    }
  }

  @Test
  void whatAzureSaysIsTold() {
    assertThatThrownBy(() -> store.head(uri("none.tif"), 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("az://account/container/none.tif")
        .hasMessageContaining("HTTP 404 BlobNotFound: As the service says. RequestId:1");
    assertThatThrownBy(() -> store.delete(URI.create("az://account/none/a")))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("ContainerNotFound");
  }

  @Test
  void aTokenMayTakeTheQuerysPlaceAndNeitherIsShownOrSentToOtherAccounts() throws Exception {
    put("a.bin", BYTES);
    BucketStore bearer = opened(settings.with("AZURE_STORAGE_ACCESS_TOKEN", "right"));
    assertThat(bearer.head(uri("a.bin"), 10).size()).isEqualTo(BYTES.length);
    BucketStore wrong = opened(settings.with("AZURE_STORAGE_SAS_TOKEN", "sig=wrong"));
    assertThatThrownBy(() -> wrong.head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("AuthenticationFailed")
        .hasMessageNotContaining("wrong");
    assertThatThrownBy(() -> store.head(URI.create("az://another/container/a.bin"), 10))
        .isInstanceOf(AccessDenied.class);
    BucketStore nobody = opened(settings.with("AZURE_NO_SIGN_REQUEST", "YES"));
    assertThatThrownBy(() -> nobody.head(uri("a.bin"), 10)).isInstanceOf(AccessDenied.class);
    assertThatThrownBy(() -> opened(Settings.of(Map.of("AZURE_STORAGE_ACCESS_KEY", "k3y"))))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("keys of accounts")
        .hasMessageNotContaining("k3y");
  }

  private BucketStore opened(Settings changed) {
    BucketStore another = store(changed);
    opened.add(another);
    return another;
  }

  @Test
  void ofAnUploadThatIsCutOnlyTheLostPartIsSentAgainAndItsRaceIsNotLost() throws Exception {
    azure.cutAfter(1); // the second write, a block
    try (ObjectWriter writer = store.writer(uri("a.bin"), PutCondition.ABSENT)) {
      writer.append(ByteBuffer.wrap(BYTES));
      assertThat(writer.commit()).isInstanceOf(PutOutcome.Stored.class);
    }
    assertThat(azure.operations())
        .containsExactly("PUT block", "PUT block", "PUT block", "PUT block", "PUT blocklist");
    azure.cutAfter(0);
    assertThat(store.put(uri("b.bin"), BYTES, PutCondition.ABSENT))
        .as("the answer was lost, not the race")
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(azure.operations()).endsWith("PUT", "PUT", "HEAD");
  }
}
