package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import org.locationtech.proj4j.CRSFactory;
import org.locationtech.proj4j.Proj4jException;
import org.locationtech.proj4j.ProjCoordinate;
import org.locationtech.proj4j.proj.Projection;

/// Formulas of proj4j, one point at a time. What it refuses, and what it puts on the edge of the
/// map for want of a place, has no image.
final class Proj4jProjection implements MapProjection {
  private static final double NEAR_POLE = Math.PI / 2 - 1e-9;

  private final Projection projection;
  private final double reach;

  /// The cosine of how far from its centre a map is of use: beyond, distances along an oblique line
  /// begin anew, and the way back is lost.
  private final double farthest;

  private final double lonc;
  private final double sinC;
  private final double cosC;

  Proj4jProjection(Projected crs) {
    Ellipsoid e = figure(crs);
    var text = new StringBuilder("+proj=").append(crs.method().projName());
    for (Parameter p : crs.method().parameters()) {
      // Meridians, false origins and units are the caller's.
      double value =
          p == Parameter.LON_0 || p == Parameter.X_0 || p == Parameter.Y_0 ? 0 : crs.value(p);
      if (p != Parameter.GAMMA || value != 0) {
        text.append(" +").append(p.projName()).append('=').append(ProjString.number(value));
      }
    }
    if (crs.method() == Method.OMERC_A) {
      text.append(" +no_uoff");
    }
    text.append(" +a=").append(ProjString.number(e.semiMajorMetres()));
    text.append(" +b=").append(ProjString.number(e.semiMinorMetres())).append(" +no_defs");
    try {
      // A factory is not documented as thread-safe and is cheap: one a call.
      projection = new CRSFactory().createFromParameters("", text.toString()).getProjection();
    } catch (Proj4jException | IllegalArgumentException | IllegalStateException ex) {
      throw new Unsupported(
          "projection " + crs.method().projName(), "not with these parameters: " + text, ex);
    }
    reach = 1e-6 * e.semiMajorMetres();
    farthest =
        switch (crs.method()) {
          case OMERC_A -> 0;
          case SOMERC -> Math.cos(Math.toRadians(60));
          case KROVAK -> Math.cos(Math.toRadians(10));
          default -> -2;
        };
    lonc = Math.toRadians(crs.value(Parameter.LONC));
    sinC = Math.sin(Math.toRadians(crs.value(Parameter.LAT_0)));
    cosC = Math.cos(Math.toRadians(crs.value(Parameter.LAT_0)));
  }

  /// Van der Grinten's is of the sphere, for PROJ that of the ellipsoid's area.
  private static Ellipsoid figure(Projected crs) {
    Ellipsoid e = crs.datum().ellipsoid();
    return crs.method() == Method.VANDG
        ? new Ellipsoid(e.semiMajorMetres() * new AuthalicLatitude(e).radius(), 0)
        : e;
  }

  /// False for what has an image of no use.
  private boolean isNear(double lon, double lat) {
    return farthest < -1
        || sinC * Math.sin(lat) + cosC * Math.cos(lat) * Math.cos(lon - lonc) > farthest;
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    var in = new ProjCoordinate();
    var out = new ProjCoordinate();
    for (int i = from; i < to; i++) {
      in.setValue(x[i], y[i]);
      boolean placed = isNear(x[i], y[i]) && forward(in, out);
      x[i] = placed ? out.x : Double.NaN;
      y[i] = placed ? out.y : Double.NaN;
    }
  }

  private boolean forward(ProjCoordinate in, ProjCoordinate out) {
    try {
      projection.projectRadians(in, out);
      return Double.isFinite(out.x) && Double.isFinite(out.y);
    } catch (Proj4jException _) {
      return false; // its way of saying that there is no image
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    var in = new ProjCoordinate();
    var out = new ProjCoordinate();
    var back = new ProjCoordinate();
    for (int i = from; i < to; i++) {
      if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
        x[i] = Double.NaN; // Krovak's way back would look for it without end
        y[i] = Double.NaN;
        continue;
      }
      in.setValue(x[i], y[i]);
      boolean placed;
      try {
        projection.inverseProjectRadians(in, out);
        placed =
            Double.isFinite(out.x)
                && Double.isFinite(out.y)
                && isNear(out.x, out.y)
                && Math.abs(out.y) <= Math.PI / 2 + 1e-9;
      } catch (Proj4jException _) {
        placed = false;
      }
      if (placed && (Math.abs(out.x) == Math.PI || Math.abs(out.y) > NEAR_POLE)) {
        // On the edge, or clamped to it.
        placed =
            forward(out, back)
                && Math.abs(Math.abs(back.x) - Math.abs(x[i])) < reach
                && Math.abs(back.y - y[i]) < reach;
      }
      x[i] = placed ? out.x : Double.NaN;
      y[i] = placed ? out.y : Double.NaN;
    }
  }
}
