package dev.cairn.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Credentials that are loaded when they are first needed and again before they end; by one thread,
/// while the others wait. Thread-safe.
final class CredentialCache {
  /// Where credentials come from.
  interface Source {
    /// @throws dev.cairn.base.AccessDenied where there are none
    Credentials load() throws InterruptedException;
  }

  /// Credentials younger than this are not loaded again because of a refusal that does not say
  /// that they have expired: a user without rights would load them with every request.
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Source source;
  private final Time time;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Credentials kept;

  CredentialCache(Source source, Time time) {
    this.source = source;
    this.time = time;
  }

  Credentials current() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Credentials now = kept;
      if (now == null || now.nearlyOver(time.now())) {
        now = source.load();
        kept = now;
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  /// Other credentials than those that were refused, if there are any.
  ///
  /// @param expired whether the server said that this is what is wrong with them
  Optional<Credentials> insteadOf(String keyId, String token, boolean expired)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      Credentials now = current();
      if (!now.keyId().equals(keyId) || !now.token().equals(token)) {
        return Optional.of(now); // somebody was refused before and has renewed them
      }
      if (!expired && time.now().isBefore(now.loaded().plus(YOUNG))) {
        return Optional.empty();
      }
      Credentials loaded = source.load();
      kept = loaded;
      return loaded.sameKeys(now) ? Optional.empty() : Optional.of(loaded);
    } finally {
      lock.unlock();
    }
  }
}
