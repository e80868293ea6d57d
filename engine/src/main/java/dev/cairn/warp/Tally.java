package dev.cairn.warp;

import java.util.Arrays;

/// Counts how often each value occurs, without an object for any. For one thread.
final class Tally {
  private long[] values = new long[32];
  private int[] counts = new int[32];
  private int mask = 31;

  /// Forgets all and makes room.
  ///
  /// @param most how many values may come
  void clear(int most) {
    int size = Math.max(8, Integer.highestOneBit(Math.max(1, most)) * 4);
    if (size > counts.length) {
      values = new long[size];
      counts = new int[size];
    } else {
      Arrays.fill(counts, 0, size, 0);
    }
    mask = size - 1;
  }

  /// Counts a value.
  ///
  /// @return how often it has come by now
  int count(double value) {
    long bits = Double.doubleToLongBits(value);
    long mixed = bits * 0x9E37_79B9_7F4A_7C15L;
    int at = (int) (mixed >>> 40) & mask;
    while (counts[at] > 0 && values[at] != bits) {
      at = at + 1 & mask;
    }
    values[at] = bits;
    return ++counts[at];
  }
}
