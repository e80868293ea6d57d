package dev.cairn.format.tiff;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.Arrays;

/// Halves planes of samples: each 2 × 2 becomes one. Stateless; the rules are those of
/// [CogOptions.Overviews].
///
/// Means are taken in float64, where sums of four integers of up to 32 bits are exact (of 64 bits,
/// those below 2⁵¹), so one kernel serves all types: rows are widened before it, with NaN for no
/// value, and narrowed after it.
final class CogOverview {
  private CogOverview() {}

  /// @param plane `(y, x)`, rows `block` samples apart; its first `width × height` are read
  /// @param half takes `⌈width / 2⌉ × ⌈height / 2⌉` samples of the same type, rows `block` apart
  /// @param to first sample of `half` that is written
  static void average(
      Samples plane,
      int block,
      int width,
      int height,
      Stated<Double> nodata,
      Samples half,
      int to) {
    double none = nodata.orElse(Double.NaN);
    double beside = beside(half.dtype(), none);
    double[] mean = new double[Math.ceilDiv(width, 2)];
    double[] upper = new double[2 * mean.length];
    double[] lower = new double[2 * mean.length];
    upper[upper.length - 1] = Double.NaN; // stands where the width is odd
    lower[lower.length - 1] = Double.NaN;
    for (int y = 0; y < height; y += 2) {
      widen(plane, y * block, width, none, upper);
      if (y + 1 < height) {
        widen(plane, (y + 1) * block, width, none, lower);
      } else {
        Arrays.fill(lower, Double.NaN);
      }
      mean(upper, lower, mean);
      toType(half.dtype(), mean);
      for (int x = 0; x < mean.length; x++) {
        double m = mean[x];
        mean[x] = Double.isNaN(m) ? none : m == none ? beside : m;
      }
      narrow(mean, half, to + y / 2 * block);
    }
  }

  /// As [#average]; takes the first of each four.
  static void nearest(Samples plane, int block, int width, int height, Samples half, int to) {
    for (int y = 0; y < height; y += 2) {
      everySecond(plane, y * block, Math.ceilDiv(width, 2), half, to + y / 2 * block);
    }
  }

  private static void mean(double[] upper, double[] lower, double[] mean) {
    for (int x = 0; x < mean.length; x++) {
      double sum = upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1];
      mean[x] =
          Double.isFinite(sum)
              ? sum / 4
              : meanOfSome(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
    }
  }

  /// Some of the four are NaN, or their sum is no finite number.
  private static double meanOfSome(double... values) {
    double sum = 0;
    int n = 0;
    for (double v : values) {
      if (!Double.isNaN(v)) {
        sum += v;
        n++;
      }
    }
    if (Double.isInfinite(sum)) {
      sum = 0;
      for (double v : values) {
        sum += Double.isNaN(v) ? 0 : v / n;
      }
      return sum;
    }
    return sum / n; // NaN where there is none
  }

  private static void toType(DType type, double[] mean) {
    switch (type) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> {
        for (int x = 0; x < mean.length; x++) {
          mean[x] = Math.copySign(Math.floor(Math.abs(mean[x]) + 0.5), mean[x]);
        }
      }
      case FLOAT32 -> {
        for (int x = 0; x < mean.length; x++) {
          mean[x] = (float) mean[x];
        }
      }
      case FLOAT64 -> {}
    }
  }

  /// The number next to no-data: the one above, or below where there is none above.
  private static double beside(DType type, double none) {
    boolean down = none >= type.max();
    return switch (type) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32 -> none + (down ? -1 : 1);
      case UINT64, INT64 ->
          down ? Math.min(none - 1, Math.nextDown(none)) : Math.max(none + 1, Math.nextUp(none));
      case FLOAT32 -> down ? Math.nextDown((float) none) : Math.nextUp((float) none);
      case FLOAT64 -> down ? Math.nextDown(none) : Math.nextUp(none);
    };
  }

  private static void widen(Samples plane, int from, int width, double none, double[] row) {
    switch (plane) {
      case Samples.UInt8(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x] & 0xFF;
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Int8(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.UInt16(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x] & 0xFFFF;
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Int16(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.UInt32(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x] & 0xFFFF_FFFFL;
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Int32(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.UInt64(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = Samples.UInt64.toDouble(v[from + x]);
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Int64(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Float32(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
      case Samples.Float64(var v) -> {
        for (int x = 0; x < width; x++) {
          double s = v[from + x];
          row[x] = s == none ? Double.NaN : s;
        }
      }
    }
  }

  private static void narrow(double[] row, Samples half, int to) {
    switch (half) {
      case Samples.UInt8(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (byte) (int) row[x];
        }
      }
      case Samples.Int8(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (byte) (int) row[x];
        }
      }
      case Samples.UInt16(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (short) (int) row[x];
        }
      }
      case Samples.Int16(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (short) (int) row[x];
        }
      }
      case Samples.UInt32(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (int) (long) row[x];
        }
      }
      case Samples.Int32(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (int) row[x];
        }
      }
      case Samples.UInt64(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = Samples.UInt64.toBits(row[x]);
        }
      }
      case Samples.Int64(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (long) row[x];
        }
      }
      case Samples.Float32(var v) -> {
        for (int x = 0; x < row.length; x++) {
          v[to + x] = (float) row[x];
        }
      }
      case Samples.Float64(var v) -> System.arraycopy(row, 0, v, to, row.length);
    }
  }

  private static void everySecond(Samples plane, int from, int n, Samples half, int to) {
    Object target = half.array();
    switch (plane) {
      case Samples.UInt8(var v) -> everySecond(v, from, n, (byte[]) target, to);
      case Samples.Int8(var v) -> everySecond(v, from, n, (byte[]) target, to);
      case Samples.UInt16(var v) -> everySecond(v, from, n, (short[]) target, to);
      case Samples.Int16(var v) -> everySecond(v, from, n, (short[]) target, to);
      case Samples.UInt32(var v) -> everySecond(v, from, n, (int[]) target, to);
      case Samples.Int32(var v) -> everySecond(v, from, n, (int[]) target, to);
      case Samples.UInt64(var v) -> everySecond(v, from, n, (long[]) target, to);
      case Samples.Int64(var v) -> everySecond(v, from, n, (long[]) target, to);
      case Samples.Float32(var v) -> {
        float[] h = (float[]) target;
        for (int x = 0; x < n; x++) {
          h[to + x] = v[from + 2 * x];
        }
      }
      case Samples.Float64(var v) -> {
        double[] h = (double[]) target;
        for (int x = 0; x < n; x++) {
          h[to + x] = v[from + 2 * x];
        }
      }
    }
  }

  private static void everySecond(byte[] v, int from, int n, byte[] half, int to) {
    for (int x = 0; x < n; x++) {
      half[to + x] = v[from + 2 * x];
    }
  }

  private static void everySecond(short[] v, int from, int n, short[] half, int to) {
    for (int x = 0; x < n; x++) {
      half[to + x] = v[from + 2 * x];
    }
  }

  private static void everySecond(long[] v, int from, int n, long[] half, int to) {
    for (int x = 0; x < n; x++) {
      half[to + x] = v[from + 2 * x];
    }
  }

  private static void everySecond(int[] v, int from, int n, int[] half, int to) {
    for (int x = 0; x < n; x++) {
      half[to + x] = v[from + 2 * x];
    }
  }
}
