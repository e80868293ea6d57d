package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3;
import dev.cairn.testing.FakeS3.Fault;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which requests S3 is asked, by whom, and what becomes of its refusals.
class S3RequestsTest {
  private static final byte[] BYTES = StoreContract.BYTES;
  private static final int PART = S3StoreTest.PART;
  private static final String SECRET = "wJalrXUtnFEMI";

  @TempDir Path folder;

  private final FakeS3 s3 = FakeS3.start().key("AKID", SECRET, "").withShortestPart(PART);
  private final List<BucketStore> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(BucketStore::close);
    s3.close();
  }

  private Settings nobody() {
    return Settings.of(
        Map.of("AWS_ENDPOINT_URL_S3", s3.endpoint().toString(), "HOME", folder.toString()));
  }

  private Settings withKeys() {
    return nobody().with("AWS_ACCESS_KEY_ID", "AKID").with("AWS_SECRET_ACCESS_KEY", SECRET);
  }

  private BucketStore store(Settings settings) {
    BucketStore store = S3StoreTest.store(settings);
    opened.add(store);
    return store;
  }

  private static URI uri(String key) {
    return S3StoreTest.s3Uri("bucket", key);
  }

  private static PutOutcome written(WritableStore store, byte[] bytes, PutCondition condition)
      throws InterruptedException {
    try (ObjectWriter writer = store.writer(uri("a.bin"), condition)) {
      writer.append(ByteBuffer.wrap(bytes));
      return writer.commit();
    }
  }

  // ---- parts

  @Test
  void aShortObjectIsOneRequest() throws Exception {
    written(store(withKeys()), Arrays.copyOf(BYTES, PART), PutCondition.ALWAYS);
    assertThat(s3.operations()).containsExactly("PutObject");
  }

  @Test
  void aLongObjectIsSentInParts() throws Exception {
    written(store(withKeys()), Arrays.copyOf(BYTES, PART * 2 + 1), PutCondition.ALWAYS);
    assertThat(s3.operations())
        .startsWith("CreateMultipartUpload")
        .contains("UploadPart 1", "UploadPart 2", "UploadPart 3")
        .endsWith("CompleteMultipartUpload")
        .hasSize(5);
  }

  @Test
  void ofAnUploadThatIsCutOnlyTheLostPartIsSentAgain() throws Exception {
    BucketStore store = store(withKeys());
    s3.next("UploadPart", new Fault.CutBefore(10_000));
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(s3.operations().stream().filter(o -> o.startsWith("UploadPart")).toList())
        .containsExactlyInAnyOrderElementsOf(partsWithOneAgain());
    assertThat(s3.bytesTaken()).as("what came whole").isBetween(300_000L, 301_000L);
    assertThat(store.counts().retries()).isEqualTo(1);
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  private List<String> partsWithOneAgain() {
    var parts = new ArrayList<>(List.of("UploadPart 1", "UploadPart 2", "UploadPart 3"));
    parts.add(
        s3.operations().stream().filter(o -> o.startsWith("UploadPart")).findFirst().orElseThrow());
    return parts;
  }

  @Test
  void aPartWhoseAnswerIsLostIsSentAgain() throws Exception {
    s3.next("UploadPart", new Fault.CutAfter(), new Fault.Refused(503, "SlowDown"));
    BucketStore store = store(withKeys());
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(store.counts().retries()).isEqualTo(2);
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  @Test
  void aPartThatCannotBeSentEndsTheUploadAndItsPartsAreForgotten() {
    s3.next("UploadPart", new Fault.Refused(400, "BadDigest"));
    assertThatThrownBy(() -> written(store(withKeys()), BYTES, PutCondition.ALWAYS))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("s3://bucket/a.bin")
        .hasMessageContaining("HTTP 400 BadDigest: as the test wants it");
    assertThat(s3.operations()).endsWith("AbortMultipartUpload");
    assertThat(s3.openUploads()).isZero();
  }

  @Test
  void anInterruptedWriterLeavesNoParts() throws Exception {
    BucketStore store = store(withKeys());
    ObjectWriter writer = store.writer(uri("a.bin"), PutCondition.ALWAYS);
    writer.append(ByteBuffer.wrap(BYTES));
    Thread.currentThread().interrupt();
    assertThatThrownBy(writer::commit).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    writer.close();
    assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
    assertThat(s3.openUploads()).isZero();
    assertThatThrownBy(() -> store.head(uri("a.bin"), 1)).isInstanceOf(NotFound.class);
  }

  @Test
  void aFailureAfterTheStatusIsSeenAndTriedAgain() throws Exception {
    s3.next("CompleteMultipartUpload", new Fault.RefusedIn200("InternalError"));
    BucketStore store = store(withKeys());
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(s3.operations()).endsWith("CompleteMultipartUpload", "CompleteMultipartUpload");
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  @Test
  void anObjectThatCameTogetherUnnoticedIsFoundByItsMark() throws Exception {
    for (PutCondition condition : List.of(PutCondition.ALWAYS, PutCondition.ABSENT)) {
      BucketStore store = store(withKeys());
      s3.remove("bucket", "a.bin");
      s3.next("CompleteMultipartUpload", new Fault.CutAfter());
      String version = written(store, BYTES, condition).version();
      assertThat(s3.operations()).endsWith("CompleteMultipartUpload", "HeadObject");
      assertThat(store.head(uri("a.bin"), 1).version()).isEqualTo(version);
    }
  }

  @Test
  void partsThatAreGoneAreNotTakenForAnObject() throws Exception {
    BucketStore store = store(withKeys());
    s3.put("bucket", "a.bin", BYTES);
    s3.next(
        "CompleteMultipartUpload",
        new Fault.Refused(500, "InternalError"),
        new Fault.Refused(404, "NoSuchUpload"));
    assertThatThrownBy(() -> written(store, BYTES, PutCondition.ALWAYS))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("NoSuchUpload");
  }

  @Test
  void aSlowUploadIsNotTakenForOneThatStalls() throws Exception {
    var socket = new ServerSocket();
    socket.setReceiveBufferSize(64 << 10);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int length = 48 << 20;
    Thread server = Thread.ofVirtual().start(() -> takeSlowly(socket, length));
    URI endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    HttpOptions impatient =
        HttpOptions.standard()
            .withRetries(1, Duration.ofMillis(1))
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(60));
    BucketStore store =
        BucketStore.s3(
            withKeys().with("AWS_ENDPOINT_URL_S3", endpoint.toString()),
            impatient,
            UploadOptions.standard());
    opened.add(store);
    long begun = System.nanoTime();
    assertThat(store.put(uri("a.bin"), new byte[length])).isEqualTo("\"slow\"");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThan(Duration.ofSeconds(2)); // longer than a stall may take
    server.join();
  }

  private static void takeSlowly(ServerSocket socket, int length) {
    try (socket;
        var connection = socket.accept();
        InputStream in = connection.getInputStream()) {
      var some = new byte[64 << 10];
      for (int taken = 0; taken < length; ) {
        int came = in.read(some);
        taken += came;
        Thread.sleep(Math.max(1, came >> 14)); // about 16 MB a second
      }
      connection
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nETag: \"slow\"\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      in.readNBytes(1);
    } catch (IOException | InterruptedException _) {
      // the client hung up
    }
  }

  // ---- races

  @Test
  void aConditionalPutWhoseAnswerIsLostIsNoLostRace() throws Exception {
    BucketStore store = store(withKeys());
    s3.next("PutObject", new Fault.CutAfter());
    assertThat(store.put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.operations()).containsExactly("PutObject", "PutObject", "HeadObject");
  }

  @Test
  void aConditionalPutThatFailedWhileAnotherCameIsALostRaceThoughTheBytesAreTheSame()
      throws Exception {
    s3.next(
        "PutObject",
        new Fault.CutBefore(10),
        new Fault.Meanwhile(() -> s3.put("bucket", "a.bin", BYTES)));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Lost.class);
  }

  @Test
  void aConflictOfWritersIsTriedAgain() throws Exception {
    s3.next("PutObject", new Fault.Refused(409, "ConditionalRequestConflict"));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
  }

  // ---- what S3 says

  @Test
  void codesAndMessagesAreTold() {
    BucketStore store = store(withKeys());
    assertThatThrownBy(() -> store.head(uri("none.tif"), 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("s3://bucket/none.tif")
        .hasMessageContaining("HTTP 404 NoSuchKey: The specified key does not exist.");
    BucketStore stranger = store(withKeys().with("AWS_SECRET_ACCESS_KEY", "wrong"));
    assertThatThrownBy(() -> stranger.head(uri("a.tif"), 10))
        .isInstanceOf(AccessDenied.class)
        .hasMessageContaining("HTTP 403 SignatureDoesNotMatch");
    s3.next("GetObject", new Fault.Refused(501, "NotImplemented"));
    assertThatThrownBy(() -> store.head(uri("a.tif"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("HTTP 501 NotImplemented");
  }

  @Test
  void slowDownIsTriedAgainUntilItIsEnough() {
    BucketStore store = store(withKeys());
    var slow = new Fault[5];
    Arrays.fill(slow, new Fault.Refused(503, "SlowDown"));
    s3.next("GetObject", slow);
    assertThatThrownBy(() -> store.head(uri("a.tif"), 10))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("HTTP 503 SlowDown: as the test wants it (5 attempts)");
    s3.put("bucket", "b.tif", BYTES);
    s3.next(
        "GetObject", new Fault.Refused(503, "SlowDown"), new Fault.Refused(400, "RequestTimeout"));
    assertThat(succeeds(() -> store.head(uri("b.tif"), 10))).isTrue();
  }

  private interface Call {
    Object run() throws Exception;
  }

  private static String catching(Call call) {
    try {
      return String.valueOf(call.run());
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static boolean succeeds(Call call) {
    try {
      return call.run() != null;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aListingThatLeadsNowhereIsMalformed() {
    s3.next("ListObjectsV2", new Fault.RefusedIn200("x<y"));
    assertThatThrownBy(() -> store(withKeys()).list(uri(""), _ -> true))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("no XML");
  }

  @Test
  void whatNamesNoObjectIsRefusedBeforeAnythingIsAsked() {
    BucketStore store = store(withKeys());
    assertThatThrownBy(() -> store.head(URI.create("s3://bucket/"), 10))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("names the bucket bucket and no object in it");
    for (String address : List.of("s3:///a.tif", "s3://u:p@bucket/a.tif", "s3://bucket/a?b=1")) {
      assertThatThrownBy(() -> store.head(URI.create(address), 10))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("is no address such as s3://BUCKET/KEY");
    }
    assertThat(s3.operations()).isEmpty();
  }

  @Test
  void keysOfAnyFormAreFound() throws Exception {
    BucketStore store = store(withKeys());
    for (String key : List.of("/a", "a//b", "a/../b", "a/./b/", "100%", "a:b@c$d,e;f=g'h(i)*!~")) {
      URI uri = URI.create("s3://bucket/" + Percent.path(key));
      store.put(uri, new byte[] {1, 2, 3});
      assertThat(store.head(uri, 2).size()).as(key).isEqualTo(3);
    }
    var found = new ArrayList<URI>();
    store.list(URI.create("s3://bucket"), o -> found.add(o.uri()));
    assertThat(found).hasSize(6);
    for (URI uri : found) {
      assertThat(store.readAll(uri, 10)).hasSize(3);
    }
  }

  // ---- where buckets are

  @Test
  void aBucketOfAnotherRegionIsAskedThereFromTheFirstRefusalOn() throws Exception {
    s3.region("bucket", "eu-central-1");
    s3.put("bucket", "a.bin", BYTES);
    BucketStore store = store(withKeys());
    ObjectHead head = store.head(uri("a.bin"), 10);
    store.read(head, List.of(StoreContract.range(5, 5)));
    assertThat(s3.authorizations()).hasSize(3);
    assertThat(s3.authorizations().get(0)).contains("/us-east-1/s3/");
    assertThat(s3.authorizations().get(1)).contains("/eu-central-1/s3/");
    assertThat(s3.authorizations().get(2)).contains("/eu-central-1/s3/");
    assertThat(store.counts().retries()).isZero();
  }

  @Test
  void aBucketThatIsNowhereIsNotChased() {
    s3.region("bucket", "eu-central-1");
    var moved = new Fault[2];
    Arrays.fill(moved, new Fault.Refused(301, "PermanentRedirect"));
    s3.next("GetObject", moved);
    assertThatThrownBy(() -> store(withKeys()).head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("HTTP 301 PermanentRedirect");
    assertThat(s3.operations()).hasSize(2);
  }

  @Test
  void onlyHostsOfS3ItselfAreSignedForAfterARedirect() {
    S3Config config = S3Config.from(Settings.of(Map.of("HOME", folder.toString())));
    var credentials =
        new CredentialCache(
            () -> {
              throw new AssertionError("nobody is asked to sign here");
            },
            Time.SYSTEM);
    var origin = new S3Origin(config, credentials, Time.SYSTEM);
    URI object = URI.create("s3://data/a.tif");
    for (String ours :
        List.of(
            "https://data.s3.us-east-1.amazonaws.com/a.tif",
            "https://data.s3.eu-west-1.amazonaws.com/a.tif",
            "https://s3.dualstack.eu-central-1.amazonaws.com/data/a.tif",
            "https://s3.cn-north-1.amazonaws.com.cn/data/a.tif")) {
      assertThat(origin.signer(object, URI.create(ours))).as(ours).isNotSameAs(Signer.NONE);
    }
    for (String others :
        List.of(
            "http://data.s3.eu-west-1.amazonaws.com/a.tif",
            "https://data.s3.eu-west-1.amazonaws.com:8443/a.tif",
            "https://abc123.execute-api.us-east-1.amazonaws.com/a.tif",
            "https://ec2-1-2-3-4.compute-1.amazonaws.com/a.tif",
            "https://s3.eu-west-1.amazonaws.com.example.org/a.tif",
            "https://evils3.amazonaws.com/a.tif")) {
      assertThat(origin.signer(object, URI.create(others))).as(others).isSameAs(Signer.NONE);
    }
  }

  @Test
  void addressesAreThoseOfTheService() {
    Settings home = Settings.of(Map.of("HOME", folder.toString()));
    assertThat(address(home, "data", "/a/b"))
        .isEqualTo("https://data.s3.us-east-1.amazonaws.com/a/b?x=");
    assertThat(address(home.with("AWS_DEFAULT_REGION", "cn-north-1"), "data", "/a"))
        .isEqualTo("https://data.s3.cn-north-1.amazonaws.com.cn/a?x=");
    assertThat(address(home.with("AWS_REGION", "eu-west-1"), "dotted.data", "/a"))
        .isEqualTo("https://s3.eu-west-1.amazonaws.com/dotted.data/a?x=");
    assertThat(address(home.with("AWS_VIRTUAL_HOSTING", "FALSE"), "data", "/a"))
        .isEqualTo("https://s3.us-east-1.amazonaws.com/data/a?x=");
    Settings gdal = home.with("AWS_S3_ENDPOINT", "minio:9000").with("AWS_HTTPS", "NO");
    assertThat(address(gdal, "data", "/a")).isEqualTo("http://minio:9000/data/a?x=");
    assertThat(address(gdal.with("AWS_VIRTUAL_HOSTING", "TRUE"), "data", "/a"))
        .isEqualTo("http://data.minio:9000/a?x=");
    assertThat(
            address(home.with("AWS_ENDPOINT_URL", "https://s3.eu-west-1.amazonaws.com"), "d", ""))
        .isEqualTo("https://d.s3.eu-west-1.amazonaws.com?x=");
    assertThatThrownBy(() -> S3Config.from(home.with("AWS_REGION", "evil.example.org/")))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> S3Config.from(home.with("AWS_ENDPOINT_URL", "http://u:p@host")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageNotContaining("u:p");
  }

  private static String address(Settings settings, String bucket, String path) {
    S3Config config = S3Config.from(settings);
    return config.address(bucket, config.region(), path, "x=").toString();
  }

  // ---- who asks

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

  // ---- secrets, others

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

  /// GDAL signs too: the server is as strict with it, and what is written is read by others.
  @Test
  void gdalReadsWhatIsWrittenFromTheSameServer() throws Exception {
    Judge.requirePython("osgeo.gdal");
    written(store(withKeys()), BYTES, PutCondition.ALWAYS);
    store(withKeys()).put(uri("a b/ü+$1.bin"), BYTES);
    String program =
        """
        import sys, hashlib
        from osgeo import gdal
        for k, v in (a.split('=', 1) for a in sys.argv[1:]):
            gdal.SetConfigOption(k, v)
        for name in ('a.bin', 'a b/\\u00fc+$1.bin'):
            f = gdal.VSIFOpenL('/vsis3/bucket/' + name, 'rb')
            gdal.VSIFSeekL(f, 100000, 0)
            print(hashlib.md5(gdal.VSIFReadL(1, 100000, f)).hexdigest())
        f = gdal.VSIFOpenL('/vsis3/bucket/by-gdal.bin', 'wb')
        gdal.VSIFWriteL(b'written by GDAL', 1, 15, f)
        print(gdal.VSIFCloseL(f))
        """;
    Judge.Verdict verdict =
        Judge.python(
            program,
            "AWS_S3_ENDPOINT=" + s3.endpoint().getAuthority(),
            "AWS_HTTPS=NO",
            "AWS_VIRTUAL_HOSTING=FALSE",
            "AWS_ACCESS_KEY_ID=AKID",
            "AWS_SECRET_ACCESS_KEY=" + SECRET);
    String md5 =
        java.util.HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("MD5")
                    .digest(Arrays.copyOfRange(BYTES, 100_000, 200_000)));
    assertThat(verdict.output().lines().toList()).containsExactly(md5, md5, "0");
    assertThat(store(withKeys()).readAll(uri("by-gdal.bin"), 100))
        .asString()
        .isEqualTo("written by GDAL");
  }
}
