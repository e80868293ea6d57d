package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A coordinate reference system, named by authority and code, or known only by its definition.
///
/// Values are equal where their names are; of one that no code names, the name is its definition in
/// one form for all spellings. Coordinates are always `(x, y)`: easting before northing, longitude
/// before latitude. Immutable and thread-safe.
///
/// @param authority such as `EPSG`, or `user` for a CRS that has only a definition
/// @param code such as `32633`, or the definition
public record Crs(String authority, String code) {
  /// Longitude and latitude in degrees on WGS 84.
  public static final Crs WGS84 = epsg(4326);

  private static final ConcurrentMap<Pair, CoordinateTransform> TRANSFORMS =
      new ConcurrentHashMap<>();

  private static final ConcurrentMap<String, CrsDefinition> DEFINITIONS = new ConcurrentHashMap<>();

  private static final ConcurrentMap<String, Crs> TEXTS = new ConcurrentHashMap<>();

  /// Transforms, definitions and texts that are kept; a catalogue may name any number of CRSs.
  private static final int MOST_KEPT = 500;

  private static final int LONGEST_KEPT = 8192;
  private static final String USER = "user";

  /// `urn:ogc:def:crs:EPSG::4326`, `http://www.opengis.net/def/crs/EPSG/0/4326` (OGC 09-048r3).
  private static final Pattern URI_OF_CODE =
      Pattern.compile(
          "(?:urn:ogc:def:crs:|https?://www\\.opengis\\.net/def/crs/)(\\w{1,16})[:/][\\w.]{0,16}[:/](\\w{1,32})");

  private record Pair(Crs from, Crs to) {}

  public Crs {
    if (authority.isBlank() || code.isBlank()) {
      throw new IllegalArgumentException(
          "a CRS needs an authority and a code: '" + authority + "', '" + code + "'");
    }
  }

  public static Crs epsg(int code) {
    return new Crs("EPSG", Integer.toString(code));
  }

  /// The CRS of a definition as a catalogue or file carries it: WKT 1 or 2, PROJJSON, a PROJ string
  /// or GeoTIFF keys. It has its EPSG code where the text names one that is known, or where it
  /// writes out one of the well-known; else it is known by its definition, which is the same for
  /// all spellings of it. A text that is not read, or names what is not known, stands for itself:
  /// pixels can still be read as they lie.
  public static Crs userDefined(String definition) {
    Crs known = TEXTS.get(definition); // every item of a collection carries the same
    if (known != null) {
      return known;
    }
    Crs crs;
    try {
      crs = CrsText.crs(definition);
    } catch (InvalidRequest | Unsupported _) {
      crs = new Crs(USER, definition); // what is wrong with it, #definition says when it is asked
    }
    if (TEXTS.size() < MOST_KEPT && definition.length() <= LONGEST_KEPT) {
      TEXTS.put(definition, crs);
    }
    return crs;
  }

  /// `EPSG:32633`, `epsg:32633`, `32633`, `OGC:CRS84`, the URN or address of a code, or a
  /// definition as for [#userDefined].
  ///
  /// @throws InvalidRequest where the text names no CRS, or a definition is broken
  /// @throws Unsupported where a definition names what is not known
  public static Crs parse(String text) {
    String t = text.strip();
    if (CrsText.isDefinition(t)) {
      return CrsText.crs(t);
    }
    Matcher uri = URI_OF_CODE.matcher(t);
    if (uri.matches()) {
      t = uri.group(1) + ":" + uri.group(2);
    }
    if (t.equalsIgnoreCase("OGC:CRS84") || t.equalsIgnoreCase("CRS84")) {
      return WGS84;
    }
    if (t.matches("\\d{1,9}")) {
      return epsg(Integer.parseInt(t));
    }
    int colon = t.indexOf(':');
    if (colon <= 0 || colon == t.length() - 1 || t.length() > 64) {
      throw new InvalidRequest(
          "CRS " + (t.length() > 64 ? t.substring(0, 64) + "…" : t),
          "expected AUTHORITY:CODE such as EPSG:32633");
    }
    return new Crs(t.substring(0, colon).toUpperCase(Locale.ROOT), t.substring(colon + 1));
  }

  /// The EPSG code; ask [#isEpsg] first.
  ///
  /// @throws IllegalStateException where this is no EPSG code
  public int epsgCode() {
    if (!isEpsg()) {
      throw new IllegalStateException(this + " has no EPSG code");
    }
    return Integer.parseInt(code);
  }

  public boolean isEpsg() {
    return authority.equals("EPSG") && code.matches("\\d{1,9}");
  }

  /// True where coordinates are longitudes and latitudes: degrees, but in a few that have grads.
  ///
  /// @throws Unsupported where the CRS is not known
  public boolean isGeographic() {
    return equals(WGS84) || definition() instanceof CrsDefinition.Geographic;
  }

  /// After what distance an x means the same place again: 360 where coordinates are degrees of
  /// longitude, the width of the world on a cylindrical map, 0 where x does not go round.
  ///
  /// @throws Unsupported where the CRS is not known
  public double periodX() {
    return switch (definition()) {
      case CrsDefinition.Geographic g -> 360 / g.degreesPerUnit();
      case CrsDefinition.Projected p when p.method().isCylindrical() -> {
        double[] x = {Math.PI / 2};
        double[] y = {0};
        MapProjection.of(p).forward(x, y, 0, 1);
        yield 4 * x[0] / p.metresPerUnit();
      }
      case CrsDefinition.Projected _ -> 0;
    };
  }

  /// True where [#definition] says what the CRS is made of.
  public boolean isKnown() {
    try {
      return definition() != null;
    } catch (Unsupported _) {
      return false;
    }
  }

  /// Whether the corners and the middle of a box in this CRS have the same coordinates in another
  /// one, so far as the other has places for them: true of two ways to say one CRS.
  ///
  /// @param tolerance in units of the box
  /// @throws Unsupported where either CRS is not known, or they are of two planets
  public boolean isSameWithin(BBox box, Crs other, double tolerance) {
    double middleX = (box.xMin() + box.xMax()) / 2;
    double middleY = (box.yMin() + box.yMax()) / 2;
    double[] x = {box.xMin(), box.xMax(), box.xMax(), box.xMin(), middleX};
    double[] y = {box.yMin(), box.yMin(), box.yMax(), box.yMax(), middleY};
    return equals(other) || SameGround.isSame(definition(), other.definition(), x, y, tolerance);
  }

  /// The least x of the world where x goes round it: -180 where coordinates are degrees.
  double westEdge() {
    double middle =
        definition() instanceof CrsDefinition.Projected p
            ? p.value(CrsDefinition.Parameter.X_0) / p.metresPerUnit()
            : 0;
    return middle - periodX() / 2;
  }

  /// What the CRS is made of.
  ///
  /// @throws Unsupported where no register that we have names the code, or the text is not known
  public CrsDefinition definition() {
    if (authority.equals(USER)) {
      CrsDefinition known = DEFINITIONS.get(code);
      if (known != null) {
        return known;
      }
      CrsDefinition parsed = parsed();
      if (DEFINITIONS.size() < MOST_KEPT && code.length() <= LONGEST_KEPT) {
        DEFINITIONS.put(code, parsed);
      }
      return parsed;
    }
    return EpsgRegister.definition(authority, code)
        .orElseThrow(() -> new Unsupported(toString(), "no definition of this CRS is known"));
  }

  private CrsDefinition parsed() {
    try {
      return CrsText.parse(code).definition();
    } catch (InvalidRequest e) {
      throw new Unsupported(toString(), "its definition cannot be read: " + e.getMessage(), e);
    }
  }

  /// The map from one CRS's coordinates to another's; cached.
  ///
  /// @throws Unsupported where either CRS is not known, or they are of two planets
  public static CoordinateTransform transform(Crs from, Crs to) {
    var pair = new Pair(from, to);
    CoordinateTransform known = TRANSFORMS.get(pair);
    if (known != null) {
      return known;
    }
    CoordinateTransform built = build(from, to);
    if (TRANSFORMS.size() < MOST_KEPT) {
      TRANSFORMS.put(pair, built);
    }
    return built;
  }

  @Override
  public String toString() {
    if (!authority.equals(USER)) {
      return authority + ":" + code;
    }
    return code.startsWith("+proj=") ? "user-defined CRS " + code : "user-defined CRS";
  }

  private static CoordinateTransform build(Crs from, Crs to) {
    return from.equals(to)
        ? new Identity()
        : new CrsTransform(from, from.definition(), to, to.definition());
  }

  /// From a CRS to itself.
  private record Identity() implements CoordinateTransform {
    @Override
    public void apply(double[] x, double[] y) {}

    @Override
    public int applyWherePossible(double[] x, double[] y, int from, int to) {
      int missing = 0;
      for (int i = from; i < to; i++) {
        if (!Double.isFinite(x[i]) || !Double.isFinite(y[i])) {
          x[i] = Double.NaN;
          y[i] = Double.NaN;
          missing++;
        }
      }
      return missing;
    }
  }
}
