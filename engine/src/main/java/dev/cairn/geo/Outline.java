package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.Arrays;

/// The outline of a box on its way to another CRS, and the bounds of what it encloses there: across
/// the antimeridian, about a pole, and where a part of it has no image.
///
/// Points go round the box, each edge densified. Longitudes (and whatever x goes round the world)
/// are followed along the outline, so that a step over the seam is a step and not a leap to the
/// other end; an outline that comes back a turn further than it began has a pole inside.
final class Outline {
  /// Where the world ends for EPSG:3857, so that it is a square.
  private static final double MERCATOR_SQUARE = 85.05112877980659;

  /// Degrees between points of a large box of longitudes and latitudes.
  private static final double STEP = 3;

  private final BBox box;
  private final Crs target;
  private final double[] x;
  private final double[] y;
  private int size;

  private Outline(BBox box, Crs target, int most) {
    this.box = box;
    this.target = target;
    this.x = new double[most];
    this.y = new double[most];
  }

  /// @param points an edge, at the least; 2 are the corners
  /// @throws InvalidRequest where nothing of the box has a place in the target
  static BBox bounds(BBox box, Crs target, int points) {
    boolean fromAngles = box.crs().isGeographic();
    BBox source = fromAngles ? belowTheSquare(box, target) : box;
    double step = fromAngles && points > 2 ? STEP : Double.POSITIVE_INFINITY;
    int columns = Math.max(points, (int) Math.min(source.width() / step, 240) + 1);
    int rows = Math.max(points, (int) Math.min(source.height() / step, 120) + 1);
    boolean filled = columns > points && source.width() > 90;
    var outline =
        new Outline(source, target, 2 * (columns + rows) + 16 + (filled ? columns * rows : 0));
    outline.ring(columns, rows);
    int ring = outline.size;
    if (fromAngles && points > 2) {
      outline.quarterMeridians();
    }
    if (filled) {
      outline.inside(columns, rows);
    }
    return outline.moved(ring);
  }

  private static BBox belowTheSquare(BBox box, Crs target) {
    if (!(target.definition() instanceof Projected p)
        || p.method() != Method.WEBMERC
        || box.yMin() >= MERCATOR_SQUARE
        || box.yMax() <= -MERCATOR_SQUARE) {
      return box;
    }
    return new BBox(
        box.crs(),
        box.xMin(),
        Math.max(box.yMin(), -MERCATOR_SQUARE),
        box.xMax(),
        Math.min(box.yMax(), MERCATOR_SQUARE));
  }

  private void add(double px, double py) {
    x[size] = px;
    y[size++] = py;
  }

  private double atX(int i, int n) {
    double t = (double) i / (n - 1);
    return t == 1 ? box.xMax() : box.xMin() + t * box.width();
  }

  private double atY(int i, int n) {
    double t = (double) i / (n - 1);
    return t == 1 ? box.yMax() : box.yMin() + t * box.height();
  }

  private void ring(int columns, int rows) {
    for (int i = 0; i < columns; i++) {
      add(atX(i, columns), box.yMin());
    }
    for (int i = 0; i < rows; i++) {
      add(box.xMax(), atY(i, rows));
    }
    for (int i = columns - 1; i >= 0; i--) {
      add(atX(i, columns), box.yMax());
    }
    for (int i = rows - 1; i >= 0; i--) {
      add(box.xMin(), atY(i, rows));
    }
  }

  /// Azimuthal maps and cones have their extremes a quarter of a turn from their central meridian.
  private void quarterMeridians() {
    if (!(target.definition() instanceof Projected p)) {
      return;
    }
    for (int k = 0; k < 4; k++) {
      double lon = p.value(Parameter.LON_0) + p.primeMeridianDegrees() + 90 * k;
      lon += 360 * Math.ceil((box.xMin() - lon) / 360);
      if (lon <= box.xMax()) {
        add(lon, box.yMin());
        add(lon, box.yMax());
      }
    }
  }

  private void inside(int columns, int rows) {
    for (int r = 1; r < rows - 1; r++) {
      for (int c = 1; c < columns - 1; c++) {
        add(atX(c, columns), atY(r, rows));
      }
    }
  }

  private BBox moved(int ring) {
    double[] mx = Arrays.copyOf(x, size);
    double[] my = Arrays.copyOf(y, size);
    Crs.transform(box.crs(), target).applyWherePossible(mx, my, 0, size);
    dropWhatDoesNotComeBack(mx, my);
    double period = target.periodX();
    double turn = period > 0 ? follow(mx, my, ring, period) : 0;
    double left = Double.POSITIVE_INFINITY;
    double bottom = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      if (!Double.isNaN(mx[i])) {
        left = Math.min(left, mx[i]);
        right = Math.max(right, mx[i]);
        bottom = Math.min(bottom, my[i]);
        top = Math.max(top, my[i]);
      }
    }
    if (!(left <= right)) {
      throw new InvalidRequest("box " + box, "has no place in " + target);
    }
    if (target.isGeographic() && !box.crs().isGeographic()) {
      double half = period / 2;
      double pole = half / 2;
      boolean north = holdsPole(pole) || (turn != 0 && !holdsPole(-pole) && top + bottom > 0);
      boolean south = holdsPole(-pole) || (turn != 0 && !north);
      if (north || south) {
        return box(-half, south ? -pole : bottom, half, north ? pole : top);
      }
    }
    if (period > 0 && right - left >= period) {
      return box(target.westEdge(), bottom, target.westEdge() + period, top);
    }
    if (period > 0 && !(target.isGeographic() && box.crs().isGeographic())) {
      double back = period * Math.floor((left - target.westEdge()) / period);
      left -= back;
      right -= back;
    }
    return box(left, bottom, right, top);
  }

  private BBox box(double left, double bottom, double right, double top) {
    try {
      return new BBox(target, left, bottom, right, top);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest("box " + box, "has no inside in " + target, e);
    }
  }

  /// Formulas give numbers far beyond where they hold: what does not come back is none.
  private void dropWhatDoesNotComeBack(double[] mx, double[] my) {
    double[] bx = mx.clone();
    double[] by = my.clone();
    Crs.transform(target, box.crs()).applyWherePossible(bx, by, 0, size);
    double period = box.crs().periodX();
    boolean angles = box.crs().isGeographic();
    double near = 1e-6 * Math.max(box.width(), box.height());
    for (int i = 0; i < size; i++) {
      double dx = Math.abs(period > 0 ? Math.IEEEremainder(bx[i] - x[i], period) : bx[i] - x[i]);
      if (angles && Math.abs(y[i]) > 90 - 1e-6) {
        dx = 0; // at a pole every longitude is right
      }
      if (!(dx <= near) || !(Math.abs(by[i] - y[i]) <= near)) {
        mx[i] = Double.NaN;
      }
    }
  }

  /// Moves each x by whole turns to where the one before it is, first along the ring; the points
  /// after it go to its middle. Longitudes of a pole follow the others.
  ///
  /// @return how far the ring comes back from where it began
  private double follow(double[] mx, double[] my, int ring, double period) {
    boolean angles = target.isGeographic();
    double first = Double.NaN;
    double last = Double.NaN;
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < ring; i++) {
      if (Double.isNaN(mx[i]) || (angles && Math.abs(my[i]) > period / 4 * (1 - 1e-12))) {
        continue;
      }
      if (counted > 0) {
        mx[i] = last + Math.IEEEremainder(mx[i] - last, period);
      } else {
        first = mx[i];
      }
      last = mx[i];
      sum += last;
      counted++;
    }
    if (counted == 0) {
      return 0;
    }
    double middle = sum / counted;
    for (int i = 0; i < size; i++) {
      if (i >= ring || (angles && Math.abs(my[i]) > period / 4 * (1 - 1e-12))) {
        mx[i] = middle + Math.IEEEremainder(mx[i] - middle, period);
      }
    }
    double closed = last + Math.IEEEremainder(first - last, period) - first;
    return Math.abs(closed) > period / 2 ? closed : 0;
  }

  /// True where the pole lies in the box, its border included.
  private boolean holdsPole(double latitude) {
    double[] px = {0};
    double[] py = {latitude};
    Crs.transform(target, box.crs()).applyWherePossible(px, py, 0, 1);
    if (Double.isNaN(px[0]) || box.crs().periodX() > 0 || !isPoint(latitude)) {
      return false;
    }
    return px[0] > box.xMin() && px[0] < box.xMax() && py[0] > box.yMin() && py[0] < box.yMax();
  }

  /// On some maps a pole is a line.
  private boolean isPoint(double latitude) {
    double[] px = {0, 120};
    double[] py = {latitude, latitude};
    Crs.transform(target, box.crs()).applyWherePossible(px, py, 0, 2);
    double near = 1e-6 * Math.max(box.width(), box.height());
    return Math.abs(px[0] - px[1]) < near && Math.abs(py[0] - py[1]) < near;
  }
}
