package dev.cairn.geo;

/// Equal Earth (EPSG method 1078; Šavrič, Patterson and Jenny, The Equal Earth map projection,
/// 2018), on the authalic sphere. What lies beside the globe has no image.
final class EqualEarth implements MapProjection {
  private static final double A1 = 1.340264;
  private static final double A2 = -0.081106;
  private static final double A3 = 0.000893;
  private static final double A4 = 0.003796;
  private static final double M = Math.sqrt(3) / 2;
  private static final double NORTH = y(Math.PI / 3);

  private final AuthalicLatitude authalic;
  private final double radius;

  EqualEarth(Ellipsoid ellipsoid) {
    authalic = new AuthalicLatitude(ellipsoid);
    radius = ellipsoid.semiMajorMetres() * authalic.radius();
  }

  private static double y(double theta) {
    double t2 = theta * theta;
    double t6 = t2 * t2 * t2;
    return theta * (A1 + A2 * t2 + t6 * (A3 + A4 * t2));
  }

  private static double slope(double theta) {
    double t2 = theta * theta;
    double t6 = t2 * t2 * t2;
    return A1 + 3 * A2 * t2 + t6 * (7 * A3 + 9 * A4 * t2);
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double theta = Math.asin(M * authalic.sinFromGeographic(Math.sin(y[i])));
      x[i] *= radius * Math.cos(theta) / (M * slope(theta));
      y[i] = radius * y(theta);
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double north = y[i] / radius;
      double theta = Math.clamp(north, -NORTH, NORTH) / A1;
      for (int k = 0; k < 12; k++) {
        double step = (y(theta) - Math.clamp(north, -NORTH, NORTH)) / slope(theta);
        theta -= step;
        if (Math.abs(step) < 1e-14) {
          break;
        }
      }
      double lambda = x[i] / radius * M * slope(theta) / Math.cos(theta);
      boolean within = Math.abs(north) <= NORTH + 1e-9 && Math.abs(lambda) <= Math.PI + 1e-9;
      double sinBeta = Math.clamp(Math.sin(theta) / M, -1, 1);
      x[i] = within ? Math.clamp(lambda, -Math.PI, Math.PI) : Double.NaN;
      y[i] = within ? authalic.toGeographic(Math.asin(sinBeta)) : Double.NaN;
    }
  }
}
