package dev.cairn.testing;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Judges the signature of a request that came to a server (AWS Signature Version 4, S3's rules),
/// from the bytes that came and the specification, with nothing of the code that signs.
final class SigV4Check {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request,"
              + " ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private static final DateTimeFormatter BASIC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final HttpExchange exchange;
  private final byte[] body;
  private final Matcher said;

  SigV4Check(HttpExchange exchange, byte[] body) {
    this.exchange = exchange;
    this.body = body;
    this.said =
        AUTHORIZATION.matcher(
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
  }

  String keyId() {
    return said.matches() ? said.group(1) : "";
  }

  String region() {
    return said.matches() ? said.group(3) : "";
  }

  /// What is wrong with the signature, if anything.
  Optional<String> fault(String secret, Instant now) {
    if (!said.matches()) {
      return Optional.of("an Authorization header of another form");
    }
    String time = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-date"));
    if (!time.startsWith(said.group(2)) || !said.group(4).equals("s3")) {
      return Optional.of("a scope of another day or service");
    }
    Duration off = Duration.between(BASIC.parse(time, Instant::from), now).abs();
    if (off.compareTo(Duration.ofMinutes(15)) > 0) {
      return Optional.of("a clock that is off by " + off);
    }
    List<String> signed = Arrays.asList(said.group(5).split(";"));
    if (!signed.contains("host") || !signed.stream().sorted().toList().equals(signed)) {
      return Optional.of("headers unsorted or without host");
    }
    for (String name : exchange.getRequestHeaders().keySet()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-amz-") && !signed.contains(lower)) {
        return Optional.of("unsigned header " + lower);
      }
    }
    try {
      String stated = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
      if (!stated.equals("UNSIGNED-PAYLOAD") && !stated.equals(sha256(body))) {
        return Optional.of("a body of another hash");
      }
      String expected = signature(secret, time, signed, stated);
      return expected.equals(said.group(6))
          ? Optional.empty()
          : Optional.of("The request signature we calculated does not match");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signature(String secret, String time, List<String> signed, String bodyHash)
      throws GeneralSecurityException {
    String day = said.group(2);
    String canonical =
        exchange.getRequestMethod()
            + "\n"
            + escapedAgain(exchange.getRequestURI().getRawPath()).replace("%2F", "/")
            + "\n"
            + query()
            + "\n"
            + headers(signed)
            + "\n"
            + said.group(5)
            + "\n"
            + bodyHash;
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + time
            + "\n"
            + day
            + "/"
            + said.group(3)
            + "/s3/aws4_request\n"
            + sha256(canonical.getBytes(StandardCharsets.UTF_8));
    byte[] dateKey = mac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), day);
    byte[] regionKey = mac(dateKey, said.group(3));
    byte[] signingKey = mac(mac(regionKey, "s3"), "aws4_request");
    return HexFormat.of().formatHex(mac(signingKey, toSign));
  }

  private String headers(List<String> signed) {
    var lines = new StringBuilder();
    for (String name : signed) {
      List<String> values = exchange.getRequestHeaders().get(name);
      String value = values == null ? "" : String.join(",", values).trim();
      lines.append(name).append(':').append(value.replaceAll(" {2,}", " ")).append('\n');
    }
    return lines.toString();
  }

  private String query() {
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw == null) {
      return "";
    }
    var parameters = new ArrayList<String>();
    for (String parameter : raw.split("&")) {
      String[] pair = parameter.split("=", 2);
      parameters.add(escapedAgain(pair[0]) + "=" + (pair.length < 2 ? "" : escapedAgain(pair[1])));
    }
    parameters.sort(null); // '=' sorts before all that may stand in a name but '-', '.', digits
    return String.join("&", parameters);
  }

  private static String escapedAgain(String escaped) {
    String text = URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String sha256(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private static byte[] mac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }
}
