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
/// other end.
final class Outline {
  /// Where the world ends for EPSG:3857, so that it is a square.
  private static final double MERCATOR_SQUARE = 85.05112877980659;

  /// Of the distance between two points, in search of where the map ends: to a billionth of it.
  private static final int HALVINGS = 30;

  /// Degrees between points of a large box of longitudes and latitudes.
  private static final double STEP = 3;

  /// Halvings of a step in search of where the outline bulges, and what all of them may add up to.
  private static final int DEEPEST = 16;

  private static final int MOST_POINTS = 8192;

  private final BBox box;
  private final Crs target;
  private double[] x;
  private double[] y;
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
    return bounds(box, target, points, 1);
  }

  /// As above, with more points where the outline bends: between two of them it bulges by no more
  /// than a part of its width and height in the target, so far as [#MOST_POINTS] go.
  static BBox bounds(BBox box, Crs target, int points, double part) {
    boolean fromAngles = box.crs().isGeographic();
    BBox source = fromAngles ? belowTheSquare(box, target) : box;
    double step = fromAngles && points > 2 ? STEP : Double.POSITIVE_INFINITY;
    int columns = Math.max(points, (int) Math.min(source.width() / step, 240) + 1);
    int rows = Math.max(points, (int) Math.min(source.height() / step, 120) + 1);
    boolean filled = columns > points && source.width() > 90;
    var outline =
        new Outline(source, target, 2 * (columns + rows) + 16 + (filled ? columns * rows : 0));
    outline.ring(columns, rows);
    if (points > 2) {
      outline.limits();
    }
    for (int i = 0; i < DEEPEST && outline.refine(part); i++) {
      // until no step bulges
    }
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
    if (!isSquare(target) || box.yMin() >= MERCATOR_SQUARE || box.yMax() <= -MERCATOR_SQUARE) {
      return box;
    }
    return new BBox(
        box.crs(),
        box.xMin(),
        Math.max(box.yMin(), -MERCATOR_SQUARE),
        box.xMax(),
        Math.min(box.yMax(), MERCATOR_SQUARE));
  }

  private static boolean isSquare(Crs crs) {
    return crs.definition() instanceof Projected p && p.method() == Method.WEBMERC;
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

  /// Where the outline leaves what has a place in the target, the last point that has one: an edge
  /// of the map may lie anywhere between two points.
  private void limits() {
    boolean[] placed = placed(x, y, size);
    int changes = 0;
    for (int i = 0; i < size; i++) {
      changes += placed[i] != placed[(i + 1) % size] ? 1 : 0;
    }
    if (changes == 0) {
      return;
    }
    double[] inX = new double[changes];
    double[] inY = new double[changes];
    double[] outX = new double[changes];
    double[] outY = new double[changes];
    for (int i = 0, k = 0; i < size; i++) {
      int next = (i + 1) % size;
      if (placed[i] != placed[next]) {
        int in = placed[i] ? i : next;
        inX[k] = x[in];
        inY[k] = y[in];
        outX[k] = x[i + next - in];
        outY[k++] = y[i + next - in];
      }
    }
    for (int step = 0; step < HALVINGS; step++) {
      double[] midX = new double[changes];
      double[] midY = new double[changes];
      for (int k = 0; k < changes; k++) {
        midX[k] = (inX[k] + outX[k]) / 2;
        midY[k] = (inY[k] + outY[k]) / 2;
      }
      boolean[] is = placed(midX, midY, changes);
      for (int k = 0; k < changes; k++) {
        (is[k] ? inX : outX)[k] = midX[k];
        (is[k] ? inY : outY)[k] = midY[k];
      }
    }
    double[] oldX = x;
    double[] oldY = y;
    int old = size;
    x = new double[oldX.length + changes];
    y = new double[oldY.length + changes];
    size = 0;
    for (int i = 0, k = 0; i < old; i++) {
      add(oldX[i], oldY[i]);
      if (placed[i] != placed[(i + 1) % old]) {
        add(inX[k], inY[k++]);
      }
    }
  }

  /// Halves each step whose middle lies farther from between its ends than a part of the whole.
  ///
  /// @return true where there was one
  private boolean refine(double part) {
    if (part >= 1 || size >= MOST_POINTS) {
      return false;
    }
    double[] all = new double[2 * size];
    double[] allY = new double[2 * size];
    for (int i = 0; i < size; i++) {
      int next = (i + 1) % size;
      all[2 * i] = x[i];
      allY[2 * i] = y[i];
      all[2 * i + 1] = (x[i] + x[next]) / 2;
      allY[2 * i + 1] = (y[i] + y[next]) / 2;
    }
    double[] mx = all.clone();
    double[] my = allY.clone();
    Crs.transform(box.crs(), target).applyWherePossible(mx, my, 0, mx.length);
    dropWhatDoesNotComeBack(all, allY, mx, my);
    double period = target.periodX();
    double mostX = part * extent(mx, period);
    double mostY = part * extent(my, 0);
    double[] oldX = x;
    double[] oldY = y;
    int old = size;
    x = new double[oldX.length + old];
    y = new double[oldY.length + old];
    size = 0;
    for (int i = 0; i < old; i++) {
      add(oldX[i], oldY[i]);
      int mid = 2 * i + 1;
      int end = (2 * i + 2) % mx.length;
      double bulgeX =
          Math.abs(step(mx[2 * i], mx[mid], period) - step(mx[mid], mx[end], period)) / 2;
      double bulgeY = Math.abs(2 * my[mid] - my[2 * i] - my[end]) / 2;
      if (bulgeX > mostX || bulgeY > mostY) {
        add(all[mid], allY[mid]);
      }
    }
    return size > old;
  }

  private static double step(double from, double to, double period) {
    return period > 0 ? Math.IEEEremainder(to - from, period) : to - from;
  }

  /// How far a coordinate goes along the ring, to either side.
  private static double extent(double[] ring, double period) {
    double low = 0;
    double high = 0;
    double at = 0;
    double last = Double.NaN;
    for (double v : ring) {
      if (!Double.isNaN(v)) {
        at += Double.isNaN(last) ? 0 : step(last, v, period);
        last = v;
        low = Math.min(low, at);
        high = Math.max(high, at);
      }
    }
    return high - low;
  }

  private boolean[] placed(double[] px, double[] py, int count) {
    double[] mx = Arrays.copyOf(px, count);
    double[] my = Arrays.copyOf(py, count);
    Crs.transform(box.crs(), target).applyWherePossible(mx, my, 0, count);
    dropWhatDoesNotComeBack(px, py, mx, my);
    boolean[] placed = new boolean[count];
    for (int i = 0; i < count; i++) {
      placed[i] = !Double.isNaN(mx[i]);
    }
    return placed;
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
    dropWhatDoesNotComeBack(x, y, mx, my);
    double period = target.periodX();
    boolean fromMap = target.isGeographic() && !box.crs().isGeographic();
    double pole = period / 4;
    boolean north = fromMap && holdsPole(pole, 1e-9);
    boolean south = fromMap && holdsPole(-pole, 1e-9);
    boolean turned = period > 0 && follow(mx, my, ring, period, !fromMap || north || south);
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
    if (north || south) {
      return box(-period / 2, south ? -pole : bottom, period / 2, north ? pole : top);
    }
    if (turned && !fromMap) {
      // About a pole, which lies at the end of the world or, where the world is a square, beyond
      // it.
      double end = isSquare(target) ? period / 2 : 0;
      if (top + bottom > 0) {
        top = Math.max(top, end);
      } else {
        bottom = Math.min(bottom, -end);
      }
      return box(target.westEdge(), bottom, target.westEdge() + period, top);
    }
    if (fromMap) {
      // One may lie on the outline itself, between two points of it.
      top = holdsPole(pole, -1e-9) ? pole : top;
      bottom = holdsPole(-pole, -1e-9) ? -pole : bottom;
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
  private void dropWhatDoesNotComeBack(double[] px, double[] py, double[] mx, double[] my) {
    double[] bx = mx.clone();
    double[] by = my.clone();
    Crs.transform(target, box.crs()).applyWherePossible(bx, by, 0, bx.length);
    double period = box.crs().periodX();
    boolean angles = box.crs().isGeographic();
    double near = 1e-6 * Math.max(box.width(), box.height());
    for (int i = 0; i < mx.length; i++) {
      double dx = Math.abs(period > 0 ? Math.IEEEremainder(bx[i] - px[i], period) : bx[i] - px[i]);
      if (angles && Math.abs(py[i]) > 90 - 1e-6) {
        dx = 0; // at a pole every longitude is right
      }
      if (!(dx <= near) || !(Math.abs(by[i] - py[i]) <= near)) {
        mx[i] = Double.NaN;
      }
    }
  }

  /// Moves each x by whole turns to where the one before it is, first along the ring; the points
  /// after it go to its middle. Longitudes of a pole follow the others. Where x goes round the
  /// world in the source too, it is known how far each step goes.
  ///
  /// @param pole whether one lies inside: where none does, a ring that comes back a turn further
  ///     goes through one, where its longitude leaps by half a turn, to whichever side
  /// @return true where the ring comes back a turn further than it began
  private boolean follow(double[] mx, double[] my, int ring, double period, boolean pole) {
    boolean angles = target.isGeographic();
    double around = box.crs().periodX();
    double turns = around > 0 ? period / around : 0;
    double first = Double.NaN;
    double last = Double.NaN;
    double before = 0;
    double widest = 0;
    int leap = 0;
    for (int i = 0; i < ring; i++) {
      if (Double.isNaN(mx[i]) || (angles && isAtPole(my[i], period))) {
        continue;
      }
      if (Double.isNaN(first)) {
        first = mx[i];
      } else {
        double known = (x[i] - before) * turns;
        double step = known + Math.IEEEremainder(mx[i] - last - known, period);
        if (Math.abs(step) > widest) {
          widest = Math.abs(step);
          leap = i;
        }
        mx[i] = last + step;
      }
      last = mx[i];
      before = x[i];
    }
    if (Double.isNaN(first)) {
      return false;
    }
    double closed = last + Math.IEEEremainder(first - last, period) - first;
    boolean turned = turns == 0 && Math.abs(closed) > period / 2;
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < ring; i++) {
      if (turned && !pole && i >= leap) {
        mx[i] -= Math.copySign(period, closed);
      }
      if (!Double.isNaN(mx[i]) && !(angles && isAtPole(my[i], period))) {
        left = Math.min(left, mx[i]);
        right = Math.max(right, mx[i]);
      }
    }
    double middle = (left + right) / 2;
    double source = (box.xMin() + box.xMax()) / 2;
    for (int i = 0; i < size; i++) {
      boolean atPole = angles && isAtPole(my[i], period);
      if (atPole && turns == 0) {
        mx[i] = middle; // its longitude is whichever one likes
      } else if (i >= ring || atPole) {
        double known = middle + (x[i] - source) * turns;
        mx[i] = known + Math.IEEEremainder(mx[i] - known, period);
      }
    }
    return turned;
  }

  private static boolean isAtPole(double latitude, double period) {
    return Math.abs(latitude) > period / 4 * (1 - 1e-12);
  }

  /// True where the pole lies within the box, so far from its border (in parts of the box's size).
  private boolean holdsPole(double latitude, double inward) {
    double[] px = {0};
    double[] py = {latitude};
    Crs.transform(target, box.crs()).applyWherePossible(px, py, 0, 1);
    if (Double.isNaN(px[0]) || box.crs().periodX() > 0 || !isPoint(latitude)) {
      return false;
    }
    double edge = inward * Math.max(box.width(), box.height());
    return px[0] > box.xMin() + edge
        && px[0] < box.xMax() - edge
        && py[0] > box.yMin() + edge
        && py[0] < box.yMax() - edge;
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
