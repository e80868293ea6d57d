package dev.cairn.geo;

/// Stereographic about a point that is no pole, over the conformal sphere (Snyder 1987, §21): the
/// formula of the United States, as PROJ's `stere` has it. The antipode has no image.
final class Stereographic implements MapProjection {
  private final ConformalLatitude conformal;
  private final double sin0;
  private final double cos0;
  private final double scale;

  Stereographic(Ellipsoid ellipsoid, double latitudeOfOrigin, double scaleFactor) {
    conformal = new ConformalLatitude(ellipsoid);
    double phi = Math.toRadians(latitudeOfOrigin);
    double chi = conformal.fromGeographic(phi);
    sin0 = Math.sin(chi);
    cos0 = Math.cos(chi);
    scale = 2 * scaleFactor * ellipsoid.parallelRadius(phi) / cos0;
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double chi = conformal.fromGeographic(y[i]);
      double sin = Math.sin(chi);
      double cos = Math.cos(chi);
      double along = cos * Math.cos(x[i]);
      double b = 1 + sin0 * sin + cos0 * along;
      boolean placed = b > 1e-12;
      x[i] = placed ? scale * cos * Math.sin(x[i]) / b : Double.NaN;
      y[i] = placed ? scale * (cos0 * sin - sin0 * along) / b : Double.NaN;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      // Of the point on the sphere: towards the centre, the east and the north of the map.
      double east = x[i] / scale;
      double north = y[i] / scale;
      double square = east * east + north * north;
      double up = (1 - square) / (1 + square);
      double across = 2 / (1 + square);
      double out = up * cos0 - across * north * sin0;
      double axis = up * sin0 + across * north * cos0;
      double level = Math.hypot(across * east, out);
      x[i] = Math.atan2(across * east, out);
      y[i] = conformal.toGeographic(Math.atan2(axis, level), axis, level);
    }
  }
}
