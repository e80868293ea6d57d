package dev.cairn.store;

/// When neighbouring ranges become one request. A round trip costs about as much as the bytes that
/// flow meanwhile, so a small gap is cheaper read than skipped.
///
/// @param maxGap bytes between two ranges that are read and thrown away rather than skipped; 0
///     merges ranges that touch or overlap
/// @param widestGap bytes of a larger gap that is still read along, as long as a request does not
///     throw away more than it keeps
/// @param maxLength bytes that a request made of several ranges has at most; a single longer range
///     stays one request
public record RangeMerge(int maxGap, int widestGap, int maxLength) {
  /// Longest array that every JVM can make.
  static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  public RangeMerge {
    if (maxGap < 0 || widestGap < maxGap || maxLength < 1 || maxLength > MAX_ARRAY) {
      throw new IllegalArgumentException(
          "merging gaps up to "
              + maxGap
              + " or "
              + widestGap
              + " into requests up to "
              + maxLength
              + " bytes");
    }
  }

  /// No gap but the small ones.
  public RangeMerge(int maxGap, int maxLength) {
    this(maxGap, maxGap, maxLength);
  }
}
