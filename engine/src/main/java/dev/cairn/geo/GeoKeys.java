package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// CRSs in the keys of a GeoTIFF (OGC 19-008r4 §7 and annex B, and GeoTIFF 1.0 §6 for what it has
/// left out), as one text: `GeoKeys 1024=1 3072=32767 3075=10 3080=10.0 3073="citation"`.
final class GeoKeys {
  static final String PREFIX = "GeoKeys";

  private static final int USER_DEFINED = 32_767;

  /// Before WKT in a citation, where Esri's keys say no more than a name.
  private static final String ESRI = "ESRI PE String = ";

  /// ERDAS Imagine names a code and, in a citation, other units than the code's.
  private static final Pattern IMAGINE_UNITS =
      Pattern.compile("IMAGINE GeoTIFF Support[^\"]*?\nUnits = ([^\n]{0,40})");

  private static final Pattern KEY =
      Pattern.compile(" (\\d{1,5})=(?:\"(.*?)\"(?= \\d{1,5}=|$)|([^\" ]*))", Pattern.DOTALL);

  /// Ellipsoids by their EPSG code.
  private static final Map<Integer, String> ELLIPSOIDS =
      Map.ofEntries(
          Map.entry(7001, "airy"),
          Map.entry(7002, "mod_airy"),
          Map.entry(7003, "aust_SA"),
          Map.entry(7004, "bessel"),
          Map.entry(7006, "bess_nam"),
          Map.entry(7008, "clrk66"),
          Map.entry(7011, "clrk80ign"),
          Map.entry(7013, "clrk80"),
          Map.entry(7015, "evrst30"),
          Map.entry(7018, "evrst48"),
          Map.entry(7019, "GRS80"),
          Map.entry(7020, "helmert"),
          Map.entry(7022, "intl"),
          Map.entry(7024, "krass"),
          Map.entry(7025, "NWL9D"),
          Map.entry(7030, "WGS84"),
          Map.entry(7036, "GRS67"),
          Map.entry(7043, "WGS72"),
          Map.entry(7047, "sphere"),
          Map.entry(7052, "sphere"),
          Map.entry(7053, "hough"));

  private final Map<Integer, double[]> numbers = new TreeMap<>();
  private final Map<Integer, String> citations = new TreeMap<>();

  private GeoKeys(String text) {
    if (text.length() > 1 << 17) {
      throw new InvalidRequest(PREFIX, "of " + text.length() + " characters");
    }
    Matcher m = KEY.matcher(text);
    int at = PREFIX.length();
    while (at < text.length()) {
      if (!m.region(at, text.length()).lookingAt()) {
        throw new InvalidRequest(PREFIX + " at character " + at, "expected KEY=VALUE");
      }
      int key = Integer.parseInt(m.group(1));
      if (m.group(2) != null) {
        citations.putIfAbsent(key, m.group(2));
      } else {
        numbers.putIfAbsent(key, numbers(key, m.group(3)));
      }
      at = m.end();
    }
  }

  private static double[] numbers(int key, String list) {
    String[] parts = list.isEmpty() ? new String[0] : list.split(",", -1);
    double[] v = new double[parts.length];
    for (int i = 0; i < v.length; i++) {
      try {
        v[i] = Double.parseDouble(parts[i]);
      } catch (NumberFormatException e) {
        throw new InvalidRequest("key " + key, "'" + parts[i] + "' is no number", e);
      }
    }
    return v;
  }

  static CrsText.Named parse(String text) {
    var keys = new GeoKeys(text);
    return new CrsText.Named(keys.definition(), 0, Optional.empty());
  }

  private CrsDefinition definition() {
    int model = code(1024);
    int projected = code(3072);
    String citation = citations.getOrDefault(3073, "") + citations.getOrDefault(1026, "");
    int esri = citation.indexOf(ESRI);
    if (esri >= 0) {
      String wkt = citation.substring(esri + ESRI.length());
      return WktCrs.parse(wkt.split("\\|", 2)[0].strip()).definition();
    }
    if (model == 3) {
      throw new Unsupported("key 1024", "geocentric coordinates are none of maps");
    }
    if (projected > 0 && projected != USER_DEFINED) {
      CrsDefinition named = Crs.epsg(projected).definition();
      return named instanceof Projected p && imagine(citation) > 0
          ? withUnit(p, imagine(citation))
          : named;
    }
    Geographic base = base();
    return model == 2 || (model == 0 && projected == 0 && !numbers.containsKey(3075))
        ? base
        : projected(base);
  }

  /// Metres a unit, where ERDAS Imagine states it in a citation beside a code; 0 where it does not.
  private static double imagine(String citation) {
    Matcher units = IMAGINE_UNITS.matcher(citation);
    if (!units.find()) {
      return 0;
    }
    return switch (Conversion.letters(units.group(1))) {
      case "meters" -> 1;
      case "internationalfeet" -> 0.3048;
      case "ussurveyfeet" -> 1200.0 / 3937;
      default -> throw new Unsupported("key 1026", "units of ERDAS Imagine: " + units.group(1));
    };
  }

  private static Projected withUnit(Projected p, double metres) {
    return new Projected(
        p.datum(),
        p.primeMeridianDegrees(),
        p.method(),
        p.parameters(),
        ProjString.normalUnit(metres),
        p.axes());
  }

  private CrsDefinition projected(Geographic base) {
    double unit = lengthUnit();
    double degrees = base.degreesPerUnit();
    int system = code(3074);
    if (system >= 16_001 && system <= 16_160 && system != 16_100) {
      boolean south = system > 16_100;
      int zone = system - (south ? 16_100 : 16_000);
      if (zone <= 60) {
        return ProjString.utm(base.datum(), base.primeMeridianDegrees(), zone, south, unit);
      }
    }
    var v = new EnumMap<Parameter, Double>(Parameter.class);
    angle(v, Parameter.LAT_1, degrees, 3078);
    angle(v, Parameter.LAT_2, degrees, 3079);
    angle(v, Parameter.LON_0, degrees, 3080, 3084, 3088, 3095);
    angle(v, Parameter.LAT_0, degrees, 3081, 3085, 3089);
    angle(v, Parameter.ALPHA, degrees, 3094);
    angle(v, Parameter.GAMMA, degrees, 3096);
    length(v, Parameter.X_0, unit, 3082, 3086, 3090);
    length(v, Parameter.Y_0, unit, 3083, 3087, 3091);
    length(v, Parameter.K_0, 1, 3092, 3093);
    return map(base, v, unit);
  }

  private CrsDefinition map(Geographic base, EnumMap<Parameter, Double> v, double unit) {
    // A conversion of the register (key 3074) that images are in, or a method.
    int code = code(3074) == 3856 ? -1 : code(3075);
    String citation = citations.getOrDefault(1026, "") + citations.getOrDefault(3073, "");
    Method method =
        switch (code) {
          case -1 -> Method.WEBMERC;
          case 1, 27 -> Method.TMERC;
          case 3 -> Method.OMERC;
          case 7 ->
              citation.contains("Auxiliary_Sphere") || citation.contains("Pseudo-Mercator")
                  ? Method.WEBMERC
                  : Method.MERC;
          case 8, 9 -> Method.LCC;
          case 10 -> Method.LAEA;
          case 11 -> Method.AEA;
          case 12 -> Method.AEQD;
          case 13 -> Method.EQDC;
          case 14, 15 -> Method.STERE;
          case 16 -> Method.STEREA;
          case 17 -> Method.EQC;
          case 18 -> Method.CASS;
          case 19 -> Method.GNOM;
          case 20 -> Method.MILL;
          case 21 -> Method.ORTHO;
          case 22 -> Method.POLY;
          case 23 -> Method.ROBIN;
          case 24 -> Method.SINU;
          case 25 -> Method.VANDG;
          case 26 -> Method.NZMG;
          case 28 -> Method.CEA;
          default -> throw new Unsupported("key 3075", "projection " + code + " is not known");
        };
    if (method == Method.OMERC) {
      v.put(Parameter.LONC, v.getOrDefault(Parameter.LON_0, 0.0));
    }
    if (method == Method.EQC || method == Method.CEA || method == Method.MERC) {
      // The first standard parallel is that of true scale.
      Double parallel = v.get(Parameter.LAT_1);
      if (parallel != null) {
        v.put(Parameter.LAT_TS, parallel);
      }
    }
    if (code == 15) {
      double latitude = v.getOrDefault(Parameter.LAT_0, 90.0);
      v.put(Parameter.LAT_0, Math.copySign(90, latitude));
      v.put(Parameter.LAT_TS, latitude);
    }
    return Definitions.projected(
        base.datum(),
        base.primeMeridianDegrees(),
        method,
        v,
        unit,
        code == 27 ? Axes.WEST_SOUTH : Axes.EAST_NORTH);
  }

  private Geographic base() {
    double degrees = angleUnit();
    int crs = code(2048);
    int datumCode = code(2050);
    double[] shift = numbers.getOrDefault(2062, new double[0]);
    Datum datum;
    double meridian = 0;
    if (crs > 0 && crs != USER_DEFINED) {
      if (!(Crs.epsg(crs).definition() instanceof Geographic g)) {
        throw new InvalidRequest("key 2048", "EPSG:" + crs + " is no geographic CRS");
      }
      datum = g.datum();
      meridian = g.primeMeridianDegrees();
    } else if (datumCode > 6000
        && datumCode < 7000
        && EpsgRegister.definition("EPSG", Integer.toString(datumCode - 2000)).orElse(null)
            instanceof Geographic g) {
      datum = g.datum(); // the register's first datums were numbered along with their CRSs
    } else {
      datum =
          Definitions.datum(ellipsoid(), 0, 0, citations.getOrDefault(2049, "").split("\\|", 2)[0]);
    }
    if (numbers.containsKey(2061)) {
      meridian = number(2061) * degrees;
    }
    if (shift.length == 3 || shift.length == 7) {
      double[] s = Arrays.copyOf(shift, 7);
      datum =
          new Datum(
              datum.ellipsoid(), new Datum.Helmert(s[0], s[1], s[2], s[3], s[4], s[5], s[6]), 0);
    }
    return new Geographic(datum, ProjString.round(meridian, 10), degrees);
  }

  private Ellipsoid ellipsoid() {
    String named = ELLIPSOIDS.get(code(2056));
    if (named != null) {
      return Ellipsoid.named(named).orElseThrow();
    }
    if (code(2056) > 0 && code(2056) != USER_DEFINED) {
      throw new Unsupported("key 2056", "ellipsoid " + code(2056) + " is not known");
    }
    if (!numbers.containsKey(2057)) {
      throw new Unsupported("keys", "no datum and no ellipsoid (keys 2048, 2050, 2056, 2057)");
    }
    double a = number(2057);
    return (numbers.containsKey(2059)
            ? new Ellipsoid(a, number(2059))
            : Ellipsoid.axes(a, numbers.containsKey(2058) ? number(2058) : a))
        .normal();
  }

  private double lengthUnit() {
    return switch (code(3076)) {
      case 0, 9001 -> 1;
      case 9002 -> 0.3048;
      case 9003 -> 1200.0 / 3937;
      case 9036 -> 1000;
      case USER_DEFINED -> {
        if (numbers.containsKey(3077)) {
          yield number(3077);
        }
        throw new Unsupported("key 3076", "a unit of no size (key 3077)");
      }
      default -> throw new Unsupported("key 3076", "unit " + code(3076) + " is not known");
    };
  }

  /// Degrees a unit.
  private double angleUnit() {
    return switch (code(2054)) {
      case 0, 9102, 9122 -> 1;
      case 9101 -> Math.toDegrees(1);
      case 9103 -> 1 / 60.0;
      case 9104 -> 1 / 3600.0;
      case 9105, 9106 -> 0.9;
      case USER_DEFINED -> {
        if (numbers.containsKey(2055)) {
          yield Conversion.degrees(1, number(2055));
        }
        throw new Unsupported("key 2054", "a unit of no size (key 2055)");
      }
      default -> throw new Unsupported("key 2054", "unit " + code(2054) + " is not known");
    };
  }

  private void angle(Map<Parameter, Double> v, Parameter p, double degrees, int... keys) {
    length(v, p, degrees, keys);
  }

  private void length(Map<Parameter, Double> v, Parameter p, double unit, int... keys) {
    for (int key : keys) {
      if (numbers.containsKey(key) && !v.containsKey(p)) {
        v.put(p, number(key) * unit);
      }
    }
  }

  private int code(int key) {
    double[] v = numbers.getOrDefault(key, new double[0]);
    return v.length > 0 ? (int) v[0] : 0;
  }

  private double number(int key) {
    double[] v = numbers.getOrDefault(key, new double[0]);
    if (v.length == 0 || !Double.isFinite(v[0])) {
      throw new InvalidRequest("key " + key, "has no number");
    }
    return v[0];
  }
}
