package dev.cairn.geo;

/// Mollweide (Snyder 1987, §31), on the sphere of an ellipsoid's equator, as PROJ has it. What lies
/// beside the globe has no image.
///
/// @param radius of the sphere, in metres
record Mollweide(double radius) implements MapProjection {
  private static final double ROOT2 = Math.sqrt(2);
  private static final double EDGE = 1e-9;

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double half = Math.sin((Math.PI / 2 - Math.abs(y[i])) / 2);
      double u = fromPole(2 * Math.PI * half * half);
      x[i] *= 2 * ROOT2 / Math.PI * radius * Math.sin(u / 2);
      y[i] = Math.copySign(ROOT2 * radius * Math.cos(u / 2), y[i]);
    }
  }

  /// The u of u − sin u, by Newton's method from below: twice the angle 2θ that is left to π.
  private static double fromPole(double k) {
    double u = Math.cbrt(6 * k);
    for (int i = 0; i < 12 && u > 0; i++) {
      double u2 = u * u;
      double is = u < 0.02 ? u * u2 / 6 * (1 - u2 / 20 * (1 - u2 / 42)) : u - Math.sin(u);
      double sin = Math.sin(u / 2);
      double step = (k - is) / (2 * sin * sin);
      u += step;
      if (Math.abs(step) < 1e-15 * u) {
        break;
      }
    }
    return u;
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      double sin = y[i] / (ROOT2 * radius);
      double theta = Math.asin(Math.clamp(sin, -1, 1));
      double cos = Math.cos(theta);
      double east = x[i] * Math.PI / (2 * ROOT2 * radius);
      boolean within = Math.abs(sin) <= 1 + EDGE && Math.abs(east) <= Math.PI * cos + EDGE;
      x[i] = within ? (cos > EDGE ? Math.clamp(east / cos, -Math.PI, Math.PI) : 0) : Double.NaN;
      y[i] =
          within
              ? Math.asin(Math.clamp((2 * theta + Math.sin(2 * theta)) / Math.PI, -1, 1))
              : Double.NaN;
    }
  }
}
