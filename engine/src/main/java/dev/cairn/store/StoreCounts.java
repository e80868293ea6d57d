package dev.cairn.store;

/// What a store has done since it was made. A snapshot: its fields may be some calls apart while
/// others are reading.
///
/// @param requests requests sent, or reads made of a file, repeated ones included
/// @param bytesAsked bytes that callers asked for, before ranges were merged
/// @param bytesTransferred bytes that came, with the gaps between merged ranges and with what came
///     of failed requests
/// @param retries requests that repeated a failed one
/// @param slowdowns how often a host had fewer requests at one time from then on, because it could
///     not keep up
/// @param waitingNanos time that callers and their requests waited, added up over threads: for
///     their turn, for bytes and between retries
public record StoreCounts(
    long requests,
    long bytesAsked,
    long bytesTransferred,
    long retries,
    long slowdowns,
    long waitingNanos) {
  /// Nothing done.
  public static final StoreCounts NONE = new StoreCounts(0, 0, 0, 0, 0, 0);

  /// What was done since an earlier snapshot of the same store.
  public StoreCounts since(StoreCounts earlier) {
    return new StoreCounts(
        requests - earlier.requests,
        bytesAsked - earlier.bytesAsked,
        bytesTransferred - earlier.bytesTransferred,
        retries - earlier.retries,
        slowdowns - earlier.slowdowns,
        waitingNanos - earlier.waitingNanos);
  }

  /// What two stores did together.
  public StoreCounts plus(StoreCounts other) {
    return new StoreCounts(
        requests + other.requests,
        bytesAsked + other.bytesAsked,
        bytesTransferred + other.bytesTransferred,
        retries + other.retries,
        slowdowns + other.slowdowns,
        waitingNanos + other.waitingNanos);
  }
}
