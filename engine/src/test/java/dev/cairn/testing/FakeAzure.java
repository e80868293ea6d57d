package dev.cairn.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One storage account of Azure on the loopback address, as far as block blobs go (Blob Storage
/// REST API): ranges, conditions, blocks, listings, deletions. Lets in who sends the signed query
/// `sig=right`, or the bearer token `right`. Thread-safe; close it.
public final class FakeAzure implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");

  private record Stored(byte[] bytes, String etag, String mark) {}

  private record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer refused(int status, String code) {
      String xml =
          "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>"
              + code
              + "</Code><Message>As the service says.\nRequestId:1\nTime:2</Message></Error>";
      return new Answer(
          status, Map.of("x-ms-error-code", code), xml.getBytes(StandardCharsets.UTF_8));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TreeMap<String, Stored> blobs = new TreeMap<>();
  private final Map<String, Map<String, byte[]>> blocks = new HashMap<>();
  private final Queue<Integer> cuts = new ArrayDeque<>();
  private final List<String> operations = new ArrayList<>();
  private long versions;

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true"); // as RangeServer says
  }

  private FakeAzure() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static FakeAzure start() {
    return new FakeAzure();
  }

  /// For `AZURE_STORAGE_ENDPOINT`.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// @param name container and key
  public synchronized void put(String name, byte[] bytes) {
    blobs.put(name, new Stored(bytes.clone(), etag(), ""));
  }

  public synchronized void remove(String name) {
    blobs.remove(name);
  }

  /// The connection is closed instead of an answer, after so many more writes were done.
  public synchronized void cutAfter(int writes) {
    cuts.add(writes);
  }

  /// Methods and `comp` of the requests so far.
  public synchronized List<String> operations() {
    return List.copyOf(operations);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }

  private String etag() {
    return "\"0x8D" + ++versions + "\"";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Answer answer = answer(exchange, body);
      if (answer == null) {
        return; // closing the exchange closes the connection
      }
      answer.headers.forEach(exchange.getResponseHeaders()::set);
      boolean head = exchange.getRequestMethod().equals("HEAD");
      if (head) {
        exchange.getResponseHeaders().set("Content-Length", "" + answer.body.length);
      }
      boolean bodiless = head || answer.body.length == 0;
      exchange.sendResponseHeaders(answer.status, bodiless ? -1 : answer.body.length);
      if (!bodiless) {
        exchange.getResponseBody().write(answer.body);
      }
    }
  }

  private synchronized @Nullable Answer answer(HttpExchange exchange, byte[] body) {
    String name = decoded(exchange.getRequestURI().getRawPath().substring(1));
    var query = new HashMap<String, String>();
    String raw = exchange.getRequestURI().getRawQuery();
    for (String part : raw == null ? new String[0] : raw.split("&")) {
      String[] pair = part.split("=", 2);
      query.put(pair[0], decoded(pair[1]));
    }
    String method = exchange.getRequestMethod();
    String comp = query.getOrDefault("comp", "");
    operations.add((method + " " + comp).strip());
    if (!"right".equals(query.get("sig"))
        && !header(exchange, "Authorization").equals("Bearer right")) {
      return Answer.refused(403, "AuthenticationFailed");
    }
    if (header(exchange, "x-ms-version").isEmpty()) {
      return Answer.refused(400, "MissingRequiredHeader");
    }
    if (!name.startsWith("container")) {
      return Answer.refused(404, "ContainerNotFound");
    }
    Answer answer =
        switch (method + " " + comp) {
          case "PUT block" -> {
            blocks
                .computeIfAbsent(name, _ -> new HashMap<>())
                .put(query.getOrDefault("blockid", ""), body);
            yield new Answer(201, Map.of(), new byte[0]);
          }
          case "PUT blocklist" ->
              blockList(exchange, name, new String(body, StandardCharsets.UTF_8));
          case "PUT " ->
              header(exchange, "x-ms-blob-type").equals("BlockBlob")
                  ? stored(exchange, name, body)
                  : Answer.refused(400, "MissingRequiredHeader");
          case "DELETE " ->
              blobs.remove(name) == null
                  ? Answer.refused(404, "BlobNotFound")
                  : new Answer(202, Map.of(), new byte[0]);
          case "GET list" -> list(name, query);
          default -> get(exchange, name);
        };
    if (method.equals("PUT") && !cuts.isEmpty()) {
      int left = cuts.remove();
      if (left == 0) {
        return null;
      }
      cuts.add(left - 1);
    }
    return answer;
  }

  private Answer stored(HttpExchange exchange, String name, byte[] body) {
    Stored present = blobs.get(name);
    if (header(exchange, "If-None-Match").equals("*") && present != null) {
      return Answer.refused(409, "BlobAlreadyExists");
    }
    String match = header(exchange, "If-Match");
    if (!match.isEmpty() && (present == null || !present.etag.equals(match))) {
      return Answer.refused(412, "ConditionNotMet");
    }
    var stored = new Stored(body, etag(), header(exchange, "x-ms-meta-cairnwrite"));
    blobs.put(name, stored);
    return new Answer(201, Map.of("ETag", stored.etag), new byte[0]);
  }

  private Answer blockList(HttpExchange exchange, String name, String xml) {
    Map<String, byte[]> known = blocks.getOrDefault(name, Map.of());
    var bytes = new java.io.ByteArrayOutputStream();
    Matcher ids = Pattern.compile("<Latest>([^<]*)</Latest>").matcher(xml);
    while (ids.find()) {
      byte[] block = known.get(ids.group(1));
      if (block == null) {
        return Answer.refused(400, "InvalidBlockList");
      }
      bytes.writeBytes(block);
    }
    return stored(exchange, name, bytes.toByteArray());
  }

  private Answer get(HttpExchange exchange, String name) {
    Stored stored = blobs.get(name);
    if (stored == null) {
      return Answer.refused(404, "BlobNotFound");
    }
    String match = header(exchange, "If-Match");
    if (!match.isEmpty() && !match.equals(stored.etag)) {
      return Answer.refused(412, "ConditionNotMet");
    }
    var headers = new HashMap<>(Map.of("ETag", stored.etag));
    headers.put("x-ms-meta-cairnwrite", stored.mark);
    Matcher range = RANGE.matcher(header(exchange, "Range"));
    if (!range.matches()) {
      return new Answer(200, headers, stored.bytes);
    }
    int first = Integer.parseInt(range.group(1));
    int last = (int) Math.min(Long.parseLong(range.group(2)), stored.bytes.length - 1L);
    if (first > last) {
      Answer refused = Answer.refused(416, "InvalidRange");
      return new Answer(
          416, Map.of("Content-Range", "bytes */" + stored.bytes.length), refused.body);
    }
    headers.put("Content-Range", "bytes " + first + "-" + last + "/" + stored.bytes.length);
    return new Answer(206, headers, Arrays.copyOfRange(stored.bytes, first, last + 1));
  }

  private Answer list(String container, Map<String, String> query) {
    String prefix = container + "/" + query.getOrDefault("prefix", "");
    String marker = query.getOrDefault("marker", "");
    int most = Integer.parseInt(query.getOrDefault("maxresults", "5000"));
    var xml = new StringBuilder("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    xml.append("<EnumerationResults><Blobs>");
    String next = "";
    int shown = 0;
    for (var blob : blobs.tailMap(marker.isEmpty() ? prefix : marker).entrySet()) {
      if (!blob.getKey().startsWith(prefix)) {
        break;
      }
      if (shown++ == most) {
        next = blob.getKey();
        break;
      }
      xml.append("<Blob><Name>")
          .append(escaped(blob.getKey().substring(container.length() + 1)))
          .append("</Name><Properties><Content-Length>")
          .append(blob.getValue().bytes.length)
          .append("</Content-Length><Etag>")
          .append(blob.getValue().etag.replace("\"", ""))
          .append("</Etag></Properties></Blob>");
    }
    xml.append("</Blobs><NextMarker>").append(escaped(next)).append("</NextMarker>");
    xml.append("</EnumerationResults>");
    return new Answer(200, Map.of(), xml.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name.toLowerCase(Locale.ROOT));
    return value == null ? "" : value;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
