package dev.cairn.focal;

import java.util.Arrays;

/// Rows of bits in words: pixel `i` is bit `i & 63` of word `i >> 6`, bits beyond the last pixel
/// are 0, and one more word follows, so that a row can be read shifted.
final class BitRow {
  private BitRow() {}

  static long[] allocate(int pixels) {
    return new long[((pixels + 63) >> 6) + 1];
  }

  /// Sets in `to` those of `n` bits that are set in `from`.
  static void copy(long[] from, int fromBit, long[] to, int toBit, int n) {
    for (int i = 0; i < n; ) {
      int bit = fromBit + i;
      int target = toBit + i;
      int run = Math.min(n - i, 64 - (target & 63));
      long word = from[bit >> 6] >>> bit;
      if ((bit & 63) + run > 64) {
        word |= from[(bit >> 6) + 1] << -bit;
      }
      to[target >> 6] |= (word & -1L >>> (64 - run)) << target;
      i += run;
    }
  }

  /// True where the first `n` bits are set.
  static boolean all(long[] bits, int n) {
    int whole = n >> 6;
    for (int i = 0; i < whole; i++) {
      if (bits[i] != -1L) {
        return false;
      }
    }
    long tail = (1L << n) - 1;
    return (n & 63) == 0 || (bits[whole] & tail) == tail;
  }

  /// Leaves of the first `n` bits those set that are not, and the other way round.
  static void invert(long[] bits, int n) {
    int whole = n >> 6;
    for (int i = 0; i < whole; i++) {
      bits[i] = ~bits[i];
    }
    if ((n & 63) != 0) {
      bits[whole] ^= (1L << n) - 1;
    }
    Arrays.fill(bits, (n + 63) >> 6, bits.length, 0);
  }

  /// `to[i] = from[i + shift]`, as far as `from` goes; `to` may be `from`.
  static void shiftDown(long[] from, int shift, long[] to) {
    int words = shift >> 6;
    for (int i = 0; i < to.length; i++) {
      int k = i + words;
      long low = k < from.length ? from[k] >>> shift : 0;
      long high = (shift & 63) != 0 && k + 1 < from.length ? from[k + 1] << -shift : 0;
      to[i] = low | high;
    }
  }

  static void and(long[] into, long[] other) {
    for (int i = 0; i < into.length; i++) {
      into[i] &= other[i];
    }
  }

  static void or(long[] into, long[] other) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= other[i];
    }
  }
}
