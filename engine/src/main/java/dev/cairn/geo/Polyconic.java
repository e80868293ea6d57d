package dev.cairn.geo;

/// American polyconic on the ellipsoid (EPSG method 9818; Snyder 1987, §18). On the way back the
/// latitude is found by Newton's method; what it does not find has no image.
final class Polyconic implements MapProjection {
  private static final double EQUATOR = 1e-10;

  private final Ellipsoid ellipsoid;
  private final MeridianArc arc;
  private final double a;
  private final double e2;
  private final double origin;

  Polyconic(Ellipsoid ellipsoid, double latitudeOfOrigin) {
    this.ellipsoid = ellipsoid;
    arc = new MeridianArc(ellipsoid);
    a = ellipsoid.semiMajorMetres();
    e2 = ellipsoid.eccentricitySquared();
    origin = arc.to(Math.toRadians(latitudeOfOrigin));
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double phi = y[i];
      if (Math.abs(phi) < EQUATOR) {
        x[i] *= a;
        y[i] = -origin;
        continue;
      }
      double sin = Math.sin(phi);
      double cot = ellipsoid.parallelRadius(phi) / sin;
      double e = x[i] * sin;
      double half = Math.sin(e / 2);
      x[i] = cot * Math.sin(e);
      y[i] = arc.to(phi) - origin + cot * 2 * half * half;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    double[] backX = new double[1];
    double[] backY = new double[1];
    for (int i = from; i < to; i++) {
      double north = (y[i] + origin) / a;
      double east = x[i] / a;
      double phi = Math.abs(north) < EQUATOR ? 0 : latitude(north, east * east + north * north);
      double sin = Math.sin(phi);
      double c = Math.tan(phi) * Math.sqrt(1 - e2 * sin * sin);
      double lambda =
          phi == 0 ? east : Math.atan2(east * c, 1 - c * (north - arc.to(phi) / a)) / sin;
      backX[0] = lambda;
      backY[0] = phi;
      forward(backX, backY, 0, 1);
      boolean found =
          Math.abs(lambda) <= Math.PI + 1e-9
              && Math.abs(phi) <= Math.PI / 2
              && Math.abs(backX[0] - x[i]) < 1e-9 * a
              && Math.abs(backY[0] - y[i]) < 1e-9 * a;
      x[i] = found ? Math.clamp(lambda, -Math.PI, Math.PI) : Double.NaN;
      y[i] = found ? phi : Double.NaN;
    }
  }

  /// Snyder's equation 18-21, with A = north and B = squared.
  private double latitude(double north, double squared) {
    double phi = Math.clamp(north, -1.5, 1.5);
    for (int k = 0; k < 30; k++) {
      double sin = Math.sin(phi);
      double sin2 = Math.sin(2 * phi);
      double c = Math.tan(phi) * Math.sqrt(1 - e2 * sin * sin);
      double m = arc.to(phi) / a;
      double slope = arc.slope(phi) / a;
      double step =
          (north * (c * m + 1) - m - (m * m + squared) * c / 2)
              / (e2 * sin2 * (m * m + squared - 2 * north * m) / (4 * c)
                  + (north - m) * (c * slope - 2 / sin2)
                  - slope);
      phi -= step;
      if (!(Math.abs(step) > 1e-14)) {
        break;
      }
    }
    return phi;
  }
}
