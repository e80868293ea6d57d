package dev.cairn.raster;

import dev.cairn.base.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a value is taken from pixels that do not lie exactly where it is wanted; GDAL's methods.
///
/// Those of the first group weigh pixels by their distance from the wanted centre, over valid ones
/// only, and have no value where the pixel under the centre has none; where pixels shrink, their
/// kernels grow along. Those of the second look at the pixels that the wanted one covers and have a
/// value where any of these has.
public enum Resampling {
  /// The pixel in which the wanted centre lies; on an edge the one with the higher index, as GDAL
  /// does.
  NEAREST,
  /// By a triangle.
  BILINEAR,
  /// By Catmull and Rom's cubic (a = −0.5); bilinear where one of its 16 pixels is missing.
  CUBIC,
  /// By the cubic B-spline, which smooths.
  CUBIC_SPLINE,
  /// By Lanczos' kernel of three lobes.
  LANCZOS,

  /// The mean, pixels that are covered in part counting as much.
  AVERAGE,
  /// The value that most pixels have; of several, the first that so many have.
  MODE,
  MIN,
  MAX,
  /// The median: of an even number the lower one.
  MED,
  /// The first quartile.
  Q1,
  /// The third quartile.
  Q3,
  /// The sum, pixels that are covered in part counting as much: what is summed stays the same.
  SUM,
  /// The root of the mean of squares.
  RMS;

  /// @throws InvalidRequest where the text names no method
  public static Resampling parse(String name) {
    for (Resampling r : values()) {
      if (r.toString().equals(name.strip().toLowerCase(Locale.ROOT))) {
        return r;
      }
    }
    throw new InvalidRequest(
        "resampling " + name,
        "one of "
            + Arrays.stream(values()).map(Resampling::toString).collect(Collectors.joining(", ")));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
