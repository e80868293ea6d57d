package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which values become the darkest and the brightest: what the user asks for, before any pixel is
// known.
///
/// One stretch holds for a whole stack, all frames and bands together. Who has computed the stack
// turns the wish into
/// a [Range].
public sealed interface Stretch {
  /// GeoGIF's `robust=True`: the 2nd and the 98th percentile.
  Stretch ROBUST = new Percentile(2, 98);

  /// From one percentile of all valid values of the stack to another, `numpy.nanpercentile`'s
  // linear interpolation.
  ///
  /// @param lower 0 to 100
  /// @param upper above `lower`, at most 100
  record Percentile(double lower, double upper) implements Stretch {
    public Percentile {
      if (!(lower >= 0 && lower < upper && upper <= 100)) {
        throw new InvalidRequest(
            "stretch p" + lower + ",p" + upper, "percentiles go up, from 0 to 100");
      }
    }
  }

  /// Between two given values. `min` above `max` shows the negative.
  record Fixed(double min, double max) implements Stretch {
    public Fixed {
      if (!Double.isFinite(min) || !Double.isFinite(max) || min == max) {
        throw new InvalidRequest("stretch " + min + "," + max, "two different finite numbers");
      }
    }

    public Range range() {
      return new Range(min, max);
    }
  }

  /// From the smallest to the largest valid value of the stack.
  record MinMax() implements Stretch {}

  /// Values are levels of 8 bits already.
  record None() implements Stretch {
    /// 0 to 255: gives back each integer between them as it is.
    public Range range() {
      return new Range(0, 255);
    }
  }

  /// A stretch with its numbers.
  ///
  /// Where the two are equal (a constant stack), values above go to the bright end and the others
  // to the dark one.
  /// For a stack without any valid value any range will do.
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
    // float32, then
    /// clipped, as xarray does. NaN stays NaN.
    public float position(double value) {
      float t =
          vmin == vmax
              ? (value > vmin ? 1 : value <= vmin ? 0 : Float.NaN)
              : (float) ((value - vmin) / (vmax - vmin));
      return Math.min(Math.max(t, 0f), 1f);
    }
  }

  /// `p2,p98`, `MIN,MAX`, `minmax` or `none`.
  ///
  /// @throws InvalidRequest where the text is none of these
  static Stretch parse(String text) {
    String asked = text.strip();
    if (asked.equalsIgnoreCase("minmax")) {
      return new MinMax();
    }
    if (asked.equalsIgnoreCase("none")) {
      return new None();
    }
    String number = "([-+]?(?:\\d{1,40}\\.?\\d{0,40}|\\.\\d{1,40})(?:[eE][-+]?\\d{1,3})?)";
    Matcher m = Pattern.compile("([pP]?)" + number + "\\s*,\\s*([pP]?)" + number).matcher(asked);
    if (!m.matches() || m.group(1).isEmpty() != m.group(3).isEmpty()) {
      throw new InvalidRequest("stretch " + text, "one of p2,p98 · MIN,MAX · minmax · none");
    }
    double first = Double.parseDouble(m.group(2));
    double second = Double.parseDouble(m.group(4));
    return m.group(1).isEmpty() ? new Fixed(first, second) : new Percentile(first, second);
  }
}
