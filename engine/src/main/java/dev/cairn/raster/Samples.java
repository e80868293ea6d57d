package dev.cairn.raster;

/// Samples of one type in a flat array, as they are stored in a file. Unsigned types use Java's
/// signed arrays of the same width, bit for bit.
///
/// The record does not copy its array: who builds one hands the array over, and who reads one does
/// not write to it unless it built it. Never a map key.
public sealed interface Samples {
  record UInt8(byte[] v) implements Samples {}

  record Int8(byte[] v) implements Samples {}

  record UInt16(short[] v) implements Samples {}

  record Int16(short[] v) implements Samples {}

  record UInt32(int[] v) implements Samples {}

  record Int32(int[] v) implements Samples {}

  record UInt64(long[] v) implements Samples {
    /// The float64 next to a sample.
    public static double toDouble(long bits) {
      // Halved with its last bit kept, so that it is rounded once.
      return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    /// The sample next to a number: 0 for negative ones and NaN, all ones from 2⁶⁴ on.
    public static long toBits(double value) {
      return !(value >= 0x1p63)
          ? Math.max(0, (long) value)
          : value < 0x1p64 ? (long) (value - 0x1p63) ^ Long.MIN_VALUE : -1L;
    }
  }

  record Int64(long[] v) implements Samples {}

  record Float32(float[] v) implements Samples {}

  record Float64(double[] v) implements Samples {}

  /// New samples, all zero.
  static Samples allocate(DType type, int length) {
    return switch (type) {
      case UINT8 -> new UInt8(new byte[length]);
      case INT8 -> new Int8(new byte[length]);
      case UINT16 -> new UInt16(new short[length]);
      case INT16 -> new Int16(new short[length]);
      case UINT32 -> new UInt32(new int[length]);
      case INT32 -> new Int32(new int[length]);
      case UINT64 -> new UInt64(new long[length]);
      case INT64 -> new Int64(new long[length]);
      case FLOAT32 -> new Float32(new float[length]);
      case FLOAT64 -> new Float64(new double[length]);
    };
  }

  default DType dtype() {
    return switch (this) {
      case UInt8 _ -> DType.UINT8;
      case Int8 _ -> DType.INT8;
      case UInt16 _ -> DType.UINT16;
      case Int16 _ -> DType.INT16;
      case UInt32 _ -> DType.UINT32;
      case Int32 _ -> DType.INT32;
      case UInt64 _ -> DType.UINT64;
      case Int64 _ -> DType.INT64;
      case Float32 _ -> DType.FLOAT32;
      case Float64 _ -> DType.FLOAT64;
    };
  }

  /// The array itself: `byte[]`, `short[]`, `int[]`, `long[]`, `float[]` or `double[]`.
  default Object array() {
    return switch (this) {
      case UInt8(var v) -> v;
      case Int8(var v) -> v;
      case UInt16(var v) -> v;
      case Int16(var v) -> v;
      case UInt32(var v) -> v;
      case Int32(var v) -> v;
      case UInt64(var v) -> v;
      case Int64(var v) -> v;
      case Float32(var v) -> v;
      case Float64(var v) -> v;
    };
  }

  default int length() {
    return switch (this) {
      case UInt8(var v) -> v.length;
      case Int8(var v) -> v.length;
      case UInt16(var v) -> v.length;
      case Int16(var v) -> v.length;
      case UInt32(var v) -> v.length;
      case Int32(var v) -> v.length;
      case UInt64(var v) -> v.length;
      case Int64(var v) -> v.length;
      case Float32(var v) -> v.length;
      case Float64(var v) -> v.length;
    };
  }

  /// One sample as a number: exactly, but for 64-bit integers beyond 2⁵³, which are rounded. For
  /// edges and tests; loops dispatch once instead.
  default double at(int i) {
    return switch (this) {
      case UInt8(var v) -> v[i] & 0xFF;
      case Int8(var v) -> v[i];
      case UInt16(var v) -> v[i] & 0xFFFF;
      case Int16(var v) -> v[i];
      case UInt32(var v) -> v[i] & 0xFFFF_FFFFL;
      case Int32(var v) -> v[i];
      case UInt64(var v) -> UInt64.toDouble(v[i]);
      case Int64(var v) -> v[i];
      case Float32(var v) -> v[i];
      case Float64(var v) -> v[i];
    };
  }

  /// Samples as numbers, as [#at] has them.
  default void widen(int from, double[] to, int at, int length) {
    switch (this) {
      case UInt8(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i] & 0xFF;
        }
      }
      case Int8(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i];
        }
      }
      case UInt16(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i] & 0xFFFF;
        }
      }
      case Int16(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i];
        }
      }
      case UInt32(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i] & 0xFFFF_FFFFL;
        }
      }
      case Int32(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i];
        }
      }
      case UInt64(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = UInt64.toDouble(v[from + i]);
        }
      }
      case Int64(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i];
        }
      }
      case Float32(var v) -> {
        for (int i = 0; i < length; i++) {
          to[at + i] = v[from + i];
        }
      }
      case Float64(var v) -> System.arraycopy(v, from, to, at, length);
    }
  }

  /// One sample of an integer type, exactly; of [UInt64] its bits. For edges and tests.
  default long integerAt(int i) {
    return array() instanceof long[] v ? v[i] : (long) at(i);
  }

  /// Copies a rectangle between two flat `(y, x)` arrays of the same type.
  ///
  /// @param from first sample read
  /// @param fromStride samples from one source row to the next
  /// @param to first sample written in `target`
  /// @param toStride samples from one target row to the next
  default void copyRect(
      int from, int fromStride, Samples target, int to, int toStride, int width, int height) {
    Object source = array();
    Object sink = target.array();
    for (int row = 0; row < height; row++) {
      System.arraycopy(source, from + row * fromStride, sink, to + row * toStride, width);
    }
  }
}
