package dev.cairn.geo;

import static dev.cairn.geo.CrsDefinition.Parameter.ALPHA;
import static dev.cairn.geo.CrsDefinition.Parameter.K_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_0;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_1;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_2;
import static dev.cairn.geo.CrsDefinition.Parameter.LAT_TS;
import static dev.cairn.geo.CrsDefinition.Parameter.LON_0;

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
      default -> {
        // they are told everything once
      }
    }
    v.computeIfPresent(LON_0, (_, lon) -> lon == 180 ? lon : Math.IEEEremainder(lon, 360));
    v.replaceAll((p, value) -> ProjString.round(value, p.isAngle() ? 10 : p == K_0 ? 12 : 6));
    return new Projected(
        datum, ProjString.round(primeMeridianDegrees, 10), method, v, metresPerUnit, axes);
  }

  /// Mercator's latitude of true scale is a scale at the equator (EPSG method 9805).
  private static void trueScale(Map<Parameter, Double> v, Ellipsoid ellipsoid) {
    double latitude = Math.toRadians(v.getOrDefault(LAT_TS, 0.0));
    if (latitude != 0) {
      double sin = Math.sin(latitude);
      v.put(K_0, Math.cos(latitude) / Math.sqrt(1 - ellipsoid.eccentricitySquared() * sin * sin));
    }
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
}
