package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Validity;
import dev.cairn.warp.Gathering.Pixels;
import java.util.Optional;

/// Each target pixel is the mean of source pixels, weighted by a kernel around its centre that is
/// as wide as target pixels are where these are larger. Only valid pixels count; a target pixel is
/// valid where the source pixel under its centre is.
///
/// GDAL widens kernels along both axes where pixels shrink below a scale of 0.95 along one of them,
/// and leaves them as they are else.
record KernelPlacement(Mapping mapping, Kernel kernel) implements Gathering.Method {
  private static final double WIDENED_BELOW = 0.95;
  private static final double LEAST_WEIGHT = 1e-6;

  private double scaleX() {
    return scale(mapping.scale().x());
  }

  private double scaleY() {
    return scale(mapping.scale().y());
  }

  private double scale(double s) {
    return isWidened() ? Math.min(s, 1) : 1;
  }

  private boolean isWidened() {
    return mapping.scale().x() < WIDENED_BELOW || mapping.scale().y() < WIDENED_BELOW;
  }

  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    int rx = kernel.reach(scaleX());
    int ry = kernel.reach(scaleY());
    var all = new PixelWindow(0, 0, mapping.sourceWidth(), mapping.sourceHeight());
    return mapping
        .underCentres(target)
        .flatMap(
            s ->
                new PixelWindow(s.col() - rx, s.row() - ry, s.width() + 2 * rx, s.height() + 2 * ry)
                    .intersection(all));
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    int rx = kernel.reach(scaleX());
    int ry = kernel.reach(scaleY());
    int left = Math.max(0, source.col() - rx);
    int top = Math.max(0, source.row() - ry);
    return mapping.centredOn(
        new PixelWindow(left, top, source.colEnd() + rx - left, source.rowEnd() + ry - top),
        target);
  }

  @Override
  public void make(PixelWindow tile, Gathering all) {
    all.needed(tile)
        .ifPresent(
            pixels -> new Weighing(pixels, mapping.centres(tile), tile.width()).make(tile, all));
  }

  /// Whether there are loops for most of the pixels.
  private boolean isQuick() {
    return !isWidened() && (kernel == Kernel.TRIANGLE || kernel == Kernel.CATMULL_ROM);
  }

  /// The making of one tile.
  private final class Weighing {
    private final Pixels pixels;
    private final double scaleX = scaleX();
    private final double scaleY = scaleY();
    private final Places places;
    private final double[] xs;
    private final double[] ys;
    private final double[] values;
    private final Taps columns;
    private final Taps rows;

    private final Taps nearColumns = Taps.ofPlaces(1, Kernel.TRIANGLE, 1);
    private final Taps nearRows = Taps.ofPlaces(1, Kernel.TRIANGLE, 1);

    Weighing(Pixels pixels, Places places, int width) {
      this.pixels = pixels;
      this.places = places;
      xs = places.x();
      ys = places.y();
      values = new double[width];
      columns = Taps.ofPlaces(isQuick() ? 1 : width, kernel, scaleX);
      rows = Taps.ofPlaces(isQuick() || mapping.isSeparable() ? 1 : width, kernel, scaleY);
    }

    void make(PixelWindow tile, Gathering out) {
      for (int row = tile.row(); row < tile.rowEnd(); row++) {
        places.goTo(row);
        if (isQuick()) {
          interpolate();
        } else {
          weigh(row == tile.row());
        }
        out.put(tile.col(), row, values);
      }
    }

    private void interpolate() {
      if (kernel == Kernel.TRIANGLE) {
        Interpolation.linear(pixels, xs, ys, values);
      } else {
        Interpolation.cubic(pixels, xs, ys, values);
      }
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i]) && isUnderCentre(i)) {
          values[i] = value(xs[i], ys[i]);
        }
      }
    }

    /// Where a pixel may be missing. GDAL's cubic of 16 pixels is bilinear where one of them is.
    private double value(double x, double y) {
      PixelWindow w = pixels.window();
      columns.set(0, x, kernel, 1, w.col(), w.width());
      rows.set(0, y, kernel, 1, w.row(), w.height());
      if (kernel == Kernel.TRIANGLE || columns.isWhole(0) && rows.isWhole(0) && valid(0, 0) == 16) {
        return weighed(columns, 0, rows, 0);
      }
      nearColumns.set(0, x, Kernel.TRIANGLE, 1, w.col(), w.width());
      nearRows.set(0, y, Kernel.TRIANGLE, 1, w.row(), w.height());
      return weighed(nearColumns, 0, nearRows, 0);
    }

    private void weigh(boolean isFirst) {
      PixelWindow w = pixels.window();
      boolean isSeparable = mapping.isSeparable();
      for (int i = 0; i < values.length; i++) {
        if (isFirst || !isSeparable) {
          columns.set(i, xs[i], kernel, scaleX, w.col(), w.width());
        }
        if (i == 0 || !isSeparable) {
          rows.set(i, ys[i], kernel, scaleY, w.row(), w.height());
        }
        values[i] = isUnderCentre(i) ? value(i, isSeparable ? 0 : i) : Double.NaN;
      }
    }

    /// Whether the source pixel under the centre holds a value.
    private boolean isUnderCentre(int i) {
      PixelWindow w = pixels.window();
      int col = Axis.nearest(xs[i], mapping.sourceWidth()) - w.col();
      int row = Axis.nearest(ys[i], mapping.sourceHeight()) - w.row();
      return col >= 0
          && row >= 0
          && col < w.width()
          && row < w.height()
          && (pixels.isWhole() || pixels.valid().get(row * w.width() + col));
    }

    /// NaN where too little weighs.
    private double value(int i, int line) {
      return kernel == Kernel.LANCZOS && !pixels.isWhole() && isMostlyMissing(i, line)
          ? Double.NaN
          : weighed(columns, i, rows, line);
    }

    /// GDAL's rule for this kernel alone, whose lobes make much of little.
    private boolean isMostlyMissing(int i, int line) {
      return valid(i, line) < columns.length()[i] * rows.length()[line] / 2;
    }

    /// How many of the pixels that are reached hold a value.
    private int valid(int i, int line) {
      Validity valid = pixels.valid();
      int n = 0;
      for (int r = 0; r < rows.length()[line]; r++) {
        int at = (rows.begin()[line] + r) * pixels.window().width() + columns.begin()[i];
        for (int c = 0; c < columns.length()[i]; c++) {
          n += valid.get(at + c) ? 1 : 0;
        }
      }
      return n;
    }

    private double weighed(Taps across, int i, Taps down, int line) {
      double sum = 0;
      double weight = 0;
      double[] values = pixels.values();
      double[] wx = across.weight();
      int x0 = i * across.count();
      int y0 = line * down.count();
      int n = across.length()[i];
      for (int r = 0; r < down.length()[line]; r++) {
        double wy = down.weight()[y0 + r];
        if (wy == 0) {
          continue;
        }
        int at = (down.begin()[line] + r) * pixels.window().width() + across.begin()[i];
        if (pixels.isWhole()) {
          for (int c = 0; c < n; c++) {
            double w = wy * wx[x0 + c];
            sum += w != 0 ? values[at + c] * w : 0; // infinity times nothing is nothing
            weight += w;
          }
        } else {
          for (int c = 0; c < n; c++) {
            double w = wy * wx[x0 + c];
            if (w != 0 && pixels.valid().get(at + c)) {
              sum += values[at + c] * w;
              weight += w;
            }
          }
        }
      }
      return weight < LEAST_WEIGHT ? Double.NaN : sum / weight;
    }
  }
}
