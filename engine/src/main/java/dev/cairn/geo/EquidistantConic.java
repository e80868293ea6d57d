package dev.cairn.geo;

import dev.cairn.base.Unsupported;

/// Equidistant conic on the ellipsoid (Snyder 1987, §16). What lies beside the fan has no image.
final class EquidistantConic implements MapProjection {
  private static final double EDGE = 1e-9;

  private final MeridianArc arc;
  private final double n;
  private final double apex;
  private final double origin;

  /// @throws Unsupported where the parallels are one another's mirror images
  EquidistantConic(
      Ellipsoid ellipsoid, double latitudeOfOrigin, double parallel1, double parallel2) {
    arc = new MeridianArc(ellipsoid);
    double phi1 = Math.toRadians(parallel1);
    double phi2 = Math.toRadians(parallel2);
    double radius1 = ellipsoid.parallelRadius(phi1);
    n =
        Math.abs(phi2 - phi1) < 1e-10
            ? Math.sin(phi1)
            : (radius1 - ellipsoid.parallelRadius(phi2)) / (arc.to(phi2) - arc.to(phi1));
    if (Math.abs(phi1 + phi2) < 1e-10) {
      throw new Unsupported(
          "projection eqdc", "a cone between " + parallel1 + "° and " + parallel2 + "°");
    }
    apex = radius1 / n + arc.to(phi1);
    origin = apex - arc.to(Math.toRadians(latitudeOfOrigin));
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double rho = apex - arc.to(y[i]);
      double theta = n * x[i];
      x[i] = rho * Math.sin(theta);
      y[i] = origin - rho * Math.cos(theta);
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    double sign = Math.signum(n);
    for (int i = from; i < to; i++) {
      double down = origin - y[i];
      double rho = sign * Math.hypot(x[i], down);
      double lambda = Math.atan2(sign * x[i], sign * down) / n;
      double phi = arc.latitude(apex - rho);
      boolean within = Math.abs(lambda) <= Math.PI + EDGE && Math.abs(phi) <= Math.PI / 2 + EDGE;
      x[i] = within ? Math.clamp(lambda, -Math.PI, Math.PI) : Double.NaN;
      y[i] = within ? Math.clamp(phi, -Math.PI / 2, Math.PI / 2) : Double.NaN;
    }
  }
}
