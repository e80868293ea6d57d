package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// A coordinate reference system, named by authority and code, or known only by its definition.
///
/// Values are equal where their names are. Coordinates are always `(x, y)`: easting before
/// northing, longitude before latitude. Immutable and thread-safe.
///
/// @param authority such as `EPSG`, or `user` for a CRS that has only a definition
/// @param code such as `32633`, or the definition
public record Crs(String authority, String code) {
  /// Longitude and latitude in degrees on WGS 84.
  public static final Crs WGS84 = epsg(4326);

  private static final ConcurrentMap<Pair, CoordinateTransform> TRANSFORMS =
      new ConcurrentHashMap<>();

  /// Pairs that are kept; a catalogue may name any number of CRSs.
  private static final int MOST_TRANSFORMS = 10_000;

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

  /// A CRS that only its definition names: WKT2 or PROJJSON text as a catalogue or file carries it.
  /// Two are the same where the texts are; no transform exists for one yet.
  public static Crs userDefined(String definition) {
    return new Crs("user", definition);
  }

  /// `EPSG:32633`, `epsg:32633`, `32633`, `OGC:CRS84`.
  ///
  /// @throws InvalidRequest where the text names no CRS
  public static Crs parse(String text) {
    String t = text.strip();
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

  /// True where coordinates are degrees of longitude and latitude.
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

  /// What the CRS is made of.
  ///
  /// @throws Unsupported where no register that we have names the code, or the text is not known
  public CrsDefinition definition() {
    return EpsgRegister.definition(authority, code)
        .orElseThrow(() -> new Unsupported(toString(), "no definition of this CRS is known"));
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
    if (TRANSFORMS.size() < MOST_TRANSFORMS) {
      TRANSFORMS.put(pair, built);
    }
    return built;
  }

  @Override
  public String toString() {
    return authority.equals("user") ? "user-defined CRS" : authority + ":" + code;
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
