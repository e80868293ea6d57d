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

  /// Makes the samples of one run tell by themselves which pixels hold a value. Those whose pixels
  /// are not valid, and those that are NaN, become `value`; a valid one that is `value`, as
  /// computed, converted and weighed samples may happen to be, becomes the sample next to it: the
  /// one below, or above where there is none below. GDAL's warp does the same to integers.
  ///
  /// @param at first sample of the run
  /// @param valid which pixels hold a value; the run begins at its pixel `from`
  public static void tellApart(
      Samples samples, int at, int length, Validity valid, int from, double value) {
    moveOff(samples, at, at + length, value);
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

  /// Samples that are `value` become the one next to it.
  private static void moveOff(Samples samples, int from, int to, double value) {
    int step = value <= samples.dtype().min() ? 1 : -1;
    switch (samples) {
      case Samples.UInt8(var v) -> bytes(v, from, to, (byte) (int) value, step);
      case Samples.Int8(var v) -> bytes(v, from, to, (byte) (int) value, step);
      case Samples.UInt16(var v) -> shorts(v, from, to, (short) (int) value, step);
      case Samples.Int16(var v) -> shorts(v, from, to, (short) (int) value, step);
      case Samples.UInt32(var v) -> ints(v, from, to, (int) (long) value, step);
      case Samples.Int32(var v) -> ints(v, from, to, (int) value, step);
      case Samples.UInt64(var v) -> {
        long beside = Samples.UInt64.toBits(wholeBeside(value, step));
        for (int i = from; i < to; i++) {
          v[i] = Samples.UInt64.toDouble(v[i]) == value ? beside : v[i];
        }
      }
      case Samples.Int64(var v) -> {
        long beside = (long) wholeBeside(value, step);
        for (int i = from; i < to; i++) {
          v[i] = v[i] == value ? beside : v[i];
        }
      }
      case Samples.Float32(var v) -> {
        float none = (float) value;
        float beside = step > 0 ? Math.nextUp(none) : Math.nextDown(none);
        for (int i = from; i < to; i++) {
          v[i] = v[i] == none ? beside : v[i];
        }
      }
      case Samples.Float64(var v) -> {
        double beside = step > 0 ? Math.nextUp(value) : Math.nextDown(value);
        for (int i = from; i < to; i++) {
          v[i] = v[i] == value ? beside : v[i];
        }
      }
    }
  }

  /// The next whole number that another float64 is.
  private static double wholeBeside(double value, int step) {
    return step > 0
        ? Math.max(value + 1, Math.nextUp(value))
        : Math.min(value - 1, Math.nextDown(value));
  }

  private static void bytes(byte[] v, int from, int to, byte none, int step) {
    byte beside = (byte) (none + step);
    for (int i = from; i < to; i++) {
      v[i] = v[i] == none ? beside : v[i];
    }
  }

  private static void shorts(short[] v, int from, int to, short none, int step) {
    short beside = (short) (none + step);
    for (int i = from; i < to; i++) {
      v[i] = v[i] == none ? beside : v[i];
    }
  }

  private static void ints(int[] v, int from, int to, int none, int step) {
    int beside = none + step;
    for (int i = from; i < to; i++) {
      v[i] = v[i] == none ? beside : v[i];
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
