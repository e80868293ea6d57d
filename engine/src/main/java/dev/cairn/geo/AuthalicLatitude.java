package dev.cairn.geo;

/// Authalic latitudes β of an ellipsoid, those of the sphere of the same area, and geographic ones
/// φ (Snyder 1987, §3): the closed form, and back by Newton's method from the first terms of the
/// series.
final class AuthalicLatitude {
  private final double e2;
  private final double e;
  private final double pole;

  AuthalicLatitude(Ellipsoid ellipsoid) {
    e2 = ellipsoid.eccentricitySquared();
    e = Math.sqrt(e2);
    pole = q(1);
  }

  /// The radius of the sphere, for an equator of radius 1.
  double radius() {
    return Math.sqrt(pole / 2);
  }

  /// sin β of sin φ.
  double sinFromGeographic(double sin) {
    return q(sin) / pole;
  }

  private double q(double sin) {
    if (e == 0) {
      return 2 * sin;
    }
    double es = e * sin;
    return (1 - e2) * (sin / (1 - es * es) + 0.5 * Math.log((1 + es) / (1 - es)) / e);
  }

  /// φ of β.
  double toGeographic(double beta) {
    if (e == 0) {
      return beta;
    }
    double q = pole * Math.sin(beta);
    double phi =
        beta
            + e2 * (1. / 3 + e2 * (31. / 180 + e2 * 517. / 5040)) * Math.sin(2 * beta)
            + e2 * e2 * (23. / 360 + e2 * 251. / 3780) * Math.sin(4 * beta);
    for (int i = 0; i < 2; i++) {
      double sin = Math.sin(phi);
      double cos = Math.cos(phi);
      if (cos < 1e-7) {
        return phi; // within a metre of the pole, where the series is exact
      }
      double w = 1 - e2 * sin * sin;
      phi += (q - q(sin)) * w * w / (2 * (1 - e2) * cos);
    }
    return phi;
  }
}
