package dev.cairn.raster;

/// Finds the pixels that hold no value. Stateless.
public final class NoData {
  private NoData() {}

  /// Marks as valid those samples of one row that are not `nodata`; NaN samples of floating types
  /// are never valid. Compared in the sample's own type: a no-data value that the type cannot hold
  /// matches nothing. 64-bit integers are compared as float64, which is what a no-data value is:
  /// beyond 2⁵³ the samples next to it match too.
  ///
  /// @param nodata the value that stands for no value, or [Stated.Silent] where every sample is one
  /// @param from first sample of the run
  /// @param at first pixel of `valid` the run belongs to
  public static void markValid(
      Samples samples, Stated<Double> nodata, int from, int length, Validity valid, int at) {
    boolean none =
        !(nodata instanceof Stated.As<Double>(Double value)) || !matches(samples.dtype(), value);
    double nd = none ? 0 : nodata.orElse(0.0);
    switch (samples) {
      case Samples.UInt8(var v) -> bytes(v, none, (byte) (int) nd, from, length, valid, at);
      case Samples.Int8(var v) -> bytes(v, none, (byte) nd, from, length, valid, at);
      case Samples.UInt16(var v) -> shorts(v, none, (short) (int) nd, from, length, valid, at);
      case Samples.Int16(var v) -> shorts(v, none, (short) nd, from, length, valid, at);
      case Samples.UInt32(var v) -> ints(v, none, (int) (long) nd, from, length, valid, at);
      case Samples.Int32(var v) -> ints(v, none, (int) nd, from, length, valid, at);
      case Samples.UInt64 _, Samples.Int64 _ -> longs(samples, none, nd, from, length, valid, at);
      case Samples.Float32(var v) ->
          floats(v, none ? Float.NaN : (float) nd, from, length, valid, at);
      case Samples.Float64(var v) -> doubles(v, none ? Double.NaN : nd, from, length, valid, at);
    }
  }

  private static boolean matches(DType type, double value) {
    return type.isFloating() ? !Double.isNaN(value) : type.holds(value);
  }

  private static void bytes(
      byte[] v, boolean none, byte nd, int from, int length, Validity valid, int at) {
    if (none) {
      valid.setRange(at, at + length);
      return;
    }
    long[] words = valid.words();
    int i = 0;
    while (i < length) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      long w = 0;
      for (int k = 0; k < n; k++) {
        w |= (v[from + i + k] != nd ? 1L : 0L) << k;
      }
      words[(at + i) >> 6] |= w << (at + i);
      i += n;
    }
  }

  private static void shorts(
      short[] v, boolean none, short nd, int from, int length, Validity valid, int at) {
    if (none) {
      valid.setRange(at, at + length);
      return;
    }
    long[] words = valid.words();
    int i = 0;
    while (i < length) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      long w = 0;
      for (int k = 0; k < n; k++) {
        w |= (v[from + i + k] != nd ? 1L : 0L) << k;
      }
      words[(at + i) >> 6] |= w << (at + i);
      i += n;
    }
  }

  private static void ints(
      int[] v, boolean none, int nd, int from, int length, Validity valid, int at) {
    if (none) {
      valid.setRange(at, at + length);
      return;
    }
    long[] words = valid.words();
    int i = 0;
    while (i < length) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      long w = 0;
      for (int k = 0; k < n; k++) {
        int s = v[from + i + k];
        w |= (s != nd ? 1L : 0L) << k;
      }
      words[(at + i) >> 6] |= w << (at + i);
      i += n;
    }
  }

  private static void longs(
      Samples v, boolean none, double nd, int from, int length, Validity valid, int at) {
    if (none) {
      valid.setRange(at, at + length);
      return;
    }
    for (int i = 0; i < length; i++) {
      if (v.at(from + i) != nd) {
        valid.set(at + i);
      }
    }
  }

  private static void floats(float[] v, float nd, int from, int length, Validity valid, int at) {
    long[] words = valid.words();
    int i = 0;
    while (i < length) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      long w = 0;
      for (int k = 0; k < n; k++) {
        float s = v[from + i + k];
        w |= (s != nd && !Float.isNaN(s) ? 1L : 0L) << k;
      }
      words[(at + i) >> 6] |= w << (at + i);
      i += n;
    }
  }

  private static void doubles(double[] v, double nd, int from, int length, Validity valid, int at) {
    long[] words = valid.words();
    int i = 0;
    while (i < length) {
      int n = Math.min(length - i, 64 - ((at + i) & 63));
      long w = 0;
      for (int k = 0; k < n; k++) {
        double s = v[from + i + k];
        w |= (s != nd && !Double.isNaN(s) ? 1L : 0L) << k;
      }
      words[(at + i) >> 6] |= w << (at + i);
      i += n;
    }
  }
}
