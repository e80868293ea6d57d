package dev.cairn.warp;

import dev.cairn.raster.Samples;

/// Computed values as samples: integers are rounded half up, as GDAL does, and stay within their
/// type, which kernels with negative weights may leave.
final class Rounding {
  private Rounding() {}

  /// Samples from `at` on; 0, or NaN, for a value that is NaN.
  static void put(Samples samples, int at, double[] values, int count) {
    switch (samples) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (byte) (int) whole(values[i], 0, 255);
        }
      }
      case Samples.Int8(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (byte) (int) whole(values[i], Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (short) (int) whole(values[i], 0, 65_535);
        }
      }
      case Samples.Int16(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (short) (int) whole(values[i], Short.MIN_VALUE, Short.MAX_VALUE);
        }
      }
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (int) (long) whole(values[i], 0, 4_294_967_295.0);
        }
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (int) whole(values[i], Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
      }
      case Samples.UInt64(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = Samples.UInt64.toBits(wholeHalfUp(values[i]));
        }
      }
      case Samples.Int64(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (long) wholeHalfUp(values[i]);
        }
      }
      case Samples.Float32(var v) -> {
        for (int i = 0; i < count; i++) {
          v[at + i] = (float) values[i];
        }
      }
      case Samples.Float64(var v) -> System.arraycopy(values, 0, v, at, count);
    }
  }

  private static double whole(double value, double least, double most) {
    return Math.floor(Math.max(least, Math.min(most, value)) + 0.5);
  }

  /// As `floor(value + 0.5)`, but where that sum is itself rounded: 2⁵² and more are whole.
  private static double wholeHalfUp(double value) {
    return Math.abs(value) < 0x1p52 ? Math.floor(value + 0.5) : value;
  }
}
