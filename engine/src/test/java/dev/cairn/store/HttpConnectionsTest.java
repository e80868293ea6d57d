package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class HttpConnectionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// A turn that nobody counts.
  private static final HostTurns.Turn TURN =
      new HostTurns.Turn() {
        @Override
        public void answered(long nanos) {}

        @Override
        public void crowded() {}

        @Override
        public void close() {}
      };

  @Test
  void aClosedOneLeavesNothingInMemory() throws Exception {
    try (var server = RangeServer.start()) {
      URI uri = server.put("a.bin", new byte[1000]);
      var closed = new ArrayList<WeakReference<HttpConnections>>();
      for (int i = 0; i < 20; i++) {
        server.next("a.bin", i % 2 == 0 ? Fault.none() : new Fault.Delay(SECOND));
        closed.add(usedAndClosed(uri, i % 2 == 0));
      }

      for (int i = 0; i < 100 && !closed.isEmpty(); i++) {
        System.gc();
        Thread.sleep(20); // what is cleaned up after it is done by a thread of the JDK's
        closed.removeIf(one -> one.refersTo(null));
      }

      assertThat(closed).isEmpty();
    }
  }

  private static WeakReference<HttpConnections> usedAndClosed(URI uri, boolean answers)
      throws InterruptedException {
    var options =
        HttpOptions.standard().withTimeouts(SECOND, Duration.ofMillis(answers ? 1000 : 50), SECOND);
    try (var connections = new HttpConnections(options, new Meter())) {
      Outcome<HttpAnswer> outcome =
          connections.send(
              HttpRequest.newBuilder(uri).build(), 200, 1000, 0, new Allowance(SECOND, TURN));
      assertThat(outcome instanceof Outcome.Done).isEqualTo(answers);
      return new WeakReference<>(connections);
    }
  }
}
