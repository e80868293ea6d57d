package dev.cairn.geo;

/// Miller's cylinder (Snyder 1987, §11), on the sphere of an ellipsoid's area, as PROJ has it.
///
/// @param radius of the sphere, in metres
record Miller(double radius) implements MapProjection {
  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= radius;
      y[i] = radius * 1.25 * Math.log(Math.tan(Math.PI / 4 + 0.4 * y[i]));
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] /= radius;
      y[i] = 2.5 * (Math.atan(Math.exp(0.8 * y[i] / radius)) - Math.PI / 4);
    }
  }
}
