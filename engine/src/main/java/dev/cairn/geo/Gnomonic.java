package dev.cairn.geo;

/// Gnomonic (Snyder 1987, §22), on the sphere of an ellipsoid's equator, as PROJ has it. What lies
/// on the horizon or behind it has no image.
final class Gnomonic implements MapProjection {
  private static final double HORIZON = 1e-10;

  private final double radius;
  private final double sin0;
  private final double cos0;

  Gnomonic(double radius, double latitudeOfOrigin) {
    this.radius = radius;
    this.sin0 = Math.sin(Math.toRadians(latitudeOfOrigin));
    this.cos0 = Math.cos(Math.toRadians(latitudeOfOrigin));
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double sin = Math.sin(y[i]);
      double cos = Math.cos(y[i]);
      double along = cos * Math.cos(x[i]);
      double up = sin0 * sin + cos0 * along;
      boolean before = up > HORIZON;
      x[i] = before ? radius * cos * Math.sin(x[i]) / up : Double.NaN;
      y[i] = before ? radius * (cos0 * sin - sin0 * along) / up : Double.NaN;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double east = x[i] / radius;
      double north = y[i] / radius;
      // Along the ray from the centre: the equator's plane and the axis.
      double out = cos0 - north * sin0;
      double axis = sin0 + north * cos0;
      x[i] = Math.atan2(east, out);
      y[i] = Math.atan2(axis, Math.hypot(east, out));
    }
  }
}
