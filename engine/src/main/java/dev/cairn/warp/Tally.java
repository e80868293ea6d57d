package dev.cairn.warp;

import java.util.Arrays;

/// Counts how often each value occurs, without an object for any. For one thread.
final class Tally {
  private long[] values = new long[32];
  private int[] counts = new int[32];
  private int distinct;

  /// Forgets all.
  void clear() {
    if (distinct > 0) {
      Arrays.fill(counts, 0);
      distinct = 0;
    }
  }

  /// Counts a value.
  ///
  /// @return how often it has come by now
  int count(double value) {
    long bits = Double.doubleToLongBits(value);
    int at = find(bits);
    if (counts[at] == 0) {
      if (2 * ++distinct > counts.length) {
        grow();
        at = find(bits);
      }
      values[at] = bits;
    }
    return ++counts[at];
  }

  private int find(long bits) {
    int mask = counts.length - 1;
    int at = (int) (bits * 0x9E37_79B9_7F4A_7C15L >>> 40) & mask;
    while (counts[at] > 0 && values[at] != bits) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldValues = values;
    int[] oldCounts = counts;
    values = new long[2 * oldValues.length];
    counts = new int[values.length];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] > 0) {
        int at = find(oldValues[i]);
        values[at] = oldValues[i];
        counts[at] = oldCounts[i];
      }
    }
  }
}
