package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.NotFound;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import dev.cairn.testing.RangeServer.Request;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whom credentials are sent to: the service that they are for, and nobody to whom it redirects.
class SignedHostsTest {
  private static final String NAME = "container/a.bin";
  private static final byte[] BYTES = StoreContract.BYTES;

  private final RangeServer service = RangeServer.start();
  private final RangeServer other = RangeServer.start();

  @AfterEach
  void close() {
    service.close();
    other.close();
  }

  /// Ways to ask the service for the object.
  enum Way {
    S3("s3://container/a.bin", "AWS_SESSION_TOKEN", "secret"),
    GOOGLE("gs://container/a.bin", "GOOGLE_OAUTH_ACCESS_TOKEN", "secret"),
    AZURE_QUERY("az://account/container/a.bin", "AZURE_STORAGE_SAS_TOKEN", "sig=secret"),
    AZURE_TOKEN("az://account/container/a.bin", "AZURE_STORAGE_ACCESS_TOKEN", "secret"),
    HTTP("", "TOKEN", "secret");

    final String uri;
    final String setting;
    final String value;

    Way(String uri, String setting, String value) {
      this.uri = uri;
      this.setting = setting;
      this.value = value;
    }
  }

  private Settings settings() {
    String endpoint = service.uri("").toString();
    return Settings.of(
        Map.of(
            "AWS_ENDPOINT_URL_S3", endpoint,
            "AWS_ACCESS_KEY_ID", "AKID",
            "AWS_SECRET_ACCESS_KEY", "key",
            "CPL_GS_ENDPOINT", endpoint,
            "AZURE_STORAGE_ENDPOINT", endpoint));
  }

  private Stores stores(Settings settings) {
    URI address = service.uri("");
    Signers signers =
        Signers.none()
            .with(
                address.getScheme() + "://" + address.getAuthority(),
                Signer.bearer("test", () -> "secret"));
    return new Stores(
        StoreOptions.standard()
            .withHttp(HttpOptions.standard().withRetries(1, Duration.ZERO))
            .withSettings(settings)
            .withSigners(signers));
  }

  private ObjectHead head(Way way) throws InterruptedException {
    Settings settings =
        settings().with(way.setting, way.value).with("AZURE_STORAGE_ACCOUNT", "account");
    try (Stores stores = stores(settings)) {
      return stores.head(way.uri.isEmpty() ? service.uri(NAME) : URI.create(way.uri), 10);
    }
  }

  private static boolean isSigned(Request request) {
    return request.query().contains("secret")
        || request.headers().values().stream().anyMatch(v -> v.contains("secret"))
        || !request.header("Authorization").isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRedirectTakesNoCredentialsToAnotherPortOrHost(Way way) throws Exception {
    URI anotherPort = other.put("b.bin", BYTES);
    URI anotherHost = URI.create(anotherPort.toString().replace("127.0.0.1", "localhost"));
    for (URI elsewhere : List.of(anotherPort, anotherHost)) {
      service.always(NAME, Fault.redirect(elsewhere.toString()));
      assertThat(head(way).size()).isEqualTo(BYTES.length);
      assertThat(isSigned(service.requests().getLast())).isTrue();
      assertThat(other.requests().getLast())
          .as(elsewhere.toString())
          .matches(r -> !isSigned(r), "without credentials");
      assertThat(other.requests().getLast().header("Range")).isEqualTo("bytes=0-9");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRedirectWithinTheServiceIsSignedAgain(Way way) throws Exception {
    service.always(NAME, Fault.redirect(service.put("moved.bin", BYTES).toString()));
    assertThat(head(way).size()).isEqualTo(BYTES.length);
    assertThat(service.requests())
        .hasSize(2)
        .allMatch(SignedHostsTest::isSigned, "with credentials");
  }

  @Test
  void azuresCredentialsGoToTheAccountThatTheyAreStatedFor() throws Exception {
    service.put(NAME, BYTES);
    URI uri = URI.create("az://account/container/a.bin");
    for (Way way : List.of(Way.AZURE_QUERY, Way.AZURE_TOKEN)) {
      Settings keys = settings().with(way.setting, way.value);
      for (Settings settings : List.of(keys, keys.with("AZURE_STORAGE_ACCOUNT", "another"))) {
        try (Stores stores = stores(settings)) {
          stores.head(uri, 10);
        }
        assertThat(service.requests().getLast()).matches(r -> !isSigned(r), "without credentials");
      }
      head(way);
      assertThat(isSigned(service.requests().getLast())).isTrue();
    }
  }

  @Test
  void whereAzureRefusesAStrangerTheMessageSaysWhichCredentialsWereKeptBack() throws Exception {
    service.always(NAME, Fault.status(403));
    Settings keys = settings().with("AZURE_STORAGE_SAS_TOKEN", "sig=secret");
    refused(keys)
        .hasMessageContaining(
            "HTTP 403; AZURE_STORAGE_SAS_TOKEN was not sent: set AZURE_STORAGE_ACCOUNT to the"
                + " account that it is for")
        .hasMessageNotContaining("secret");
    refused(keys.with("AZURE_STORAGE_ACCESS_TOKEN", "secret"))
        .hasMessageContaining("HTTP 403; AZURE_STORAGE_ACCESS_TOKEN was not sent: set");
    refused(keys.with("AZURE_STORAGE_ACCOUNT", "another"))
        .hasMessageContaining("AZURE_STORAGE_ACCOUNT names another account");
    refused(keys.with("AZURE_STORAGE_ACCOUNT", "account")).hasMessageEndingWith("HTTP 403");
    refused(settings()).hasMessageEndingWith("HTTP 403");
    service.always(NAME, Fault.status(404));
    try (Stores stores = stores(keys)) {
      assertThatThrownBy(() -> stores.head(URI.create("az://account/container/a.bin"), 10))
          .isInstanceOf(NotFound.class)
          .hasMessageEndingWith("HTTP 404");
    }
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(Settings settings) {
    try (Stores stores = stores(settings)) {
      return assertThatThrownBy(() -> stores.head(URI.create("az://account/container/a.bin"), 10))
          .isInstanceOf(AccessDenied.class);
    }
  }

  @Test
  void aServerIsItsSchemeHostAndPort() {
    URI own = URI.create("https://host.example/a");
    for (String same :
        List.of("https://host.example/b", "https://HOST.example:443", "HTTPS://host.example?q")) {
      assertThat(Origin.sameServer(own, URI.create(same))).as(same).isTrue();
    }
    for (String another :
        List.of(
            "http://host.example/a",
            "http://host.example:443/a",
            "https://host.example:9000/a",
            "https://host.example.org/a",
            "https://a.host.example/a",
            "https:/a")) {
      assertThat(Origin.sameServer(own, URI.create(another))).as(another).isFalse();
    }
    assertThat(Origin.sameServer(URI.create("http:/a"), URI.create("http:/a"))).isFalse();
  }

  @Test
  void keysOfAnEndpointAreNotSentOverAnOpenLineToItsHostNorToAmazon() {
    S3Config config =
        S3Config.from(
            Settings.of(Map.of("HOME", "/none", "AWS_ENDPOINT_URL_S3", "https://minio:9000")));
    var credentials =
        new CredentialCache(
            () -> {
              throw new AssertionError("nobody is asked to sign here");
            },
            Time.SYSTEM);
    var origin = new S3Origin(config, credentials, Time.SYSTEM);
    URI object = URI.create("s3://data/a.tif");
    assertThat(origin.signer(object, URI.create("https://minio:9000/data/a.tif")))
        .isNotSameAs(Signer.NONE);
    for (String others :
        List.of(
            "http://minio:9000/data/a.tif",
            "https://minio/a",
            "https://minio:9001/a",
            "https://s3.amazonaws.com/data/a.tif",
            "https://data.s3.us-east-1.amazonaws.com/a.tif")) {
      assertThat(origin.signer(object, URI.create(others))).as(others).isSameAs(Signer.NONE);
    }
  }
}
