package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import dev.cairn.warp.Gathering.Pixels;
import java.util.Arrays;
import java.util.Optional;

/// Each target pixel is a statistic of the valid source pixels that it covers, whole or in part; it
/// has a value where one of these has.
///
/// What it covers is the box between the places of two of its corners, the upper left and the lower
/// right: exact where its sides lie along the source's, and what GDAL takes where they do not.
record CoverPlacement(Mapping mapping, Statistic statistic) implements Gathering.Method {
  /// What an edge may be off a source pixel's and still count as on it, as for GDAL.
  private static final double TIE = 1e-10;

  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return mapping.covered(target);
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    int rx = (int) Math.ceil(1 / Math.min(1, mapping.scale().x())) + 1;
    int ry = (int) Math.ceil(1 / Math.min(1, mapping.scale().y())) + 1;
    return mapping.centredOn(
        new PixelWindow(
            source.col() - rx,
            source.row() - ry,
            source.width() + 2 * rx,
            source.height() + 2 * ry),
        target);
  }

  @Override
  public void make(PixelWindow tile, Gathering all) {
    all.needed(tile).ifPresent(pixels -> make(tile, pixels, all));
  }

  private void make(PixelWindow tile, Pixels pixels, Gathering out) {
    int width = tile.width();
    Places upper = mapping.corners(tile);
    Places lower = mapping.corners(tile);
    double[] values = new double[width];
    var covered = new Covered(pixels, mapping);
    lower.goTo(tile.row());
    for (int row = tile.row(); row < tile.rowEnd(); row++) {
      Places free = upper;
      upper = lower;
      lower = free;
      lower.goTo(row + 1);
      for (int i = 0; i < width; i++) {
        values[i] = Double.NaN;
        if (covered.set(upper.x()[i], lower.x()[i + 1], upper.y()[i], lower.y()[i + 1])) {
          double value = statistic.of(covered);
          values[i] = covered.count() > 0 ? value : Double.NaN;
        }
      }
      out.put(tile.col(), row, values);
    }
  }

  /// The valid source pixels that one target pixel covers, row by row. For one thread.
  static final class Covered {
    private final Pixels pixels;
    private final Mapping mapping;
    private double left;
    private double right;
    private double top;
    private double bottom;
    private int colFrom;
    private int colTo;
    private int rowFrom;
    private int rowTo;
    private double[] values = new double[16];
    private double[] shares = new double[16];
    private final Tally tally = new Tally();
    private int count;

    private Covered(Pixels pixels, Mapping mapping) {
      this.pixels = pixels;
      this.mapping = mapping;
    }

    /// @return false where it covers nothing
    private boolean set(double xa, double xb, double ya, double yb) {
      if (!(Double.isFinite(xa + xb) && Double.isFinite(ya + yb))) {
        return false;
      }
      left = Math.min(xa, xb);
      right = Math.max(xa, xb);
      top = Math.min(ya, yb);
      bottom = Math.max(ya, yb);
      count = 0;
      if (right <= 0
          || bottom <= 0
          || left >= mapping.sourceWidth()
          || top >= mapping.sourceHeight()) {
        return false; // GDAL gives it the nearest pixel where it is less than one away
      }
      PixelWindow w = pixels.window();
      colFrom = (int) Math.max(Math.floor(left + TIE), w.col());
      colTo = (int) Math.min(Math.ceil(right - TIE), w.colEnd());
      rowFrom = (int) Math.max(Math.floor(top + TIE), w.row());
      rowTo = (int) Math.min(Math.ceil(bottom - TIE), w.rowEnd());
      colTo += colFrom == colTo && colTo < w.colEnd() ? 1 : 0;
      rowTo += rowFrom == rowTo && rowTo < w.rowEnd() ? 1 : 0;
      return colFrom < colTo && rowFrom < rowTo;
    }

    /// Looks at the pixels, with how much of each is covered.
    ///
    /// @param isShare true for the share of a source pixel that the target pixel covers, along both
    ///     axes; false for GDAL's weights, which are 1 but for the first and last row and column
    void look(boolean isShare) {
      PixelWindow w = pixels.window();
      int size = (colTo - colFrom) * (rowTo - rowFrom);
      if (values.length < size) {
        values = new double[2 * size];
        shares = new double[2 * size];
      }
      count = 0;
      for (int row = rowFrom; row < rowTo; row++) {
        double wy = isShare ? share(top, bottom, row) : weight(top, bottom, row, rowFrom, rowTo);
        int at = (row - w.row()) * w.width() - w.col();
        for (int col = colFrom; col < colTo; col++) {
          if (pixels.isWhole() || pixels.valid().get(at + col)) {
            double wx =
                isShare ? share(left, right, col) : weight(left, right, col, colFrom, colTo);
            values[count] = pixels.values()[at + col];
            shares[count++] = wx * wy;
          }
        }
      }
    }

    private static double share(double from, double to, int i) {
      return Math.max(0, Math.min(to, i + 1.0) - Math.max(from, i));
    }

    private static double weight(double from, double to, int i, int first, int end) {
      if (end - first == 1) {
        return 1;
      }
      return i == first ? 1 - (from - first) : i == end - 1 ? 1 - (end - to) : 1;
    }

    /// How many there are.
    int count() {
      return count;
    }

    double value(int i) {
      return values[i];
    }

    /// How much of it is covered.
    double share(int i) {
      return shares[i];
    }

    Tally tally() {
      return tally;
    }

    /// All of them, from the least to the greatest; their order and shares are lost.
    void sort() {
      Arrays.sort(values, 0, count);
    }
  }
}
