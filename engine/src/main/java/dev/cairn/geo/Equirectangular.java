package dev.cairn.geo;

import dev.cairn.base.Unsupported;

/// Longitudes and latitudes as lengths (Snyder 1987, §12; EPSG method 1029), on the sphere of an
/// ellipsoid's equator, as PROJ has it.
final class Equirectangular implements MapProjection {
  private final double east;
  private final double north;
  private final double origin;

  /// @param trueScale the latitude of true scale, in degrees
  Equirectangular(double radius, double latitudeOfOrigin, double trueScale) {
    if (!(Math.abs(trueScale) < 90)) {
      throw new Unsupported("projection eqc", "an equidistant cylinder that touches at a pole");
    }
    this.east = radius * Math.cos(Math.toRadians(trueScale));
    this.north = radius;
    this.origin = Math.toRadians(latitudeOfOrigin);
  }

  @Override
  public void forward(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] *= east;
      y[i] = north * (y[i] - origin);
    }
  }

  @Override
  public void inverse(double[] x, double[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] /= east;
      y[i] = y[i] / north + origin;
    }
  }
}
