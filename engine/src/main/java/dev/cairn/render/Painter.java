package dev.cairn.render;

import dev.cairn.raster.Raster;
import dev.cairn.raster.Validity;
import java.util.List;

/// Paints the bands of one time step: stretch, then colour.
///
/// Three bands: each position × 255, truncated. One band: position × the map's size, truncated, is
/// the entry of the colour map. A pixel is transparent where any band is invalid or NaN. Immutable
/// and thread-safe.
///
/// @param range the stretch of the whole stack
public record Painter(Stretch.Range range, Coloring coloring) {
  /// Pixels at a time: the widened values stay in the first-level cache.
  private static final int RUN = 1024;

  /// Paints one time step.
  ///
  /// @param bands as many rasters as the colouring takes, all of one shape
  public Frame paint(List<Raster> bands) {
    if (bands.size() != coloring.bands()) {
      throw new IllegalArgumentException(
          bands.size() + " bands for a colouring of " + coloring.bands());
    }
    int width = bands.getFirst().width();
    int height = bands.getFirst().height();
    for (Raster band : bands) {
      if (band.width() != width || band.height() != height) {
        throw new IllegalArgumentException(
            "bands of " + width + "×" + height + " and " + band.width() + "×" + band.height());
      }
    }
    int[] argb = new int[width * height];
    double[] values = new double[RUN];
    Validity shown = bands.getFirst().valid().copy();
    for (int b = 0; b < bands.size(); b++) {
      Raster band = bands.get(b);
      intersect(shown, band.valid());
      for (int from = 0; from < argb.length; from += RUN) {
        int count = Math.min(RUN, argb.length - from);
        Values.widen(band.samples(), from, count, values);
        switch (coloring) {
          case Coloring.Composite _ -> addLevels(values, count, 16 - 8 * b, argb, from, shown);
          case Coloring.Mapped(var map) -> addColors(values, count, map, argb, from, shown);
        }
      }
    }
    clearHidden(shown, argb);
    return new Frame(width, height, argb);
  }

  private void addLevels(
      double[] values, int count, int shift, int[] argb, int from, Validity shown) {
    for (int i = 0; i < count; i++) {
      float position = range.position(values[i]);
      argb[from + i] |= 0xFF00_0000 | (int) (position * 255f) << shift;
      if (Float.isNaN(position)) {
        shown.clear(from + i);
      }
    }
  }

  private void addColors(
      double[] values, int count, ColorMap map, int[] argb, int from, Validity shown) {
    for (int i = 0; i < count; i++) {
      float position = range.position(values[i]);
      argb[from + i] = map.argb(position);
      if (Float.isNaN(position)) {
        shown.clear(from + i);
      }
    }
  }

  private static void intersect(Validity shown, Validity band) {
    long[] into = shown.words();
    long[] with = band.words();
    for (int w = 0; w < into.length; w++) {
      into[w] &= with[w];
    }
  }

  private static void clearHidden(Validity shown, int[] argb) {
    long[] words = shown.words();
    for (int i = 0; i < argb.length; i++) {
      if (words[i >> 6] == -1L) {
        i |= 63;
      } else if (!shown.get(i)) {
        argb[i] = 0;
      }
    }
  }
}
