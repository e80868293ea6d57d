package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Who asks S3, and what is shown of it.
class S3CredentialsTest extends S3Requests {
  @Test
  void publicDataIsReadUnsigned() throws Exception {
    s3.openToAll("bucket").put("bucket", "a.bin", BYTES);
    store(nobody().with("AWS_NO_SIGN_REQUEST", "YES")).head(uri("a.bin"), 10);
    assertThat(s3.authorizations()).containsExactly("");
    assertThatThrownBy(() -> store(nobody()).head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("no credentials")
        .hasMessageContaining("AWS_NO_SIGN_REQUEST=YES");
  }

  @Test
  void whoReadsWhereTheRequesterPaysSaysSo() throws Exception {
    s3.requesterPays("bucket").put("bucket", "a.bin", BYTES);
    assertThatThrownBy(() -> store(withKeys()).head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("Requester pays");
    store(withKeys().with("AWS_REQUEST_PAYER", "requester")).head(uri("a.bin"), 10);
  }

  @Test
  void keysOfASessionAreSentWithItsToken() throws Exception {
    s3.key("ASIA", "temporary", "token/+=").put("bucket", "a.bin", BYTES);
    store(
            nobody()
                .with("AWS_ACCESS_KEY_ID", "ASIA")
                .with("AWS_SECRET_ACCESS_KEY", "temporary")
                .with("AWS_SESSION_TOKEN", "token/+="))
        .head(uri("a.bin"), 10);
  }

  @Test
  void keysThatCannotBeRenewedAreNotTriedAgain() {
    s3.put("bucket", "a.bin", BYTES);
    s3.expire("AKID");
    assertThatThrownBy(() -> store(withKeys()).head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("HTTP 400 ExpiredToken: The provided token has expired.");
    assertThat(s3.operations()).hasSize(1);
  }

  @Test
  void aProfilesKeysAreReadAnewWhenTheyAreOver() throws Exception {
    s3.key("NEXT", "another", "").put("bucket", "a.bin", BYTES);
    Path file = folder.resolve("keys");
    Files.writeString(file, profile("AKID", SECRET));
    Settings settings =
        nobody().with("AWS_SHARED_CREDENTIALS_FILE", file.toString()).with("AWS_PROFILE", "eo");
    BucketStore store = store(settings);
    ObjectHead head = store.head(uri("a.bin"), 10);
    s3.expire("AKID");
    Files.writeString(file, profile("NEXT", "another"));
    assertThat(store.read(head, List.of(StoreContract.range(5, 5)))).hasSize(1);
    assertThat(s3.authorizations()).hasSize(3);
    assertThat(s3.authorizations().getLast()).contains("Credential=NEXT/");
    s3.expire("NEXT");
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("ExpiredToken");
    assertThat(s3.operations()).as("asked once more, and not again").hasSize(4);
  }

  private static String profile(String keyId, String secret) {
    return """
    [default]
    aws_access_key_id = NOBODY
    aws_secret_access_key = none
    # of the archive
    [eo]
    aws_access_key_id = %s
    aws_secret_access_key=%s
    [eo2]
    aws_access_key_id = NOBODY
    """
        .formatted(keyId, secret);
  }

  @Test
  void theConfigurationCompletesAProfile() throws Exception {
    Path aws = Files.createDirectories(folder.resolve(".aws"));
    Files.writeString(aws.resolve("credentials"), profile("AKID", SECRET));
    Files.writeString(
        aws.resolve("config"),
        """
        [profile eo]
        region = eu-central-1
        endpoint_url = %s
        s3 =
          region = nested
        [eo]
        region = unprefixed
        """
            .formatted(s3.endpoint()));
    s3.region("bucket", "eu-central-1").put("bucket", "a.bin", BYTES);
    Settings settings = Settings.of(Map.of("HOME", folder.toString(), "AWS_PROFILE", "eo"));
    store(settings).head(uri("a.bin"), 10);
    assertThat(s3.operations()).as("the region was known").hasSize(1);
    assertThatThrownBy(() -> store(settings.with("AWS_PROFILE", "none")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("no file has a profile none");
  }

  @Test
  void waysToCredentialsThatAreNotKnownAreNamed() throws Exception {
    Path aws = Files.createDirectories(folder.resolve(".aws"));
    Files.writeString(aws.resolve("config"), "[default]\ncredential_process = /bin/keys\n");
    assertThatThrownBy(() -> store(nobody()).head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("AWS profile default")
        .hasMessageContaining("credentials by credential_process");
    assertThatThrownBy(
            () -> store(nobody().with("AWS_ACCESS_KEY_ID", "AKID")).head(uri("a.bin"), 10))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("AWS_SECRET_ACCESS_KEY");
  }

  // ---- web identity

  private Settings webIdentity() throws Exception {
    s3.identity("arn:aws:iam::1:role/reader", "identity.token+/=").put("bucket", "a.bin", BYTES);
    Path token = Files.writeString(folder.resolve("token"), "identity.token+/=\n");
    return nobody()
        .with("AWS_ROLE_ARN", "arn:aws:iam::1:role/reader")
        .with("AWS_WEB_IDENTITY_TOKEN_FILE", token.toString())
        .with("AWS_ENDPOINT_URL_STS", s3.endpoint().toString());
  }

  @Test
  void aWebIdentityIsExchangedForKeysOnceForAllReaders() throws Exception {
    BucketStore store = store(webIdentity());
    readAtOnce(store, 20);
    assertThat(exchanges()).isEqualTo(1);
    s3.expireSessions();
    readAtOnce(store, 20);
    assertThat(exchanges()).as("renewed once, whoever was refused").isEqualTo(2);
    assertThat(store.counts().retries()).isZero();
  }

  @Test
  void keysAreRenewedBeforeTheyEnd() throws Exception {
    s3.withSessionLife(Duration.ofSeconds(-1));
    BucketStore store = store(webIdentity());
    store.head(uri("a.bin"), 10);
    s3.withSessionLife(Duration.ofMinutes(10));
    store.head(uri("a.bin"), 10);
    store.head(uri("a.bin"), 10);
    assertThat(exchanges()).isEqualTo(2);
  }

  @Test
  void aRefusalThatSaysNothingOfKeysDoesNotRenewYoungOnes() throws Exception {
    BucketStore store = store(webIdentity());
    s3.next("GetObject", new Fault.Refused(403, "AccessDenied"));
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10)).isInstanceOf(AccessDenied.class);
    assertThat(exchanges()).isEqualTo(1);
  }

  @Test
  void anIdentityThatIsRefusedIsAccessDeniedAndSaysWhy() throws Exception {
    Settings settings = webIdentity();
    Files.writeString(folder.resolve("token"), "another.token");
    assertThatThrownBy(() -> store(settings).head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("Not authorized to perform sts:AssumeRoleWithWebIdentity")
        .hasMessageNotContaining("another.token");
    Files.delete(folder.resolve("token"));
    assertThatThrownBy(() -> store(settings).head(uri("a.bin"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("the token of a web identity cannot be read");
  }

  private void readAtOnce(BucketStore store, int readers) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reads = new ArrayList<Future<ObjectHead>>();
      for (int i = 0; i < readers; i++) {
        reads.add(threads.submit(() -> store.head(uri("a.bin"), 10)));
      }
      for (Future<ObjectHead> read : reads) {
        assertThat(read.get().size()).isEqualTo(BYTES.length);
      }
    }
  }

  private long exchanges() {
    return s3.operations().stream().filter(o -> o.startsWith("AssumeRole")).count();
  }

  // ---- secrets

  @Test
  void nothingSecretIsShown() throws Exception {
    Settings settings =
        withKeys().with("AWS_SESSION_TOKEN", "the-token").with("AWS_REGION", "us-east-1");
    var shown = new StringBuilder();
    shown
        .append(settings)
        .append(
            new StoreOptions(
                1,
                FileStore.MERGE,
                HttpOptions.standard(),
                Signers.none(),
                settings,
                UploadOptions.standard()));
    s3.next("GetObject", new Fault.Refused(503, "SlowDown"));
    try (var logged = new Logged()) {
      shown.append(catching(() -> store(settings).head(uri("a.bin"), 10))).append(logged);
      assertThat(logged.toString()).contains("next attempt");
    }
    s3.next("GetObject", new Fault.Refused(403, "AccessDenied"));
    try {
      store(settings).head(uri("a.bin"), 10);
    } catch (CairnException e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        shown.append(t).append(Arrays.toString(t.getStackTrace()));
      }
    }
    var cache =
        new CredentialCache(
            () ->
                new Credentials(
                    "AKID", SECRET, "the-token", java.time.Instant.now(), java.time.Instant.MAX),
            Time.SYSTEM);
    var signer = new S3Signer(cache, "us-east-1", false, Time.SYSTEM);
    var request = new Signer.Request("GET", URI.create("https://host/a"), Map.of());
    shown.append(cache.current()).append(signer).append(signer.sign(request));
    assertThat(shown.toString())
        .contains("AWS_SECRET_ACCESS_KEY", "Authorization", "AccessDenied")
        .doesNotContain(SECRET, "the-token", "Signature=");
  }

  private static String catching(Call call) {
    try {
      return String.valueOf(call.run());
    } catch (Exception e) {
      return e.toString();
    }
  }
}
