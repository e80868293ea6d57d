package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;

/// Whether two definitions give a place the same coordinates, however they say it: by what they do
/// to points. Shifts to WGS 84 have no say where the ellipsoid is one: they are no part of a CRS,
/// and texts leave them out.
final class SameGround {
  /// Metres of what digits are left out of a text.
  private static final double ROUNDING = 0.1;

  private SameGround() {}

  /// Within 0.1 m, some 500 km (and as many parts of another planet) around the map's origin.
  static boolean isSame(CrsDefinition one, CrsDefinition other) {
    if (!isOneFigure(one, other)) {
      return false;
    }
    if (one instanceof Geographic a && other instanceof Geographic b) {
      return Math.abs(a.primeMeridianDegrees() - b.primeMeridianDegrees()) < 1e-6
          && Math.abs(a.degreesPerUnit() - b.degreesPerUnit()) < 1e-9 * a.degreesPerUnit();
    }
    if (!(one instanceof Projected a) || !(other instanceof Projected)) {
      return false;
    }
    double step = 0.08 * a.datum().ellipsoid().semiMajorMetres();
    double[] x = new double[9];
    double[] y = new double[9];
    for (int i = 0; i < 9; i++) {
      x[i] = (a.value(Parameter.X_0) + (i % 3 - 1) * step) / a.metresPerUnit();
      y[i] = (a.value(Parameter.Y_0) + (i / 3 - 1) * step) / a.metresPerUnit();
    }
    return isSame(one, other, x, y, ROUNDING / a.metresPerUnit());
  }

  /// Whether points of one have the same coordinates in the other, as far as both have places for
  /// them; at least one must.
  static boolean isSame(
      CrsDefinition one, CrsDefinition other, double[] x, double[] y, double tolerance) {
    boolean bare = isOneFigure(one, other);
    double[] mx = x.clone();
    double[] my = y.clone();
    try {
      new CrsTransform(Crs.WGS84, bare ? bare(one) : one, Crs.WGS84, bare ? bare(other) : other)
          .applyWherePossible(mx, my, 0, mx.length);
    } catch (Unsupported _) {
      return bare && ProjString.format(bare(one)).equals(ProjString.format(bare(other)));
    }
    boolean placed = false;
    for (int i = 0; i < mx.length; i++) {
      if (!Double.isNaN(mx[i])) {
        placed = true;
        if (!(Math.hypot(mx[i] - x[i], my[i] - y[i]) <= tolerance)) {
          return false;
        }
      }
    }
    return placed;
  }

  private static boolean isOneFigure(CrsDefinition one, CrsDefinition other) {
    Ellipsoid a = one.datum().ellipsoid();
    Ellipsoid b = other.datum().ellipsoid();
    return Math.abs(a.semiMajorMetres() - b.semiMajorMetres()) < ROUNDING
        && Math.abs(a.semiMinorMetres() - b.semiMinorMetres()) < ROUNDING;
  }

  private static CrsDefinition bare(CrsDefinition definition) {
    Datum datum = Datum.notStated(definition.datum().ellipsoid());
    return switch (definition) {
      case Geographic g -> new Geographic(datum, g.primeMeridianDegrees(), g.degreesPerUnit());
      case Projected p ->
          new Projected(
              datum,
              p.primeMeridianDegrees(),
              p.method(),
              p.parameters(),
              p.metresPerUnit(),
              p.axes());
    };
  }
}
