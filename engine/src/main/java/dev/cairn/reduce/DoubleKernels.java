package dev.cairn.reduce;

import java.util.Arrays;

/// The loops of [TimeReducer] over float64 values. Arrays and ranges are checked by the caller.
///
/// Pixels go in blocks, so that the rows of a block stay in the first caches and every inner loop
/// runs over whole rows, lanes across pixels. [FloatKernels] is the same for float32: change both.
final class DoubleKernels {
  /// Pixels of a block. With fewer than 512 the ends of the loops cost more than the caches give
  /// (median of 40 steps: 256 pixels 46, 512 to 4096 pixels 22 to 30 ns a pixel); more only take
  /// memory.
  static final int BLOCK = 1024;

  /// With more steps than this each pixel is sorted: the network is 4 to 8 times quicker up to
  /// here, but its rows outgrow the caches.
  static final int NETWORK_STEPS = 512;

  private DoubleKernels() {}

  static void reduce(
      TimeReducer reducer,
      double[][] steps,
      int count,
      int from,
      int to,
      double[] out,
      int outFrom) {
    switch (reducer) {
      case TimeReducer.Median() -> median(steps, count, from, to, out, outFrom);
      case TimeReducer.Quantile(double percent) ->
          quantile(percent / 100, steps, count, from, to, out, outFrom);
      case TimeReducer.Min() -> extreme(Long.MAX_VALUE, steps, count, from, to, out, outFrom);
      case TimeReducer.Max() -> extreme(Long.MIN_VALUE, steps, count, from, to, out, outFrom);
      case TimeReducer.Sum(TimeReducer.OfNothing ofNothing) -> {
        Moment moment =
            switch (ofNothing) {
              case NO_VALUE -> Moment.SUM;
              case ZERO -> Moment.SUM_OR_ZERO;
            };
        moments(moment, steps, count, from, to, out, outFrom);
      }
      case TimeReducer.Mean() -> moments(Moment.MEAN, steps, count, from, to, out, outFrom);
      case TimeReducer.Var() -> moments(Moment.VARIANCE, steps, count, from, to, out, outFrom);
      case TimeReducer.Std() -> moments(Moment.DEVIATION, steps, count, from, to, out, outFrom);
      case TimeReducer.Count() -> count(steps, count, from, to, out, outFrom);
      case TimeReducer.First() -> first(steps, count, from, to, out, outFrom);
      case TimeReducer.Last() -> last(steps, count, from, to, out, outFrom);
    }
  }

  /// For 3, 12, 24 and 40 steps with 30 % of the values missing: 2.0, 8.0, 19, 38 ns a pixel;
  /// `Arrays.sort` of each float32 pixel 20, 138, 180, 202. Code of its own for few steps would
  /// save a part of the 2 ns that reading and picking take anyway.
  private static void median(
      double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    if (count < 2) {
      first(steps, count, from, to, out, outFrom);
      return;
    }
    if (count > NETWORK_STEPS) {
      medianBySorting(steps, count, from, to, out, outFrom);
      return;
    }
    int width = Math.min(BLOCK, to - from);
    long[][] rows = new long[count][width];
    long[] odd = new long[width];
    int middle = count / 2;
    SelectionNetwork network = SelectionNetwork.of(count, middle - 1, middle);
    for (int start = from; start < to; start += width) {
      int n = Math.min(width, to - start);
      Arrays.fill(odd, 0);
      for (int t = 0; t < count; t++) {
        OrderedBits.balancedKeys(steps[t], start, rows[t], odd, n);
      }
      network.run(rows, n);
      pick(rows[middle - 1], rows[middle], odd, (count & 1) == 0, n, out, outFrom + start - from);
    }
  }

  /// The mean of the middle two, or one of them alone, from the keys of both.
  ///
  /// With an even number of rows an odd number of NaNs has put the one middle value at `low`. With
  /// an odd number of rows the middle is `high`, and an odd number of NaNs leaves two in the
  /// middle. Where all are NaN, both are.
  private static void pick(
      long[] low, long[] high, long[] odd, boolean evenRows, int width, double[] out, int outFrom) {
    long flip = evenRows ? 0 : -1;
    for (int i = 0; i < width; i++) {
      double a = OrderedBits.toDouble(low[i]);
      double b = OrderedBits.toDouble(high[i]);
      // By bits: a branch on the number of NaNs costs 3 ns where clouds are scattered.
      long alone = odd[i] ^ flip;
      long single = Double.doubleToRawLongBits(evenRows ? a : b);
      long mean = Double.doubleToRawLongBits((a + b) * 0.5);
      out[outFrom + i] = Double.longBitsToDouble(single & alone | mean & ~alone);
    }
  }

  private static void medianBySorting(
      double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    double[] column = new double[count];
    for (int i = from; i < to; i++) {
      int n = sortedColumn(steps, count, i, column);
      double a = n == 0 ? Double.NaN : column[(n - 1) / 2];
      double b = n == 0 ? Double.NaN : column[n / 2];
      out[outFrom + i - from] = (n & 1) == 1 ? a : (a + b) * 0.5;
    }
  }

  private static void quantile(
      double fraction, double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    if (count < 2) {
      first(steps, count, from, to, out, outFrom);
      return;
    }
    if (count > NETWORK_STEPS) {
      quantileBySorting(fraction, steps, count, from, to, out, outFrom);
      return;
    }
    int width = Math.min(BLOCK, to - from);
    long[][] rows = new long[count][width];
    long[] missing = new long[width];
    int highest = Math.min(Quantiles.lower(fraction, count) + 1, count - 1);
    SelectionNetwork network = SelectionNetwork.of(count, 0, highest);
    for (int start = from; start < to; start += width) {
      int n = Math.min(width, to - start);
      Arrays.fill(missing, 0);
      for (int t = 0; t < count; t++) {
        OrderedBits.countedKeys(steps[t], start, rows[t], missing, n);
      }
      network.run(rows, n);
      for (int i = 0; i < n; i++) {
        int valid = count - (int) missing[i];
        if (valid == 0) {
          out[outFrom + start - from + i] = Double.NaN;
        } else {
          int lower = Quantiles.lower(fraction, valid);
          out[outFrom + start - from + i] =
              Quantiles.between(
                  OrderedBits.toDouble(rows[lower][i]),
                  OrderedBits.toDouble(rows[Math.min(lower + 1, valid - 1)][i]),
                  Quantiles.weight(fraction, valid));
        }
      }
    }
  }

  private static void quantileBySorting(
      double fraction, double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    double[] column = new double[count];
    for (int i = from; i < to; i++) {
      int n = sortedColumn(steps, count, i, column);
      int lower = n == 0 ? 0 : Quantiles.lower(fraction, n);
      out[outFrom + i - from] =
          n == 0
              ? Double.NaN
              : Quantiles.between(
                  column[lower], column[Math.min(lower + 1, n - 1)], Quantiles.weight(fraction, n));
    }
  }

  /// A pixel's values, ascending, without NaN.
  ///
  /// @return how many they are
  private static int sortedColumn(double[][] steps, int count, int pixel, double[] column) {
    int n = 0;
    for (int t = 0; t < count; t++) {
      double v = steps[t][pixel];
      if (!Double.isNaN(v)) {
        column[n++] = v;
      }
    }
    Arrays.sort(column, 0, n);
    return n;
  }

  /// @param none `MAX_VALUE` for the least value, `MIN_VALUE` for the greatest: the key that any
  ///     value replaces
  private static void extreme(
      long none, double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    int width = Math.min(BLOCK, to - from);
    long[] best = new long[width];
    long[] row = new long[width];
    for (int start = from; start < to; start += width) {
      int n = Math.min(width, to - start);
      Arrays.fill(best, none);
      for (int t = 0; t < count; t++) {
        OrderedBits.keys(steps[t], start, row, n, none);
        if (none == Long.MAX_VALUE) {
          SelectionNetwork.min(best, row, n);
        } else {
          SelectionNetwork.max(row, best, n);
        }
      }
      for (int i = 0; i < n; i++) {
        out[outFrom + start - from + i] = OrderedBits.toDouble(best[i]);
      }
    }
  }

  private static void moments(
      Moment moment, double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    int width = Math.min(BLOCK, to - from);
    double[] sums = new double[width];
    double[] squares = new double[width];
    double[] row = new double[width];
    long[] bits = new long[width];
    long[] missing = new long[width];
    for (int start = from; start < to; start += width) {
      int n = Math.min(width, to - start);
      Arrays.fill(sums, 0);
      Arrays.fill(missing, 0);
      for (int t = 0; t < count; t++) {
        zeroed(steps[t], start, row, bits, missing, n);
        add(row, sums, n);
      }
      if (moment == Moment.VARIANCE || moment == Moment.DEVIATION) {
        for (int i = 0; i < n; i++) {
          sums[i] /= count - missing[i];
        }
        Arrays.fill(squares, 0);
        for (int t = 0; t < count; t++) {
          addSquares(steps[t], start, sums, squares, n);
        }
      }
      for (int i = 0; i < n; i++) {
        double valid = count - missing[i];
        out[outFrom + start - from + i] =
            switch (moment) {
              case SUM -> valid == 0 ? Double.NaN : sums[i];
              case SUM_OR_ZERO -> sums[i];
              case MEAN -> sums[i] / valid;
              case VARIANCE -> squares[i] / valid;
              case DEVIATION -> Math.sqrt(squares[i] / valid);
            };
      }
    }
  }

  /// A row without its NaNs, which become 0 and are counted.
  private static void zeroed(
      double[] values, int from, double[] row, long[] bits, long[] missing, int width) {
    OrderedBits.copy(values, from, bits, width);
    OrderedBits.zeroNaN(bits, missing, width);
    OrderedBits.copy(bits, row, width);
  }

  private static void add(double[] row, double[] sums, int width) {
    for (int i = 0; i < width; i++) {
      sums[i] += row[i];
    }
  }

  /// By bits: a branch on NaN costs 5 ns a value where clouds are scattered.
  private static void addSquares(
      double[] values, int from, double[] means, double[] squares, int width) {
    for (int i = 0; i < width; i++) {
      double v = values[from + i];
      double distance = v - means[i];
      squares[i] +=
          Double.longBitsToDouble(
              Double.doubleToRawLongBits(distance * distance) & ~OrderedBits.nanMask(v));
    }
  }

  private static void count(
      double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    int width = Math.min(BLOCK, to - from);
    long[] row = new long[width];
    long[] missing = new long[width];
    for (int start = from; start < to; start += width) {
      int n = Math.min(width, to - start);
      Arrays.fill(missing, 0);
      for (int t = 0; t < count; t++) {
        OrderedBits.countedKeys(steps[t], start, row, missing, n);
      }
      for (int i = 0; i < n; i++) {
        out[outFrom + start - from + i] = count - missing[i];
      }
    }
  }

  private static void first(
      double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    Arrays.fill(out, outFrom, outFrom + to - from, Double.NaN);
    for (int t = 0; t < count; t++) {
      fill(steps[t], from, to, out, outFrom);
    }
  }

  private static void last(
      double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    Arrays.fill(out, outFrom, outFrom + to - from, Double.NaN);
    for (int t = count - 1; t >= 0; t--) {
      fill(steps[t], from, to, out, outFrom);
    }
  }

  /// Gives pixels of `out` that have no value the one of `values`.
  static void fill(double[] values, int from, int to, double[] out, int outFrom) {
    for (int i = 0; i < to - from; i++) {
      double v = out[outFrom + i];
      out[outFrom + i] = Double.isNaN(v) ? values[from + i] : v;
    }
  }
}
