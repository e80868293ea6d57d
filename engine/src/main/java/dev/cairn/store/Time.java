package dev.cairn.store;

import java.time.Duration;
import java.time.Instant;

/// Time as retries see it; tests bring one that passes without waiting.
interface Time {
  Time SYSTEM =
      new Time() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
          Thread.sleep(pause);
        }
      };

  /// Nanoseconds from an arbitrary beginning.
  long nanos();

  Instant now();

  void sleep(Duration pause) throws InterruptedException;
}
