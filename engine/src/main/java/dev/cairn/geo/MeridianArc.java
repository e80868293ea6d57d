package dev.cairn.geo;

/// Lengths along a meridian of an ellipsoid, from the equator: Helmert's series in the third
/// flattening n, to n⁴ (Snyder 1987, §3, has Delambre's older one); good to a micrometre.
final class MeridianArc {
  private final Ellipsoid ellipsoid;
  private final double radius;
  private final double s2;
  private final double s4;
  private final double s6;
  private final double s8;

  MeridianArc(Ellipsoid ellipsoid) {
    this.ellipsoid = ellipsoid;
    double f = ellipsoid.flattening();
    double n = f / (2 - f);
    double n2 = n * n;
    double unit = ellipsoid.semiMajorMetres() / (1 + n);
    radius = unit * (1 + n2 / 4 + n2 * n2 / 64);
    s2 = -unit * 1.5 * n * (1 - n2 / 8);
    s4 = unit * 15 / 16 * n2 * (1 - n2 / 4);
    s6 = -unit * 35 / 48 * n * n2;
    s8 = unit * 315 / 512 * n2 * n2;
  }

  /// Metres to a latitude.
  double to(double phi) {
    double sin = Math.sin(2 * phi);
    double two = 2 * Math.cos(2 * phi);
    double b3 = s6 + two * s8;
    double b2 = s4 + two * b3 - s8;
    return radius * phi + sin * (s2 + two * b2 - b3);
  }

  /// Metres along a radian of latitude.
  double slope(double phi) {
    return ellipsoid.meridianRadius(phi);
  }

  /// The latitude so many metres from the equator: beyond a pole where they reach beyond it.
  double latitude(double metres) {
    double phi = metres / radius;
    for (int i = 0; i < 4; i++) {
      phi += (metres - to(phi)) / slope(phi);
    }
    return phi;
  }
}
