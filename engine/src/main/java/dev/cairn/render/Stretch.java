package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/// Which values become the darkest and the brightest: what the user asks for, before any pixel is
/// known.
///
/// One stretch holds for a whole stack, all frames and bands together. Who has computed the stack
/// turns the wish into a [Range].
public sealed interface Stretch {
  /// GeoGIF's `robust=True`: from the 2nd to the 98th percentile.
  static Stretch robust() {
    return new Between(new End.Percentile(2), new End.Percentile(98));
  }

  /// `minmax`: from the smallest valid value of the stack to the largest.
  static Stretch minMax() {
    return new Between(new End.Percentile(0), new End.Percentile(100));
  }

  /// From one end to the other. A number above the other one shows the negative.
  record Between(End lower, End upper) implements Stretch {
    public Between {
      boolean meaningless =
          switch (lower) {
            case End.Percentile(double p) -> upper instanceof End.Percentile(double q) && p >= q;
            case End.Value(double v) -> upper instanceof End.Value(double w) && v == w;
          };
      if (meaningless) {
        throw new InvalidRequest(
            "stretch " + lower + "," + upper, "percentiles go up, and two numbers differ");
      }
    }

    @Override
    public String toString() {
      return lower + "," + upper;
    }
  }

  /// Values are levels of 8 bits already: integers from 0 to 255 come out as they are.
  record None() implements Stretch {
    @Override
    public String toString() {
      return "none";
    }
  }

  /// One end of a stretch.
  sealed interface End {
    /// A percentile of all valid values of the stack: `numpy.nanpercentile` with linear
    /// interpolation.
    ///
    /// @param percent 0 to 100
    record Percentile(double percent) implements End {
      public Percentile {
        if (!(percent >= 0 && percent <= 100)) {
          throw new InvalidRequest("stretch p" + percent, "percentiles are from 0 to 100");
        }
      }

      @Override
      public String toString() {
        return "p" + percent;
      }
    }

    /// A given value, finite.
    record Value(double value) implements End {
      public Value {
        if (!Double.isFinite(value)) {
          throw new InvalidRequest("stretch " + value, "a finite number");
        }
      }

      @Override
      public String toString() {
        return Double.toString(value);
      }
    }

    private static End parse(String text, String whole) {
      String number = text.startsWith("p") ? text.substring(1) : text;
      if (!number.matches("[-+]?(\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})(e[-+]?\\d{1,3})?")) {
        throw unknown(whole);
      }
      double parsed = Double.parseDouble(number);
      return text.startsWith("p") ? new Percentile(parsed) : new Value(parsed);
    }
  }

  /// A stretch with its numbers.
  ///
  /// Where the two are equal (a constant stack), values above go to the bright end and the others
  /// to the dark one.
  ///
  /// @param vmin value that becomes 0, finite
  /// @param vmax value that becomes 255, finite
  record Range(double vmin, double vmax) {
    public Range {
      if (!Double.isFinite(vmin) || !Double.isFinite(vmax)) {
        throw new IllegalArgumentException("stretch from " + vmin + " to " + vmax);
      }
    }

    /// Where the value lies between the ends, 0 to 1: subtracted and divided in float64, rounded to
    /// float32, then clipped, as xarray does. NaN stays NaN.
    public float position(double value) {
      float t =
          vmin == vmax
              ? (value > vmin ? 1 : value <= vmin ? 0 : Float.NaN)
              : (float) ((value - vmin) / (vmax - vmin));
      return Math.min(Math.max(t, 0f), 1f);
    }
  }

  /// `p2,p98`, `MIN,MAX`, one of each such as `0,p98`, `minmax` or `none`.
  ///
  /// @throws InvalidRequest where the text is none of these
  static Stretch parse(String text) {
    String asked = text.strip().toLowerCase(Locale.ROOT);
    if (asked.equals("minmax")) {
      return minMax();
    }
    if (asked.equals("none")) {
      return new None();
    }
    String[] ends = asked.split("\\s*,\\s*", -1);
    if (ends.length != 2) {
      throw unknown(text);
    }
    return new Between(End.parse(ends[0], text), End.parse(ends[1], text));
  }

  /// The percentiles of the stack that [#range] will ask for.
  default SortedSet<Double> percentiles() {
    var percents = new TreeSet<Double>();
    if (this instanceof Between(End lower, End upper)) {
      if (lower instanceof End.Percentile(double p)) {
        percents.add(p);
      }
      if (upper instanceof End.Percentile(double p)) {
        percents.add(p);
      }
    }
    return percents;
  }

  /// The stretch with its numbers.
  ///
  /// @param percentile of all valid values of the stack, by its number from 0 to 100; NaN where
  ///     there is no valid value, and then any range will do
  /// @throws InvalidRequest where a given end lies on the wrong side of a percentile, or a
  ///     percentile is infinite
  default Range range(DoubleUnaryOperator percentile) {
    return switch (this) {
      case None _ -> new Range(0, 255);
      case Between(End lower, End upper) -> {
        double vmin = value(lower, percentile);
        double vmax = value(upper, percentile);
        if (Double.isNaN(vmin) || Double.isNaN(vmax)) {
          yield new Range(0, 1);
        }
        boolean given = lower instanceof End.Value && upper instanceof End.Value;
        if (Double.isInfinite(vmin) || Double.isInfinite(vmax) || (vmin > vmax && !given)) {
          throw new InvalidRequest(
              "stretch " + this,
              "comes to " + vmin + " to " + vmax + "; two finite numbers that go up are needed");
        }
        yield new Range(vmin, vmax);
      }
    };
  }

  private static double value(End end, DoubleUnaryOperator percentile) {
    return switch (end) {
      case End.Percentile(double p) -> percentile.applyAsDouble(p);
      case End.Value(double v) -> v;
    };
  }

  private static InvalidRequest unknown(String text) {
    return new InvalidRequest("stretch " + text, "one of p2,p98 · MIN,MAX · minmax · none");
  }
}
