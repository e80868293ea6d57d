package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Known answers: the AWS Signature Version 4 test suite, and the examples of the Amazon S3 API
/// Reference ("Signature Calculations for the Authorization Header").
class SigV4Test {
  private static final Credentials SUITE =
      keys("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  private static final Credentials REFERENCE =
      keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String EMPTY = SigV4.hash(new byte[0], 0);

  private static Credentials keys(String id, String secret) {
    return new Credentials(id, secret, "", Instant.EPOCH, Instant.MAX);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // get-vanilla
        "GET | / | | 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        // post-vanilla
        "POST | / | | 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        // get-unreserved
        "GET | /-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz | |"
            + " 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        // get-utf8
        "GET | /ሴ | | 8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
        // get-vanilla-query-order-key-case
        "GET | /?Param2=value2&Param1=value1 | |"
            + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        // get-vanilla-empty-query-key
        "GET | /?Param1=value1 | |"
            + " a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        // get-vanilla-utf8-query
        "GET | /?ሴ=bar | | 2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
        // post-header-key-sort
        "POST | / | My-Header1: value1 |"
            + " c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
        // get-header-value-trim
        "GET | / | My-Header1:  value1;My-Header2:  \"a   b   c\" |"
            + " acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
      })
  void theSuitesRequestsAreSignedAsItHasThem(
      String method, String target, String headers, String signature) {
    var sent = new LinkedHashMap<String, List<String>>();
    sent.put("X-Amz-Date", List.of("20150830T123600Z"));
    for (String header : headers == null ? new String[0] : headers.split(";")) {
      String[] pair = header.split(":", 2);
      sent.put(pair[0], List.of(pair[1]));
    }
    var request =
        new Signer.Request(method, URI.create("https://example.amazonaws.com" + target), sent);
    assertThat(
            SigV4.authorization(
                request,
                EMPTY,
                SUITE,
                "us-east-1",
                "service",
                Instant.parse("2015-08-30T12:36:00Z")))
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_req")
        .endsWith("Signature=" + signature);
  }

  @Test
  void aRangeOfAnObjectIsSignedAsTheReferenceHasIt() {
    assertThat(reference("GET", "/test.txt", "", Map.of("Range", "bytes=0-9")))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                + " SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                + " Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  }

  @Test
  void aPutIsSignedAsTheReferenceHasIt() {
    var headers =
        Map.of(
            "Date", "Fri, 24 May 2013 00:00:00 GMT",
            "x-amz-storage-class", "REDUCED_REDUNDANCY");
    assertThat(reference("PUT", "/test$file.text", "Welcome to Amazon S3.", headers))
        .contains("SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,")
        .endsWith("=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  }

  @Test
  void queriesAreSignedAsTheReferenceHasThem() {
    assertThat(reference("GET", "/?lifecycle", "", Map.of()))
        .endsWith("=fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
    assertThat(reference("GET", "/?max-keys=2&prefix=J", "", Map.of()))
        .endsWith("=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  }

  private static String reference(
      String method, String target, String body, Map<String, String> headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String payload = SigV4.hash(bytes, bytes.length);
    var sent = new LinkedHashMap<String, List<String>>();
    headers.forEach((k, v) -> sent.put(k, List.of(v)));
    sent.put("x-amz-date", List.of("20130524T000000Z"));
    sent.put("x-amz-content-sha256", List.of(payload));
    sent.put("User-Agent", List.of("unsigned"));
    return SigV4.authorization(
        new Signer.Request(
            method, URI.create("https://examplebucket.s3.amazonaws.com" + target), sent),
        payload,
        REFERENCE,
        "us-east-1",
        "s3",
        Instant.parse("2013-05-24T00:00:00Z"));
  }
}
