package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;

/// The way from one CRS to another, over longitudes and latitudes on the datum of each: off the
/// source's map, to the other datum, onto the target's map.
///
/// Points go through in batches that stay in the nearest cache; every step is a loop over a batch.
final class CrsTransform implements CoordinateTransform {
  private static final int BATCH = 512;
  private static final double TURN = 2 * Math.PI;

  /// Radians beyond a pole that are still the pole: what rounding of degrees makes.
  private static final double POLE = Math.PI / 2;

  private static final double BEYOND_POLE = POLE + 1e-12;

  private final Crs from;
  private final Crs to;
  private final Leg source;
  private final Leg target;
  private final DatumShift shift;

  /// One side of the way: coordinates of a CRS, and radians from Greenwich on its datum.
  private sealed interface Leg {
    /// Coordinates → radians.
    void leave(double[] x, double[] y, int from, int to);

    /// Radians → coordinates.
    void arrive(double[] x, double[] y, int from, int to);
  }

  /// @throws Unsupported where the CRSs are of two planets, or a projection is not known
  CrsTransform(Crs from, CrsDefinition fromIs, Crs to, CrsDefinition toIs) {
    if (!fromIs.datum().ellipsoid().isSameBody(toIs.datum().ellipsoid())) {
      throw new Unsupported(
          from + " to " + to,
          "they lie on different bodies: radii of "
              + Math.round(fromIs.datum().ellipsoid().semiMajorMetres())
              + " and "
              + Math.round(toIs.datum().ellipsoid().semiMajorMetres())
              + " m");
    }
    boolean bothAngles = fromIs instanceof Geographic && toIs instanceof Geographic;
    this.from = from;
    this.to = to;
    this.source = leg(fromIs, bothAngles);
    this.target = leg(toIs, bothAngles);
    this.shift = DatumShift.between(fromIs.datum(), toIs.datum());
  }

  private static Leg leg(CrsDefinition definition, boolean keepTurns) {
    return switch (definition) {
      case Geographic g ->
          new Angles(Math.toRadians(g.primeMeridianDegrees()), g.degreesPerUnit(), keepTurns);
      case Projected p -> new OnMap(p);
    };
  }

  private record Angles(double meridian, double degreesPerUnit, boolean keepTurns) implements Leg {
    @Override
    public void leave(double[] x, double[] y, int from, int to) {
      for (int i = from; i < to; i++) {
        x[i] = Math.toRadians(x[i] * degreesPerUnit) + meridian;
        y[i] = Math.toRadians(y[i] * degreesPerUnit);
      }
    }

    @Override
    public void arrive(double[] x, double[] y, int from, int to) {
      for (int i = from; i < to; i++) {
        double lon = x[i] - meridian;
        x[i] = Math.toDegrees(keepTurns ? lon : within(lon)) / degreesPerUnit;
        y[i] = Math.toDegrees(y[i]) / degreesPerUnit;
      }
    }
  }

  private static final class OnMap implements Leg {
    private final MapProjection projection;
    private final double meridian;
    private final double falseEasting;
    private final double falseNorthing;
    private final double unitX;
    private final double unitY;

    /// Metres round the world where x goes round it, else 0.
    private final double world;

    OnMap(Projected p) {
      projection = MapProjection.of(p);
      double[] x = {Math.PI / 2};
      double[] y = {0};
      projection.forward(x, y, 0, 1);
      world = p.method().isCylindrical() ? 4 * x[0] : 0;
      // An oblique Mercator finds its own central meridian, from where its line is told to pass.
      meridian =
          Math.toRadians(p.value(Parameter.LON_0)) + Math.toRadians(p.primeMeridianDegrees());
      falseEasting = p.value(Parameter.X_0);
      falseNorthing = p.value(Parameter.Y_0);
      double sign = p.axes() == Axes.WEST_SOUTH ? -1 : 1;
      unitX = sign * p.metresPerUnit();
      unitY = sign * p.metresPerUnit();
    }

    @Override
    public void leave(double[] x, double[] y, int from, int to) {
      for (int i = from; i < to; i++) {
        x[i] = x[i] * unitX - falseEasting;
        y[i] = y[i] * unitY - falseNorthing;
      }
      if (world > 0) {
        for (int i = from; i < to; i++) {
          x[i] = Math.abs(x[i]) <= world / 2 ? x[i] : x[i] - world * Math.rint(x[i] / world);
        }
      }
      projection.inverse(x, y, from, to);
      for (int i = from; i < to; i++) {
        x[i] += meridian;
      }
    }

    @Override
    public void arrive(double[] x, double[] y, int from, int to) {
      for (int i = from; i < to; i++) {
        x[i] = within(x[i] - meridian);
      }
      projection.forward(x, y, from, to);
      for (int i = from; i < to; i++) {
        x[i] = (x[i] + falseEasting) / unitX;
        y[i] = (y[i] + falseNorthing) / unitY;
      }
    }
  }

  /// The same direction within half a turn; both ends of it stay what they are.
  private static double within(double angle) {
    return Math.abs(angle) <= Math.PI ? angle : angle - TURN * Math.rint(angle / TURN);
  }

  @Override
  public void apply(double[] x, double[] y) {
    double[] keptX = x.clone();
    double[] keptY = y.clone();
    if (applyWherePossible(x, y, 0, x.length) == 0) {
      return;
    }
    for (int i = 0; i < x.length; i++) {
      if (Double.isNaN(x[i])) {
        throw new InvalidRequest(
            "point " + keptX[i] + ", " + keptY[i] + " of " + from, "has no place in " + to);
      }
    }
  }

  @Override
  public int applyWherePossible(double[] x, double[] y, int begin, int end) {
    int missing = 0;
    for (int at = begin; at < end; at += BATCH) {
      int stop = Math.min(end, at + BATCH);
      source.leave(x, y, at, stop);
      for (int i = at; i < stop; i++) {
        // Also what is not a number.
        if (!(Math.abs(y[i]) <= BEYOND_POLE)) {
          x[i] = Double.NaN;
        }
        y[i] = Math.clamp(y[i], -POLE, POLE);
      }
      shift.apply(x, y, at, stop);
      target.arrive(x, y, at, stop);
      for (int i = at; i < stop; i++) {
        if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
          x[i] = Double.NaN;
          y[i] = Double.NaN;
          missing++;
        }
      }
    }
    return missing;
  }
}
