package dev.cairn.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Pauses that cost no time.
final class PretendedTime implements Time {
  final AtomicLong nanos = new AtomicLong();
  final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

  @Override
  public long nanos() {
    return nanos.get();
  }

  @Override
  public Instant now() {
    return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos.get());
  }

  @Override
  public void sleep(Duration pause) {
    pauses.add(pause);
    nanos.addAndGet(pause.toNanos());
  }
}
