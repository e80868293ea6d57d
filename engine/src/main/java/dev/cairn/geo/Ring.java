package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;

/// A line of points that was moved to another CRS and followed there across the world's seam: each
/// x by as many turns of the world as bring it nearest to the one before. Points without a place
/// are left out.
///
/// Where [Outline] finds the bounds of any box, however large, this keeps the line: what a grid
/// covers, as a geometry.
final class Ring {
  /// Pieces of a quarter of a circle, as odc-geo has them.
  private static final int ARC = 30;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final Crs crs;
  private final double[] x;
  private final double[] y;

  /// How much further than it began the line comes back: a turn of the world about a pole, else 0.
  private final double turn;

  private Ring(Crs crs, double[] x, double[] y, double turn) {
    this.crs = crs;
    this.x = x;
    this.y = y;
    this.turn = turn;
  }

  /// A grid's outline, closed.
  ///
  /// @param buffer how far outside, in the larger of its pixels' sides; with round corners where
  ///     the grid is rectilinear
  /// @param points of the longest edge
  /// @throws InvalidRequest where nothing of it has a place in the target
  static Ring of(GeoBox grid, double buffer, int points, Crs target) {
    List<double[]> corners =
        grid.transform().isRectilinear() ? corners(grid, buffer) : slanted(grid, buffer);
    double step = Math.max(grid.bounds().width(), grid.bounds().height()) / points;
    var all = new ArrayList<double[]>();
    for (int i = 0; i + 1 < corners.size(); i++) {
      double[] from = corners.get(i);
      double[] to = corners.get(i + 1);
      double length = Math.hypot(to[0] - from[0], to[1] - from[1]);
      all.add(from);
      for (int k = 1; k * step < length; k++) {
        double t = k * step / length;
        all.add(new double[] {from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])});
      }
    }
    double[] px = new double[all.size()];
    double[] py = new double[all.size()];
    for (int i = 0; i < px.length; i++) {
      px[i] = all.get(i)[0];
      py[i] = all.get(i)[1];
    }
    return moved(px, py, grid.crs(), target, grid.bounds());
  }

  /// The vertices of a geometry, all of which have a place in the target.
  static Ring of(Geometry geometry, Crs of, Crs target) {
    Coordinate[] vertices = geometry.getCoordinates();
    double[] px = new double[vertices.length];
    double[] py = new double[vertices.length];
    for (int i = 0; i < vertices.length; i++) {
      px[i] = vertices[i].x;
      py[i] = vertices[i].y;
    }
    double[] mx = px.clone();
    double[] my = py.clone();
    Crs.transform(of, target).apply(mx, my);
    follow(mx, px, of, target);
    return new Ring(target, mx, my, 0);
  }

  /// A geometry with its vertices moved, on one side of the world's seam.
  static Geometry moved(Geometry geometry, Crs from, Crs to) {
    Ring ring = of(geometry, from, to);
    Geometry copy = geometry.copy();
    int[] at = {0};
    copy.apply(
        new CoordinateSequenceFilter() {
          @Override
          public void filter(CoordinateSequence sequence, int i) {
            sequence.setOrdinate(i, 0, ring.x[at[0]]);
            sequence.setOrdinate(i, 1, ring.y[at[0]++]);
          }

          @Override
          public boolean isDone() {
            return false;
          }

          @Override
          public boolean isGeometryChanged() {
            return true;
          }
        });
    return copy;
  }

  private static List<double[]> corners(GeoBox grid, double buffer) {
    BBox b = grid.bounds();
    double d = buffer * Math.max(grid.transform().pixelSizeX(), grid.transform().pixelSizeY());
    var corners = new ArrayList<double[]>();
    if (d == 0) {
      corners.add(new double[] {b.xMin(), b.yMin()});
      corners.add(new double[] {b.xMin(), b.yMax()});
      corners.add(new double[] {b.xMax(), b.yMax()});
      corners.add(new double[] {b.xMax(), b.yMin()});
    } else {
      arc(corners, b.xMin(), b.yMax(), d, Math.PI);
      arc(corners, b.xMax(), b.yMax(), d, Math.PI / 2);
      arc(corners, b.xMax(), b.yMin(), d, 0);
      arc(corners, b.xMin(), b.yMin(), d, -Math.PI / 2);
    }
    corners.add(corners.getFirst());
    return corners;
  }

  private static void arc(List<double[]> to, double x, double y, double radius, double from) {
    for (int k = 0; k <= ARC; k++) {
      double angle = from - k * (Math.PI / 2) / ARC;
      to.add(new double[] {x + radius * StrictMath.cos(angle), y + radius * StrictMath.sin(angle)});
    }
  }

  private static List<double[]> slanted(GeoBox grid, double buffer) {
    var corners = new ArrayList<double[]>();
    double right = grid.width() + buffer;
    double bottom = grid.height() + buffer;
    double[][] pixels = {
      {-buffer, -buffer}, {right, -buffer}, {right, bottom}, {-buffer, bottom}, {-buffer, -buffer}
    };
    for (double[] p : pixels) {
      corners.add(new double[] {grid.transform().x(p[0], p[1]), grid.transform().y(p[0], p[1])});
    }
    return corners;
  }

  /// @param px x of the points once round, the first one not again
  private static Ring moved(double[] px, double[] py, Crs from, Crs target, BBox source) {
    double[] mx = px.clone();
    double[] my = py.clone();
    Crs.transform(from, target).applyWherePossible(mx, my, 0, mx.length);
    boolean turns = !from.equals(target) && target.periodX() > 0;
    int border = turns ? poleOnBorder(from, target, source) : 0;
    double pole = border * target.periodX() / 4;
    int n = 0;
    for (int i = 0; i < mx.length; i++) {
      boolean atPole = border != 0 && Math.abs(my[i] - pole) < 1e-12 * Math.abs(pole);
      if (!Double.isNaN(mx[i]) && !atPole) { // a pole's longitude is whichever one likes
        px[n] = px[i];
        mx[n] = mx[i];
        my[n++] = my[i];
      }
    }
    if (n == 0) {
      throw new InvalidRequest("grid over " + source, "has no place in " + target);
    }
    // Once round and back to the first point.
    double[] sx = Arrays.copyOf(px, n + 1);
    double[] x = Arrays.copyOf(mx, n + 1);
    double[] y = Arrays.copyOf(my, n + 1);
    sx[n] = sx[0];
    x[n] = x[0];
    y[n] = y[0];
    double turn = follow(x, sx, from, target);
    if (turn == 0 && border == 0) {
      return new Ring(target, x, y, 0);
    }
    if (turn != 0 && holdsPole(from, target, source)) {
      return new Ring(target, x, y, turn);
    }
    // The line goes through a pole, where its longitude leaps, if by half a turn to whichever side.
    int leap = 1;
    for (int i = 2; i <= n; i++) {
      leap = Math.abs(x[i] - x[i - 1]) > Math.abs(x[leap] - x[leap - 1]) ? i : leap;
    }
    for (int i = leap; i <= n; i++) {
      x[i] -= turn;
    }
    if (border != 0) {
      x = with(x, leap, x[leap - 1], x[leap]);
      y = with(y, leap, pole, pole);
    }
    toTheWorld(x, from, target);
    return new Ring(target, x, y, 0);
  }

  private static double[] with(double[] values, int at, double first, double second) {
    double[] more = new double[values.length + 2];
    System.arraycopy(values, 0, more, 0, at);
    more[at] = first;
    more[at + 1] = second;
    System.arraycopy(values, at, more, at + 2, values.length - at);
    return more;
  }

  /// Where x goes round the world in both CRSs, it is known how far each step goes.
  ///
  /// @return how much further than it began the line ends, in whole turns of the world
  private static double follow(double[] x, double[] source, Crs from, Crs target) {
    double period = from.equals(target) ? 0 : target.periodX();
    if (period == 0) {
      return 0;
    }
    double around = from.periodX();
    double turns = around > 0 ? period / around : 0;
    for (int i = 1; i < x.length; i++) {
      double known = (source[i] - source[i - 1]) * turns;
      x[i] = x[i - 1] + known + Math.IEEEremainder(x[i] - x[i - 1] - known, period);
    }
    double turn = period * Math.rint((x[x.length - 1] - x[0]) / period);
    toTheWorld(x, from, target);
    return turn;
  }

  /// By whole turns to where the world's numbers begin; longitudes keep those that they came with.
  private static void toTheWorld(double[] x, Crs from, Crs target) {
    if (target.isGeographic() && from.isGeographic()) {
      return;
    }
    double period = target.periodX();
    double least = Arrays.stream(x).min().orElse(0);
    double back = period * Math.floor((least - target.westEdge()) / period);
    for (int i = 0; i < x.length; i++) {
      x[i] -= back;
    }
  }

  private static boolean holdsPole(Crs from, Crs target, BBox source) {
    // On a map a turn is one about a pole, which has no point there to look for.
    return !target.isGeographic()
        || poleWithin(from, target, source, 1, 1e-9)
        || poleWithin(from, target, source, -1, 1e-9);
  }

  /// 1 where the north pole lies on the border of a box, -1 where the south pole does, else 0.
  private static int poleOnBorder(Crs from, Crs target, BBox source) {
    if (!target.isGeographic()) {
      return 0;
    }
    for (int sign = -1; sign <= 1; sign += 2) {
      if (poleWithin(from, target, source, sign, -1e-9)
          && !poleWithin(from, target, source, sign, 1e-9)) {
        return sign;
      }
    }
    return 0;
  }

  /// True where the pole is a point inside a box, so far from its border (in parts of the box's
  /// size).
  private static boolean poleWithin(Crs from, Crs target, BBox source, int sign, double inward) {
    double[] px = {0, 120};
    double[] py = {sign * target.periodX() / 4, sign * target.periodX() / 4};
    if (Crs.transform(target, from).applyWherePossible(px, py, 0, 2) > 0) {
      return false;
    }
    double size = Math.max(source.width(), source.height());
    double edge = inward * size;
    return Math.abs(px[0] - px[1]) < 1e-6 * size // elsewhere it is a line
        && Math.abs(py[0] - py[1]) < 1e-6 * size
        && px[0] > source.xMin() + edge
        && px[0] < source.xMax() - edge
        && py[0] > source.yMin() + edge
        && py[0] < source.yMax() - edge;
  }

  /// True where the line goes about a pole.
  boolean isAboutPole() {
    return turn != 0;
  }

  /// The bounds of the points; beyond the world's seam where they lie across it.
  ///
  /// @throws InvalidRequest where they enclose nothing
  BBox bounds() {
    double left = Double.POSITIVE_INFINITY;
    double bottom = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      bottom = Math.min(bottom, y[i]);
      top = Math.max(top, y[i]);
    }
    if (!(left < right) || !(bottom < top)) {
      throw new InvalidRequest("an outline without an inside", "in " + crs);
    }
    return new BBox(crs, left, bottom, right, top);
  }

  /// What the line encloses: of one piece, or in two where it lies across the world's seam. About a
  /// pole it reaches up to it.
  ///
  /// @param source the grid whose outline it is, in its own CRS
  Geometry polygon(BBox source) {
    var ring = new ArrayList<Coordinate>();
    for (int i = 0; i < x.length; i++) {
      ring.add(new Coordinate(x[i], y[i]));
    }
    double period = crs.periodX();
    if (turn != 0) {
      double pole = pole(source);
      ring.add(new Coordinate(x[x.length - 1], pole));
      ring.add(new Coordinate(x[0], pole));
    }
    if (!ring.getFirst().equals2D(ring.getLast())) {
      ring.add(ring.getFirst().copy());
    }
    Geometry whole = GEOMETRIES.createPolygon(ring.toArray(Coordinate[]::new));
    if (!whole.isValid()) {
      whole = GeometryFixer.fix(whole);
    }
    if (period == 0) {
      return whole;
    }
    double west = crs.westEdge();
    Envelope box = whole.getEnvelopeInternal();
    if (box.getMinX() >= west && box.getMaxX() <= west + period) {
      return whole;
    }
    var pieces = new ArrayList<Polygon>();
    for (double k = Math.floor((box.getMinX() - west) / period);
        west + k * period < box.getMaxX();
        k++) {
      Geometry world =
          GEOMETRIES.toGeometry(
              new Envelope(
                  west + k * period, west + (k + 1) * period, box.getMinY(), box.getMaxY()));
      Geometry part =
          AffineTransformation.translationInstance(-k * period, 0)
              .transform(whole.intersection(world));
      for (int i = 0; i < part.getNumGeometries(); i++) {
        if (part.getGeometryN(i) instanceof Polygon p && !p.isEmpty()) {
          pieces.add(p);
        }
      }
    }
    Geometry all = GEOMETRIES.createMultiPolygon(pieces.toArray(Polygon[]::new));
    return all.isValid() ? all : all.union(); // pieces meet where the line goes about a pole
  }

  /// The y of the pole that the line goes about; where maps end short of it, that of the line.
  private double pole(BBox source) {
    if (crs.isGeographic()) {
      return (poleWithin(source.crs(), crs, source, 1, 0) ? 1 : -1) * crs.periodX() / 4;
    }
    BBox bounds = source.to(crs);
    return bounds.yMin() + bounds.yMax() > 0 ? bounds.yMax() : bounds.yMin();
  }
}
