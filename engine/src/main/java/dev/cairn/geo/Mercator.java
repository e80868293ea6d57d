package dev.cairn.geo;

/// Mercator (EPSG methods 9804 and 1024; Snyder, Map projections: a working manual, 1987, §7). The
/// poles have no image.
final class Mercator implements MapProjection {
  private final ConformalLatitude conformal;
  private final boolean isSphere;
  private final double radius;

  Mercator(Ellipsoid ellipsoid, double scaleFactor) {
    conformal = new ConformalLatitude(ellipsoid);
    isSphere = ellipsoid.isSphere();
    radius = ellipsoid.semiMajorMetres() * scaleFactor;
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double chi = isSphere ? y[i] : conformal.fromGeographic(y[i]);
      boolean within = Math.abs(y[i]) < Math.PI / 2;
      x[i] = within ? x[i] * radius : Double.NaN;
      y[i] = within ? Math.log(Math.tan(Math.PI / 4 + chi / 2)) * radius : Double.NaN;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] /= radius;
      double chi = 2 * Math.atan(Math.exp(y[i] / radius)) - Math.PI / 2;
      y[i] = isSphere ? chi : conformal.toGeographic(chi, Math.sin(chi), Math.cos(chi));
    }
  }
}
