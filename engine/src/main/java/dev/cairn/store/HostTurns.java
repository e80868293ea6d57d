package dev.cairn.store;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Takes turns: at most so many requests to one host at the same time, first come, first served.
/// Knows only the hosts that are being asked. Thread-safe.
final class HostTurns {
  private final int maxPerHost;
  private final Map<String, Host> hosts = new HashMap<>();

  HostTurns(int maxPerHost) {
    this.maxPerHost = maxPerHost;
  }

  /// Somebody's turn, which ends when it is closed.
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for a turn at the address's host.
  Turn await(URI uri) throws InterruptedException {
    String name = uri.getScheme() + "://" + uri.getRawAuthority();
    Host host = enter(name.toLowerCase(Locale.ROOT));
    boolean acquired = false;
    try {
      host.turns.acquire();
      acquired = true;
      return () -> {
        host.turns.release();
        leave(host);
      };
    } finally {
      if (!acquired) {
        leave(host);
      }
    }
  }

  synchronized int hosts() {
    return hosts.size();
  }

  private synchronized Host enter(String name) {
    Host host = hosts.computeIfAbsent(name, n -> new Host(n, new Semaphore(maxPerHost, true)));
    host.users++;
    return host;
  }

  private synchronized void leave(Host host) {
    host.users--;
    if (host.users == 0) {
      hosts.remove(host.name);
    }
  }

  /// A host and how many threads have a turn there or wait for one.
  private static final class Host {
    final String name;
    final Semaphore turns;
    int users;

    Host(String name, Semaphore turns) {
      this.name = name;
      this.turns = turns;
    }
  }
}
