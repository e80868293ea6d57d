package dev.cairn.geo;

/// Sinusoidal on the sphere (Snyder 1987, §30): the grid of MODIS and VIIRS. What lies beside the
/// globe has no image.
///
/// @param radius of the sphere, in metres
record Sinusoidal(double radius) implements MapProjection {
  /// Radians beyond the edge that are still the edge: the tiles' corners are rounded.
  private static final double EDGE = 1e-9;

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= radius * Math.cos(y[i]);
      y[i] *= radius;
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double phi = y[i] / radius;
      double cos = Math.cos(phi);
      double reach = Math.PI * cos + EDGE;
      double east = x[i] / radius;
      boolean within = Math.abs(east) <= reach && Math.abs(phi) <= Math.PI / 2 + EDGE;
      // At a pole every longitude is as good as another.
      x[i] = within ? (cos > EDGE ? Math.clamp(east / cos, -Math.PI, Math.PI) : 0) : Double.NaN;
      y[i] = within ? Math.clamp(phi, -Math.PI / 2, Math.PI / 2) : Double.NaN;
    }
  }
}
