package dev.cairn.reduce;

import dev.cairn.base.InvalidRequest;
import java.math.BigDecimal;
import java.util.Locale;

/// A way to make one value out of a pixel's values along time. Values, immutable and thread-safe.
///
/// NaN is "no value": it is skipped, and the result is NaN where a pixel has no value at all,
/// [Count] (0) and [Sum] with [OfNothing#ZERO] apart. An infinity is a value. The results for a
/// pixel depend on that pixel's values and their order alone, so any split of the pixels gives the
/// same bits.
///
/// Arithmetic on float32 values is done in float64 and rounded once, [Median] apart.
public sealed interface TimeReducer {
  /// The middle value; of an even number the mean of the middle two, `(a + b) × 0.5` in the
  /// kernel's own precision as numpy has it (two values beyond half the largest float make an
  /// infinity). −0.0 comes before 0.0.
  record Median() implements TimeReducer {}

  /// Sum in time order, divided by the number of values.
  record Mean() implements TimeReducer {}

  /// −0.0 is less than 0.0.
  record Min() implements TimeReducer {}

  /// −0.0 is less than 0.0.
  record Max() implements TimeReducer {}

  /// Sum in time order.
  ///
  /// @param ofNothing what the sum of no values is
  record Sum(OfNothing ofNothing) implements TimeReducer {}

  /// Square root of [Var].
  record Std() implements TimeReducer {}

  /// Mean of the squared distances from the mean (`ddof=0`): two passes, so large values lose
  /// nothing.
  record Var() implements TimeReducer {}

  /// Number of values; 0 where there is none, never NaN.
  record Count() implements TimeReducer {}

  /// The earliest value.
  record First() implements TimeReducer {}

  /// The latest value.
  record Last() implements TimeReducer {}

  /// The value below which a part of the values lies, interpolated between neighbours as numpy's
  /// default does (`linear`, Hyndman and Fan's type 7). An infinity counts where it is one of the
  /// two neighbours and has a weight.
  ///
  /// @param percent 0 to 100
  record Quantile(double percent) implements TimeReducer {
    public Quantile {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("quantile at " + percent + " percent");
      }
    }
  }

  /// What the sum of no values is.
  enum OfNothing {
    /// No value: what was never seen is not zero. Our default.
    NO_VALUE,
    /// 0, as xarray and numpy have it unless they are told `min_count=1`. For parity.
    ZERO
  }

  /// Reads a name: `median mean min max sum std var count first last`, `q05` (two digits before a
  /// point, as in `q97.5`, or `q100`), and `sum:zero` for [OfNothing#ZERO].
  ///
  /// @throws InvalidRequest where there is no such reducer
  static TimeReducer parse(String text) {
    return switch (text) {
      case "median" -> new Median();
      case "mean" -> new Mean();
      case "min" -> new Min();
      case "max" -> new Max();
      case "sum" -> new Sum(OfNothing.NO_VALUE);
      case "sum:zero" -> new Sum(OfNothing.ZERO);
      case "std" -> new Std();
      case "var" -> new Var();
      case "count" -> new Count();
      case "first" -> new First();
      case "last" -> new Last();
      default -> {
        if (!text.matches("q(\\d\\d(\\.\\d{1,9})?|100)")) {
          throw new InvalidRequest(
              "reducer " + text,
              "no such reducer; there are median mean min max sum std var count first last, and"
                  + " quantiles such as q05 or q97.5");
        }
        yield new Quantile(Double.parseDouble(text.substring(1)));
      }
    };
  }

  /// The text that [#parse] reads.
  default String name() {
    return switch (this) {
      case Quantile(double percent) ->
          (percent < 10 ? "q0" : "q")
              + BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
      case Sum(OfNothing ofNothing) -> ofNothing == OfNothing.ZERO ? "sum:zero" : "sum";
      case Median _, Mean _, Min _, Max _, Std _, Var _, Count _, First _, Last _ ->
          getClass().getSimpleName().toLowerCase(Locale.ROOT);
    };
  }

  /// Reduces float32 values. Allocates scratch of at most 1024 pixels × 512 values a call, so calls
  /// should cover many pixels.
  ///
  /// @param steps `steps[t][i]`: time step t, pixel i; t from 0 to `count` in time order; not
  ///     written
  /// @param count number of time steps; with 0 every pixel is one without a value
  /// @param from first pixel
  /// @param to after the last pixel
  /// @param out pixel i goes to `out[outFrom + i − from]`; none of the steps
  /// @throws IllegalArgumentException where the arrays are too short
  default void reduce(float[][] steps, int count, int from, int to, float[] out, int outFrom) {
    checkRange(from, to, out.length, outFrom);
    checkCount(count, steps.length);
    for (int t = 0; t < count; t++) {
      checkRange(from, to, steps[t].length, from);
    }
    FloatKernels.reduce(this, steps, count, from, to, out, outFrom);
  }

  /// Reduces float64 values, as for float32.
  default void reduce(double[][] steps, int count, int from, int to, double[] out, int outFrom) {
    checkRange(from, to, out.length, outFrom);
    checkCount(count, steps.length);
    for (int t = 0; t < count; t++) {
      checkRange(from, to, steps[t].length, from);
    }
    DoubleKernels.reduce(this, steps, count, from, to, out, outFrom);
  }

  private static void checkCount(int count, int length) {
    if (count < 0 || count > length) {
      throw new IllegalArgumentException(count + " time steps of " + length);
    }
  }

  private static void checkRange(int from, int to, int length, int start) {
    if (from < 0 || to < from || start < 0 || start > length - (to - from)) {
      throw new IllegalArgumentException(
          "pixels " + from + " to " + to + " from " + start + " in an array of " + length);
    }
  }
}
