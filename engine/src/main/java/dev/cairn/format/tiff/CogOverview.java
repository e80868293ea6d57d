package dev.cairn.format.tiff;

import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.Arrays;

/// Halves tiles: each 2 × 2 pixels become one. Stateless; [CogKernels] does what looks further.
///
/// All is done in float64, where sums of four integers of up to 32 bits are exact (of 64 bits,
/// those below 2⁵¹), so one kernel serves all types: rows are widened before it, with NaN for no
/// value, and narrowed after it.
final class CogOverview {
  private CogOverview() {}

  /// Halves a band of a whole tile.
  ///
  /// @param next takes `⌈width / 2⌉ × ⌈height / 2⌉` samples from its `col`, `row` on
  static void halve(
      Resampling method, CogImage image, CogTile tile, int band, CogTile next, int col, int row) {
    int width = tile.window.width();
    int height = tile.window.height();
    if (method == Resampling.NEAREST) {
      nearest(tile, band, next, row * next.stride + col);
      return;
    }
    if (method == Resampling.AVERAGE
        && image.nodata() instanceof Stated.As<Double>(Double none)
        && tile.planes[band] instanceof Samples.UInt16(short[] from)
        && next.planes[band] instanceof Samples.UInt16(short[] to)) {
      averageOfShorts(tile, from, (int) (double) none, to, row * next.stride + col, next.stride);
      return;
    }
    double[] made = new double[Math.ceilDiv(width, 2)];
    double[] upper = new double[2 * made.length];
    double[] lower = new double[2 * made.length];
    upper[upper.length - 1] = Double.NaN; // stands where the width is odd
    lower[lower.length - 1] = Double.NaN;
    for (int y = 0; y < height; y += 2) {
      tile.widen(band, y, 0, width, upper, 0);
      if (y + 1 < height) {
        tile.widen(band, y + 1, 0, width, lower, 0);
      } else {
        Arrays.fill(lower, Double.NaN);
      }
      if (method == Resampling.AVERAGE) {
        mean(upper, lower, made);
      } else {
        choose(method, upper, lower, made);
      }
      store(image, made, next, band, row + y / 2, col);
    }
  }

  /// Numbers as samples of a tile: rounded halves away from zero, cut to the type's range, kept off
  /// the no-data value; what is NaN holds no value.
  static void store(CogImage image, double[] row, CogTile next, int band, int y, int x) {
    toType(image.dtype(), row);
    int to = y * next.stride + x;
    if (image.nodata() instanceof Stated.As<Double>(Double none)) {
      double beside = beside(image.dtype(), none);
      for (int i = 0; i < row.length; i++) {
        double m = row[i];
        row[i] = Double.isNaN(m) ? none : m == none ? beside : m;
      }
    } else {
      for (int i = 0; i < row.length; i++) {
        if (Double.isNaN(row[i])) {
          row[i] = 0;
          next.bits.clear(to + i);
        }
      }
    }
    narrow(row, next.planes[band], to);
  }

  /// Takes the first of each four, and whether it holds a value.
  private static void nearest(CogTile tile, int band, CogTile next, int to) {
    int width = Math.ceilDiv(tile.window.width(), 2);
    for (int y = 0; y < tile.window.height(); y += 2) {
      int from = y * tile.stride;
      int at = to + y / 2 * next.stride;
      everySecond(tile.planes[band], from, width, next.planes[band], at);
      for (int x = 0; next.bits.length() > 0 && x < width; x++) {
        if (!tile.bits.get(from + 2 * x)) {
          next.bits.clear(at + x);
        }
      }
    }
  }

  /// The most usual case by itself, in integers: 1 ns a pixel instead of 4.
  private static void averageOfShorts(
      CogTile tile, short[] from, int none, short[] to, int at, int stride) {
    int width = tile.window.width();
    int height = tile.window.height();
    int beside = none == 65_535 ? none - 1 : none + 1;
    int o = at;
    for (int y = 0; y < height; y += 2, o += stride) {
      int upper = y * tile.stride;
      int lower = y + 1 < height ? upper + tile.stride : -1;
      for (int x = 0; x < width; x += 2) {
        boolean wide = x + 1 < width;
        int a = from[upper + x] & 0xFFFF;
        int b = wide ? from[upper + x + 1] & 0xFFFF : none;
        int c = lower >= 0 ? from[lower + x] & 0xFFFF : none;
        int d = wide && lower >= 0 ? from[lower + x + 1] & 0xFFFF : none;
        int mean;
        if (a != none && b != none && c != none && d != none) {
          mean = (a + b + c + d + 2) >> 2;
          mean = mean == none ? beside : mean;
        } else {
          mean = meanOfSome(a, b, c, d, none, beside);
        }
        to[o + (x >> 1)] = (short) mean;
      }
    }
  }

  private static int meanOfSome(int a, int b, int c, int d, int none, int beside) {
    int n = (a != none ? 1 : 0) + (b != none ? 1 : 0) + (c != none ? 1 : 0) + (d != none ? 1 : 0);
    if (n == 0) {
      return none;
    }
    int sum = (a != none ? a : 0) + (b != none ? b : 0) + (c != none ? c : 0) + (d != none ? d : 0);
    int mean = (2 * sum + n) / (2 * n);
    return mean == none ? beside : mean;
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

  private static void choose(Resampling method, double[] upper, double[] lower, double[] made) {
    double[] four = new double[4];
    for (int x = 0; x < made.length; x++) {
      int n = 0;
      for (int i = 0; i < 4; i++) {
        double v = (i < 2 ? upper : lower)[2 * x + (i & 1)];
        if (!Double.isNaN(v)) {
          four[n++] = v;
        }
      }
      made[x] = n == 0 ? Double.NaN : chosen(method, four, n);
    }
  }

  /// Of one to four numbers, in the order of rows.
  private static double chosen(Resampling method, double[] v, int n) {
    return switch (method) {
      case MIN -> ranked(v, n, 0);
      case MAX -> ranked(v, n, n - 1);
      case MED -> ranked(v, n, (n - 1) / 2);
      case Q1 -> ranked(v, n, 0);
      case Q3 -> ranked(v, n, (3 * n + 3) / 4 - 1);
      case MODE -> mode(v, n);
      case RMS -> {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += v[i] * v[i];
        }
        yield Math.sqrt(sum / n);
      }
      case NEAREST, AVERAGE, SUM, BILINEAR, CUBIC, CUBIC_SPLINE, LANCZOS ->
          throw new IllegalArgumentException(method + " is none of a few");
    };
  }

  private static double ranked(double[] v, int n, int rank) {
    Arrays.sort(v, 0, n);
    return v[rank];
  }

  /// The first that comes as often as none before it.
  private static double mode(double[] v, int n) {
    double best = v[0];
    int most = 0;
    for (int i = 0; i < n; i++) {
      int count = 0;
      for (int k = 0; k <= i; k++) {
        count += v[k] == v[i] ? 1 : 0;
      }
      if (count > most) {
        most = count;
        best = v[i];
      }
    }
    return best;
  }

  private static void toType(DType type, double[] row) {
    switch (type) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> {
        double min = type.min();
        double max = type.max();
        for (int x = 0; x < row.length; x++) {
          double whole = Math.copySign(Math.floor(Math.abs(row[x]) + 0.5), row[x]);
          row[x] = Math.min(Math.max(whole, min), max); // NaN stays
        }
      }
      case FLOAT32 -> {
        for (int x = 0; x < row.length; x++) {
          row[x] = (float) row[x];
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
