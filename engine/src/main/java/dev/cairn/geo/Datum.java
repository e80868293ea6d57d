package dev.cairn.geo;

/// What longitudes and latitudes are measured on, and how they are moved to WGS 84.
///
/// @param epsgGeographic the EPSG code of the geographic CRS on this datum, or 0 where its text
///     does not say: a hint by which the EPSG names of others on it are found
public record Datum(Ellipsoid ellipsoid, ToWgs84 toWgs84, int epsgGeographic) {
  static final Datum WGS84 = new Datum(Ellipsoid.WGS84, Helmert.NONE, 4326);
  static final Datum NAD83 = new Datum(Ellipsoid.GRS80, Helmert.NONE, 4269);

  /// The mean shift of the contiguous United States (EPSG:1173, 10 m); the grids that know it
  /// better are not read.
  static final Datum NAD27 = new Datum(Ellipsoid.CLARKE_1866, Helmert.of(-8, 160, 176), 4267);

  /// The way to WGS 84.
  public sealed interface ToWgs84 {}

  /// Nothing is known of it: longitudes and latitudes are taken as they are, as PROJ does.
  public record NotStated() implements ToWgs84 {}

  /// Seven parameters between geocentric coordinates in the position vector convention (EPSG
  /// method 9606), as in `+towgs84`: metres, seconds of arc, parts per million.
  public record Helmert(
      double x, double y, double z, double turnX, double turnY, double turnZ, double scale)
      implements ToWgs84 {
    static final Helmert NONE = of(0, 0, 0);

    static Helmert of(double x, double y, double z) {
      return new Helmert(x, y, z, 0, 0, 0, 0);
    }
  }

  static Datum notStated(Ellipsoid ellipsoid) {
    return new Datum(ellipsoid.normal(), new NotStated(), 0);
  }

  /// True where coordinates on both are the same numbers: no shift between them is known, or it is
  /// less than a millimetre.
  boolean isOne(Datum other) {
    return !(toWgs84 instanceof Helmert a)
        || !(other.toWgs84 instanceof Helmert b)
        || (a.equals(b)
            && Math.abs(ellipsoid.semiMajorMetres() - other.ellipsoid.semiMajorMetres()) < 1e-3
            && Math.abs(ellipsoid.semiMinorMetres() - other.ellipsoid.semiMinorMetres()) < 1e-3);
  }
}
