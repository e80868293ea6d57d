package dev.cairn.raster;

import dev.cairn.base.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// How a value is taken from pixels that do not lie exactly where it is wanted; GDAL's names.
public enum Resampling {
  /// The pixel in which the wanted centre lies; on an edge the one with the higher index, as GDAL
  /// does.
  NEAREST,
  /// Weighted by distance, over valid pixels only; where pixels shrink, over all pixels that the
  /// wanted one covers.
  BILINEAR;

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
