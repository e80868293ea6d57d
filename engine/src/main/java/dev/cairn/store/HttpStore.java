package dev.cairn.store;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;

/// Objects of HTTP servers, read by range requests (RFC 9110 §14). Thread-safe; calls wait, and an
/// interrupt ends the wait and the request.
///
/// What may heal is tried again ([HttpOptions]): no connection, a lost or stalled one, a short
/// body, the statuses 408, 425, 429 and most of 5xx. What becomes of the rest: 404 and 410
/// [NotFound]; 401, 403 and 407 [AccessDenied]; an object that changed since its head was read
/// [Unavailable], at once; a server that ignores ranges, and anything else, [Unsupported]. Never
/// are more bytes kept than were asked for.
public final class HttpStore implements Store, AutoCloseable {
  private final HttpOptions options;
  private final Meter meter;
  private final Time time;
  private final Retry retry;
  private final HttpSender sender;

  public HttpStore(HttpOptions options) {
    this(options, Signers.none());
  }

  /// @param signers who is asked to sign requests, by host
  public HttpStore(HttpOptions options, Signers signers) {
    this(new HttpSender(options, Time.SYSTEM, new WebOrigin(signers)));
  }

  HttpStore(HttpOptions options, Time time) {
    this(new HttpSender(options, time, new WebOrigin(Signers.none())));
  }

  /// Reads the objects of the sender's origin.
  HttpStore(HttpSender sender) {
    this.options = sender.options();
    this.time = sender.time();
    this.meter = sender.meter();
    this.retry = sender.retry();
    this.sender = sender;
  }

  /// What was read so far.
  public StoreCounts counts() {
    return meter.counts();
  }

  /// What was learnt of the hosts, those asked last at the end.
  public List<HostCounts> hosts() {
    return retry.hosts();
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("the first " + maxBytes + " bytes");
    }
    var asked = new ByteRange(0, maxBytes);
    HttpRequest.Builder request = rangeRequest(asked);
    ObjectHead head = sender.run(uri, "", request, 206, maxBytes, a -> headOf(uri, asked, a));
    meter.asked(head.bytes().length);
    return head;
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    RangePlan plan = RangePlan.within(object, ranges, options.merge());
    meter.asked(plan.askedBytes());
    List<ByteRange> requests = plan.requests();
    Deadline deadline = retry.deadline();
    return plan.slices(
        switch (requests.size()) {
          case 0 -> List.of();
          case 1 -> List.of(read(object, requests.getFirst(), deadline));
          default -> readAtOnce(object, requests, deadline);
        });
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    int limit = (int) Math.min(maxBytes, RangeMerge.MAX_ARRAY);
    HttpRequest.Builder request = request().header("Accept-Encoding", "gzip");
    byte[] bytes = sender.run(uri, "", request, 200, limit, a -> document(uri, limit, a));
    meter.asked(bytes.length);
    return bytes;
  }

  /// Ends requests under way and closes the connections.
  @Override
  public void close() {
    sender.close();
  }

  /// The answers in the order of the ranges; the first failure stops the others.
  private List<byte[]> readAtOnce(ObjectHead object, List<ByteRange> ranges, Deadline deadline)
      throws InterruptedException {
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      var done = new ExecutorCompletionService<byte[]>(readers);
      var pending = ranges.stream().map(r -> done.submit(() -> read(object, r, deadline))).toList();
      try {
        for (var _ : pending) {
          done.take().get();
        }
      } catch (InterruptedException e) {
        readers.shutdownNow();
        throw e;
      } catch (ExecutionException e) {
        readers.shutdownNow();
        throw asThrown(e);
      }
      return pending.stream().map(Future::resultNow).toList();
    }
  }

  static RuntimeException asThrown(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException failure -> failure;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(e.getCause());
    };
  }

  private byte[] read(ObjectHead object, ByteRange range, Deadline deadline)
      throws InterruptedException {
    HttpRequest.Builder request = rangeRequest(range);
    new HttpVersion(object.version()).require(request);
    return retry.run(
        object.uri(),
        deadline,
        left ->
            interpreted(
                sender.send(object.uri(), request, 206, (int) range.length(), left),
                a -> part(object, range, a)));
  }

  // ---- what an answer means

  interface Meaning<T> {
    Outcome<T> of(HttpAnswer answer);
  }

  static <T> Outcome<T> interpreted(Outcome<HttpAnswer> sent, Meaning<T> meaning) {
    return switch (sent) {
      case Done<HttpAnswer>(var answer) -> meaning.of(answer);
      case MayHeal<HttpAnswer>(var why, var sign, var pause, var cause) ->
          new MayHeal<>(why, sign, pause, cause);
    };
  }

  private Outcome<ObjectHead> headOf(URI uri, ByteRange asked, HttpAnswer answer) {
    // No range of an empty object can be answered: 416, or 200 with a whole object of no bytes.
    boolean empty =
        (answer.status() == 416 && answer.header("Content-Range").matches("bytes \\*/0"))
            || (answer.status() == 200 && answer.isEmpty());
    if (empty) {
      String version = HttpVersion.of(answer.headers()).text();
      return new Done<>(new ObjectHead(uri, 0, version, new byte[0]));
    }
    if (answer.status() != 206) {
      return refused(uri, "a Range request", answer);
    }
    ContentRange got = contentRange(uri, asked, answer);
    long expected = Math.min(asked.length(), got.size());
    if (answer.body().bytes().length < expected) {
      return shortBody(answer.body().bytes().length, expected);
    }
    String version = HttpVersion.of(answer.headers()).text();
    return new Done<>(new ObjectHead(uri, got.size(), version, answer.body().bytes()));
  }

  private Outcome<byte[]> part(ObjectHead object, ByteRange asked, HttpAnswer answer) {
    URI uri = object.uri();
    if (answer.status() == 412) {
      throw changed(
          uri, "was " + HttpAnswer.shortened(object.version()) + ", by now another (HTTP 412)");
    }
    if (answer.status() == 416) {
      throw changed(uri, "had " + object.size() + " bytes, by now fewer (HTTP 416)");
    }
    if (answer.status() != 206) {
      return refused(uri, "a Range request", answer);
    }
    HttpVersion now = HttpVersion.of(answer.headers());
    if (new HttpVersion(object.version()).contradicts(now)) {
      throw changed(
          uri,
          "was "
              + HttpAnswer.shortened(object.version())
              + ", is "
              + HttpAnswer.shortened(now.text()));
    }
    ContentRange got = contentRange(uri, asked, answer);
    if (got.size() != object.size()) {
      throw changed(uri, "had " + object.size() + " bytes, has " + got.size());
    }
    byte[] bytes = answer.body().bytes();
    return bytes.length == asked.length()
        ? new Done<>(bytes)
        : shortBody(bytes.length, asked.length());
  }

  private static Unavailable changed(URI uri, String how) {
    return new Unavailable(uri, "changed while it was read: " + how);
  }

  private static <T> Outcome<T> shortBody(long got, long expected) {
    return new MayHeal<>("short body: " + got + " of " + expected + " bytes", Sign.NONE);
  }

  /// The range of a partial answer, known to begin where it was asked to and not to go beyond.
  private static ContentRange contentRange(URI uri, ByteRange asked, HttpAnswer answer) {
    requireIdentity(uri, answer);
    String text = answer.header("Content-Range");
    String wanted = "bytes " + asked.offset() + "-" + (asked.end() - 1);
    ContentRange got =
        ContentRange.parse(text)
            .orElseThrow(
                () ->
                    new Unsupported(
                        uri,
                        "answered a request for "
                            + wanted
                            + " with Content-Range '"
                            + HttpAnswer.shortened(text)
                            + "', not with a range and the object's size"));
    if (got.first() != asked.offset()
        || got.length() > asked.length()
        || answer.body().more()
        || answer.body().bytes().length > got.length()) {
      throw new Unsupported(
          uri,
          "answered a request for "
              + wanted
              + " with "
              + got
              + (answer.body().more() ? " and a longer body" : ""));
    }
    return got;
  }

  private static void requireIdentity(URI uri, HttpAnswer answer) {
    String encoding = answer.header("Content-Encoding");
    if (!encoding.isEmpty() && !encoding.equalsIgnoreCase("identity")) {
      throw new Unsupported(
          uri,
          "a range came with Content-Encoding '" + HttpAnswer.shortened(encoding) + "', unasked");
    }
  }

  private Outcome<byte[]> document(URI uri, int limit, HttpAnswer answer) {
    if (answer.status() != 200) {
      return refused(uri, "a request", answer);
    }
    if (answer.body().more()) {
      long length = HttpAnswer.contentLength(answer.headers());
      throw tooLarge(uri, length < 0 ? "more" : length + " bytes", limit);
    }
    byte[] bytes = answer.body().bytes();
    String encoding = answer.header("Content-Encoding").toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> new Done<>(bytes);
      case "gzip", "x-gzip" -> new Done<>(unzipped(uri, bytes, limit));
      default ->
          throw new Unsupported(
              uri,
              "came with Content-Encoding '"
                  + HttpAnswer.shortened(encoding)
                  + "'; gzip is understood");
    };
  }

  private static byte[] unzipped(URI uri, byte[] bytes, int limit) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      byte[] document = in.readNBytes(limit);
      if (in.read() >= 0) {
        throw tooLarge(uri, "more, unzipped", limit);
      }
      return document;
    } catch (IOException e) {
      throw new Malformed(uri, "came as gzip that does not unzip: " + e.getMessage(), e);
    }
  }

  private static Unsupported tooLarge(URI uri, String found, int limit) {
    return new Unsupported(uri, found + "; a document may have " + limit + " bytes");
  }

  /// What an answer of another status than the wanted one means.
  <T> Outcome<T> refused(URI uri, String request, HttpAnswer answer) {
    int status = answer.status();
    String said = answer.said();
    return switch (status) {
      case 404, 410 -> throw new NotFound(uri, said);
      case 401, 403, 407 -> throw new AccessDenied(uri, said);
      case 408, 429 -> new MayHeal<>(said, Sign.CROWDED, retryAfter(answer), null);
      case 425 -> new MayHeal<>(said, Sign.NONE, retryAfter(answer), null);
      case 501, 505 -> throw new Unsupported(uri, said + " to " + request);
      case 200 ->
          throw new Unsupported(
              uri,
              "the server ignores Range requests: HTTP 200 with the whole object"
                  + described(answer)
                  + ", where 206 with a part of it was asked for");
      case 301, 302, 303, 307, 308 ->
          throw new Unsupported(
              uri,
              said
                  + ": a redirect that is not followed, since there are too many of them or it"
                  + " leaves https");
      default -> {
        if (status >= 500 && status <= 599) {
          Sign sign = status == 503 || status == 504 ? Sign.CROWDED : Sign.NONE;
          yield new MayHeal<>(said, sign, retryAfter(answer), null);
        }
        throw new Unsupported(uri, said + " to " + request);
      }
    };
  }

  /// ` (1234 bytes of text/html)`, as far as the server says.
  private static String described(HttpAnswer answer) {
    long length = HttpAnswer.contentLength(answer.headers());
    String type = HttpAnswer.shortened(answer.header("Content-Type"));
    String size = length < 0 ? "" : length + " bytes";
    String of = size.isEmpty() || type.isEmpty() ? "" : " of ";
    return size.isEmpty() && type.isEmpty() ? "" : " (" + size + of + type + ")";
  }

  /// `Retry-After` (RFC 9110 §10.2.3): seconds or a date; zero where there is none.
  private Duration retryAfter(HttpAnswer answer) {
    String text = answer.header("Retry-After").strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant when = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      Duration until = Duration.between(time.now(), when);
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeException _) {
      return Duration.ZERO;
    }
  }

  // ---- sending

  private static HttpRequest.Builder rangeRequest(ByteRange range) {
    return request()
        .header("Range", "bytes=" + range.offset() + "-" + (range.end() - 1))
        .header("Accept-Encoding", "identity");
  }

  /// All of a request but its address.
  static HttpRequest.Builder request() {
    return HttpRequest.newBuilder().header("User-Agent", "cairn");
  }
}
