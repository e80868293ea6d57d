package dev.cairn.geo;

import dev.cairn.base.Unsupported;

/// Albers' equal-area conic (EPSG method 9822; Snyder 1987, §14). What lies beside the fan has no
/// image.
final class Albers implements MapProjection {
  private static final double EDGE = 1e-9;

  private final AuthalicLatitude authalic;
  private final double a;
  private final double pole;
  private final double n;
  private final double c;
  private final double origin;

  /// @throws Unsupported where the parallels are one another's mirror images
  Albers(Ellipsoid ellipsoid, double latitudeOfOrigin, double parallel1, double parallel2) {
    if (Math.abs(parallel1 + parallel2) < 1e-8) {
      throw new Unsupported(
          "projection aea", "a cone between " + parallel1 + "° and " + parallel2 + "°");
    }
    authalic = new AuthalicLatitude(ellipsoid);
    a = ellipsoid.semiMajorMetres();
    pole = 2 * authalic.radius() * authalic.radius();
    double phi1 = Math.toRadians(parallel1);
    double phi2 = Math.toRadians(parallel2);
    double m1 = ellipsoid.parallelRadius(phi1) / a;
    double m2 = ellipsoid.parallelRadius(phi2) / a;
    n =
        Math.abs(phi2 - phi1) < 1e-10
            ? Math.sin(phi1)
            : (m1 * m1 - m2 * m2) / (q(Math.sin(phi2)) - q(Math.sin(phi1)));
    c = m1 * m1 + n * q(Math.sin(phi1));
    origin = rho(Math.sin(Math.toRadians(latitudeOfOrigin)));
  }

  private double q(double sin) {
    return pole * authalic.sinFromGeographic(sin);
  }

  private double rho(double sin) {
    return a * Math.sqrt(Math.max(c - n * q(sin), 0)) / n;
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double rho = rho(Math.sin(y[i]));
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
      double lambda = Math.atan2(sign * x[i], sign * down) / n;
      double rho = Math.hypot(x[i], down) * n / a;
      double sin = (c - rho * rho) / (n * pole);
      boolean within = Math.abs(lambda) <= Math.PI + EDGE && Math.abs(sin) <= 1 + EDGE;
      x[i] = within ? Math.clamp(lambda, -Math.PI, Math.PI) : Double.NaN;
      y[i] = within ? authalic.toGeographic(Math.asin(Math.clamp(sin, -1, 1))) : Double.NaN;
    }
  }
}
