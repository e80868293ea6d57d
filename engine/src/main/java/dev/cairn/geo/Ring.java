package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
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
    all.add(corners.getLast());
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

  private static Ring moved(double[] px, double[] py, Crs from, Crs target, BBox source) {
    double[] mx = px.clone();
    double[] my = py.clone();
    int missing = Crs.transform(from, target).applyWherePossible(mx, my, 0, mx.length);
    if (missing == mx.length) {
      throw new InvalidRequest("grid over " + source, "has no place in " + target);
    }
    if (missing > 0) {
      int n = 0;
      for (int i = 0; i < mx.length; i++) {
        if (!Double.isNaN(mx[i])) {
          px[n] = px[i];
          mx[n] = mx[i];
          my[n++] = my[i];
        }
      }
      px = Arrays.copyOf(px, n);
      mx = Arrays.copyOf(mx, n);
      my = Arrays.copyOf(my, n);
    }
    follow(mx, px, from, target);
    double period = target.periodX();
    double turn = period > 0 ? period * Math.rint((mx[mx.length - 1] - mx[0]) / period) : 0;
    if (from.equals(target) || turn == 0 || holdsPole(from, target, source)) {
      return new Ring(target, mx, my, turn);
    }
    // No pole inside, yet a turn: the line goes through one, where its longitude leaps by half a
    // turn, to whichever side.
    int leap = 1;
    for (int i = 2; i < mx.length; i++) {
      leap = Math.abs(mx[i] - mx[i - 1]) > Math.abs(mx[leap] - mx[leap - 1]) ? i : leap;
    }
    for (int i = leap; i < mx.length; i++) {
      mx[i] -= turn;
    }
    return new Ring(target, mx, my, 0);
  }

  /// Where x goes round the world in both CRSs, it is known how far each step goes.
  private static void follow(double[] x, double[] source, Crs from, Crs target) {
    double period = from.equals(target) ? 0 : target.periodX();
    if (period == 0) {
      return;
    }
    double around = from.periodX();
    double turns = around > 0 ? period / around : 0;
    double least = x.length == 0 ? 0 : x[0];
    for (int i = 1; i < x.length; i++) {
      double known = (source[i] - source[i - 1]) * turns;
      x[i] = x[i - 1] + known + Math.IEEEremainder(x[i] - x[i - 1] - known, period);
      least = Math.min(least, x[i]);
    }
    double back =
        target.isGeographic() && from.isGeographic()
            ? 0
            : period * Math.floor((least - target.westEdge()) / period);
    for (int i = 0; i < x.length; i++) {
      x[i] -= back;
    }
  }

  private static boolean holdsPole(Crs from, Crs target, BBox source) {
    return poleWithin(from, target, source, 1) || poleWithin(from, target, source, -1);
  }

  /// True where the pole lies inside a box and not on its border.
  private static boolean poleWithin(Crs from, Crs target, BBox source, int sign) {
    if (!target.isGeographic()) {
      return true; // a turn of a map is one about a pole; it has no point there to look for
    }
    double[] px = {0, 120};
    double[] py = {sign * target.periodX() / 4, sign * target.periodX() / 4};
    if (Crs.transform(target, from).applyWherePossible(px, py, 0, 2) > 0) {
      return false;
    }
    double near = 1e-9 * Math.max(source.width(), source.height());
    return Math.abs(px[0] - px[1]) < 1e3 * near // elsewhere the pole is a line
        && px[0] > source.xMin() + near
        && px[0] < source.xMax() - near
        && py[0] > source.yMin() + near
        && py[0] < source.yMax() - near;
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
      return (poleWithin(source.crs(), crs, source, 1) ? 1 : -1) * crs.periodX() / 4;
    }
    BBox bounds = source.to(crs);
    return bounds.yMin() + bounds.yMax() > 0 ? bounds.yMax() : bounds.yMin();
  }
}
