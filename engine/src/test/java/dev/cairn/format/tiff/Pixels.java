package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// Images made up for tests.
final class Pixels {
  private Pixels() {}

  /// Small numbers around 0 (around 100 for unsigned types), some extremes, every seventh pixel or
  /// so invalid if `holes`.
  static Raster random(DType dtype, int width, int height, boolean holes, long seed) {
    var random = new Random(seed);
    int n = width * height;
    Samples samples = Samples.allocate(dtype, n);
    Validity valid = Validity.all(n);
    for (int i = 0; i < n; i++) {
      double value = dtype.isSigned() ? random.nextInt(-40, 41) : 60 + random.nextInt(81);
      if (dtype.isFloating()) {
        value += random.nextDouble();
      }
      if (random.nextInt(23) == 0) {
        value = random.nextBoolean() ? dtype.max() : dtype.min();
      }
      set(samples, i, value);
      if (holes && random.nextInt(7) == 0) {
        valid.clear(i);
      }
    }
    return new Raster(width, height, samples, valid);
  }

  static void set(Samples samples, int i, double value) {
    switch (samples) {
      case Samples.UInt8(var v) -> v[i] = (byte) (int) value;
      case Samples.Int8(var v) -> v[i] = (byte) value;
      case Samples.UInt16(var v) -> v[i] = (short) (int) value;
      case Samples.Int16(var v) -> v[i] = (short) value;
      case Samples.UInt32(var v) -> v[i] = (int) (long) value;
      case Samples.Int32(var v) -> v[i] = (int) value;
      case Samples.UInt64(var v) -> v[i] = Samples.UInt64.toBits(value);
      case Samples.Int64(var v) -> v[i] = (long) value;
      case Samples.Float32(var v) -> v[i] = (float) value;
      case Samples.Float64(var v) -> v[i] = value;
    }
  }

  static Raster crop(Raster raster, PixelWindow window) {
    int n = (int) window.pixels();
    Samples samples = Samples.allocate(raster.dtype(), n);
    raster
        .samples()
        .copyRect(
            window.row() * raster.width() + window.col(),
            raster.width(),
            samples,
            0,
            window.width(),
            window.width(),
            window.height());
    Validity valid = Validity.none(n);
    for (int y = 0, i = 0; y < window.height(); y++) {
      for (int x = 0; x < window.width(); x++, i++) {
        if (raster.valid().get((window.row() + y) * raster.width() + window.col() + x)) {
          valid.set(i);
        }
      }
    }
    return new Raster(window.width(), window.height(), samples, valid);
  }

  /// Little-endian, the invalid ones replaced by `nodata`, and valid ones that are `nodata` by the
  /// number below, or above where `nodata` is the type's lowest.
  static byte[] bytes(Raster raster, double nodata) {
    ByteBuffer out =
        ByteBuffer.allocate(raster.pixels() * raster.dtype().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    Samples one = Samples.allocate(raster.dtype(), 1);
    for (int i = 0; i < raster.pixels(); i++) {
      if (raster.valid().get(i)) {
        raster.samples().copyRect(i, 1, one, 0, 1, 1, 1);
        if (one.at(0) == nodata) {
          boolean up = nodata == raster.dtype().min();
          switch (one) {
            case Samples.Float32(var v) -> v[0] = up ? Math.nextUp(v[0]) : Math.nextDown(v[0]);
            case Samples.Float64(var v) -> v[0] = up ? Math.nextUp(v[0]) : Math.nextDown(v[0]);
            default -> set(one, 0, nodata + (up ? 1 : -1));
          }
        }
      } else {
        set(one, 0, nodata);
      }
      switch (one) {
        case Samples.UInt8(var v) -> out.put(v[0]);
        case Samples.Int8(var v) -> out.put(v[0]);
        case Samples.UInt16(var v) -> out.putShort(v[0]);
        case Samples.Int16(var v) -> out.putShort(v[0]);
        case Samples.UInt32(var v) -> out.putInt(v[0]);
        case Samples.Int32(var v) -> out.putInt(v[0]);
        case Samples.UInt64(var v) -> out.putLong(v[0]);
        case Samples.Int64(var v) -> out.putLong(v[0]);
        case Samples.Float32(var v) -> out.putFloat(v[0]);
        case Samples.Float64(var v) -> out.putDouble(v[0]);
      }
    }
    return out.array();
  }
}
