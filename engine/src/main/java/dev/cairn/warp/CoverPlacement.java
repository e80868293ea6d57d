package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import dev.cairn.warp.Gathering.Pixels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Each target pixel is a statistic of the valid source pixels that it covers, whole or in part; it
/// has a value where one of these has.
///
/// What it covers is the box between the places of two of its corners, the upper left and the lower
/// right: exact where its sides lie along the source's, and what GDAL takes where they do not.
/// @param statistics makes a statistic to compute with
record CoverPlacement(Mapping mapping, Supplier<Statistic> statistics) implements Gathering.Method {
  /// What an edge may be off a source pixel's and still count as on it, as for GDAL.
  private static final double TIE = 1e-10;

  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return mapping.covered(target);
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    return mapping.covering(source, target);
  }

  @Override
  public void make(PixelWindow tile, Gathering all) {
    Places upper = mapping.corners(tile);
    Places lower = mapping.corners(tile);
    var values = new double[tile.width()];
    var covered = new Covered(mapping);
    Statistic statistic = statistics.get();
    List<PixelWindow> bands = all.bands(tile);
    Optional<Pixels> only = bands.size() == 1 ? all.pixels(bands.getFirst()) : Optional.empty();
    lower.goTo(tile.row());
    for (int row = tile.row(); row < tile.rowEnd(); row++) {
      Places free = upper;
      upper = lower;
      lower = free;
      lower.goTo(row + 1);
      for (int i = 0; i < values.length; i++) {
        statistic.clear();
        if (covered.set(upper.x()[i], lower.x()[i + 1], upper.y()[i], lower.y()[i + 1])) {
          for (PixelWindow band : bands) {
            (bands.size() == 1 ? only : all.pixels(band))
                .ifPresent(pixels -> add(pixels, covered, statistic));
          }
        }
        values[i] = statistic.result();
      }
      all.put(tile.col(), row, values);
    }
  }

  private static void add(Pixels pixels, Covered covered, Statistic statistic) {
    covered.forget();
    covered.look(pixels, statistic.isOfShares());
    statistic.add(covered.values(), covered.shares(), covered.count());
  }

  /// The valid source pixels that one target pixel covers, row by row. For one thread.
  static final class Covered {
    private final int sourceWidth;
    private final int sourceHeight;
    private final double world;
    private double top;
    private double bottom;
    private int rowFrom;
    private int rowTo;

    /// Runs of columns: two for a pixel that lies across the edge of the world.
    private final Run[] runs = {new Run(), new Run()};

    private int runCount;
    private double[] values = new double[16];
    private double[] shares = new double[16];
    private int count;

    private static final class Run {
      private double left;
      private double right;
      private int from;
      private int to;
    }

    private Covered(Mapping mapping) {
      sourceWidth = mapping.sourceWidth();
      sourceHeight = mapping.sourceHeight();
      world = mapping.sourcePeriod();
    }

    /// @return false where it covers nothing
    private boolean set(double xa, double xb, double ya, double yb) {
      runCount = 0;
      if (!(Double.isFinite(xa + xb) && Double.isFinite(ya + yb))) {
        return false;
      }
      top = Math.max(0, Math.min(ya, yb));
      bottom = Math.min(sourceHeight, Math.max(ya, yb));
      if (bottom <= 0 || top >= sourceHeight) {
        return false; // GDAL gives it the nearest pixel where it is less than one away
      }
      rowFrom = (int) Math.floor(top + TIE);
      rowTo = (int) Math.ceil(bottom - TIE);
      rowTo += rowFrom == rowTo && rowTo < sourceHeight ? 1 : 0;
      double left = Math.min(xa, xb);
      double right = Math.max(xa, xb);
      if (world > 0 && left >= sourceWidth) {
        left -= world; // on the edge of the world, which is its other edge too
        right -= world;
      }
      if (world > 0 && right - left > world / 2) {
        addRun(right, left + world); // the short way from one to the other
        addRun(right - world, left);
      } else {
        addRun(left, right);
      }
      return runCount > 0 && rowFrom < rowTo;
    }

    private void addRun(double from, double to) {
      if (to < 0 || to == 0 && from < 0 || from >= sourceWidth) {
        return;
      }
      Run run = runs[runCount];
      run.left = Math.max(0, from);
      run.right = Math.min(sourceWidth, to);
      run.from = (int) Math.floor(run.left + TIE);
      run.to = (int) Math.ceil(run.right - TIE);
      run.to += run.from == run.to && run.to < sourceWidth ? 1 : 0;
      runCount += run.from < run.to ? 1 : 0;
    }

    /// Looks at those of the pixels that a window holds, after what was looked at before.
    ///
    /// @param isShare true for the share of a source pixel that the target pixel covers, along both
    ///     axes; false for GDAL's weights, which are 1 but for the first and last row and column
    private void look(Pixels pixels, boolean isShare) {
      PixelWindow w = pixels.window();
      int rowEnd = Math.min(rowTo, w.rowEnd());
      for (int row = Math.max(rowFrom, w.row()); row < rowEnd; row++) {
        double wy = isShare ? share(top, bottom, row) : weight(top, bottom, row, rowFrom, rowTo);
        int at = (row - w.row()) * w.width() - w.col();
        for (int i = 0; i < runCount; i++) {
          Run run = runs[i];
          int colFrom = Math.max(run.from, w.col());
          int colTo = Math.min(run.to, w.colEnd());
          makeRoom(count + colTo - colFrom);
          boolean isOne = !isShare && runCount == 1;
          for (int col = colFrom; col < colTo; col++) {
            if (pixels.isWhole() || pixels.valid().get(at + col)) {
              double wx =
                  isOne
                      ? weight(run.left, run.right, col, run.from, run.to)
                      : share(run.left, run.right, col);
              values[count] = pixels.values()[at + col];
              shares[count++] = wx * wy;
            }
          }
        }
      }
    }

    private void makeRoom(int size) {
      if (values.length < size) {
        values = Arrays.copyOf(values, 2 * size);
        shares = Arrays.copyOf(shares, 2 * size);
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

    private void forget() {
      count = 0;
    }

    /// How many were looked at.
    int count() {
      return count;
    }

    double[] values() {
      return values;
    }

    /// How much of each is covered.
    double[] shares() {
      return shares;
    }
  }
}
