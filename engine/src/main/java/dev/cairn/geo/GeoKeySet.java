package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a CRS is made of in the keys of a GeoTIFF (OGC 19-008r4 §7 and annex B; methods and their
/// parameters as GeoTIFF 1.0 §6.3.3.3 numbers them and GDAL reads them).
///
/// @param values by key
public record GeoKeySet(Map<Integer, Value> values) {
  private static final int USER_DEFINED = 32_767;
  private static final int DEGREE = 9102;

  public GeoKeySet {
    values = Map.copyOf(values);
  }

  /// What a key says.
  public sealed interface Value {}

  /// A number of 16 bits: a code.
  public record Code(int code) implements Value {}

  public record Numbers(List<Double> list) implements Value {
    public Numbers {
      list = List.copyOf(list);
    }
  }

  /// ASCII without `|`.
  public record Text(String text) implements Value {}

  /// A CRS without a code, written out.
  ///
  /// @throws Unsupported where it is not known, or of a method that no key names
  public static GeoKeySet of(Crs crs) {
    var keys = new Keys(crs.toString());
    switch (crs.definition()) {
      case Geographic g -> {
        keys.code(1024, 2);
        keys.geographic(g.datum(), g.primeMeridianDegrees(), g.degreesPerUnit());
      }
      case Projected p -> {
        keys.code(1024, 1);
        keys.geographic(p.datum(), p.primeMeridianDegrees(), 1);
        keys.projected(p);
      }
    }
    return new GeoKeySet(keys.values);
  }

  /// Keys in the making.
  private static final class Keys {
    private final String name;
    private final Map<Integer, Value> values = new TreeMap<>();

    Keys(String name) {
      this.name = name;
    }

    private void code(int key, int code) {
      values.put(key, new Code(code));
    }

    private void number(int key, Double... numbers) {
      values.put(key, new Numbers(List.of(numbers)));
    }

    private void geographic(Datum datum, double meridian, double degreesPerUnit) {
      if (degreesPerUnit == 1) {
        code(2054, DEGREE);
      } else if (Math.abs(degreesPerUnit - 0.9) < 1e-12) {
        code(2054, 9105); // grads
      } else {
        throw new Unsupported(name, "a unit of " + degreesPerUnit + " degrees has no key");
      }
      int named = datum.epsgGeographic();
      if (named >= 1024
          && named < USER_DEFINED
          && Crs.epsg(named).isKnown()
          && Crs.epsg(named).definition().equals(new Geographic(datum, meridian, degreesPerUnit))) {
        code(2048, named);
        return;
      }
      code(2048, USER_DEFINED);
      values.put(2049, new Text("GCS Name = user-defined"));
      code(2050, USER_DEFINED);
      code(2056, USER_DEFINED);
      number(2057, datum.ellipsoid().semiMajorMetres());
      if (datum.ellipsoid().isSphere()) {
        number(2058, datum.ellipsoid().semiMajorMetres());
      } else {
        number(2059, datum.ellipsoid().inverseFlattening());
      }
      if (meridian != 0) {
        code(2051, USER_DEFINED);
        number(2061, meridian / degreesPerUnit);
      }
      if (datum.toWgs84() instanceof Datum.Helmert h) {
        number(2062, h.x(), h.y(), h.z(), h.turnX(), h.turnY(), h.turnZ(), h.scale());
      }
    }

    private void projected(Projected p) {
      code(3072, USER_DEFINED);
      values.put(3073, new Text("user-defined"));
      code(3074, USER_DEFINED);
      int method = method(p);
      code(3075, method);
      double unit = p.metresPerUnit();
      if (unit == 1) {
        code(3076, 9001);
      } else if (unit == 0.3048) {
        code(3076, 9002);
      } else if (Math.abs(unit - 1200.0 / 3937) < 1e-12) {
        code(3076, 9003);
      } else {
        code(3076, USER_DEFINED);
        number(3077, unit);
      }
      parameters(p, method);
      boolean falseOrigin = method == 8; // Lambert's, of two parallels
      number(falseOrigin ? 3086 : 3082, p.value(Parameter.X_0) / unit);
      number(falseOrigin ? 3087 : 3083, p.value(Parameter.Y_0) / unit);
    }

    private int method(Projected p) {
      boolean south = p.axes() == Axes.WEST_SOUTH;
      if (south && p.method() != Method.TMERC) {
        throw new Unsupported(name, "axes to the west and south have a key for tmerc only");
      }
      return switch (p.method()) {
        case TMERC -> south ? 27 : 1;
        case MERC -> 7;
        case LCC -> {
          boolean one =
              p.value(Parameter.LAT_1) == p.value(Parameter.LAT_2)
                  && p.value(Parameter.LAT_0) == p.value(Parameter.LAT_1);
          if (!one && p.value(Parameter.K_0) != 1) {
            throw new Unsupported(name, "two standard parallels and a scale have no keys");
          }
          yield one ? 9 : 8;
        }
        case LAEA -> 10;
        case AEA -> 11;
        case AEQD -> 12;
        case EQDC -> 13;
        case STERE -> Math.abs(p.value(Parameter.LAT_0)) == 90 ? 15 : 14;
        case STEREA -> 16;
        case EQC -> {
          if (p.value(Parameter.LAT_0) != 0) {
            throw new Unsupported(name, "eqc with a latitude of origin has no key that is read");
          }
          yield 17;
        }
        case CASS -> 18;
        case GNOM -> 19;
        case MILL -> 20;
        case ORTHO -> 21;
        case POLY -> 22;
        case ROBIN -> 23;
        case SINU -> 24;
        case VANDG -> 25;
        case NZMG -> 26;
        case CEA -> 28;
        case OMERC, OMERC_A, ECK4, ECK6, EQEARTH, GALL, GEOS, KROVAK, MOLL, SOMERC, WEBMERC ->
            throw new Unsupported(
                name, "a GeoTIFF has no keys for " + p.method().projName() + " without a code");
      };
    }

    private void parameters(Projected p, int method) {
      switch (p.method()) {
        case TMERC, MERC, CASS, POLY, NZMG, STEREA -> origin(p);
        case LCC -> {
          if (method == 9) {
            origin(p);
          } else {
            number(3078, p.value(Parameter.LAT_1));
            number(3079, p.value(Parameter.LAT_2));
            number(3085, p.value(Parameter.LAT_0));
            number(3084, p.value(Parameter.LON_0));
          }
        }
        case AEA -> {
          number(3078, p.value(Parameter.LAT_1));
          number(3079, p.value(Parameter.LAT_2));
          number(3081, p.value(Parameter.LAT_0));
          number(3080, p.value(Parameter.LON_0));
        }
        case EQDC -> {
          number(3078, p.value(Parameter.LAT_1));
          number(3079, p.value(Parameter.LAT_2));
          centre(p);
        }
        case STERE -> {
          if (method == 14) {
            centre(p);
            number(3092, p.value(Parameter.K_0));
          } else {
            number(3081, p.value(Parameter.LAT_TS));
            number(3095, p.value(Parameter.LON_0));
            number(3092, p.value(Parameter.K_0));
          }
        }
        case EQC -> {
          number(3078, p.value(Parameter.LAT_TS));
          centre(p);
        }
        case CEA -> {
          number(3078, p.value(Parameter.LAT_TS));
          number(3080, p.value(Parameter.LON_0));
        }
        case LAEA, AEQD, GNOM, MILL, ORTHO, ROBIN, SINU, VANDG -> centre(p);
        case OMERC, OMERC_A, ECK4, ECK6, EQEARTH, GALL, GEOS, KROVAK, MOLL, SOMERC, WEBMERC ->
            throw new AssertionError(p.method());
      }
    }

    private void origin(Projected p) {
      number(3081, p.value(Parameter.LAT_0));
      number(3080, p.value(Parameter.LON_0));
      number(3092, p.value(Parameter.K_0));
    }

    private void centre(Projected p) {
      number(3089, p.value(Parameter.LAT_0));
      number(3088, p.value(Parameter.LON_0));
    }
  }
}
