package dev.cairn.store;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 in the `Authorization` header (AWS General Reference, "Create a signed
/// AWS API request"). Pure.
///
/// Paths are escaped once, as S3 has it. All headers are signed but those that a proxy may change.
final class SigV4 {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Set<String> UNSIGNED =
      Set.of(
          "accept-encoding",
          "authorization",
          "connection",
          "content-length",
          "expect",
          "user-agent");

  private static final HexFormat HEX = HexFormat.of();

  private SigV4() {}

  /// The value of `x-amz-date`.
  static String time(Instant now) {
    return TIME.format(now);
  }

  /// SHA-256 in hexadecimal digits: the value of `x-amz-content-sha256`.
  static String hash(byte[] bytes, int length) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(bytes, 0, length);
      return HEX.formatHex(sha256.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /// The value of `Authorization`.
  ///
  /// @param headers all that is sent, `x-amz-date` included, less `Host`
  /// @param payload the body's hash, as in `x-amz-content-sha256`
  static String authorization(
      Signer.Request request,
      String payload,
      Credentials keys,
      String region,
      String service,
      Instant now) {
    TreeMap<String, String> headers = canonicalHeaders(request);
    String names = String.join(";", headers.keySet());
    var canonical = new StringBuilder();
    canonical.append(request.method()).append('\n');
    canonical.append(canonicalPath(request.uri())).append('\n');
    canonical.append(canonicalQuery(request.uri().getRawQuery())).append('\n');
    headers.forEach((k, v) -> canonical.append(k).append(':').append(v).append('\n'));
    canonical.append('\n').append(names).append('\n').append(payload);
    String day = time(now).substring(0, 8);
    String scope = day + "/" + region + "/" + service + "/aws4_request";
    byte[] request256 = canonical.toString().getBytes(StandardCharsets.UTF_8);
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time(now)
            + "\n"
            + scope
            + "\n"
            + hash(request256, request256.length);
    byte[] key = ("AWS4" + keys.secretKey()).getBytes(StandardCharsets.UTF_8);
    for (String step : List.of(day, region, service, "aws4_request")) {
      key = hmac(key, step);
    }
    return "AWS4-HMAC-SHA256 Credential="
        + keys.keyId()
        + "/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + HEX.formatHex(hmac(key, toSign));
  }

  private static TreeMap<String, String> canonicalHeaders(Signer.Request request) {
    var headers = new TreeMap<String, String>();
    for (Map.Entry<String, List<String>> header : request.headers().entrySet()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!UNSIGNED.contains(name)) {
        List<String> trimmed =
            header.getValue().stream().map(v -> v.strip().replaceAll(" +", " ")).toList();
        headers.merge(name, String.join(",", trimmed), (a, b) -> a + "," + b);
      }
    }
    headers.put("host", host(request.uri()));
    return headers;
  }

  /// `Host` as the client sends it: with a port where it is not the scheme's own.
  private static String host(URI uri) {
    boolean usual =
        uri.getPort() < 0 || uri.getPort() == ("https".equals(uri.getScheme()) ? 443 : 80);
    return usual ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  private static String canonicalPath(URI uri) {
    String path = uri.getRawPath();
    return path == null || path.isEmpty() ? "/" : Percent.pathAgain(path);
  }

  private static String canonicalQuery(@org.jspecify.annotations.Nullable String query) {
    if (query == null || query.isEmpty()) {
      return "";
    }
    var pairs = new ArrayList<String[]>();
    for (String part : query.split("&", -1)) {
      int at = part.indexOf('=');
      String name = at < 0 ? part : part.substring(0, at);
      String value = at < 0 ? "" : part.substring(at + 1);
      pairs.add(new String[] {Percent.again(name), Percent.again(value)});
    }
    pairs.sort((a, b) -> a[0].equals(b[0]) ? a[1].compareTo(b[1]) : a[0].compareTo(b[0]));
    return String.join("&", pairs.stream().map(p -> p[0] + "=" + p[1]).toList());
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
