package dev.cairn.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An HTTP server on the loopback address: answers ranges of objects in memory or of a folder's
/// files as RFC 9110 has it (206, 416, 412, ETag, Last-Modified), counts what it is asked, and
/// misbehaves as it is told. Thread-safe; close it.
///
/// ```java
/// try (var server = RangeServer.start()) {
///   URI tiff = server.put("a.tif", bytes);                       // http://127.0.0.1:…/a.tif
///   server.next("a.tif", Fault.status(503), Fault.none());       // the first request fails
///   ...
///   assertThat(server.ranges("a.tif")).containsExactly("bytes=0-16383", "bytes=0-16383");
/// }
/// ```
///
/// Names are paths without their first slash, unescaped; [#uri] makes addresses of them.
public final class RangeServer implements AutoCloseable {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final byte[] HTML =
      "<!DOCTYPE html><html><body>Please log in.</body></html>".getBytes(StandardCharsets.UTF_8);

  /// How a request is answered instead of well.
  public sealed interface Fault {
    /// A status with headers and a short text.
    record Status(int code, Map<String, String> headers) implements Fault {}

    /// 200 and the whole object, whatever range was asked for.
    record WholeObject() implements Fault {}

    /// 200 and an HTML page, as of a login.
    record Html() implements Fault {}

    /// The connection is closed without an answer.
    record HangUp() implements Fault {}

    /// The headers, so many bytes of the body, and the connection is closed.
    record CutShort(int bytes) implements Fault {}

    /// A Content-Range as asked, but a Content-Length and body of so many bytes.
    record FewerBytes(int bytes) implements Fault {}

    /// No answer until the server is closed.
    record Stall() implements Fault {}

    /// The headers, so many bytes of the body, and no more until the server is closed.
    record StallAfter(int bytes) implements Fault {}

    /// A right answer under another ETag; preconditions are ignored.
    record OtherETag() implements Fault {}

    /// An answer without ETag and Last-Modified.
    record NoVersion() implements Fault {}

    /// The bytes that lie so much further on, and a Content-Range that says so.
    record Shifted(int by) implements Fault {}

    /// A right answer of which one byte is wrong.
    ///
    /// @param at its place in the body
    record Corrupt(int at) implements Fault {}

    /// A right answer whose headers are replaced, or added to.
    record WithHeaders(Map<String, String> headers) implements Fault {}

    /// A right answer, late.
    record Delay(Duration time) implements Fault {}

    /// A right answer.
    record None() implements Fault {}

    static Fault status(int code) {
      return new Status(code, Map.of());
    }

    /// A status that asks to come back later.
    ///
    /// @param when seconds, or an HTTP date
    static Fault retryAfter(int code, String when) {
      return new Status(code, Map.of("Retry-After", when));
    }

    static Fault redirect(String location) {
      return new Status(302, Map.of("Location", location));
    }

    static Fault none() {
      return new None();
    }
  }

  /// A request as it came.
  ///
  /// @param name the object's
  /// @param query escaped; empty where there is none
  /// @param headers by lower-case name
  public record Request(String method, String name, String query, Map<String, String> headers) {
    /// The header's value; empty where there is none.
    public String header(String header) {
      return headers.getOrDefault(header.toLowerCase(java.util.Locale.ROOT), "");
    }
  }

  private record Stored(
      Content content, String etag, Instant modified, String type, Map<String, String> headers) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final @Nullable Path folder;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong versions = new AtomicLong();
  private final AtomicLong bytesSent = new AtomicLong();
  private final Map<String, Stored> objects = new HashMap<>();
  private final Map<String, Queue<Fault>> scripts = new HashMap<>();
  private final Map<String, Fault> always = new HashMap<>();
  private final List<Request> requests = new ArrayList<>();
  private int running;
  private int mostRunning;
  private volatile Duration latency = Duration.ZERO;
  private volatile boolean etags = true;
  private volatile Supplier<Fault> otherwise = Fault::none;

  static {
    // Else the JDK's server waits 40 ms for an acknowledgement between headers and body. It reads
    // this when it is loaded.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private RangeServer(@Nullable Path folder) {
    this.folder = folder;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /// Serves what is [#put].
  public static RangeServer start() {
    return new RangeServer(null);
  }

  /// Serves what is [#put], and else the files of a folder and its folders.
  public static RangeServer serving(Path folder) {
    return new RangeServer(folder.toAbsolutePath().normalize());
  }

  /// The address of an object, there or not.
  public URI uri(String name) {
    var address = server.getAddress();
    try {
      return new URI(
          "http",
          null,
          address.getAddress().getHostAddress(),
          address.getPort(),
          "/" + name,
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /// Keeps bytes under a name; replaces what was there, under a new ETag.
  public URI put(String name, byte[] bytes) {
    return put(name, bytes, Map.of("Content-Type", "application/octet-stream"));
  }

  /// Keeps bytes with headers of their own, such as `Content-Type` or `Content-Encoding`.
  public URI put(String name, byte[] bytes, Map<String, String> headers) {
    return put(name, new Bytes(bytes.clone()), headers);
  }

  /// An object of so many zeros, which takes no memory.
  public URI putZeros(String name, long size) {
    return put(name, new Zeros(size), Map.of());
  }

  private synchronized URI put(String name, Content content, Map<String, String> headers) {
    long version = versions.incrementAndGet();
    objects.put(
        name,
        new Stored(
            content,
            "\"v" + version + "\"",
            Instant.parse("2026-01-01T00:00:00Z").plusSeconds(version),
            headers.getOrDefault("Content-Type", "application/octet-stream"),
            headers));
    return uri(name);
  }

  public synchronized void remove(String name) {
    objects.remove(name);
  }

  /// Appends to an object's script: one fault for each of the next requests for it.
  public synchronized RangeServer next(String name, Fault... faults) {
    scripts.computeIfAbsent(name, _ -> new ArrayDeque<>()).addAll(List.of(faults));
    return this;
  }

  /// How every request is answered once the object's script is over.
  public synchronized RangeServer always(String name, Fault fault) {
    always.put(name, fault);
    return this;
  }

  /// How requests are answered for which there is no script: what the supplier says each time.
  public RangeServer sometimes(Supplier<Fault> fault) {
    otherwise = fault;
    return this;
  }

  /// Each answer comes so much later.
  public RangeServer withLatency(Duration time) {
    latency = time;
    return this;
  }

  /// Answers tell a `Last-Modified` and no `ETag`.
  public RangeServer withoutETags() {
    etags = false;
    return this;
  }

  /// Every request so far, in the order in which they came.
  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /// The Range headers of the requests for one object, empty where there was none.
  public synchronized List<String> ranges(String name) {
    return requests.stream().filter(r -> r.name.equals(name)).map(r -> r.header("Range")).toList();
  }

  /// The most requests that were being answered at the same time.
  public synchronized int mostAtOnce() {
    return mostRunning;
  }

  /// Bytes of bodies that were written.
  public long bytesSent() {
    return bytesSent.get();
  }

  /// Forgets the requests so far.
  public synchronized void clear() {
    requests.clear();
    mostRunning = running;
    bytesSent.set(0);
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
    threads.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    Fault fault = begin(exchange, name);
    try (exchange) {
      if (!latency.isZero()) {
        Thread.sleep(latency);
      }
      answer(exchange, name, fault);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the server is closing
    } finally {
      end();
    }
  }

  private synchronized Fault begin(HttpExchange exchange, String name) {
    var headers = new HashMap<String, String>();
    exchange
        .getRequestHeaders()
        .forEach((k, v) -> headers.put(k.toLowerCase(java.util.Locale.ROOT), v.getFirst()));
    String query = exchange.getRequestURI().getRawQuery();
    requests.add(
        new Request(
            exchange.getRequestMethod(), name, query == null ? "" : query, Map.copyOf(headers)));
    running++;
    mostRunning = Math.max(mostRunning, running);
    Queue<Fault> script = scripts.get(name);
    Fault next = script == null ? null : script.poll();
    return next != null ? next : always.getOrDefault(name, otherwise.get());
  }

  private synchronized void end() {
    running--;
  }

  private void answer(HttpExchange exchange, String name, Fault fault)
      throws IOException, InterruptedException {
    switch (fault) {
      case Fault.Status(int code, var headers) -> {
        headers.forEach(exchange.getResponseHeaders()::set);
        text(exchange, code, ("status " + code).getBytes(StandardCharsets.UTF_8));
      }
      case Fault.Html _ -> {
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        text(exchange, 200, HTML);
      }
      case Fault.HangUp _ -> {} // closing the exchange closes the connection
      case Fault.Stall _ -> closing.await();
      case Fault.Delay(var time) -> {
        Thread.sleep(time);
        object(exchange, name, Fault.none());
      }
      case Fault.WholeObject _,
          Fault.CutShort _,
          Fault.FewerBytes _,
          Fault.StallAfter _,
          Fault.OtherETag _,
          Fault.NoVersion _,
          Fault.Shifted _,
          Fault.Corrupt _,
          Fault.WithHeaders _,
          Fault.None _ ->
          object(exchange, name, fault);
    }
  }

  private void object(HttpExchange exchange, String name, Fault fault)
      throws IOException, InterruptedException {
    Optional<Stored> found = find(name);
    if (found.isEmpty()) {
      text(exchange, 404, "no such object".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Stored stored = found.get();
    Headers answer = exchange.getResponseHeaders();
    answer.set("Accept-Ranges", "bytes");
    answer.set("Content-Type", stored.type);
    stored.headers.forEach(answer::set);
    if (!(fault instanceof Fault.NoVersion)) {
      if (etags) {
        answer.set("ETag", fault instanceof Fault.OtherETag ? "\"other\"" : stored.etag);
      }
      answer.set("Last-Modified", HTTP_DATE.format(stored.modified));
    }
    if (fault instanceof Fault.WithHeaders(var headers)) {
      headers.forEach(answer::set);
    }
    if (!(fault instanceof Fault.OtherETag) && refusedByPrecondition(exchange, stored)) {
      exchange.sendResponseHeaders(412, -1);
      return;
    }
    long size = stored.content.size();
    String range = exchange.getRequestHeaders().getFirst("Range");
    Matcher m = RANGE.matcher(range == null ? "" : range);
    boolean whole =
        fault instanceof Fault.WholeObject || !m.matches() || m.group().equals("bytes=-");
    if (whole) {
      body(exchange, 200, stored.content, 0, size, fault);
      return;
    }
    long first;
    long last;
    if (m.group(1).isEmpty()) {
      long suffix = Long.parseLong(m.group(2));
      first = Math.max(0, size - suffix);
      last = suffix == 0 ? -1 : size - 1;
    } else {
      first = Long.parseLong(m.group(1));
      last = m.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(m.group(2)));
    }
    if (first > last) {
      answer.set("Content-Range", "bytes */" + size);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (fault instanceof Fault.Shifted(int by)) {
      first += by;
      last = Math.min(size - 1, last + by);
    }
    if (!answer.containsKey("Content-Range")) {
      answer.set("Content-Range", "bytes " + first + "-" + last + "/" + size);
    }
    body(exchange, 206, stored.content, first, last - first + 1, fault);
  }

  private void body(
      HttpExchange exchange, int status, Content content, long from, long length, Fault fault)
      throws IOException, InterruptedException {
    long stated = fault instanceof Fault.FewerBytes(int bytes) ? Math.min(bytes, length) : length;
    long sent =
        switch (fault) {
          case Fault.CutShort(int bytes) -> Math.min(bytes, length);
          case Fault.StallAfter(int bytes) -> Math.min(bytes, length);
          default -> stated;
        };
    if (exchange.getRequestMethod().equals("HEAD") || stated == 0) {
      if (stated > 0) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(stated));
      }
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, stated);
    OutputStream out = exchange.getResponseBody();
    for (long at = from; at < from + sent; ) {
      byte[] piece = content.read(at, (int) Math.min(64 << 10, from + sent - at));
      if (fault instanceof Fault.Corrupt(int wrong)
          && from + wrong >= at
          && from + wrong < at + piece.length) {
        piece[(int) (from + wrong - at)] ^= 0x55;
      }
      out.write(piece);
      bytesSent.addAndGet(piece.length);
      at += piece.length;
    }
    if (sent == stated) {
      out.close();
      return;
    }
    out.flush(); // the headers, where no byte follows them
    if (fault instanceof Fault.StallAfter) {
      closing.await();
    } // else closing the exchange closes the connection
  }

  private static boolean refusedByPrecondition(HttpExchange exchange, Stored stored) {
    String match = exchange.getRequestHeaders().getFirst("If-Match");
    if (match != null) {
      return !match.equals(stored.etag);
    }
    String since = exchange.getRequestHeaders().getFirst("If-Unmodified-Since");
    return since != null && stored.modified.isAfter(HTTP_DATE.parse(since, Instant::from));
  }

  private static void text(HttpExchange exchange, int code, byte[] text) throws IOException {
    boolean bodiless = exchange.getRequestMethod().equals("HEAD") || code == 204 || code == 304;
    exchange.sendResponseHeaders(code, bodiless ? -1 : text.length);
    if (!bodiless) {
      exchange.getResponseBody().write(text);
    }
  }

  private Optional<Stored> find(String name) throws IOException {
    synchronized (this) {
      Stored stored = objects.get(name);
      if (stored != null) {
        return Optional.of(stored);
      }
    }
    if (folder == null) {
      return Optional.empty();
    }
    Path file = folder.resolve(name).normalize();
    if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Instant modified = Files.getLastModifiedTime(file).toInstant();
    long size = Files.size(file);
    return Optional.of(
        new Stored(
            new InFile(file, size),
            "\"" + size + "-" + modified.toEpochMilli() + "\"",
            modified.truncatedTo(ChronoUnit.SECONDS),
            type(name),
            Map.of()));
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "tif", "tiff" -> "image/tiff; application=geotiff";
      case "json" -> "application/json";
      case "geojson" -> "application/geo+json";
      default -> "application/octet-stream";
    };
  }

  /// The bytes of an object.
  private sealed interface Content {
    long size();

    byte[] read(long from, int length) throws IOException;
  }

  private record Bytes(byte[] bytes) implements Content {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public byte[] read(long from, int length) {
      return java.util.Arrays.copyOfRange(bytes, (int) from, (int) from + length);
    }
  }

  private record Zeros(long size) implements Content {
    @Override
    public byte[] read(long from, int length) {
      return new byte[length];
    }
  }

  private record InFile(Path file, long size) implements Content {
    @Override
    public byte[] read(long from, int length) throws IOException {
      try (var channel = FileChannel.open(file)) {
        var piece = ByteBuffer.allocate(length);
        while (piece.hasRemaining() && channel.read(piece, from + piece.position()) >= 0) {}
        if (piece.hasRemaining()) {
          throw new IOException(file + " ends early");
        }
        return piece.array();
      }
    }
  }
}
