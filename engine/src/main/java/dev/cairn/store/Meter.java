package dev.cairn.store;

import java.util.concurrent.atomic.LongAdder;

/// Counts what a store does. Thread-safe.
final class Meter {
  private final LongAdder requests = new LongAdder();
  private final LongAdder bytesAsked = new LongAdder();
  private final LongAdder bytesTransferred = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder slowdowns = new LongAdder();
  private final LongAdder waitingNanos = new LongAdder();

  void request() {
    requests.increment();
  }

  void asked(long bytes) {
    bytesAsked.add(bytes);
  }

  void transferred(long bytes) {
    bytesTransferred.add(bytes);
  }

  void retry() {
    retries.increment();
  }

  void slowdown() {
    slowdowns.increment();
  }

  void waited(long nanos) {
    waitingNanos.add(nanos);
  }

  StoreCounts counts() {
    return new StoreCounts(
        requests.sum(),
        bytesAsked.sum(),
        bytesTransferred.sum(),
        retries.sum(),
        slowdowns.sum(),
        waitingNanos.sum());
  }
}
