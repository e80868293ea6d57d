package dev.cairn.store;

import dev.cairn.base.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Sends a request again where that may help: after a pause that grows, until it succeeds, the
/// attempts are used up or the deadline is near. Thread-safe.
final class Retry {
  private static final Logger LOG = System.getLogger(Retry.class.getName());
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

  private final HttpOptions options;
  private final Time time;
  private final Meter meter;
  private final HostTurns turns;

  Retry(HttpOptions options, Time time, Meter meter) {
    this.options = options;
    this.time = time;
    this.meter = meter;
    this.turns = new HostTurns(options.perHost(), meter);
  }

  /// How an attempt ended; what no retry can heal is thrown instead.
  sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    /// @param sign what it says of the host
    /// @param pause what the server asks to wait; zero where it asks nothing
    record MayHeal<T>(String why, Sign sign, Duration pause, @Nullable Throwable cause)
        implements Outcome<T> {
      MayHeal(String why, Sign sign) {
        this(why, sign, Duration.ZERO, null);
      }
    }
  }

  /// What a failure says of the host.
  enum Sign {
    /// It is asked too much: it said so, or nothing came from it.
    CROWDED,
    NONE
  }

  /// What an attempt has.
  ///
  /// @param left time until the deadline
  /// @param turn at the host; is told when the answer begins
  record Allowance(Duration left, HostTurns.Turn turn) {}

  /// Sends the request once.
  interface Attempt<T> {
    Outcome<T> within(Allowance left) throws InterruptedException;
  }

  /// What was learnt of the hosts.
  List<HostCounts> hosts() {
    return turns.counts();
  }

  /// The time of one read.
  Deadline deadline() {
    return new Deadline(options.deadline(), time);
  }

  /// The value of the first attempt that succeeds, of a read that is this one request.
  ///
  /// @throws Unavailable where none does
  <T> T run(URI uri, Attempt<T> attempt) throws InterruptedException {
    return run(uri, deadline(), attempt);
  }

  /// The value of the first attempt that succeeds, of a read that has other requests too.
  <T> T run(URI uri, Deadline deadline, Attempt<T> attempt) throws InterruptedException {
    long begun = System.nanoTime();
    try {
      for (int attempts = 1; ; attempts++) {
        Outcome<T> outcome;
        try (HostTurns.Turn turn = turns.await(uri, deadline)) {
          deadline.run();
          outcome = attempt.within(new Allowance(deadline.left(), turn));
          if (outcome instanceof Outcome.MayHeal<T> failed && failed.sign() == Sign.CROWDED) {
            turn.crowded();
          }
        }
        switch (outcome) {
          case Outcome.Done<T>(var value) -> {
            return value;
          }
          case Outcome.MayHeal<T> failed -> {
            Duration pause = pause(attempts, failed.pause());
            if (attempts == options.maxAttempts() || pause.compareTo(deadline.left()) >= 0) {
              throw new Unavailable(uri, givenUp(failed, attempts, pause), failed.cause());
            }
            LOG.log(Level.DEBUG, "{0}; next attempt in {1} ms", failed.why(), pause.toMillis());
            time.sleep(pause);
            meter.retry();
          }
        }
      }
    } finally {
      meter.waited(System.nanoTime() - begun);
    }
  }

  private Duration pause(int failures, Duration asked) {
    long first = Math.min(options.backoff().toNanos(), LONGEST_BACKOFF.toNanos());
    long longest = Math.min(first << Math.min(failures - 1, 20), LONGEST_BACKOFF.toNanos());
    var backoff =
        Duration.ofNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    return asked.compareTo(backoff) > 0 ? asked : backoff;
  }

  private String givenUp(Outcome.MayHeal<?> last, int attempts, Duration pause) {
    String why = last.why() + (attempts == 1 ? " (1 attempt" : " (" + attempts + " attempts");
    return attempts == options.maxAttempts()
        ? why + ")"
        : why
            + "; the next, "
            + seconds(pause)
            + " later, would pass the deadline of "
            + seconds(options.deadline())
            + ")";
  }

  /// `30 s`, `0.25 s`.
  static String seconds(Duration duration) {
    return java.math.BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString()
        + " s";
  }
}
