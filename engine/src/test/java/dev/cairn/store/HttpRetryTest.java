package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unavailable;
import dev.cairn.testing.RangeServer.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is tried again, how often, and after which pauses.
class HttpRetryTest extends HttpReads {
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
    assertThat(StoreContract.bytesOf(store.read(object, List.of(range(0, 100_000))).getFirst()))
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
}
