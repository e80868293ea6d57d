package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.proj4j.BasicCoordinateTransform;
import org.locationtech.proj4j.CRSFactory;
import org.locationtech.proj4j.CoordinateReferenceSystem;
import org.locationtech.proj4j.Proj4jException;
import org.locationtech.proj4j.ProjCoordinate;

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
  private static final double SPHERE_RADIUS = 6378137.0;

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
    return equals(WGS84) || definition(this).isGeographic();
  }

  /// The map from one CRS's coordinates to another's; cached.
  ///
  /// @throws Unsupported where either CRS is not known
  public static CoordinateTransform transform(Crs from, Crs to) {
    return TRANSFORMS.computeIfAbsent(new Pair(from, to), p -> build(p.from(), p.to()));
  }

  @Override
  public String toString() {
    return authority.equals("user") ? "user-defined CRS" : authority + ":" + code;
  }

  private static CoordinateTransform build(Crs from, Crs to) {
    if (from.equals(to)) {
      return (_, _) -> {};
    }
    if (from.equals(WGS84) && to.equals(epsg(3857))) {
      return Crs::toWebMercator;
    }
    if (from.equals(epsg(3857)) && to.equals(WGS84)) {
      return Crs::fromWebMercator;
    }
    var transform = new BasicCoordinateTransform(definition(from), definition(to));
    return (x, y) -> {
      var in = new ProjCoordinate();
      var out = new ProjCoordinate();
      for (int i = 0; i < x.length; i++) {
        in.setValue(x[i], y[i]);
        Throwable failure = null;
        try {
          transform.transform(in, out);
        } catch (Proj4jException e) {
          failure = e;
        }
        if (failure != null || !Double.isFinite(out.x) || !Double.isFinite(out.y)) {
          throw new InvalidRequest(
              "point " + x[i] + ", " + y[i] + " of " + from, "has no place in " + to, failure);
        }
        x[i] = out.x;
        y[i] = out.y;
      }
    };
  }

  private static void toWebMercator(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      if (!(Math.abs(y[i]) < 90)) {
        throw new InvalidRequest(
            "point " + x[i] + ", " + y[i] + " of EPSG:4326", "has no place in EPSG:3857");
      }
      x[i] = Math.toRadians(x[i]) * SPHERE_RADIUS;
      y[i] = Math.log(Math.tan(Math.PI / 4 + Math.toRadians(y[i]) / 2)) * SPHERE_RADIUS;
    }
  }

  private static void fromWebMercator(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.toDegrees(x[i] / SPHERE_RADIUS);
      y[i] = Math.toDegrees(2 * Math.atan(Math.exp(y[i] / SPHERE_RADIUS)) - Math.PI / 2);
    }
  }

  /// proj4j's view of the CRS; the class holds the parsed definitions, which are slow to read.
  private static final class Definitions {
    static final ConcurrentMap<Crs, CoordinateReferenceSystem> PARSED = new ConcurrentHashMap<>();
  }

  private static CoordinateReferenceSystem definition(Crs crs) {
    @Nullable CoordinateReferenceSystem known = Definitions.PARSED.get(crs);
    if (known != null) {
      return known;
    }
    CoordinateReferenceSystem parsed;
    try {
      // A factory is not documented as thread-safe and is cheap: one a call.
      var factory = new CRSFactory();
      parsed =
          crs.equals(WGS84)
              ? factory.createFromParameters("EPSG:4326", "+proj=longlat +datum=WGS84 +no_defs")
              : factory.createFromName(crs.authority + ":" + crs.code);
    } catch (Proj4jException | IllegalArgumentException | IllegalStateException e) {
      throw new Unsupported(crs.toString(), "no definition of this CRS is known", e);
    }
    if (parsed == null) {
      throw new Unsupported(crs.toString(), "no definition of this CRS is known");
    }
    Definitions.PARSED.put(crs, parsed);
    return parsed;
  }
}
