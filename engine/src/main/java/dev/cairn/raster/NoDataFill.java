package dev.cairn.raster;

import java.util.Arrays;

/// Puts a no-data value where pixels hold none: what a writer does to its own copy of samples
/// before it stores them. Stateless.
public final class NoDataFill {
  private NoDataFill() {}

  /// Sets samples `from` (inclusive) to `to` (exclusive).
  ///
  /// @param value one that the samples' type holds; for float32 it is rounded
  public static void fill(Samples samples, int from, int to, double value) {
    switch (samples) {
      case Samples.UInt8(var v) -> Arrays.fill(v, from, to, (byte) (int) value);
      case Samples.Int8(var v) -> Arrays.fill(v, from, to, (byte) (int) value);
      case Samples.UInt16(var v) -> Arrays.fill(v, from, to, (short) (int) value);
      case Samples.Int16(var v) -> Arrays.fill(v, from, to, (short) (int) value);
      case Samples.UInt32(var v) -> Arrays.fill(v, from, to, (int) (long) value);
      case Samples.Int32(var v) -> Arrays.fill(v, from, to, (int) value);
      case Samples.UInt64(var v) -> Arrays.fill(v, from, to, Samples.UInt64.toBits(value));
      case Samples.Int64(var v) -> Arrays.fill(v, from, to, (long) value);
      case Samples.Float32(var v) -> Arrays.fill(v, from, to, (float) value);
      case Samples.Float64(var v) -> Arrays.fill(v, from, to, value);
    }
  }

  /// Sets the samples of one run whose pixels are not valid, and those that are NaN.
  ///
  /// @param at first sample of the run
  /// @param valid which pixels hold a value; the run begins at its pixel `from`
  public static void fillInvalid(
      Samples samples, int at, int length, Validity valid, int from, double value) {
    long[] words = valid.words();
    int end = from + length;
    int shift = at - from;
    int pixel = from;
    while (true) {
      pixel = nextBit(words, 0L, pixel, end);
      if (pixel == end) {
        break;
      }
      int runEnd = nextBit(words, -1L, pixel, end);
      fill(samples, pixel + shift, runEnd + shift, value);
      pixel = runEnd;
    }
    if (!Double.isNaN(value)) {
      fillNaN(samples, at, at + length, value);
    }
  }

  private static void fillNaN(Samples samples, int from, int to, double value) {
    switch (samples) {
      case Samples.Float32(var v) -> {
        for (int i = from; i < to; i++) {
          v[i] = Float.isNaN(v[i]) ? (float) value : v[i];
        }
      }
      case Samples.Float64(var v) -> {
        for (int i = from; i < to; i++) {
          v[i] = Double.isNaN(v[i]) ? value : v[i];
        }
      }
      case Samples.UInt8 _,
          Samples.Int8 _,
          Samples.UInt16 _,
          Samples.Int16 _,
          Samples.UInt32 _,
          Samples.Int32 _,
          Samples.UInt64 _,
          Samples.Int64 _ -> {}
    }
  }

  /// The first pixel from `from` on whose bit is that of `sought` (all ones or all zeros), or
  /// `end`.
  private static int nextBit(long[] words, long sought, int from, int end) {
    int pixel = from;
    while (pixel < end) {
      long hits = ~(words[pixel >> 6] ^ sought) >>> pixel;
      if (hits != 0) {
        return Math.min(end, pixel + Long.numberOfTrailingZeros(hits));
      }
      pixel = (pixel & ~63) + 64;
    }
    return end;
  }
}
