package dev.cairn.store;

import java.time.Duration;

/// How objects are read over HTTP.
///
/// @param perHost requests to one host at the same time; more wait for their turn
/// @param connectTimeout longest wait for a connection
/// @param stallTimeout longest wait for an answer to begin, or for its next bytes
/// @param deadline longest time for one read: all its requests with their retries and the pauses
///     between them, from the moment at which the first of them has its turn
/// @param maxAttempts how often a request is sent at most, 1 for no retries
/// @param backoff pause before the first retry, doubled for each further one; the pause taken is
///     half of it to all of it, at random, or what the server asks for where that is longer
/// @param merge when neighbouring ranges become one request
public record HttpOptions(
    HostLimit perHost,
    Duration connectTimeout,
    Duration stallTimeout,
    Duration deadline,
    int maxAttempts,
    Duration backoff,
    RangeMerge merge) {
  public HttpOptions {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(maxAttempts + " attempts");
    }
    if (!connectTimeout.isPositive()
        || !stallTimeout.isPositive()
        || !deadline.isPositive()
        || backoff.isNegative()) {
      throw new IllegalArgumentException(
          "timeouts " + connectTimeout + ", " + stallTimeout + ", " + deadline + ", " + backoff);
    }
  }

  /// 32 requests a host to begin with, 1 to 128 as it answers; 10 s to connect, 30 s without a
  /// byte, 5 min in all; 5 attempts beginning with a pause of 200 ms; gaps up to 64 KiB are read
  /// along, and up to 1 MiB where more is kept than thrown away, into requests up to 8 MiB.
  public static HttpOptions standard() {
    return new HttpOptions(
        new HostLimit(1, 32, 128),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        5,
        Duration.ofMillis(200),
        new RangeMerge(64 << 10, 1 << 20, 8 << 20));
  }

  public HttpOptions withPerHost(HostLimit limit) {
    return new HttpOptions(
        limit, connectTimeout, stallTimeout, deadline, maxAttempts, backoff, merge);
  }

  public HttpOptions withTimeouts(Duration connect, Duration stall, Duration overall) {
    return new HttpOptions(perHost, connect, stall, overall, maxAttempts, backoff, merge);
  }

  public HttpOptions withRetries(int attempts, Duration firstPause) {
    return new HttpOptions(
        perHost, connectTimeout, stallTimeout, deadline, attempts, firstPause, merge);
  }

  public HttpOptions withMerge(RangeMerge rule) {
    return new HttpOptions(
        perHost, connectTimeout, stallTimeout, deadline, maxAttempts, backoff, rule);
  }
}
