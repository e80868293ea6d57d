package dev.cairn.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// S3 on the loopback address, as far as objects go (Amazon S3 API Reference, version 2006-03-01):
/// ranges, conditional reads and writes, uploads in parts, listings by pages, deletions; buckets in
/// the path. Lets in who signs by SigV4, which it checks with code of its own ([SigV4Check]), and
/// everybody to public buckets. Gives keys for web identities (AWS STS). Counts what it is asked,
/// and misbehaves as it is told. Thread-safe; close it.
///
/// ```java
/// try (var s3 = FakeS3.start()) {
///   s3.key("AKID", "secret", "");
///   s3.next("UploadPart", new Fault.CutBefore(1000));
///   ...
///   assertThat(s3.operations()).containsExactly("UploadPart 1", "UploadPart 1", …);
/// }
/// ```
public final class FakeS3 implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  /// How a request is answered instead of well.
  public sealed interface Fault {
    /// The connection is closed when so many bytes of the body have come. Nothing is done.
    record CutBefore(int bytes) implements Fault {}

    /// What was asked for is done, and the connection closed without an answer.
    record CutAfter() implements Fault {}

    /// Refused, and nothing done.
    record Refused(int status, String code) implements Fault {}

    /// Status 200, and an error in the body. Nothing is done.
    record RefusedIn200(String code) implements Fault {}

    /// A well answered request, after this is run.
    record Meanwhile(Runnable action) implements Fault {}
  }

  private record Key(String secret, String token) {}

  private record Stored(byte[] bytes, String etag, Map<String, String> metadata) {}

  private record Upload(
      String bucket, String key, Map<String, String> metadata, Map<Integer, Stored> parts) {}

  /// What is wrong with a request, as S3 says it.
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    final int status;
    final String code;
    final String more;

    Refusal(int status, String code, String message, String more) {
      super(message);
      this.status = status;
      this.code = code;
      this.more = more;
    }

    Refusal(int status, String code, String message) {
      this(status, code, message, "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Key> keys = new HashMap<>();
  private final Map<String, String> expired = new HashMap<>();
  private final Map<String, String> identities = new HashMap<>();
  private final Map<String, String> regions = new HashMap<>();
  private final List<String> publicBuckets = new ArrayList<>();
  private final List<String> payingBuckets = new ArrayList<>();
  private final List<String> tokens = new ArrayList<>();
  private final TreeMap<String, Stored> objects = new TreeMap<>();
  private final Map<String, Upload> uploads = new HashMap<>();
  private final Map<String, Queue<Fault>> scripts = new HashMap<>();
  private final List<String> operations = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private Duration sessionLife = Duration.ofHours(1);
  private int shortestPart;
  private long bytesTaken;

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // as RangeServer says
  }

  private FakeS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static FakeS3 start() {
    return new FakeS3();
  }

  /// The address of the service, for `AWS_ENDPOINT_URL`.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Lets in who signs with these keys.
  ///
  /// @param token of their session; empty where they have none
  public synchronized FakeS3 key(String keyId, String secret, String token) {
    keys.put(keyId, new Key(secret, token));
    return this;
  }

  /// From now on the keys are over.
  public synchronized void expire(String keyId) {
    expired.put(keyId, "");
  }

  /// All keys that were given for identities are over.
  public synchronized void expireSessions() {
    keys.keySet().stream().filter(k -> k.startsWith("SESSION")).forEach(this::expire);
  }

  /// Gives keys to who brings this token for the role.
  public synchronized FakeS3 identity(String role, String token) {
    identities.put(role, token);
    return this;
  }

  /// Lets in who sends the token, as Google's service by the same protocol does.
  public synchronized FakeS3 bearer(String token) {
    tokens.add(token);
    return this;
  }

  /// How long keys that are given for identities are said to last.
  public synchronized FakeS3 withSessionLife(Duration life) {
    sessionLife = life;
    return this;
  }

  /// A bucket that is in another region than `us-east-1`.
  public synchronized FakeS3 region(String bucket, String region) {
    regions.put(bucket, region);
    return this;
  }

  /// A bucket that may be read unsigned.
  public synchronized FakeS3 openToAll(String bucket) {
    publicBuckets.add(bucket);
    return this;
  }

  /// A bucket whose readers agree to pay or are refused.
  public synchronized FakeS3 requesterPays(String bucket) {
    payingBuckets.add(bucket);
    return this;
  }

  /// Parts that are not the last and shorter than this are refused.
  public synchronized FakeS3 withShortestPart(int bytes) {
    shortestPart = bytes;
    return this;
  }

  public synchronized void put(String bucket, String key, byte[] bytes) {
    objects.put(bucket + "/" + key, new Stored(bytes.clone(), md5(bytes), Map.of()));
  }

  public synchronized void remove(String bucket, String key) {
    objects.remove(bucket + "/" + key);
  }

  /// One fault for each of the next operations of that name.
  public synchronized FakeS3 next(String operation, Fault... faults) {
    scripts.computeIfAbsent(operation, _ -> new ArrayDeque<>()).addAll(List.of(faults));
    return this;
  }

  /// The operations so far, in the order in which they came; parts with their number.
  public synchronized List<String> operations() {
    return List.copyOf(operations);
  }

  /// The `Authorization` headers so far, empty where there was none.
  public synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /// Uploads in parts that are neither complete nor given up.
  public synchronized int openUploads() {
    return uploads.size();
  }

  /// Bytes of bodies that were taken.
  public synchronized long bytesTaken() {
    return bytesTaken;
  }

  public synchronized void clear() {
    operations.clear();
    authorizations.clear();
    bytesTaken = 0;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }

  // ---- a request

  private record Asked(
      String method,
      String bucket,
      String key,
      Map<String, String> query,
      Map<String, String> headers) {
    String operation() {
      if (bucket.isEmpty()) {
        return "AssumeRoleWithWebIdentity";
      }
      if (key.isEmpty()) {
        return "ListObjectsV2";
      }
      return switch (method) {
        case "PUT" -> query.containsKey("partNumber") ? "UploadPart" : "PutObject";
        case "POST" ->
            query.containsKey("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
        case "DELETE" -> query.containsKey("uploadId") ? "AbortMultipartUpload" : "DeleteObject";
        case "HEAD" -> "HeadObject";
        default -> "GetObject";
      };
    }

    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  private record Answer(int status, Map<String, String> headers, byte[] body) {
    Answer(int status, String xml) {
      this(status, Map.of("Content-Type", "application/xml"), xml.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Asked asked = asked(exchange);
      Fault fault = begin(asked);
      if (fault instanceof Fault.CutBefore(int bytes)) {
        exchange.getRequestBody().readNBytes(bytes);
        return; // closing the exchange closes the connection
      }
      if (fault instanceof Fault.Meanwhile(var action)) {
        action.run();
      }
      byte[] body;
      try (InputStream in = exchange.getRequestBody()) {
        body = in.readAllBytes();
      }
      Answer answer = answer(exchange, asked, body, fault);
      if (fault instanceof Fault.CutAfter) {
        return;
      }
      answer.headers.forEach(exchange.getResponseHeaders()::set);
      boolean bodiless = asked.method.equals("HEAD") || answer.body.length == 0;
      if (asked.method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Content-Length", "" + answer.body.length);
      }
      exchange.sendResponseHeaders(answer.status, bodiless ? -1 : answer.body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(answer.body);
      }
    }
  }

  private static Asked asked(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath().substring(1);
    int slash = path.indexOf('/');
    var query = new HashMap<String, String>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      String[] pair = part.split("=", 2);
      query.put(decoded(pair[0]), pair.length < 2 ? "" : decoded(pair[1]));
    }
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((k, v) -> headers.put(k, v.getFirst()));
    return new Asked(
        exchange.getRequestMethod(),
        slash < 0 ? path : path.substring(0, slash),
        slash < 0 ? "" : decoded(path.substring(slash + 1)),
        query,
        headers);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private synchronized @Nullable Fault begin(Asked asked) {
    String operation = asked.operation();
    String part = asked.query.get("partNumber");
    operations.add(part == null ? operation : operation + " " + part);
    authorizations.add(asked.header("Authorization"));
    Queue<Fault> script = scripts.get(operation);
    return script == null ? null : script.poll();
  }

  private synchronized Answer answer(
      HttpExchange exchange, Asked asked, byte[] body, @Nullable Fault fault) {
    bytesTaken += body.length;
    try {
      if (fault instanceof Fault.Refused(int status, String code)) {
        throw new Refusal(status, code, "as the test wants it");
      }
      if (fault instanceof Fault.RefusedIn200(String code)) {
        return new Answer(200, "<Error><Code>" + code + "</Code></Error>");
      }
      if (asked.bucket.isEmpty()) {
        return sessionKeys(new String(body, StandardCharsets.UTF_8));
      }
      requireAllowed(exchange, asked, body);
      return switch (asked.operation()) {
        case "GetObject", "HeadObject" -> get(asked);
        case "PutObject" -> putObject(asked, body);
        case "CreateMultipartUpload" -> create(asked);
        case "UploadPart" -> part(asked, body);
        case "CompleteMultipartUpload" -> complete(asked, new String(body, StandardCharsets.UTF_8));
        case "AbortMultipartUpload" -> {
          upload(asked);
          uploads.remove(asked.query.get("uploadId"));
          yield new Answer(204, "");
        }
        case "DeleteObject" -> {
          objects.remove(asked.bucket + "/" + asked.key);
          yield new Answer(204, "");
        }
        default -> list(asked);
      };
    } catch (Refusal e) {
      var headers = new HashMap<>(Map.of("Content-Type", "application/xml"));
      if (regions.containsKey(asked.bucket)) {
        headers.put("x-amz-bucket-region", regions.get(asked.bucket));
      }
      String xml =
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
              + e.code
              + "</Code><Message>"
              + escaped(String.valueOf(e.getMessage()))
              + "</Message>"
              + e.more
              + "<RequestId>1</RequestId></Error>";
      return new Answer(e.status, headers, xml.getBytes(StandardCharsets.UTF_8));
    }
  }

  // ---- who is let in

  private void requireAllowed(HttpExchange exchange, Asked asked, byte[] body) throws Refusal {
    String authorization = asked.header("Authorization");
    boolean reads = asked.method.equals("GET") || asked.method.equals("HEAD");
    if (authorization.isEmpty()) {
      if (reads && publicBuckets.contains(asked.bucket)) {
        return;
      }
      throw new Refusal(403, "AccessDenied", "Access Denied");
    }
    if (authorization.startsWith("Bearer ")) {
      if (tokens.contains(authorization.substring("Bearer ".length()))) {
        return;
      }
      throw new Refusal(401, "AuthenticationRequired", "Authentication required.");
    }
    var check = new SigV4Check(exchange, body);
    Key key = keys.get(check.keyId());
    if (key == null) {
      throw new Refusal(
          403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist");
    }
    String region = regions.getOrDefault(asked.bucket, "us-east-1");
    if (!check.region().equals(region)) {
      throw new Refusal(
          400,
          "AuthorizationHeaderMalformed",
          "the region '" + check.region() + "' is wrong; expecting '" + region + "'",
          "<Region>" + region + "</Region>");
    }
    Optional<String> fault = check.fault(key.secret, Instant.now());
    if (fault.isPresent()) {
      throw new Refusal(403, "SignatureDoesNotMatch", fault.get());
    }
    if (!asked.header("x-amz-security-token").equals(key.token)) {
      throw new Refusal(400, "InvalidToken", "The provided token is malformed");
    }
    if (expired.containsKey(check.keyId())) {
      throw new Refusal(400, "ExpiredToken", "The provided token has expired.");
    }
    if (payingBuckets.contains(asked.bucket)
        && !asked.header("x-amz-request-payer").equals("requester")) {
      throw new Refusal(403, "AccessDenied", "Requester pays");
    }
  }

  private Answer sessionKeys(String form) throws Refusal {
    var asked = new HashMap<String, String>();
    for (String part : form.split("&")) {
      String[] pair = part.split("=", 2);
      asked.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    String expected = identities.get(asked.get("RoleArn"));
    if (!"AssumeRoleWithWebIdentity".equals(asked.get("Action"))
        || !"2011-06-15".equals(asked.get("Version"))
        || asked.getOrDefault("RoleSessionName", "").length() < 2
        || expected == null
        || !expected.equals(asked.get("WebIdentityToken"))) {
      return new Answer(
          403,
          "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
              + "<Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message>"
              + "</Error></ErrorResponse>");
    }
    String id = "SESSION" + keys.size();
    var key = new Key("secret of " + id, UUID.randomUUID() + "/+=");
    keys.put(id, key);
    return new Answer(
        200,
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            + "<AssumeRoleWithWebIdentityResult><Credentials><SessionToken>"
            + key.token
            + "</SessionToken><SecretAccessKey>"
            + key.secret
            + "</SecretAccessKey><Expiration>"
            + Instant.now().plus(sessionLife)
            + "</Expiration><AccessKeyId>"
            + id
            + "</AccessKeyId></Credentials></AssumeRoleWithWebIdentityResult>"
            + "</AssumeRoleWithWebIdentityResponse>");
  }

  // ---- what they get

  private Answer get(Asked asked) throws Refusal {
    Stored stored = objects.get(asked.bucket + "/" + asked.key);
    if (stored == null) {
      throw new Refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    String match = asked.header("If-Match");
    if (!match.isEmpty() && !match.equals(stored.etag)) {
      throw new Refusal(412, "PreconditionFailed", "At least one of the pre-conditions failed");
    }
    var headers = new HashMap<>(stored.metadata);
    headers.put("ETag", stored.etag);
    headers.put("Content-Type", "binary/octet-stream");
    Matcher range = RANGE.matcher(asked.header("Range"));
    if (!range.matches()) {
      return new Answer(200, headers, stored.bytes);
    }
    long first = Long.parseLong(range.group(1));
    long last = Math.min(Long.parseLong(range.group(2)), stored.bytes.length - 1L);
    if (first > last) {
      throw new Refusal(
          416,
          "InvalidRange",
          "The requested range is not satisfiable",
          "<ActualObjectSize>" + stored.bytes.length + "</ActualObjectSize>");
    }
    headers.put("Content-Range", "bytes " + first + "-" + last + "/" + stored.bytes.length);
    return new Answer(206, headers, Arrays.copyOfRange(stored.bytes, (int) first, (int) last + 1));
  }

  private void requireCondition(Asked asked) throws Refusal {
    Stored present = objects.get(asked.bucket + "/" + asked.key);
    String match = asked.header("If-Match");
    if (!match.isEmpty() && present == null) {
      throw new Refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
    boolean absent =
        asked.header("If-None-Match").equals("*")
            || asked.header("x-goog-if-generation-match").equals("0");
    if ((absent && present != null)
        || (!match.isEmpty() && present != null && !match.equals(present.etag))) {
      throw new Refusal(412, "PreconditionFailed", "At least one of the pre-conditions failed");
    }
  }

  private Answer putObject(Asked asked, byte[] body) throws Refusal {
    requireCondition(asked);
    var stored = new Stored(body, md5(body), metadata(asked));
    objects.put(asked.bucket + "/" + asked.key, stored);
    return new Answer(200, Map.of("ETag", stored.etag), new byte[0]);
  }

  private static Map<String, String> metadata(Asked asked) {
    var metadata = new HashMap<String, String>();
    asked.headers.forEach(
        (k, v) -> {
          if (k.toLowerCase(Locale.ROOT).matches("x-(amz|goog)-meta-.*")) {
            metadata.put(k, v);
          }
        });
    return metadata;
  }

  private Answer create(Asked asked) {
    String id = UUID.randomUUID() + "+/=";
    uploads.put(id, new Upload(asked.bucket, asked.key, metadata(asked), new TreeMap<>()));
    return new Answer(
        200,
        "<InitiateMultipartUploadResult"
            + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><UploadId>"
            + id
            + "</UploadId></InitiateMultipartUploadResult>");
  }

  private Upload upload(Asked asked) throws Refusal {
    Upload upload = uploads.get(asked.query.getOrDefault("uploadId", ""));
    if (upload == null || !upload.key.equals(asked.key) || !upload.bucket.equals(asked.bucket)) {
      throw new Refusal(404, "NoSuchUpload", "The specified upload does not exist.");
    }
    return upload;
  }

  private Answer part(Asked asked, byte[] body) throws Refusal {
    var part = new Stored(body, md5(body), Map.of());
    upload(asked).parts.put(Integer.parseInt(asked.query.get("partNumber")), part);
    return new Answer(200, Map.of("ETag", part.etag), new byte[0]);
  }

  private Answer complete(Asked asked, String xml) throws Refusal {
    Upload upload = upload(asked);
    var named =
        Pattern.compile("<PartNumber>(\\d+)</PartNumber><ETag>([^<]*)</ETag>")
            .matcher(xml)
            .results()
            .toList();
    int length = 0;
    var digests = new StringBuilder();
    var parts = new ArrayList<byte[]>();
    for (int i = 0; i < named.size(); i++) {
      Stored part = upload.parts.get(Integer.parseInt(named.get(i).group(1)));
      if (part == null || !part.etag.equals(named.get(i).group(2).replace("&quot;", "\""))) {
        throw new Refusal(400, "InvalidPart", "One or more of the parts could not be found.");
      }
      if (i < named.size() - 1 && part.bytes.length < shortestPart) {
        throw new Refusal(400, "EntityTooSmall", "Your proposed upload is too small");
      }
      digests.append(part.etag.replace("\"", ""));
      parts.add(part.bytes);
      length += part.bytes.length;
    }
    requireCondition(asked);
    var bytes = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, bytes, at, part.length);
      at += part.length;
    }
    String etag =
        md5(HexFormat.of().parseHex(digests)).replaceFirst("\"$", "-" + parts.size() + "\"");
    objects.put(asked.bucket + "/" + asked.key, new Stored(bytes, etag, upload.metadata));
    uploads.remove(asked.query.get("uploadId"));
    return new Answer(
        200,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CompleteMultipartUploadResult><ETag>"
            + escaped(etag)
            + "</ETag></CompleteMultipartUploadResult>");
  }

  private Answer list(Asked asked) {
    String prefix = asked.bucket + "/" + asked.query.getOrDefault("prefix", "");
    String after = asked.query.getOrDefault("continuation-token", "");
    int most = Integer.parseInt(asked.query.getOrDefault("max-keys", "1000"));
    var xml = new StringBuilder("<ListBucketResult><Prefix>");
    xml.append(escaped(asked.query.getOrDefault("prefix", ""))).append("</Prefix>");
    int shown = 0;
    String last = "";
    boolean more = false;
    for (var object :
        objects.tailMap(after.isEmpty() ? prefix : after, after.isEmpty()).entrySet()) {
      if (!object.getKey().startsWith(prefix)) {
        break;
      }
      if (shown == most) {
        more = true;
        break;
      }
      last = object.getKey();
      shown++;
      xml.append("<Contents><Key>")
          .append(escaped(last.substring(asked.bucket.length() + 1)))
          .append("</Key><ETag>")
          .append(escaped(object.getValue().etag))
          .append("</ETag><Size>")
          .append(object.getValue().bytes.length)
          .append("</Size></Contents>");
    }
    xml.append("<IsTruncated>").append(more).append("</IsTruncated>");
    if (more) {
      xml.append("<NextContinuationToken>")
          .append(escaped(last))
          .append("</NextContinuationToken>");
    }
    return new Answer(200, xml.append("</ListBucketResult>").toString());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String md5(byte[] bytes) {
    try {
      return "\"" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes)) + "\"";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
