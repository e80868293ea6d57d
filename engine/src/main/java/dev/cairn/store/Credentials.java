package dev.cairn.store;

import java.time.Duration;
import java.time.Instant;

/// Keys of AWS, as long as they last. Shows none of them.
///
/// @param token of a session; empty where the keys are not of one
/// @param loaded when they were had
/// @param expires [Instant#MAX] where they do not, or where nothing is known of it
record Credentials(String keyId, String secretKey, String token, Instant loaded, Instant expires) {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /// Whether both sign alike, whenever they were had.
  boolean sameKeys(Credentials other) {
    return keyId.equals(other.keyId)
        && secretKey.equals(other.secretKey)
        && token.equals(other.token);
  }

  /// Whether they end within a minute, or within a quarter of a shorter life.
  boolean nearlyOver(Instant now) {
    if (expires.equals(Instant.MAX)) {
      return false;
    }
    Duration quarter = Duration.between(loaded, expires).dividedBy(4);
    Duration margin = quarter.compareTo(MINUTE) < 0 ? quarter : MINUTE;
    return !now.isBefore(expires.minus(margin));
  }

  @Override
  public String toString() {
    return "Credentials[until " + expires + "]";
  }
}
