package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Unavailable;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// How many requests a host gets at one time.
class HostTurnsTest {
  private static final URI A = URI.create("https://a.example/x");
  private static final URI B = URI.create("https://b.example/x");
  private static final long FAST = 1_000_000;

  private final Meter meter = new Meter();
  private final PretendedTime time = new PretendedTime();

  private Deadline endless() {
    return new Deadline(Duration.ofDays(1), time);
  }

  /// Takes turns until there is none at once, and gives them back.
  private int free(HostTurns turns, URI uri) throws InterruptedException {
    var taken = new ArrayDeque<HostTurns.Turn>();
    try {
      var none = new Deadline(Duration.ZERO, time);
      none.run();
      while (true) {
        taken.add(turns.await(uri, none));
      }
    } catch (Unavailable _) {
      return taken.size();
    } finally {
      taken.forEach(HostTurns.Turn::close);
    }
  }

  @Test
  void aComplaintHalvesTheNumberOnceARoundAndNeverBelowTheLeast() throws Exception {
    var turns = new HostTurns(new HostLimit(3, 16, 16), meter);
    Queue<HostTurns.Turn> round = new ArrayDeque<>();
    for (int i = 0; i < 16; i++) {
      round.add(turns.await(A, endless()));
    }
    round.forEach(HostTurns.Turn::crowded); // one overload, of which all of them tell
    round.forEach(HostTurns.Turn::close);
    assertThat(free(turns, A)).isEqualTo(8);
    assertThat(free(turns, B)).as("another host").isEqualTo(16);
    for (int i = 0; i < 3; i++) {
      try (var turn = turns.await(A, endless())) {
        turn.crowded();
      }
    }
    assertThat(free(turns, A)).isEqualTo(3);
    assertThat(meter.counts().slowdowns()).isEqualTo(3); // to 8, 4, 3
    assertThat(turns.counts().stream().filter(c -> c.host().equals("https://a.example")))
        .containsExactly(new HostCounts("https://a.example", 3, 16, 3));
  }

  @Test
  void quickAnswersRaiseItWhileOthersWaitUpToTheMost() throws Exception {
    var turns = new HostTurns(new HostLimit(1, 4, 12), meter);
    answered(turns, 200, FAST);
    assertThat(free(turns, A)).isEqualTo(12);
  }

  @Test
  void whereNobodyWaitsThereIsNoReasonForMore() throws Exception {
    var turns = new HostTurns(new HostLimit(1, 4, 12), meter);
    for (int i = 0; i < 50; i++) {
      try (var turn = turns.await(A, endless())) {
        turn.answered(FAST);
      }
    }
    assertThat(free(turns, A)).isEqualTo(4);
  }

  @Test
  void afterAComplaintItGrowsByOneARound() throws Exception {
    var turns = new HostTurns(new HostLimit(1, 8, 100), meter);
    try (var turn = turns.await(A, endless())) {
      turn.crowded();
    }
    assertThat(free(turns, A)).isEqualTo(4);
    answered(turns, 9, FAST); // two rounds of four and five, and one
    assertThat(free(turns, A)).isBetween(5, 6);
  }

  @Test
  void answersThatComeEverLaterAreNoReasonForMore() throws Exception {
    var turns = new HostTurns(new HostLimit(1, 4, 100), meter);
    answered(turns, 1, FAST);
    int before = free(turns, A);
    answered(turns, 20, 400 * FAST);
    // a mean of eight answers notices within a few of them
    assertThat(free(turns, A)).isBetween(before, before + 2);
  }

  /// So many answers while somebody waits.
  private void answered(HostTurns turns, int answers, long nanos) throws Exception {
    for (int i = 0; i < answers; i++) {
      var held = new ArrayDeque<HostTurns.Turn>();
      for (int n = free(turns, A); n > 0; n--) {
        held.add(turns.await(A, endless()));
      }
      var begun = new CountDownLatch(1);
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    begun.countDown();
                    try {
                      turns.await(A, endless()).close();
                    } catch (InterruptedException _) {
                      // the test is over
                    }
                  });
      begun.await();
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      held.getFirst().answered(nanos);
      held.forEach(HostTurns.Turn::close);
      waiting.join();
    }
  }

  @Test
  void hostsThatNobodyAsksAreForgottenInTheEnd() throws Exception {
    var turns = new HostTurns(HostLimit.fixed(2), meter);
    try (var _ = turns.await(A, endless())) {
      for (int i = 0; i < 1000; i++) {
        turns.await(URI.create("https://host" + i + ".example/x"), endless()).close();
      }
      assertThat(turns.counts()).hasSizeLessThanOrEqualTo(256);
      assertThat(turns.counts()).extracting(HostCounts::host).contains("https://a.example");
    }
  }

  @Test
  void aReadWhoseTimeRunsWaitsNoLongerForATurn() throws Exception {
    var turns = new HostTurns(HostLimit.fixed(1), meter);
    try (var _ = turns.await(A, endless())) {
      var deadline = new Deadline(Duration.ofMillis(20), time);
      deadline.run();
      assertThatThrownBy(() -> turns.await(A, deadline))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("no turn at its host");
    }
    assertThat(free(turns, A)).isEqualTo(1);
  }

  @Test
  void whoGaveUpWaitingOrWasInterruptedIsForgottenAndSoIsTheHost() throws Exception {
    var turns = new HostTurns(HostLimit.fixed(1), meter);
    try (var _ = turns.await(A, endless())) {
      var none = new Deadline(Duration.ZERO, time);
      none.run();
      assertThatThrownBy(() -> turns.await(A, none)).isInstanceOf(Unavailable.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> turns.await(A, endless())).isInstanceOf(InterruptedException.class);
    }
    assertThat(free(turns, A)).as("turns that nobody has").isEqualTo(1);
    for (int i = 0; i < 1000; i++) {
      turns.await(URI.create("https://host" + i + ".example/x"), endless()).close();
    }
    assertThat(turns.counts()).extracting(HostCounts::host).doesNotContain("https://a.example");
  }

  // ---- over a server

  @Test
  void aServerThatAnswers429IsAskedLessAtOnceAndEverythingIsRead() throws Exception {
    var options =
        HttpOptions.standard()
            .withPerHost(new HostLimit(1, 16, 16))
            .withRetries(8, Duration.ofMillis(1));
    try (var server = RangeServer.start();
        var store = new HttpStore(options, time)) {
      byte[] bytes = StoreContract.random(1000);
      ObjectHead object = store.head(server.put("a.bin", bytes), 10);
      server.withLatency(Duration.ofMillis(20));
      for (int i = 0; i < 16; i++) {
        server.next("a.bin", Fault.status(429));
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var reads = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 64; i++) {
          reads.add(() -> store.read(object, List.of(new ByteRange(5, 5))).size() == 1);
        }
        for (var read : threads.invokeAll(reads)) {
          assertThat(read.get()).isTrue();
        }
      }
      assertThat(store.counts().slowdowns()).isBetween(1L, 4L);
      assertThat(store.counts().retries()).isEqualTo(16);
      assertThat(store.hosts())
          .singleElement()
          .satisfies(h -> assertThat(h.atOnce()).isLessThan(16));
    }
  }
}
