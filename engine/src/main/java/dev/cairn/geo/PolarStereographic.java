package dev.cairn.geo;

/// Stereographic about a pole (EPSG methods 9810 and 9829; Snyder 1987, §21). The other pole has no
/// image.
final class PolarStereographic implements MapProjection {
  private final ConformalLatitude conformal;
  private final boolean north;
  private final double scale;

  /// @param trueScale the latitude at which lengths are true, or that of the pole where they are
  ///     true by `scaleFactor` there
  PolarStereographic(
      Ellipsoid ellipsoid, boolean north, double trueScaleDegrees, double scaleFactor) {
    this.conformal = new ConformalLatitude(ellipsoid);
    this.north = north;
    double e2 = ellipsoid.eccentricitySquared();
    double e = Math.sqrt(e2);
    double a = ellipsoid.semiMajorMetres();
    double phi = Math.toRadians(Math.abs(trueScaleDegrees));
    if (Math.abs(trueScaleDegrees) == 90) {
      scale = 2 * a * scaleFactor / Math.sqrt(Math.pow(1 + e, 1 + e) * Math.pow(1 - e, 1 - e));
    } else {
      double chi = conformal.fromGeographic(phi);
      double sin = Math.sin(phi);
      double parallel = a * Math.cos(phi) / Math.sqrt(1 - e2 * sin * sin);
      scale = parallel * (1 + Math.sin(chi)) / Math.cos(chi);
    }
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    double sign = north ? 1 : -1;
    for (int i = from; i < to; i++) {
      double chi = conformal.fromGeographic(sign * y[i]);
      double above = 1 + Math.sin(chi);
      double r = above > 1e-15 ? scale * Math.cos(chi) / above : Double.NaN;
      double lambda = x[i];
      x[i] = r * Math.sin(lambda);
      y[i] = -sign * r * Math.cos(lambda);
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    double sign = north ? 1 : -1;
    for (int i = from; i < to; i++) {
      double t = Math.sqrt(x[i] * x[i] + y[i] * y[i]) / scale;
      double d = 1 + t * t;
      double chi = Math.PI / 2 - 2 * Math.atan(t);
      double lambda = t == 0 ? 0 : Math.atan2(x[i], -sign * y[i]);
      y[i] = sign * conformal.toGeographic(chi, (1 - t * t) / d, 2 * t / d);
      x[i] = lambda;
    }
  }
}
