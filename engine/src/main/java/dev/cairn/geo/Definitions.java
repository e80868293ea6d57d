package dev.cairn.geo;

import static dev.cairn.geo.CrsDefinition.Parameter.ALPHA;
import static dev.cairn.geo.CrsDefinition.Parameter.GAMMA;
import static dev.cairn.geo.CrsDefinition.Parameter.K_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_1;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_2;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_TS;
import static dev.cairn.geo.CrsDefinition.Parameter.LONC;
import static dev.cairn.geo.CrsDefinition.Parameter.LON_0;
import static dev.cairn.geo.CrsDefinition.Parameter.X_0;
import static dev.cairn.geo.CrsDefinition.Parameter.Y_0;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.EnumMap;
import java.util.Map;

/// What definitions have in common whatever text they come from: the parameters of a method in one
/// form, so that two spellings of a CRS are one definition.
final class Definitions {
  static final double KROVAK_ALPHA = 30 + (17 + 17.30311 / 60) / 60;

  private Definitions() {}

  /// A map from the parameters that its text states; those that it leaves out have PROJ's values.
  ///
  /// @throws IllegalArgumentException where a value is none for its parameter
  static Projected projected(
      Datum datum,
      double primeMeridianDegrees,
      Method method,
      Map<Parameter, Double> stated,
      double metresPerUnit,
      Axes axes) {
    if (method == Method.OMERC
        && stated.getOrDefault(ALPHA, 0.0) == 90
        && stated.getOrDefault(GAMMA, 90.0) == 90) {
      // The Swiss one, whose formulas do without the angle; as PROJ has it.
      var swiss = new EnumMap<Parameter, Double>(stated);
      swiss.put(LON_0, stated.getOrDefault(LONC, 0.0));
      return projected(datum, primeMeridianDegrees, Method.SOMERC, swiss, metresPerUnit, axes);
    }
    if (method == Method.OMERC) {
      return projected(
          datum,
          primeMeridianDegrees,
          Method.OMERC_A,
          fromNaturalOrigin(datum.ellipsoid(), stated),
          metresPerUnit,
          axes);
    }
    if (method == Method.MERC
        && datum.equals(Datum.notStated(new Ellipsoid(Ellipsoid.WGS84.semiMajorMetres(), 0)))
        && stated.getOrDefault(LAT_TS, 0.0) == 0
        && stated.getOrDefault(K_0, 1.0) == 1) {
      // The older way to say it: a sphere of that radius stands for WGS 84.
      return projected(
          Datum.WGS84, primeMeridianDegrees, Method.WEBMERC, stated, metresPerUnit, axes);
    }
    var v = new EnumMap<Parameter, Double>(Parameter.class);
    v.putAll(stated);
    switch (method) {
      case MERC -> trueScale(v, datum.ellipsoid());
      case LCC -> {
        // One standard parallel, by either name, is both.
        v.putIfAbsent(LAT_1, v.getOrDefault(LAT_0, 0.0));
        if (!v.containsKey(LAT_2)) {
          v.put(LAT_2, v.getOrDefault(LAT_1, 0.0));
          v.putIfAbsent(LAT_0, v.getOrDefault(LAT_1, 0.0));
        }
        order(v);
      }
      case AEA, EQDC -> order(v);
      case CEA, EQC -> v.computeIfPresent(LAT_TS, (_, lat) -> Math.abs(lat));
      case STERE -> stereographic(v);
      case KROVAK -> v.putIfAbsent(ALPHA, KROVAK_ALPHA);
      case OMERC_A -> v.putIfAbsent(GAMMA, v.getOrDefault(ALPHA, 0.0));
      default -> {
        // they are told everything once
      }
    }
    for (Parameter p : new Parameter[] {LON_0, LONC, ALPHA, GAMMA}) {
      v.computeIfPresent(p, (_, turn) -> turn == 180 ? turn : Math.IEEEremainder(turn, 360));
    }
    v.replaceAll((p, value) -> ProjString.round(value, p.isAngle() ? 10 : p == K_0 ? 12 : 6));
    return new Projected(
        datum,
        ProjString.round(primeMeridianDegrees, 10),
        method,
        v,
        ProjString.normalUnit(metresPerUnit),
        axes);
  }

  /// That a parameter which a text states has a say in the method, or says what goes without.
  ///
  /// @throws Unsupported where it would be passed over
  static void requireOwn(String where, String name, Method method, Parameter p, double value) {
    boolean says =
        method.parameters().contains(p)
            || (method == Method.MERC && p == LAT_TS)
            || (method == Method.SOMERC && p == LONC)
            || value == p.usual();
    if (!says) {
      throw new Unsupported(
          where, name + " of " + value + " is not known of projection " + method.projName());
    }
  }

  /// Mercator's latitude of true scale is a scale at the equator (EPSG method 9805).
  private static void trueScale(Map<Parameter, Double> v, Ellipsoid ellipsoid) {
    double latitude = Math.toRadians(v.getOrDefault(LAT_TS, 0.0));
    if (latitude != 0) {
      double sin = Math.sin(latitude);
      v.put(K_0, Math.cos(latitude) / Math.sqrt(1 - ellipsoid.eccentricitySquared() * sin * sin));
    }
  }

  /// Oblique Mercator counts from the projection's centre in variant B and from its natural origin
  /// in variant A, so that one is the other with another false origin (EPSG guidance note 7-2,
  /// §3.2.4).
  private static Map<Parameter, Double> fromNaturalOrigin(
      Ellipsoid ellipsoid, Map<Parameter, Double> stated) {
    var v = new EnumMap<Parameter, Double>(Parameter.class);
    v.putAll(stated);
    double alpha = Math.toRadians(v.getOrDefault(ALPHA, 0.0));
    double gamma = Math.toRadians(v.getOrDefault(GAMMA, v.getOrDefault(ALPHA, 0.0)));
    double phi = Math.toRadians(v.getOrDefault(LAT_0, 0.0));
    double e2 = ellipsoid.eccentricitySquared();
    double sin = Math.sin(phi);
    double cos = Math.cos(phi);
    double w = 1 - e2 * sin * sin;
    double b = Math.sqrt(1 + e2 * cos * cos * cos * cos / (1 - e2));
    double radius = ellipsoid.semiMajorMetres() * v.getOrDefault(K_0, 1.0) * Math.sqrt(1 - e2) / w;
    double d = b * Math.sqrt(1 - e2) / (cos * Math.sqrt(w));
    double u =
        Math.copySign(radius * Math.atan2(Math.sqrt(Math.max(d * d - 1, 0)), Math.cos(alpha)), phi);
    v.merge(X_0, -u * Math.sin(gamma), Double::sum);
    v.merge(Y_0, -u * Math.cos(gamma), Double::sum);
    return v;
  }

  /// At a pole either a latitude of true scale or a scale counts; elsewhere a scale.
  private static void stereographic(Map<Parameter, Double> v) {
    if (!v.containsKey(LAT_0) && v.getOrDefault(LAT_TS, 0.0) != 0) {
      v.put(LAT_0, Math.copySign(90, v.getOrDefault(LAT_TS, 0.0)));
    }
    double centre = v.getOrDefault(LAT_0, 0.0);
    if (Math.abs(centre) != 90) {
      v.put(LAT_TS, 0.0);
      return;
    }
    double trueScale = v.getOrDefault(LAT_TS, centre);
    // PROJ takes the sign of the pole.
    v.put(LAT_TS, Math.copySign(trueScale, centre));
    if (Math.abs(trueScale) != 90) {
      v.put(K_0, 1.0);
    }
  }

  private static void order(Map<Parameter, Double> v) {
    double one = v.getOrDefault(LAT_1, 0.0);
    double two = v.getOrDefault(LAT_2, 0.0);
    v.put(LAT_1, Math.min(one, two));
    v.put(LAT_2, Math.max(one, two));
  }

  /// Names of datums and of geographic CRSs, by their letters and digits, and the EPSG code of the
  /// geographic CRS.
  private static final Map<String, Integer> DATUMS =
      Map.ofEntries(
          Map.entry("wgs84", 4326),
          Map.entry("wgs1984", 4326),
          Map.entry("worldgeodeticsystem1984", 4326),
          Map.entry("wgs72", 4322),
          Map.entry("wgs1972", 4322),
          Map.entry("worldgeodeticsystem1972", 4322),
          Map.entry("nad83", 4269),
          Map.entry("northamericandatum1983", 4269),
          Map.entry("northamerican1983", 4269),
          Map.entry("nad27", 4267),
          Map.entry("northamericandatum1927", 4267),
          Map.entry("northamerican1927", 4267),
          Map.entry("nad83harn", 4152),
          Map.entry("nad83highaccuracyreferencenetwork", 4152),
          Map.entry("northamerican1983harn", 4152),
          Map.entry("nad83csrs", 4617),
          Map.entry("nad83canadianspatialreferencesystem", 4617),
          Map.entry("nad832011", 6318),
          Map.entry("nad83nationalspatialreferencesystem2011", 6318),
          Map.entry("etrs89", 4258),
          Map.entry("etrs1989", 4258),
          Map.entry("europeanterrestrialreferencesystem1989", 4258),
          Map.entry("ed50", 4230),
          Map.entry("europeandatum1950", 4230),
          Map.entry("european1950", 4230),
          Map.entry("rgf93", 4171),
          Map.entry("rgf93v1", 4171),
          Map.entry("rgf1993", 4171),
          Map.entry("reseaugeodesiquefrancais1993", 4171),
          Map.entry("reseaugeodesiquefrancais1993v1", 4171),
          Map.entry("osgb36", 4277),
          Map.entry("osgb1936", 4277),
          Map.entry("ordnancesurveyofgreatbritain1936", 4277),
          Map.entry("gda94", 4283),
          Map.entry("gda1994", 4283),
          Map.entry("geocentricdatumofaustralia1994", 4283),
          Map.entry("gda2020", 7844),
          Map.entry("geocentricdatumofaustralia2020", 7844),
          Map.entry("nzgd2000", 4167),
          Map.entry("newzealandgeodeticdatum2000", 4167),
          Map.entry("sirgas2000", 4674),
          Map.entry("sistemadereferenciageocentricoparalasamericas2000", 4674),
          Map.entry("jgd2000", 4612),
          Map.entry("japanesegeodeticdatum2000", 4612),
          Map.entry("cgcs2000", 4490),
          Map.entry("china2000", 4490),
          Map.entry("pulkovo1942", 4284),
          Map.entry("dhdn", 4314),
          Map.entry("deutscheshauptdreiecksnetz", 4314));

  /// The datum that a text names by codes or names, where its ellipsoid is the one that the text
  /// states; else one of that ellipsoid of which no more is known.
  ///
  /// @param geographicCode EPSG code of the geographic CRS, or 0
  /// @param datumCode EPSG code of the datum, or 0
  static Datum datum(
      Ellipsoid ellipsoid, int geographicCode, int datumCode, String... namesOfDatumAndCrs) {
    int code = geographicCode;
    if (code == 0 && datumCode > 6000 && datumCode < 7000) {
      code = datumCode - 2000; // the register's first datums were numbered along with their CRSs
    }
    for (String name : namesOfDatumAndCrs) {
      if (code == 0) {
        String letters = Conversion.letters(name).replaceFirst("ensemble$", "");
        code =
            DATUMS.getOrDefault(
                letters, DATUMS.getOrDefault(letters.replaceFirst("^(d|gcs)", ""), 0));
      }
    }
    return code > 0
            && EpsgRegister.definition("EPSG", Integer.toString(code)).orElse(null)
                instanceof CrsDefinition.Geographic g
            && g.datum().ellipsoid().isNearly(ellipsoid)
        ? g.datum()
        : Datum.notStated(ellipsoid);
  }
}
