package dev.cairn.reduce;

import java.lang.foreign.MemorySegment;

/// Floating-point numbers as integers of the same order: −∞ … −0.0 < 0.0 … ∞. No number has the key
/// `MAX_VALUE` or `MIN_VALUE`: those are bit patterns of NaN, so they stand for "no value" at
/// either end and come back as NaN.
///
/// Bits are moved in bulk and made keys in place: a loop over `Float.floatToRawIntBits` is not
/// vectorised on JDK 25 (0.13 ns a value; copy 0.03).
final class OrderedBits {
  private static final int INFINITY = 0x7f80_0000;
  private static final long INFINITY_LONG = 0x7ff0_0000_0000_0000L;

  private OrderedBits() {}

  static float toFloat(int key) {
    return Float.intBitsToFloat(key ^ key >> 31 & Integer.MAX_VALUE);
  }

  static double toDouble(long key) {
    return Double.longBitsToDouble(key ^ key >> 63 & Long.MAX_VALUE);
  }

  /// Keys of `width` values from `from` on; NaN becomes `missing`.
  static void keys(float[] values, int from, int[] keys, int width, int missing) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      int b = keys[i];
      int nan = INFINITY - (b & Integer.MAX_VALUE) >> 31;
      keys[i] = (b ^ b >> 31 & Integer.MAX_VALUE) & ~nan | missing & nan;
    }
  }

  static void keys(double[] values, int from, long[] keys, int width, long missing) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      long b = keys[i];
      long nan = INFINITY_LONG - (b & Long.MAX_VALUE) >> 63;
      keys[i] = (b ^ b >> 63 & Long.MAX_VALUE) & ~nan | missing & nan;
    }
  }

  /// Keys of `width` values from `from` on; NaN becomes `MAX_VALUE` and adds one to the pixel's
  /// `missing`.
  static void countedKeys(float[] values, int from, int[] keys, int[] missing, int width) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      int b = keys[i];
      int nan = INFINITY - (b & Integer.MAX_VALUE) >> 31;
      keys[i] = (b ^ b >> 31 & Integer.MAX_VALUE) & ~nan | Integer.MAX_VALUE & nan;
      missing[i] -= nan;
    }
  }

  static void countedKeys(double[] values, int from, long[] keys, long[] missing, int width) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      long b = keys[i];
      long nan = INFINITY_LONG - (b & Long.MAX_VALUE) >> 63;
      keys[i] = (b ^ b >> 63 & Long.MAX_VALUE) & ~nan | Long.MAX_VALUE & nan;
      missing[i] -= nan;
    }
  }

  /// Keys of `width` values from `from` on. A pixel's NaNs become `MAX_VALUE` and `MIN_VALUE` by
  /// turns, `MAX_VALUE` first: what is missing then lies evenly on both sides of the values, and
  /// their middle is the middle of all.
  ///
  /// @param odd −1 where a pixel had an odd number of NaNs so far, else 0; kept up to date
  static void balancedKeys(float[] values, int from, int[] keys, int[] odd, int width) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      int b = keys[i];
      int nan = INFINITY - (b & Integer.MAX_VALUE) >> 31;
      int turn = odd[i];
      keys[i] = (b ^ b >> 31 & Integer.MAX_VALUE) & ~nan | (Integer.MAX_VALUE ^ turn) & nan;
      odd[i] = turn ^ nan;
    }
  }

  static void balancedKeys(double[] values, int from, long[] keys, long[] odd, int width) {
    copy(values, from, keys, width);
    for (int i = 0; i < width; i++) {
      long b = keys[i];
      long nan = INFINITY_LONG - (b & Long.MAX_VALUE) >> 63;
      long turn = odd[i];
      keys[i] = (b ^ b >> 63 & Long.MAX_VALUE) & ~nan | (Long.MAX_VALUE ^ turn) & nan;
      odd[i] = turn ^ nan;
    }
  }

  /// −1 where the value is NaN, else 0.
  static long nanMask(float value) {
    return INFINITY - (Float.floatToRawIntBits(value) & Integer.MAX_VALUE) >> 31;
  }

  static long nanMask(double value) {
    return INFINITY_LONG - (Double.doubleToRawLongBits(value) & Long.MAX_VALUE) >> 63;
  }

  /// Plain bits, not keys: NaN becomes 0.0 and adds one to the pixel's `missing`.
  static void zeroNaN(int[] bits, int[] missing, int width) {
    for (int i = 0; i < width; i++) {
      int b = bits[i];
      int nan = INFINITY - (b & Integer.MAX_VALUE) >> 31;
      bits[i] = b & ~nan;
      missing[i] -= nan;
    }
  }

  static void zeroNaN(long[] bits, long[] missing, int width) {
    for (int i = 0; i < width; i++) {
      long b = bits[i];
      long nan = INFINITY_LONG - (b & Long.MAX_VALUE) >> 63;
      bits[i] = b & ~nan;
      missing[i] -= nan;
    }
  }

  static void copy(float[] values, int from, int[] bits, int width) {
    copy(
        MemorySegment.ofArray(values),
        (long) from * Float.BYTES,
        MemorySegment.ofArray(bits),
        (long) width * Float.BYTES);
  }

  static void copy(double[] values, int from, long[] bits, int width) {
    copy(
        MemorySegment.ofArray(values),
        (long) from * Double.BYTES,
        MemorySegment.ofArray(bits),
        (long) width * Double.BYTES);
  }

  static void copy(int[] bits, float[] values, int width) {
    copy(MemorySegment.ofArray(bits), 0, MemorySegment.ofArray(values), (long) width * Float.BYTES);
  }

  static void copy(long[] bits, double[] values, int width) {
    copy(
        MemorySegment.ofArray(bits), 0, MemorySegment.ofArray(values), (long) width * Double.BYTES);
  }

  private static void copy(MemorySegment source, long offset, MemorySegment target, long bytes) {
    MemorySegment.copy(source, offset, target, 0, bytes);
  }
}
