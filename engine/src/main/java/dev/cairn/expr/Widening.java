package dev.cairn.expr;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;

/// Makes values of the native samples of one input: `sample × scale + offset`, NaN where that is
/// not finite.
///
/// Loops are written for C2 (JDK 25, figures by KernelTimings): it vectorises `short` to `float`
/// but not `char` to `float`, so unsigned samples first lose 2¹⁵ (bytes 2⁷) in a loop of their own
/// and get it back as floats, exactly: 0.05 ns a pixel in the cache. What lost: `(float) (s &
/// 0xFFFF)` 0.25; both steps in one loop 0.33; adding 65536 to negative ones 0.49; a table of
/// floats 0.23. Integers are always scaled, since `× 1 + 0` changes no bit of theirs.
///
/// For one run of a kernel, and so for one thread.
final class Widening {
  private final Scaling scaling;
  private final boolean mayBeInfinite;
  private final byte[] bytes;
  private final short[] shorts;

  /// @param strip the most samples widened at once
  Widening(DType type, Scaling scaling, Precision precision, int strip) {
    this.scaling = scaling;
    double largest =
        Math.max(-type.min(), type.max()) * Math.abs(scaling.scale()) + Math.abs(scaling.offset());
    this.mayBeInfinite = type.isFloating() || !(largest < precision.dtype().max() / 2);
    this.bytes = new byte[type == DType.UINT8 ? strip : 0];
    this.shorts = new short[type == DType.UINT16 ? strip : 0];
  }

  void widen(Samples samples, int from, int n, Object to, int at) {
    if (to instanceof float[] floats) {
      floats(samples, from, n, floats, at);
    } else {
      doubles(samples, from, n, (double[]) to, at);
    }
  }

  private void floats(Samples samples, int from, int n, float[] to, int at) {
    float scale = (float) scaling.scale();
    float offset = (float) scaling.offset();
    switch (samples) {
      case Samples.UInt8(var v) -> {
        System.arraycopy(v, from, bytes, 0, n);
        bias(bytes, n);
        floats(bytes, 0, n, 128, scale, offset, to, at);
      }
      case Samples.Int8(var v) -> floats(v, from, n, 0, scale, offset, to, at);
      case Samples.UInt16(var v) -> {
        System.arraycopy(v, from, shorts, 0, n);
        bias(shorts, n);
        floats(shorts, 0, n, 32_768, scale, offset, to, at);
      }
      case Samples.Int16(var v) -> floats(v, from, n, 0, scale, offset, to, at);
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) (v[from + i] & 0xFFFF_FFFFL) * scale + offset;
        }
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) v[from + i] * scale + offset;
        }
      }
      case Samples.UInt64(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) Samples.UInt64.toDouble(v[from + i]) * scale + offset;
        }
      }
      case Samples.Int64(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) (double) v[from + i] * scale + offset;
        }
      }
      case Samples.Float32(var v) -> {
        System.arraycopy(v, from, to, at, n);
        scale(to, at, n, scale, offset);
      }
      case Samples.Float64(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (float) v[from + i];
        }
        scale(to, at, n, scale, offset);
      }
    }
    if (mayBeInfinite) {
      for (int i = 0; i < n; i++) {
        float x = to[at + i];
        to[at + i] = x + x * 0;
      }
    }
  }

  private void doubles(Samples samples, int from, int n, double[] to, int at) {
    double scale = scaling.scale();
    double offset = scaling.offset();
    switch (samples) {
      case Samples.UInt8(var v) -> {
        System.arraycopy(v, from, bytes, 0, n);
        bias(bytes, n);
        doubles(bytes, 0, n, 128, scale, offset, to, at);
      }
      case Samples.Int8(var v) -> doubles(v, from, n, 0, scale, offset, to, at);
      case Samples.UInt16(var v) -> {
        System.arraycopy(v, from, shorts, 0, n);
        bias(shorts, n);
        doubles(shorts, 0, n, 32_768, scale, offset, to, at);
      }
      case Samples.Int16(var v) -> doubles(v, from, n, 0, scale, offset, to, at);
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (double) (v[from + i] & 0xFFFF_FFFFL) * scale + offset;
        }
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (double) v[from + i] * scale + offset;
        }
      }
      case Samples.UInt64(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = Samples.UInt64.toDouble(v[from + i]) * scale + offset;
        }
      }
      case Samples.Int64(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = (double) v[from + i] * scale + offset;
        }
      }
      case Samples.Float32(var v) -> {
        for (int i = 0; i < n; i++) {
          to[at + i] = v[from + i];
        }
        scale(to, at, n, scale, offset);
      }
      case Samples.Float64(var v) -> {
        System.arraycopy(v, from, to, at, n);
        scale(to, at, n, scale, offset);
      }
    }
    if (mayBeInfinite) {
      for (int i = 0; i < n; i++) {
        double x = to[at + i];
        to[at + i] = x + x * 0;
      }
    }
  }

  private static void bias(byte[] v, int n) {
    for (int i = 0; i < n; i++) {
      v[i] ^= (byte) 0x80;
    }
  }

  private static void bias(short[] v, int n) {
    for (int i = 0; i < n; i++) {
      v[i] ^= (short) 0x8000;
    }
  }

  private static void floats(
      byte[] v, int from, int n, float bias, float scale, float offset, float[] to, int at) {
    for (int i = 0; i < n; i++) {
      to[at + i] = ((float) v[from + i] + bias) * scale + offset;
    }
  }

  private static void floats(
      short[] v, int from, int n, float bias, float scale, float offset, float[] to, int at) {
    for (int i = 0; i < n; i++) {
      to[at + i] = ((float) v[from + i] + bias) * scale + offset;
    }
  }

  private static void doubles(
      byte[] v, int from, int n, double bias, double scale, double offset, double[] to, int at) {
    for (int i = 0; i < n; i++) {
      to[at + i] = ((double) v[from + i] + bias) * scale + offset;
    }
  }

  private static void doubles(
      short[] v, int from, int n, double bias, double scale, double offset, double[] to, int at) {
    for (int i = 0; i < n; i++) {
      to[at + i] = ((double) v[from + i] + bias) * scale + offset;
    }
  }

  /// Adds no zero: it would make 0 of -0.
  private void scale(float[] v, int at, int n, float scale, float offset) {
    if (scaling.scale() != 1) {
      for (int i = at; i < at + n; i++) {
        v[i] *= scale;
      }
    }
    if (scaling.offset() != 0) {
      for (int i = at; i < at + n; i++) {
        v[i] += offset;
      }
    }
  }

  private void scale(double[] v, int at, int n, double scale, double offset) {
    if (scaling.scale() != 1) {
      for (int i = at; i < at + n; i++) {
        v[i] *= scale;
      }
    }
    if (scaling.offset() != 0) {
      for (int i = at; i < at + n; i++) {
        v[i] += offset;
      }
    }
  }
}
