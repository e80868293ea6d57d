package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unavailable;
import dev.cairn.testing.RangeServer.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// How long an answer is waited for, and what ends the wait.
class HttpWaitTest extends HttpReads {
  private static final Duration SECOND = Duration.ofSeconds(1);

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
      assertThatThrownBy(() -> real.read(object, HttpStoreTest.tenApart()))
          .isInstanceOf(Unavailable.class);
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

  private static @Nullable Throwable interrupted(Call call) throws InterruptedException {
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread thread = Thread.ofVirtual().start(() -> failure.set(catching(call)));
    Thread.sleep(150);
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(5))).as("ended by the interrupt").isTrue();
    return failure.get();
  }
}
