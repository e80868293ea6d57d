package dev.cairn.geo;

/// Sinusoidal (Snyder 1987, §30): on the sphere the grid of MODIS and VIIRS. What lies beside the
/// globe has no image.
final class Sinusoidal implements MapProjection {
  /// Radians beyond the edge that are still the edge: the tiles' corners are rounded.
  private static final double EDGE = 1e-9;

  private final double radius;
  private final double e2;
  private final MeridianArc arc;

  Sinusoidal(Ellipsoid ellipsoid) {
    radius = ellipsoid.semiMajorMetres();
    e2 = ellipsoid.eccentricitySquared();
    arc = new MeridianArc(ellipsoid);
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= radius * parallel(y[i]);
      y[i] = e2 == 0 ? y[i] * radius : arc.to(y[i]);
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double phi = e2 == 0 ? y[i] / radius : arc.latitude(y[i]);
      double parallel = parallel(phi);
      double reach = Math.PI * parallel + EDGE;
      double east = x[i] / radius;
      boolean within = Math.abs(east) <= reach && Math.abs(phi) <= Math.PI / 2 + EDGE;
      // At a pole every longitude is as good as another.
      x[i] =
          within
              ? (parallel > EDGE ? Math.clamp(east / parallel, -Math.PI, Math.PI) : 0)
              : Double.NaN;
      y[i] = within ? Math.clamp(phi, -Math.PI / 2, Math.PI / 2) : Double.NaN;
    }
  }

  /// The radius of a parallel, for an equator of radius 1.
  private double parallel(double phi) {
    double sin = Math.sin(phi);
    return e2 == 0 ? Math.cos(phi) : Math.cos(phi) / Math.sqrt(1 - e2 * sin * sin);
  }
}
