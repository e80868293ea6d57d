package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Axes;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// CRSs as PROJ writes them: `+proj=utm +zone=33 +datum=WGS84` (https://proj.org/usage). Parameters
/// of heights and of the order of axes are read over: coordinates are `(x, y)` here.
///
/// What [#format] writes is how a CRS that no register names is known in this engine: two texts
/// that mean one CRS give one string.
final class ProjString {
  private static final int LONGEST = 4096;
  private static final Pattern TERM = Pattern.compile("\\+?([A-Za-z]\\w*)(?:=(\\S*))?");
  private static final Pattern SEXAGESIMAL =
      Pattern.compile(
          "([-+]?)(\\d{1,3}(?:\\.\\d*)?)[d°](?:(\\d{1,2}(?:\\.\\d*)?)'(?:(\\d{1,2}(?:\\.\\d*)?)\")?)?([NSEWnsew]?)");

  private static final Map<String, Double> LENGTHS =
      Map.ofEntries(
          Map.entry("m", 1.0),
          Map.entry("km", 1000.0),
          Map.entry("dm", 0.1),
          Map.entry("cm", 0.01),
          Map.entry("mm", 0.001),
          Map.entry("ft", 0.3048),
          Map.entry("us-ft", 1200.0 / 3937),
          Map.entry("ind-ft", 0.30479841),
          Map.entry("yd", 0.9144),
          Map.entry("us-yd", 3600.0 / 3937),
          Map.entry("ind-yd", 0.91439523),
          Map.entry("ch", 20.1168),
          Map.entry("us-ch", 79_200.0 / 3937),
          Map.entry("link", 0.201168),
          Map.entry("fath", 1.8288),
          Map.entry("mi", 1609.344),
          Map.entry("us-mi", 6_336_000.0 / 3937),
          Map.entry("kmi", 1852.0));

  private static final Map<String, String> MERIDIANS =
      Map.ofEntries(
          Map.entry("greenwich", "0"),
          Map.entry("lisbon", "9d7'54.862\"W"),
          Map.entry("paris", "2d20'14.025\"E"),
          Map.entry("bogota", "74d4'51.3\"W"),
          Map.entry("madrid", "3d41'16.58\"W"),
          Map.entry("rome", "12d27'8.4\"E"),
          Map.entry("bern", "7d26'22.5\"E"),
          Map.entry("jakarta", "106d48'27.79\"E"),
          Map.entry("ferro", "17d40'W"),
          Map.entry("brussels", "4d22'4.71\"E"),
          Map.entry("stockholm", "18d3'29.8\"E"),
          Map.entry("athens", "23d42'58.815\"E"),
          Map.entry("oslo", "10d43'22.5\"E"));

  /// Terms that are read, besides the parameters of methods.
  private static final Set<String> READ =
      Set.of(
          "proj",
          "init",
          "k",
          "datum",
          "ellps",
          "towgs84",
          "nadgrids",
          "R",
          "a",
          "b",
          "rf",
          "f",
          "to_meter",
          "to_degree",
          "units",
          "pm",
          "axis",
          "zone",
          "south",
          "no_uoff",
          "no_off");

  /// Terms that change nothing of where a point of two dimensions lies.
  private static final Set<String> HARMLESS =
      Set.of(
          "no_defs",
          "defs",
          "wktext",
          "title",
          "type",
          "over",
          "approx",
          "lon_wrap",
          "vunits",
          "vto_meter",
          "geoidgrids",
          "geoid_crs",
          "z_0",
          "h_0");

  private final String text;
  private final Map<String, String> terms = new LinkedHashMap<>();

  private ProjString(String text) {
    this.text = text;
    if (text.length() > LONGEST) {
      throw wrong("more than " + LONGEST + " characters");
    }
    Matcher m = TERM.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      if (!m.region(at, text.length()).lookingAt()) {
        throw wrong("no parameter at character " + at);
      }
      terms.putIfAbsent(m.group(1), m.group(2) == null ? "" : m.group(2)); // the first one counts
      at = m.end();
    }
  }

  /// @throws InvalidRequest where the text is no PROJ string, or a parameter has no such value
  /// @throws Unsupported where it names a projection, or a grid of shifts, that is not known here
  static CrsDefinition parse(String text) {
    return new ProjString(text).definition();
  }

  private CrsDefinition definition() {
    if (terms.containsKey("init")) {
      return Crs.parse(String.valueOf(terms.get("init"))).definition();
    }
    String proj = terms.getOrDefault("proj", "");
    if (proj.isEmpty()) {
      throw wrong("no +proj");
    }
    terms.keySet().forEach(this::requireKnown);
    double meridian = primeMeridian();
    try {
      if (proj.matches("longlat|latlong|lonlat|latlon")) {
        double unit = terms.containsKey("to_degree") ? number("to_degree") : 1;
        return new Geographic(datum(), round(meridian, 10), unit);
      }
      return projected(proj, meridian);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequest(where(), String.valueOf(e.getMessage()), e);
    }
  }

  private Projected projected(String proj, double meridian) {
    var values = new EnumMap<Parameter, Double>(Parameter.class);
    for (Parameter p : Parameter.values()) {
      if (terms.containsKey(p.projName())) {
        values.put(p, p.isAngle() ? angle(p.projName()) : number(p.projName()));
      }
    }
    if (terms.containsKey("k") && !values.containsKey(Parameter.K_0)) {
      values.put(Parameter.K_0, number("k"));
    }
    Datum datum = datum();
    double unit = lengthUnit();
    Axes axes =
        switch (terms.getOrDefault("axis", "enu")) {
          case "wsu" -> Axes.WEST_SOUTH;
          case "enu", "neu" -> Axes.EAST_NORTH; // another order of the same axes
          default -> throw new Unsupported(where(), "+axis=" + terms.get("axis") + " is not known");
        };
    if (proj.equals("utm")) {
      Projected zone = utm(datum, meridian, zone(), terms.containsKey("south"), unit);
      return new Projected(
          datum, meridian, Method.TMERC, zone.parameters(), zone.metresPerUnit(), axes);
    }
    if (proj.equals("etmerc")) {
      return Definitions.projected(datum, meridian, Method.TMERC, values, unit, axes);
    }
    if (proj.equals("ups")) {
      values.put(Parameter.LAT_0, terms.containsKey("south") ? -90.0 : 90.0);
      values.put(Parameter.K_0, 0.994);
      values.put(Parameter.X_0, 2e6);
      values.put(Parameter.Y_0, 2e6);
      return Definitions.projected(datum, meridian, Method.STERE, values, unit, axes);
    }
    Method method =
        Method.named(proj)
            .orElseThrow(() -> new Unsupported(where(), "projection " + proj + " is not known"));
    Method told = method;
    values.forEach(
        (p, value) -> Definitions.requireOwn(where(), "+" + p.projName(), told, p, value));
    if (method == Method.OMERC && (terms.containsKey("no_uoff") || terms.containsKey("no_off"))) {
      method = Method.OMERC_A;
    }
    if (method == Method.KROVAK) {
      values.putIfAbsent(Parameter.LAT_0, 49.5);
      values.putIfAbsent(Parameter.LON_0, 24 + 50 / 60.0);
      values.putIfAbsent(Parameter.ALPHA, Definitions.KROVAK_ALPHA);
      values.putIfAbsent(Parameter.K_0, 0.9999);
    }
    return Definitions.projected(datum, meridian, method, values, unit, axes);
  }

  private void requireKnown(String term) {
    boolean known =
        READ.contains(term)
            || HARMLESS.contains(term)
            || (term.equals("R_A") && terms.getOrDefault("proj", "").matches("mill|vandg"))
            || (term.equals("sweep") && "y".equals(terms.get(term)));
    for (Parameter p : Parameter.values()) {
      known |= p.projName().equals(term);
    }
    if (!known) {
      String value = terms.getOrDefault(term, "");
      throw new Unsupported(
          where(), "+" + term + (value.isEmpty() ? "" : "=" + value) + " is not known");
    }
  }

  private int zone() {
    double zone = terms.containsKey("zone") ? number("zone") : 0;
    if (!(zone >= 1) || !(zone <= 60) || zone != Math.rint(zone)) {
      throw wrong("+zone is " + terms.get("zone") + ", expected 1 to 60");
    }
    return (int) zone;
  }

  /// A zone of the Universal Transverse Mercator system.
  static Projected utm(
      Datum datum, double primeMeridianDegrees, int zone, boolean south, double metresPerUnit) {
    return Definitions.projected(
        datum,
        primeMeridianDegrees,
        Method.TMERC,
        Map.of(
            Parameter.LAT_0, 0.0,
            Parameter.LON_0, 6.0 * zone - 183,
            Parameter.K_0, 0.9996,
            Parameter.X_0, 500_000.0,
            Parameter.Y_0, south ? 10_000_000.0 : 0.0),
        metresPerUnit,
        Axes.EAST_NORTH);
  }

  private Datum datum() {
    String name = terms.getOrDefault("datum", "");
    Datum datum =
        switch (name) {
          case "WGS84" -> Datum.WGS84;
          case "NAD83" -> Datum.NAD83;
          case "NAD27" -> Datum.NAD27;
          case "GGRS87" -> shifted("GRS80", "-199.87,74.79,246.62");
          case "potsdam" -> shifted("bessel", "598.1,73.7,418.2,0.202,0.045,-2.455,6.7");
          case "carthage" -> shifted("clrk80ign", "-263.0,6.0,431.0");
          case "hermannskogel" ->
              shifted("bessel", "577.326,90.129,463.919,5.137,1.474,5.297,2.4232");
          case "ire65" -> shifted("mod_airy", "482.530,-130.596,564.557,-1.042,-0.214,-0.631,8.15");
          case "nzgd49" -> shifted("intl", "59.47,-5.04,187.44,0.47,-0.1,1.024,-4.5993");
          case "OSGB36" ->
              shifted("airy", "446.448,-125.157,542.060,0.1502,0.2470,0.8421,-20.4894");
          case "" -> Datum.notStated(ellipsoid());
          default -> throw new Unsupported(where(), "datum " + name + " is not known");
        };
    if (terms.containsKey("towgs84")) {
      datum = new Datum(datum.ellipsoid(), helmert(String.valueOf(terms.get("towgs84"))), 0);
    }
    for (String grid : terms.getOrDefault("nadgrids", "").split(",")) {
      if (!grid.isEmpty() && !grid.startsWith("@")) {
        throw new Unsupported(where(), "shifts of grid " + grid + " are not read");
      }
    }
    return datum;
  }

  private Datum shifted(String ellipsoid, String parameters) {
    return new Datum(Ellipsoid.named(ellipsoid).orElseThrow(), helmert(parameters), 0);
  }

  private Datum.Helmert helmert(String list) {
    String[] parts = list.split(",", -1);
    if (parts.length != 3 && parts.length != 7) {
      throw wrong("+towgs84 has " + parts.length + " numbers, expected 3 or 7");
    }
    double[] v = new double[7];
    for (int i = 0; i < parts.length; i++) {
      v[i] = decimal("towgs84", parts[i]);
    }
    return new Datum.Helmert(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
  }

  private Ellipsoid ellipsoid() {
    String name = terms.getOrDefault("ellps", "GRS80");
    if (terms.containsKey("R")) {
      return new Ellipsoid(number("R"), 0);
    }
    Ellipsoid named =
        Ellipsoid.named(name)
            .orElseThrow(() -> new Unsupported(where(), "ellipsoid " + name + " is not known"));
    double a = terms.containsKey("a") ? number("a") : named.semiMajorMetres();
    if (terms.containsKey("b")) {
      return Ellipsoid.axes(a, number("b"));
    }
    if (terms.containsKey("rf")) {
      return new Ellipsoid(a, number("rf"));
    }
    if (terms.containsKey("f")) {
      double f = number("f");
      return new Ellipsoid(a, f == 0 ? 0 : 1 / f);
    }
    return new Ellipsoid(
        a, terms.containsKey("a") && !terms.containsKey("ellps") ? 0 : named.inverseFlattening());
  }

  private double lengthUnit() {
    if (terms.containsKey("to_meter")) {
      String value = String.valueOf(terms.get("to_meter"));
      int slash = value.indexOf('/');
      return slash < 0
          ? decimal("to_meter", value)
          : decimal("to_meter", value.substring(0, slash))
              / decimal("to_meter", value.substring(slash + 1));
    }
    String name = terms.getOrDefault("units", "m");
    Double metres = LENGTHS.get(name);
    if (metres == null) {
      throw new Unsupported(where(), "unit " + name + " is not known");
    }
    return metres;
  }

  private double primeMeridian() {
    String name = terms.getOrDefault("pm", "greenwich");
    return angle("pm", MERIDIANS.getOrDefault(name, name));
  }

  private double number(String term) {
    return decimal(term, String.valueOf(terms.get(term)));
  }

  private double angle(String term) {
    return angle(term, String.valueOf(terms.get(term)));
  }

  private double angle(String term, String value) {
    Matcher m = SEXAGESIMAL.matcher(value);
    if (!m.matches()) {
      return decimal(term, value);
    }
    double degrees =
        Double.parseDouble(m.group(2)) + part(m.group(3)) / 60 + part(m.group(4)) / 3600;
    boolean west = "sSwW".contains(m.group(5)) && !m.group(5).isEmpty();
    return west != m.group(1).equals("-") ? -degrees : degrees;
  }

  private static double part(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }

  private double decimal(String term, String value) {
    try {
      double v = Double.parseDouble(value.strip());
      if (Double.isFinite(v) && value.length() < 64) {
        return v;
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequest(where(), "+" + term + " is " + value + ", no number", e);
    }
    throw wrong("+" + term + " is " + value + ", no number");
  }

  private String where() {
    return "CRS " + (text.length() > 80 ? text.substring(0, 80) + "…" : text);
  }

  private InvalidRequest wrong(String why) {
    return new InvalidRequest(where(), why);
  }

  /// The definition in the form that every spelling of it has.
  static String format(CrsDefinition definition) {
    var s = new StringBuilder();
    switch (definition) {
      case Geographic g -> {
        s.append("+proj=longlat");
        datum(s, g);
        if (g.degreesPerUnit() != 1) {
          s.append(" +to_degree=").append(number(g.degreesPerUnit())); // no term of PROJ's
        }
      }
      case Projected p -> {
        s.append("+proj=").append(p.method().projName());
        for (Parameter parameter : p.method().parameters()) {
          s.append(" +").append(parameter.projName()).append('=');
          s.append(number(p.value(parameter)));
        }
        if (p.method() == Method.OMERC_A) {
          s.append(" +no_uoff");
        }
        datum(s, p);
        unit(s, p.metresPerUnit());
        if (p.axes() == Axes.WEST_SOUTH) {
          s.append(" +axis=wsu");
        }
      }
    }
    return s.append(" +no_defs").toString();
  }

  private static void datum(StringBuilder s, CrsDefinition definition) {
    Datum datum = definition.datum();
    if (datum.ellipsoid().equals(Ellipsoid.WGS84) && datum.toWgs84().equals(Datum.Helmert.NONE)) {
      s.append(" +datum=WGS84");
    } else if (datum.equals(Datum.NAD83)) {
      s.append(" +datum=NAD83");
    } else if (datum.equals(Datum.NAD27)) {
      s.append(" +datum=NAD27");
    } else {
      s.append(' ').append(datum.ellipsoid().toProj());
      if (datum.toWgs84() instanceof Datum.Helmert h) {
        s.append(" +towgs84=").append(number(h.x())).append(',').append(number(h.y()));
        for (double v : new double[] {h.z(), h.turnX(), h.turnY(), h.turnZ(), h.scale()}) {
          s.append(',').append(number(v));
        }
      }
    }
    if (definition.primeMeridianDegrees() != 0) {
      s.append(" +pm=").append(number(definition.primeMeridianDegrees()));
    }
  }

  private static void unit(StringBuilder s, double metres) {
    for (String name : new String[] {"m", "ft", "us-ft", "km"}) {
      if (LENGTHS.getOrDefault(name, 0.0) == metres) {
        s.append(" +units=").append(name);
        return;
      }
    }
    s.append(" +to_meter=").append(number(metres));
  }

  /// A unit that is written with fewer digits than it has.
  static double normalUnit(double metres) {
    for (String name : new String[] {"m", "ft", "us-ft"}) {
      double exact = LENGTHS.getOrDefault(name, 1.0);
      if (Math.abs(metres - exact) < 1e-9 * exact) {
        return exact;
      }
    }
    return metres;
  }

  /// Without exponent, and no more digits than tell it from its neighbours.
  static String number(double v) {
    return v == 0 ? "0" : new BigDecimal(Double.toString(v)).stripTrailingZeros().toPlainString();
  }

  /// To so many decimals, where that many are left of a float64.
  static double round(double v, int decimals) {
    return Double.isFinite(v)
        ? new BigDecimal(v).setScale(decimals, RoundingMode.HALF_EVEN).doubleValue() + 0.0
        : v;
  }

  /// True where a text is meant for [#parse].
  static boolean looksLike(String text) {
    return text.startsWith("+")
        || text.toLowerCase(Locale.ROOT).startsWith("proj=")
        || text.contains("+proj=");
  }
}
