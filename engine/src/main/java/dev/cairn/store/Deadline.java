package dev.cairn.store;

import java.time.Duration;

/// The time that one read has, for all its requests and their retries together. It runs from the
/// moment at which the first of them has its turn. Thread-safe.
final class Deadline {
  private final Duration whole;
  private final Time time;
  private boolean running;
  private long begun;

  Deadline(Duration whole, Time time) {
    this.whole = whole;
    this.time = time;
  }

  synchronized boolean isRunning() {
    return running;
  }

  /// Begins, where it has not begun.
  synchronized void run() {
    if (!running) {
      running = true;
      begun = time.nanos();
    }
  }

  /// What is left; not positive where nothing is.
  synchronized Duration left() {
    return running ? whole.minusNanos(time.nanos() - begun) : whole;
  }
}
