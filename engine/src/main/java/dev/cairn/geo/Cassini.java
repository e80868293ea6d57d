package dev.cairn.geo;

/// Cassini-Soldner (EPSG method 9806; Snyder 1987, §13): series on the ellipsoid that end at the
/// fifth power, closed on the sphere. Places farther than 30° of longitude from the central
/// meridian have no image. The way back is the same series, inverted step by step.
final class Cassini implements MapProjection {
  private static final double FARTHEST = Math.toRadians(30);
  private static final double MICROMETRES = 1e-5;

  private final Ellipsoid ellipsoid;
  private final MeridianArc arc;
  private final double a;
  private final double e2;
  private final double origin;

  Cassini(Ellipsoid ellipsoid, double latitudeOfOrigin) {
    this.ellipsoid = ellipsoid;
    arc = new MeridianArc(ellipsoid);
    a = ellipsoid.semiMajorMetres();
    e2 = ellipsoid.eccentricitySquared();
    origin = arc.to(Math.toRadians(latitudeOfOrigin));
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double lambda = x[i];
      double phi = y[i];
      if (!(Math.abs(lambda) <= FARTHEST)) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
      } else if (e2 == 0) {
        x[i] = a * Math.asin(Math.cos(phi) * Math.sin(lambda));
        y[i] = a * Math.atan2(Math.sin(phi), Math.cos(phi) * Math.cos(lambda)) - origin;
      } else {
        double sin = Math.sin(phi);
        double cos = Math.max(Math.cos(phi), 1e-12);
        double t = sin * sin / (cos * cos);
        double c = e2 * cos * cos / (1 - e2);
        double nu = a / Math.sqrt(1 - e2 * sin * sin);
        double v = lambda * cos;
        double v2 = v * v;
        x[i] = nu * v * (1 - v2 * t * (1. / 6 + (8 - t + 8 * c) * v2 / 120));
        y[i] = arc.to(phi) - origin + nu * sin / cos * v2 * (0.5 + (5 - t + 6 * c) * v2 / 24);
      }
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    double[] backX = new double[1];
    double[] backY = new double[1];
    for (int i = from; i < to; i++) {
      double foot = arc.latitude(y[i] + origin);
      double across = x[i] / a;
      double lambda = Math.atan2(Math.tan(across), Math.cos(foot));
      double phi = Math.asin(Math.sin(foot) * Math.cos(across));
      boolean found = false;
      for (int k = 0; k < 20 && !found && Math.abs(phi) <= Math.PI / 2; k++) {
        backX[0] = lambda;
        backY[0] = phi;
        forward(backX, backY, 0, 1);
        double dx = x[i] - backX[0];
        double dy = y[i] - backY[0];
        found = Math.abs(dx) < MICROMETRES && Math.abs(dy) < MICROMETRES;
        // The grid is turned by the meridians' convergence.
        double turn = lambda * Math.sin(phi);
        double cos = Math.cos(turn);
        double sin = Math.sin(turn);
        lambda += (dx * cos - dy * sin) / Math.max(ellipsoid.parallelRadius(phi), 1);
        phi += (dx * sin + dy * cos) / arc.slope(phi);
      }
      x[i] = found ? lambda : Double.NaN;
      y[i] = found ? phi : Double.NaN;
    }
  }
}
