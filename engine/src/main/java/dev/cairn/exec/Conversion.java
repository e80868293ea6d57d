package dev.cairn.exec;

import dev.cairn.raster.DType;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;

/// Numbers from one sample type to another: integers are rounded half to even and saturate at the
/// type's ends.
final class Conversion {
  private Conversion() {}

  /// Computed values as a raster of the output's type; NaN becomes invalid.
  static Raster raster(int width, int height, Samples values, DType dtype) {
    int pixels = width * height;
    Validity valid = Validity.none(pixels);
    NoData.markValid(values, Stated.silent(), 0, pixels, valid, 0);
    var raster = new Raster(width, height, values, valid);
    return values.dtype() == dtype ? raster : convert(raster, dtype);
  }

  /// A raster without a single value.
  static Raster empty(int width, int height, DType dtype) {
    return new Raster(
        width, height, Samples.allocate(dtype, width * height), Validity.none(width * height));
  }

  static Raster convert(Raster raster, DType dtype) {
    int n = raster.pixels();
    Samples out = Samples.allocate(dtype, n);
    Samples in = raster.samples();
    Validity valid = raster.valid();
    for (int i = 0; i < n; i++) {
      if (valid.get(i)) {
        store(out, i, in.at(i));
      }
    }
    return new Raster(raster.width(), raster.height(), out, valid);
  }

  private static void store(Samples out, int i, double value) {
    switch (out) {
      case Samples.Float32(var v) -> v[i] = (float) value;
      case Samples.Float64(var v) -> v[i] = value;
      case Samples.UInt8(var v) -> v[i] = (byte) (int) rounded(value, DType.UINT8);
      case Samples.Int8(var v) -> v[i] = (byte) (int) rounded(value, DType.INT8);
      case Samples.UInt16(var v) -> v[i] = (short) (int) rounded(value, DType.UINT16);
      case Samples.Int16(var v) -> v[i] = (short) (int) rounded(value, DType.INT16);
      case Samples.UInt32(var v) -> v[i] = (int) (long) rounded(value, DType.UINT32);
      case Samples.Int32(var v) -> v[i] = (int) (long) rounded(value, DType.INT32);
      case Samples.UInt64(var v) -> v[i] = Samples.UInt64.toBits(rounded(value, DType.UINT64));
      case Samples.Int64(var v) -> v[i] = (long) rounded(value, DType.INT64);
    }
  }

  private static double rounded(double value, DType dtype) {
    return Math.clamp(Math.rint(value), dtype.min(), dtype.max());
  }
}
