package dev.cairn.focal;

/// Radii of the WGS 84 ellipsoid at a latitude, in metres a radian (EPSG guidance note 7-2 §3).
final class Wgs84 {
  static final double SEMI_MAJOR = 6_378_137;
  private static final double FLATTENING = 1 / 298.257223563;
  private static final double ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);

  private Wgs84() {}

  /// Radius of the parallel: metres along a radian of longitude.
  static double parallel(double latitude) {
    double sin = StrictMath.sin(latitude);
    return SEMI_MAJOR
        * StrictMath.cos(latitude)
        / StrictMath.sqrt(1 - ECCENTRICITY_SQUARED * sin * sin);
  }

  /// Radius of the meridian's curvature: metres along a radian of latitude.
  static double meridian(double latitude) {
    double sin = StrictMath.sin(latitude);
    double w = 1 - ECCENTRICITY_SQUARED * sin * sin;
    return SEMI_MAJOR * (1 - ECCENTRICITY_SQUARED) / (w * StrictMath.sqrt(w));
  }
}
