package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.Judge;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpStoreTest extends StoreContract {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RangeServer server = RangeServer.start();
  private final PretendedTime time = new PretendedTime();
  private final HttpStore store = new HttpStore(HttpOptions.standard(), time);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    return server.put(name, bytes);
  }

  @Override
  void remove(String name) {
    server.remove(name);
  }

  @Override
  URI uri(String name) {
    return server.uri(name);
  }

  // ---- requests

  @Test
  void aHeadIsOneRequestForTheFirstBytes() throws Exception {
    store.head(put("a.bin", BYTES), 16_384);
    assertThat(server.ranges("a.bin")).containsExactly("bytes=0-16383");
    assertThat(server.requests().getFirst().header("Accept-Encoding")).isEqualTo("identity");
    assertThat(server.requests().getFirst().method()).isEqualTo("GET");
  }

  @Test
  void aReadMergesNeighboursAndHoldsTheServerToTheVersion() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    store.read(object, List.of(range(200_000, 10), range(100, 10), range(20_000, 10)));
    assertThat(server.ranges("a.bin"))
        .containsExactlyInAnyOrder("bytes=100-20009", "bytes=200000-200009");
    assertThat(server.requests())
        .allSatisfy(r -> assertThat(r.header("If-Match")).isEqualTo(object.version()));
    assertThat(store.counts().bytesAsked()).isEqualTo(40);
    assertThat(store.counts().bytesTransferred()).isEqualTo(10 + 19_910 + 10);
    assertThat(store.counts().requests()).isEqualTo(3);
    assertThat(store.counts().waitingNanos()).isPositive();
  }

  @Test
  void whereThereIsNoETagTheDateIsTheVersion() throws Exception {
    server.withoutETags();
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    assertThat(object.version()).startsWith("Last-Modified: ");
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.requests().getLast().header("If-Unmodified-Since"))
        .isEqualTo(object.version().substring("Last-Modified: ".length()));
    put("a.bin", random(BYTES.length));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void aWeakETagIsComparedAndNotDemanded() throws Exception {
    put("a.bin", BYTES);
    server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", "W/\"1\"")));
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.requests().getLast().header("If-Match")).isEmpty();
    server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", "W/\"2\"")));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("was W/\"1\", is W/\"2\"");
  }

  @Test
  void anETagThatMayNotBeSentIsCompared() throws Exception {
    for (String etag : List.of("\"ü\"", "unquoted", "\"two\" \"tags\"")) {
      put("a.bin", BYTES);
      server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", etag)));
      ObjectHead object = store.head(uri("a.bin"), 10);
      assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
      assertThat(server.requests().getLast().header("If-Match")).isEmpty();
      server.always("a.bin", new Fault.OtherETag());
      assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("changed while it was read");
    }
  }

  @Test
  void anEmptyObjectMayComeAsAWholeOneToo() throws Exception {
    put("a.bin", new byte[0]);
    server.always("a.bin", new Fault.WholeObject());
    assertThat(store.head(uri("a.bin"), 10).size()).isZero();
  }

  @Test
  void withoutAnyVersionTheSizeMustStay() throws Exception {
    put("a.bin", BYTES);
    server.always("a.bin", new Fault.NoVersion());
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(object.version()).isEmpty();
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    put("a.bin", Arrays.copyOf(BYTES, BYTES.length - 1));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("had 300000 bytes, has 299999");
  }

  @Test
  void requestsOfOneReadGoOutTogetherUpToTheHostsBound() throws Exception {
    server.withLatency(Duration.ofMillis(100));
    var few =
        new HttpStore(
            HttpOptions.standard().withPerHost(HostLimit.fixed(4)).withMerge(new RangeMerge(0, 1)),
            Time.SYSTEM);
    try (few) {
      ObjectHead object = few.head(put("a.bin", BYTES), 10);
      few.read(object, tenApart());
    }
    assertThat(server.mostAtOnce()).isEqualTo(4);
    server.clear();
    var many = new HttpStore(HttpOptions.standard().withMerge(new RangeMerge(0, 1)), Time.SYSTEM);
    try (many) {
      many.read(many.head(uri("a.bin"), 10), tenApart());
    }
    assertThat(server.mostAtOnce()).isGreaterThan(4);
  }

  private static List<ByteRange> tenApart() {
    var ranges = new ArrayList<ByteRange>();
    for (int i = 0; i < 10; i++) {
      ranges.add(range(i * 20_000L, 5));
    }
    return ranges;
  }

  @Test
  void theFirstFailureStopsTheOtherRequests() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.next("a.bin", Fault.status(403)).always("a.bin", new Fault.Stall());
    long begun = System.nanoTime();
    assertThatThrownBy(
            () -> store.read(object, List.of(range(0, 5), range(100_000, 5), range(200_000, 5))))
        .isInstanceOf(AccessDenied.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  // ---- what cannot heal

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void whatIsNotThereIsNotFoundAtOnce(int status) {
    failsAtOnce(NotFound.class, Fault.status(status), "HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 407})
  void whatIsForbiddenIsAccessDeniedAtOnce(int status) {
    failsAtOnce(AccessDenied.class, Fault.status(status), "HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 414, 416, 418, 501, 505})
  void otherRefusalsAreUnsupportedAtOnce(int status) {
    failsAtOnce(Unsupported.class, Fault.status(status), "HTTP " + status);
  }

  @Test
  void aServerThatIgnoresRangesIsUnsupportedAtOnce() {
    failsAtOnce(
        Unsupported.class,
        new Fault.WholeObject(),
        "the server ignores Range requests: HTTP 200 with the whole object (300000 bytes of");
  }

  @Test
  void aLoginPageInsteadOfARangeSaysWhatCame() {
    failsAtOnce(Unsupported.class, new Fault.Html(), "bytes of text/html");
  }

  @Test
  void theWholeObjectIsNotDownloadedWhereARangeWasAskedFor() throws Exception {
    URI uri = server.putZeros("large.bin", 1L << 30);
    server.always("large.bin", new Fault.WholeObject());
    assertThatThrownBy(() -> store.head(uri, 1000)).isInstanceOf(Unsupported.class);
    assertThat(server.bytesSent()).isLessThan(100L << 20); // what sockets buffer, not a gigabyte
    assertThat(store.counts().bytesTransferred()).isZero();
  }

  @Test
  void anotherRangeThanAskedForIsUnsupported() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.always("a.bin", new Fault.Shifted(7));
    assertThatThrownBy(() -> store.read(object, List.of(range(100, 10))))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a request for bytes 100-109 with bytes 107-116/300000");
  }

  @Test
  void aBodyThatIsLongerThanItsOwnRangeIsUnsupported() throws Exception {
    // as long as was asked for: which of its bytes are those of the range, nobody knows
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.always(
        "a.bin", new Fault.WithHeaders(Map.of("Content-Range", "bytes 100-104/" + BYTES.length)));
    assertThatThrownBy(() -> store.read(object, List.of(range(100, 10))))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a request for bytes 100-109 with bytes 100-104/300000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes 0-9/*",
        "bytes 9-0/300000",
        "bytes 0-9/5",
        "octets 0-9/300000",
        "bytes 0-9999999999999999999/99999999999999999999"
      })
  void aContentRangeThatTellsNoRangeIsUnsupported(String contentRange) {
    failsAtOnce(
        Unsupported.class,
        new Fault.WithHeaders(Map.of("Content-Range", contentRange)),
        "a request for bytes 0-9 with Content-Range '" + contentRange + "'");
  }

  @Test
  void aCompressedRangeIsUnsupported() {
    failsAtOnce(
        Unsupported.class,
        new Fault.WithHeaders(Map.of("Content-Encoding", "gzip")),
        "Content-Encoding 'gzip'");
  }

  @Test
  void aChangedETagIsUnavailableAtOnceEvenWhereTheServerIgnoresTheCondition() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    server.always("a.bin", new Fault.OtherETag());
    assertThatThrownBy(() -> store.read(object, List.of(range(0, 10))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read")
        .hasMessageContaining("\"other\"");
    assertThat(server.requests()).hasSize(1);
  }

  private void failsAtOnce(Class<? extends CairnException> kind, Fault fault, String why) {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", fault);
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(kind)
        .hasMessageContaining(why)
        .hasMessageContaining("/a.bin");
    assertThat(server.requests()).hasSize(1);
    assertThat(store.counts().retries()).isZero();
    assertThat(time.pauses).isEmpty();
  }

  // ---- what may heal

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 520})
  void aStatusThatMayHealIsTriedAgain(int status) throws Exception {
    URI uri = put("a.bin", BYTES);
    server.next("a.bin", Fault.status(status), Fault.status(status));
    assertThat(store.head(uri, 10).size()).isEqualTo(BYTES.length);
    assertThat(server.requests()).hasSize(3);
    assertThat(store.counts().requests()).isEqualTo(3);
    assertThat(store.counts().retries()).isEqualTo(2);
  }

  @Test
  void aCutConnectionIsTriedAgain() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    server.next("a.bin", new Fault.CutShort(20_000), new Fault.CutShort(0), Fault.none());
    assertThat(bytesOf(store.read(object, List.of(range(0, 100_000))).getFirst()))
        .isEqualTo(Arrays.copyOf(BYTES, 100_000));
    assertThat(server.requests()).hasSize(3);
    assertThat(store.counts().retries()).isEqualTo(2);
  }

  @Test
  void aShortBodyIsTriedAgainAndTellsItsBytesInTheEnd() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.next("a.bin", new Fault.FewerBytes(99), new Fault.FewerBytes(0), Fault.none());
    assertThat(store.read(object, List.of(range(0, 100))).getFirst().limit()).isEqualTo(100);
    server.always("a.bin", new Fault.FewerBytes(99));
    assertThatThrownBy(() -> store.read(object, List.of(range(0, 100))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("short body: 99 of 100 bytes (5 attempts)");
  }

  @Test
  void aHeadCutShortIsNoSmallerObject() {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", new Fault.FewerBytes(99));
    assertThatThrownBy(() -> store.head(uri, 100))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("short body: 99 of 100 bytes");
  }

  @Test
  void aServerThatHangsUpIsUnavailableAfterTheRetries() {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", new Fault.HangUp());
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("connection lost")
        .hasMessageContaining("(5 attempts)")
        .hasCauseInstanceOf(IOException.class);
    assertThat(store.counts().retries()).isEqualTo(4);
    server.clear();
    server.always("a.bin", Fault.none()).next("a.bin", new Fault.HangUp());
    assertThat(catching(() -> store.head(uri, 10))).isNull();
  }

  @Test
  void nobodyListeningIsUnavailableAfterTheRetries() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI uri = URI.create("http://127.0.0.1:" + port + "/a.bin?sig=secret");
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("no connection")
        .hasMessageContaining("127.0.0.1:" + port + "/a.bin?…")
        .hasMessageNotContaining("secret");
    assertThat(store.counts().requests()).isEqualTo(5);
  }

  @Test
  void pausesGrowAndEndWithTheAttempts() {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", Fault.status(503));
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("HTTP 503 (5 attempts)");
    assertThat(server.requests()).hasSize(5);
    assertThat(time.pauses).hasSize(4);
    for (int i = 0; i < 4; i++) {
      assertThat(time.pauses.get(i).toMillis()).isBetween(100L << i, 200L << i);
    }
  }

  @Test
  void whatTheServerAsksToWaitIsWaited() throws Exception {
    URI uri = put("a.bin", BYTES);
    server.next(
        "a.bin",
        Fault.retryAfter(429, "7"),
        Fault.retryAfter(503, "Thu, 01 Jan 2026 00:00:30 GMT"),
        Fault.retryAfter(503, "Thu, 01 Jan 2025 00:00:00 GMT"),
        Fault.retryAfter(503, "soon"));
    store.head(uri, 10);
    assertThat(time.pauses).hasSize(4);
    assertThat(time.pauses.get(0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(time.pauses.get(1)).isEqualTo(Duration.ofSeconds(23)); // 7 have passed
    assertThat(time.pauses.get(2)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
    assertThat(time.pauses.get(3)).isBetween(Duration.ofMillis(800), Duration.ofMillis(1600));
  }

  @Test
  void aPauseUntilTheEndOfTimeIsNotWaitedFor() {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", Fault.retryAfter(503, "Fri, 31 Dec 9999 23:59:59 GMT"));
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(Unavailable.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aPauseBeyondTheDeadlineIsNotWaitedFor() {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", Fault.retryAfter(429, "301"));
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining(
            "HTTP 429 (1 attempt; the next, 301 s later, would pass the deadline of 300 s)");
    assertThat(server.requests()).hasSize(1);
    assertThat(time.pauses).isEmpty();
  }

  // ---- waiting

  @Test
  void aStalledAnswerIsGivenUpAndTriedAgain() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    var options =
        HttpOptions.standard().withTimeouts(SECOND, Duration.ofMillis(300), Duration.ofSeconds(60));
    try (var impatient = new HttpStore(options, time)) {
      server.next("a.bin", new Fault.Stall(), new Fault.StallAfter(50_000), Fault.none());
      assertThat(impatient.read(object, List.of(range(0, 100_000))).getFirst().limit())
          .isEqualTo(100_000);
      // More only where this machine itself stalls for so long.
      assertThat(impatient.counts().retries()).isBetween(2L, 4L);
      server.always("a.bin", new Fault.Stall());
      assertThatThrownBy(() -> impatient.head(uri("a.bin"), 10))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("no byte for 0.3 s (5 attempts)");
    }
  }

  @Test
  void theDeadlineEndsAnAttemptThatDoesNotStall() {
    URI uri = put("a.bin", BYTES);
    var options = HttpOptions.standard().withTimeouts(SECOND, SECOND, Duration.ofMillis(150));
    server.always("a.bin", new Fault.StallAfter(3));
    try (var impatient = new HttpStore(options, Time.SYSTEM)) {
      assertThatThrownBy(() -> impatient.head(uri, 10))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("not done within 0.15 s (1 attempt");
    }
  }

  @Test
  void theDeadlineIsThatOfTheWholeRead() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    // Each of the ten requests would be done in time, one after another they are not.
    var options =
        HttpOptions.standard()
            .withPerHost(HostLimit.fixed(1))
            .withTimeouts(SECOND, SECOND, Duration.ofMillis(400))
            .withMerge(new RangeMerge(0, 1));
    server.withLatency(Duration.ofMillis(100));
    try (var real = new HttpStore(options, Time.SYSTEM)) {
      long begun = System.nanoTime();
      assertThatThrownBy(() -> real.read(object, tenApart())).isInstanceOf(Unavailable.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SECOND);
      assertThat(server.requests()).hasSizeLessThan(7);
    }
  }

  @Test
  void pausesOfAllRequestsOfAReadCountAgainstItsDeadline() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    server.always("a.bin", Fault.retryAfter(503, "100"));
    var options = HttpOptions.standard().withPerHost(HostLimit.fixed(1));
    try (var patient = new HttpStore(options.withRetries(100, Duration.ZERO), time)) {
      assertThatThrownBy(() -> patient.read(object, List.of(range(0, 5))))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("(3 attempts; the next, 100 s later, would pass the deadline");
    }
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void anInterruptEndsAWaitingReadPromptly() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.always("a.bin", new Fault.StallAfter(3));
    for (var ranges : List.of(List.of(range(0, 5)), List.of(range(0, 5), range(100_000, 5)))) {
      assertThat(interrupted(() -> store.read(object, ranges)))
          .isInstanceOf(InterruptedException.class);
    }
    server.always("a.bin", Fault.none());
    assertThat(store.head(uri("a.bin"), 10).size()).isEqualTo(BYTES.length);
  }

  @Test
  void anInterruptEndsThePauseBeforeARetryAndTheWaitForATurn() throws Exception {
    URI uri = put("a.bin", BYTES);
    try (var real =
        new HttpStore(HttpOptions.standard().withPerHost(HostLimit.fixed(1)), Time.SYSTEM)) {
      server.next("a.bin", Fault.retryAfter(503, "60"));
      assertThat(interrupted(() -> real.head(uri, 10))).isInstanceOf(InterruptedException.class);
      server.always("a.bin", new Fault.Stall());
      Thread holder = Thread.ofVirtual().start(() -> catching(() -> real.head(uri, 10)));
      while (server.requests().size() < 2) {
        Thread.sleep(5);
      }
      assertThat(interrupted(() -> real.head(uri, 10))).isInstanceOf(InterruptedException.class);
      assertThat(server.requests()).as("the second one never had its turn").hasSize(2);
      holder.interrupt();
      holder.join();
    }
  }

  @Test
  void anInterruptHangsUpOnTheServer() throws Exception {
    var hungUp = new CountDownLatch(1);
    var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (socket;
                  var connection = socket.accept()) {
                var out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (true) {
                  out.write(new byte[100]);
                  Thread.sleep(2);
                }
              } catch (IOException | InterruptedException _) {
                hungUp.countDown();
              }
            });
    URI uri = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/a.json");
    assertThat(interrupted(() -> store.readAll(uri, 1 << 20)))
        .isInstanceOf(InterruptedException.class);
    assertThat(hungUp.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingEndsWaitingReads() throws Exception {
    URI uri = put("a.bin", BYTES);
    server.always("a.bin", new Fault.Stall());
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread reader =
        Thread.ofVirtual().start(() -> failure.set(catching(() -> store.head(uri, 10))));
    while (server.requests().isEmpty()) {
      Thread.sleep(5);
    }
    store.close();
    assertThat(reader.join(Duration.ofSeconds(5))).isTrue();
    assertThat(failure.get())
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("the store was closed");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(IllegalStateException.class);
  }

  private interface Call {
    void run() throws Exception;
  }

  private static @Nullable Throwable interrupted(Call call) throws InterruptedException {
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread thread = Thread.ofVirtual().start(() -> failure.set(catching(call)));
    Thread.sleep(150);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(5))).as("ended by the interrupt").isTrue();
    return failure.get();
  }

  private static @Nullable Throwable catching(Call call) {
    try {
      call.run();
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  // ---- redirects, documents

  @Test
  void aRedirectIsFollowedWithItsRangeAndCondition() throws Exception {
    URI target = put("b.bin", BYTES);
    server.always("a.bin", Fault.redirect(target + "?sig=secret"));
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(object.uri()).isEqualTo(uri("a.bin"));
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.ranges("b.bin")).containsExactly("bytes=0-9", "bytes=5-9");
    assertThat(server.requests().getLast().header("If-Match")).isEqualTo(object.version());
  }

  @Test
  void redirectsInACircleAndToNowhereAreUnsupportedAndShowNoSecret() {
    server.always("a.bin", Fault.redirect(uri("a.bin") + "?sig=secret"));
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("HTTP 302: a redirect that is not followed");
    server.always("a.bin", Fault.redirect("http://[nowhere?sig=secret"));
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("redirects to what is no address")
        .hasNoCause();
  }

  @Test
  void aZippedDocumentIsUnzippedWithinItsBound() throws Exception {
    byte[] text =
        "{\"type\": \"FeatureCollection\"} ".repeat(1000).getBytes(StandardCharsets.UTF_8);
    URI uri = server.put("a.json", zipped(text), Map.of("Content-Encoding", "gzip"));
    assertThat(store.readAll(uri, text.length)).isEqualTo(text);
    assertThat(store.counts().bytesTransferred()).isLessThan(text.length / 10);
    assertThatThrownBy(() -> store.readAll(uri, text.length - 1))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("unzipped");
  }

  @Test
  void aDocumentThatDoesNotUnzipIsMalformedAndOneOfAnotherCodingUnsupported() throws Exception {
    byte[] half = Arrays.copyOf(zipped(BYTES), 1000);
    URI uri = server.put("a.json", half, Map.of("Content-Encoding", "gzip"));
    assertThatThrownBy(() -> store.readAll(uri, 1 << 20)).isInstanceOf(Malformed.class);
    URI other = server.put("b.json", BYTES, Map.of("Content-Encoding", "br"));
    assertThatThrownBy(() -> store.readAll(other, 1 << 20))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("'br'");
  }

  @Test
  void aDocumentOfUnknownLengthIsBoundedToo() throws Exception {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    URI uri = oneAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(40));
    assertThatThrownBy(() -> store.readAll(uri, 100_000))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a document may have 100000 bytes");
    assertThat(store.counts().bytesTransferred()).isLessThan(200_000);
  }

  @Test
  void aRangeOfUnknownLengthIsBoundedByWhatWasAsked() throws Exception {
    URI uri =
        oneAnswer(
            "HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-9/100\r\nConnection: close\r\n\r\n"
                + "0123456789abc");
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("bytes 0-9/100 and a longer body");
  }

  @Test
  void anAnswerThatIsNoHttpIsUnavailable() throws Exception {
    URI uri = oneAnswer("SSH-2.0-OpenSSH_9.2\r\n");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(Unavailable.class);
  }

  @Test
  void aContentLengthThatIsNoNumberIsUnavailable() throws Exception {
    URI uri =
        oneAnswer(
            "HTTP/1.1 206 Partial\r\nContent-Length: ten\r\nContent-Range: bytes 0-9/10\r\n\r\n");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(Unavailable.class);
  }

  /// Python's server knows no ranges.
  @Test
  void aServerOfOthersThatIgnoresRangesIsUnsupported(@TempDir Path folder) throws Exception {
    Judge.requirePython("http.server");
    Files.write(folder.resolve("a.tif"), BYTES);
    Process python =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-u",
                "-m",
                "http.server",
                "0",
                "--bind",
                "127.0.0.1",
                "--directory",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String said = python.inputReader().readLine(); // "Serving HTTP on 127.0.0.1 port 12345 …"
      String address = "http://127.0.0.1:" + said.replaceAll(".* port (\\d+) .*", "$1") + "/a.tif";
      assertThatThrownBy(() -> store.head(URI.create(address), 1000))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining(
              "the server ignores Range requests: HTTP 200 with the whole object (300000 bytes of"
                  + " image/tiff)");
      assertThat(store.readAll(URI.create(address), 1 << 20)).isEqualTo(BYTES);
      assertThatThrownBy(() -> store.head(URI.create(address + "f"), 1000))
          .isInstanceOf(NotFound.class);
    } finally {
      python.destroy();
    }
  }

  @Test
  void anAddressWithoutAHostIsUnsupported() {
    assertThatThrownBy(() -> store.head(URI.create("http:/a.bin"), 10))
        .isInstanceOf(Unsupported.class);
  }

  /// The address of a server that gives the same answer to every connection and closes it.
  private URI oneAnswer(String answer) throws IOException {
    var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (socket) {
                while (true) {
                  try (var connection = socket.accept()) {
                    connection.getInputStream().read(new byte[8192]);
                    connection
                        .getOutputStream()
                        .write(answer.getBytes(StandardCharsets.ISO_8859_1));
                  }
                }
              } catch (IOException _) {
                // the client hung up
              }
            });
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/a.bin");
  }

  private static byte[] zipped(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
