package dev.cairn.store;

import dev.cairn.base.Unavailable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
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
    this.turns = new HostTurns(options.maxPerHost());
  }

  /// How an attempt ended; what no retry can heal is thrown instead.
  sealed interface Outcome<T> {
    record Done<T>(T value) implements Outcome<T> {}

    /// @param pause what the server asks to wait; zero where it asks nothing
    record MayHeal<T>(String why, Duration pause, @Nullable Throwable cause) implements Outcome<T> {
      MayHeal(String why) {
        this(why, Duration.ZERO, null);
      }
    }
  }

  /// Sends the request once.
  interface Attempt<T> {
    Outcome<T> within(Duration left) throws InterruptedException;
  }

  /// The value of the first attempt that succeeds.
  ///
  /// @throws Unavailable where none does
  <T> T run(URI uri, Attempt<T> attempt) throws InterruptedException {
    long begun = System.nanoTime();
    try {
      Duration spent = Duration.ZERO;
      for (int attempts = 1; ; attempts++) {
        Outcome<T> outcome;
        try (var _ = turns.await(uri)) {
          long sent = time.nanos();
          outcome = attempt.within(options.deadline().minus(spent));
          spent = spent.plusNanos(time.nanos() - sent);
        }
        switch (outcome) {
          case Outcome.Done<T>(var value) -> {
            return value;
          }
          case Outcome.MayHeal<T> failed -> {
            Duration pause = pause(attempts, failed.pause());
            spent = spent.plus(pause);
            if (attempts == options.maxAttempts() || spent.compareTo(options.deadline()) >= 0) {
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
