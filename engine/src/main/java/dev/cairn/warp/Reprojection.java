package dev.cairn.warp;

import dev.cairn.geo.Affine;
import dev.cairn.geo.CoordinateTransform;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;

/// Where points of a target grid lie in a source's, whatever the CRSs and however they are turned;
/// in pixels of either, 0 being the outer edge of the first. Exact but for rounding. Immutable and
/// thread-safe.
///
/// A target grid's columns and rows are numbered along the multiples of its pixels' size, so that
/// every part of a grid has the same coordinates for the same ground, to the last bit.
final class Reprojection {
  /// A grid's offset from the multiples of its pixels' size is rounded to such parts of a pixel: to
  /// parts of it are the same number then.
  private static final double PHASE = 1 << 24;

  private final GeoBox source;
  private final GeoBox target;
  private final CoordinateTransform toSource;
  private final CoordinateTransform toTarget;
  private final Affine sourcePixels;
  private final Affine targetPixels;
  private final Affine fromLattice;

  /// Number of the grid's first column and row.
  private final long firstColumn;

  private final long firstRow;

  /// After what distance an x of the source's CRS is the same place again; 0 for never.
  private final double period;

  private final double sourceMiddle;

  /// @throws dev.cairn.base.Unsupported where a CRS is not known, or none leads to the other
  Reprojection(GeoBox source, GeoBox target) {
    this.source = source;
    this.target = target;
    toSource = Crs.transform(target.crs(), source.crs());
    toTarget = Crs.transform(source.crs(), target.crs());
    sourcePixels = source.transform().inverse();
    targetPixels = target.transform().inverse();
    period = source.crs().isKnown() ? source.crs().periodX() : 0;
    sourceMiddle = (source.bounds().xMin() + source.bounds().xMax()) / 2;
    Affine t = target.transform();
    if (t.isRectilinear()) {
      double x = phase(t.c() / t.a());
      double y = phase(t.f() / t.e());
      firstColumn = (long) Math.floor(x);
      firstRow = (long) Math.floor(y);
      fromLattice =
          new Affine(t.a(), 0, (x - firstColumn) * t.a(), 0, t.e(), (y - firstRow) * t.e());
    } else {
      firstColumn = 0;
      firstRow = 0;
      fromLattice = t;
    }
  }

  private static double phase(double start) {
    double whole = Math.floor(start);
    return whole + Math.rint((start - whole) * PHASE) / PHASE;
  }

  int sourceWidth() {
    return source.width();
  }

  int sourceHeight() {
    return source.height();
  }

  /// The number of the target's first column among the multiples of its pixels' size.
  long firstColumn() {
    return firstColumn;
  }

  long firstRow() {
    return firstRow;
  }

  /// After how many columns of the source the same place comes again; 0 for never.
  double sourcePeriod() {
    return Math.abs(period * sourcePixels.a());
  }

  /// Moves places from the target's lattice, in pixels, to pixels of the source, in place; NaN
  /// where one has none.
  void toSource(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double col = x[i];
      double row = y[i];
      x[i] = fromLattice.x(col, row);
      y[i] = fromLattice.y(col, row);
    }
    toSource.applyWherePossible(x, y, from, to);
    for (int i = from; i < to; i++) {
      double px =
          period > 0 ? sourceMiddle + Math.IEEEremainder(x[i] - sourceMiddle, period) : x[i];
      double py = y[i];
      x[i] = sourcePixels.x(px, py);
      y[i] = sourcePixels.y(px, py);
    }
  }

  /// How far a step of one target pixel to the right, and one down, leads in the source, around the
  /// source's middle: the same for every part of a target grid.
  Jacobian jacobian() {
    double[] x = {source.width() / 2.0};
    double[] y = {source.height() / 2.0};
    double col = source.transform().x(x[0], y[0]);
    double row = source.transform().y(x[0], y[0]);
    x[0] = col;
    y[0] = row;
    toTarget.applyWherePossible(x, y, 0, 1);
    double c = targetPixels.x(x[0], y[0]) + firstColumn;
    double r = targetPixels.y(x[0], y[0]) + firstRow;
    if (!Double.isFinite(c + r)) { // the target does not show the source's middle
      c = firstColumn + target.width() / 2.0;
      r = firstRow + target.height() / 2.0;
    }
    double[] xs = {c - 0.5, c + 0.5, c, c};
    double[] ys = {r, r, r - 0.5, r + 0.5};
    toSource(xs, ys, 0, 4);
    return new Jacobian(xs[1] - xs[0], ys[1] - ys[0], xs[3] - xs[2], ys[3] - ys[2]);
  }

  /// @param xx source columns for a target column
  /// @param yx source rows for a target column
  /// @param xy source columns for a target row
  /// @param yy source rows for a target row
  record Jacobian(double xx, double yx, double xy, double yy) {}
}
