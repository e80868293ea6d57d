package dev.cairn.warp;

import dev.cairn.raster.Samples;

/// Computed values as samples: integers are rounded half up, as GDAL does, and stay within their
/// type, which kernels with negative weights may leave.
final class Rounding {
  private Rounding() {}

  static void put(Samples samples, int i, double value) {
    switch (samples) {
      case Samples.UInt8(var v) -> v[i] = (byte) (int) whole(value, 0, 255);
      case Samples.Int8(var v) -> v[i] = (byte) (int) whole(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
      case Samples.UInt16(var v) -> v[i] = (short) (int) whole(value, 0, 65_535);
      case Samples.Int16(var v) ->
          v[i] = (short) (int) whole(value, Short.MIN_VALUE, Short.MAX_VALUE);
      case Samples.UInt32(var v) -> v[i] = (int) (long) whole(value, 0, 4_294_967_295.0);
      case Samples.Int32(var v) -> v[i] = (int) whole(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case Samples.UInt64(var v) -> v[i] = Samples.UInt64.toBits(wholeHalfUp(value));
      case Samples.Int64(var v) -> v[i] = (long) wholeHalfUp(value);
      case Samples.Float32(var v) -> v[i] = (float) value;
      case Samples.Float64(var v) -> v[i] = value;
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
