package dev.cairn.store;

import dev.cairn.base.Unavailable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Takes turns: at most so many requests to one host at the same time, first come, first served.
/// How many is learnt within [HostLimit]. Knows the hosts that are being asked, and those asked
/// last, up to a bound. Thread-safe.
final class HostTurns {
  private static final int MOST_IDLE_HOSTS = 256;

  private final HostLimit limit;
  private final Meter meter;
  private final Map<String, Host> hosts = new LinkedHashMap<>(16, 0.75f, true);

  HostTurns(HostLimit limit, Meter meter) {
    this.limit = limit;
    this.meter = meter;
  }

  /// Somebody's turn, which ends when it is closed.
  interface Turn extends AutoCloseable {
    /// The answer began so long after the request was sent.
    void answered(long nanos);

    /// The host said that it is asked too much, or did not answer in time.
    void crowded();

    @Override
    void close();
  }

  /// Waits for a turn at the address's host: as long as the read has time left, where its time runs
  /// already.
  ///
  /// @throws Unavailable where there was none in that time
  Turn await(URI uri, Deadline deadline) throws InterruptedException {
    String name = uri.getScheme() + "://" + uri.getRawAuthority();
    Host host = enter(name.toLowerCase(Locale.ROOT));
    boolean acquired = false;
    try {
      acquired = host.acquire(deadline);
      if (!acquired) {
        throw new Unavailable(uri, "no turn at its host within the time of the read");
      }
      return host.begin(() -> leave(host));
    } finally {
      if (!acquired) {
        leave(host);
      }
    }
  }

  /// What is known of the hosts, those asked last at the end.
  synchronized List<HostCounts> counts() {
    var counts = new ArrayList<HostCounts>();
    hosts.forEach((name, host) -> counts.add(host.counts(name)));
    return counts;
  }

  private synchronized Host enter(String name) {
    Host host = hosts.computeIfAbsent(name, _ -> new Host(limit, meter));
    host.users++;
    return host;
  }

  private synchronized void leave(Host host) {
    host.users--;
    Iterator<Host> eldest = hosts.values().iterator();
    for (int more = hosts.size() - MOST_IDLE_HOSTS; more > 0 && eldest.hasNext(); ) {
      if (eldest.next().users == 0) {
        eldest.remove();
        more--;
      }
    }
  }

  /// One host and the number of its turns, which moves as TCP's window does (RFC 5681 §3.1): it
  /// doubles in each round of answers until something is wrong for the first time, then grows by
  /// one a round, and is halved at most once a round.
  private static final class Host {
    /// Below this a slow answer may as well be this machine's fault.
    private static final long NOISE_NANOS = 20_000_000;

    private final HostLimit limit;
    private final Meter meter;
    private final Turns turns;

    /// Threads that have a turn or wait for one; guarded by the map's owner.
    int users;

    private double atOnce;
    private int running;
    private int mostRunning;
    private boolean hasComplained;
    private long slowdowns;

    /// Turns begun so far, and how many had when the number was lowered last: older ones tell of
    /// what that has already answered.
    private long begun;

    private long begunAtSlowdown;

    /// Until answers began: the shortest wait of late and a mean of the last ones.
    private long shortest = Long.MAX_VALUE;

    private long mean;

    Host(HostLimit limit, Meter meter) {
      this.limit = limit;
      this.meter = meter;
      this.turns = new Turns(limit.start());
      this.atOnce = limit.start();
    }

    boolean acquire(Deadline deadline) throws InterruptedException {
      if (deadline.isRunning()) {
        return turns.tryAcquire(Math.max(0, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
      }
      turns.acquire();
      return true;
    }

    synchronized Turn begin(Runnable leave) {
      long number = begun++;
      running++;
      mostRunning = Math.max(mostRunning, running);
      return new Turn() {
        @Override
        public void answered(long nanos) {
          grow(nanos);
        }

        @Override
        public void crowded() {
          shrink(number);
        }

        @Override
        public void close() {
          end();
          leave.run();
        }
      };
    }

    private synchronized void end() {
      running--;
      turns.release();
    }

    private synchronized void grow(long nanos) {
      // The shortest is forgotten slowly, since a route may change.
      shortest = Math.min(nanos, shortest == Long.MAX_VALUE ? nanos : shortest + shortest / 256);
      mean = mean == 0 ? nanos : mean + (nanos - mean) / 8;
      boolean slower = mean > 2 * shortest + NOISE_NANOS;
      if (turns.hasQueuedThreads() && !slower) {
        set(atOnce + (hasComplained ? 1 / atOnce : 1));
      }
    }

    private synchronized void shrink(long number) {
      hasComplained = true;
      if (number >= begunAtSlowdown && atOnce > limit.least()) {
        begunAtSlowdown = begun;
        slowdowns++;
        meter.slowdown();
        set(atOnce / 2);
      }
    }

    private void set(double wanted) {
      int before = (int) atOnce;
      atOnce = Math.clamp(wanted, limit.least(), limit.most());
      turns.change((int) atOnce - before);
    }

    synchronized HostCounts counts(String name) {
      return new HostCounts(name, (int) atOnce, mostRunning, slowdowns);
    }
  }

  /// A fair semaphore whose permits can be taken away while they are in use.
  private static final class Turns extends Semaphore {
    private static final long serialVersionUID = 1L;

    Turns(int permits) {
      super(permits, true);
    }

    void change(int by) {
      if (by > 0) {
        release(by);
      } else {
        reducePermits(-by);
      }
    }
  }
}
