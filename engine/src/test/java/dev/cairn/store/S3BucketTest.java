package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3.Fault;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where buckets are, and what becomes of what S3 says.
class S3BucketTest extends S3Requests {
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

  private static boolean succeeds(Call call) {
    try {
      return call.run() != null;
    } catch (Exception e) {
      throw new AssertionError(e);
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
}
