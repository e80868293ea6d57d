package dev.cairn.geo;

/// Orthographic (EPSG method 9840; guidance note 7-2, §3.3.5): the ellipsoid as it is seen from
/// infinitely far above a point of it. What lies behind the limb has no image.
final class Orthographic implements MapProjection {
  private final double a;
  private final double e2;
  private final double sin0;
  private final double cos0;

  /// The way north that the plumb line of the point passes by the ellipsoid's centre.
  private final double offset;

  Orthographic(Ellipsoid ellipsoid, double latitudeOfOrigin) {
    a = ellipsoid.semiMajorMetres();
    e2 = ellipsoid.eccentricitySquared();
    sin0 = Math.sin(Math.toRadians(latitudeOfOrigin));
    cos0 = Math.cos(Math.toRadians(latitudeOfOrigin));
    offset = e2 * sin0 * cos0 / Math.sqrt(1 - e2 * sin0 * sin0);
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double sin = Math.sin(y[i]);
      double cos = Math.cos(y[i]);
      double along = cos * Math.cos(x[i]);
      boolean before = sin0 * sin + cos0 * along >= 0;
      double nu = 1 / Math.sqrt(1 - e2 * sin * sin);
      x[i] = before ? a * nu * cos * Math.sin(x[i]) : Double.NaN;
      y[i] = before ? a * (nu * ((1 - e2) * sin * cos0 - along * sin0) + offset) : Double.NaN;
    }
  }

  /// Where the line of sight meets the ellipsoid first.
  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    double stretch = 1 / (1 - e2);
    // Of (north·(−sin0, cos0) + up·(cos0, sin0)), the square in the ellipsoid's measure.
    double upUp = cos0 * cos0 + stretch * sin0 * sin0;
    double upNorth = (stretch - 1) * sin0 * cos0;
    double northNorth = sin0 * sin0 + stretch * cos0 * cos0;
    for (int i = from; i < to; i++) {
      double east = x[i] / a;
      double north = y[i] / a - offset;
      double half = upNorth * north;
      double root = half * half - upUp * (northNorth * north * north + east * east - 1);
      if (!(root >= -1e-12)) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
        continue;
      }
      double up = (-half + Math.sqrt(Math.max(root, 0))) / upUp;
      double out = up * cos0 - north * sin0;
      double axis = up * sin0 + north * cos0;
      x[i] = Math.atan2(east, out);
      y[i] = Math.atan2(axis * stretch, Math.hypot(east, out));
    }
  }
}
