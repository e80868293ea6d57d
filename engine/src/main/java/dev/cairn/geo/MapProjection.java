package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;

/// The formulas of a method of projection: longitudes and latitudes to lengths on a map and back,
/// in place, without allocation a point. A point without an image becomes NaN, NaN. Thread-safe.
///
/// Angles are radians, longitudes are counted from the central meridian and lie within ±π; lengths
/// are metres from where the false easting and northing are added.
interface MapProjection {
  void forward(double[] x, double[] y, int from, int to);

  void inverse(double[] x, double[] y, int from, int to);

  /// The formulas of a CRS: our own for those that most images are in, proj4j's for the others.
  ///
  /// @throws Unsupported where nobody has them
  static MapProjection of(Projected crs) {
    Ellipsoid e = crs.datum().ellipsoid();
    return switch (crs.method()) {
      case TMERC -> new TransverseMercator(e, crs.value(Parameter.LAT_0), crs.value(Parameter.K_0));
      case MERC -> new Mercator(e, crs.value(Parameter.K_0));
      case WEBMERC -> new Mercator(new Ellipsoid(e.semiMajorMetres(), 0), 1);
      case EQEARTH -> new EqualEarth(e);
      case STERE ->
          Math.abs(crs.value(Parameter.LAT_0)) == 90
              ? new PolarStereographic(
                  e,
                  crs.value(Parameter.LAT_0) > 0,
                  crs.value(Parameter.LAT_TS),
                  crs.value(Parameter.K_0))
              : new Stereographic(e, crs.value(Parameter.LAT_0), crs.value(Parameter.K_0));
      case SINU -> new Sinusoidal(e);
      case EQC ->
          new Equirectangular(
              e.semiMajorMetres(), crs.value(Parameter.LAT_0), crs.value(Parameter.LAT_TS));
      case AEA ->
          new Albers(
              e,
              crs.value(Parameter.LAT_0),
              crs.value(Parameter.LAT_1),
              crs.value(Parameter.LAT_2));
      case CASS -> new Cassini(e, crs.value(Parameter.LAT_0));
      case EQDC ->
          new EquidistantConic(
              e,
              crs.value(Parameter.LAT_0),
              crs.value(Parameter.LAT_1),
              crs.value(Parameter.LAT_2));
      case GEOS -> {
        if (e.isSphere()) {
          throw new Unsupported("projection geos", "of a sphere is not known here");
        }
        yield new Proj4jProjection(crs);
      }
      case GNOM -> new Gnomonic(e.semiMajorMetres(), crs.value(Parameter.LAT_0));
      case MILL -> new Miller(e.semiMajorMetres() * new AuthalicLatitude(e).radius());
      case MOLL -> new Mollweide(e.semiMajorMetres());
      case ORTHO -> new Orthographic(e, crs.value(Parameter.LAT_0));
      case POLY -> new Polyconic(e, crs.value(Parameter.LAT_0));
      case NZMG ->
          throw new Unsupported(
              "projection nzmg", "the formulas of the New Zealand Map Grid are not known here");
      case AEQD,
          CEA,
          ECK4,
          ECK6,
          GALL,
          KROVAK,
          LAEA,
          LCC,
          OMERC,
          OMERC_A,
          ROBIN,
          SOMERC,
          STEREA,
          VANDG ->
          new Proj4jProjection(crs);
    };
  }
}
