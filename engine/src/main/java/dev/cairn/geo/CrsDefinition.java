package dev.cairn.geo;

import dev.cairn.base.Unsupported;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What a CRS is made of, whatever the words were in which it was written: WKT, PROJJSON, a PROJ
/// string, GeoTIFF keys or a code of the EPSG register. Coordinates are `(x, y)` in all of them,
/// easting before northing, longitude before latitude.
public sealed interface CrsDefinition {
  Datum datum();

  /// Where longitude 0 lies, in degrees east of Greenwich.
  double primeMeridianDegrees();

  /// Longitudes and latitudes.
  ///
  /// @param degreesPerUnit 1 where coordinates are in degrees
  record Geographic(Datum datum, double primeMeridianDegrees, double degreesPerUnit)
      implements CrsDefinition {
    public Geographic {
      require(primeMeridianDegrees, degreesPerUnit);
    }
  }

  /// Coordinates on a map.
  ///
  /// @param parameters those that the method has, each once; angles in degrees, lengths in metres
  ///     whatever the unit of the coordinates
  /// @param metresPerUnit 1 where coordinates are in metres
  record Projected(
      Datum datum,
      double primeMeridianDegrees,
      Method method,
      Map<Parameter, Double> parameters,
      double metresPerUnit,
      Axes axes)
      implements CrsDefinition {
    public Projected {
      require(primeMeridianDegrees, metresPerUnit);
      var own = new EnumMap<Parameter, Double>(Parameter.class);
      for (Parameter p : method.parameters()) {
        double value = parameters.getOrDefault(p, p.usual());
        if (!Double.isFinite(value)
            || Math.abs(value) > (p.isAngle() ? 1080 : 1e12)
            || (p == Parameter.K_0 && !(value > 0))
            || (p.isLatitude() && Math.abs(value) > 90)) {
          throw new IllegalArgumentException(method + " with " + p + " = " + value);
        }
        own.put(p, value);
      }
      parameters = Map.copyOf(own);
    }

    /// The parameter, or its usual value where the method has none of it.
    double value(Parameter p) {
      return parameters.getOrDefault(p, p.usual());
    }
  }

  /// Which way the axes of a map point.
  enum Axes {
    EAST_NORTH,
    /// As in the South African and some Danish systems.
    WEST_SOUTH;

    /// By their directions as texts state them; about a pole, all may point the same way.
    ///
    /// @throws Unsupported where the map would be mirrored, or northings would come first in files
    static Axes of(List<String> directions) {
      boolean west = directions.contains("west");
      boolean south = directions.contains("south");
      if (west && south && directions.indexOf("west") < directions.indexOf("south")) {
        return WEST_SOUTH;
      }
      if (west || (south && directions.contains("east"))) {
        throw new Unsupported("CRS", "axes to the " + String.join(" and the ", directions));
      }
      return EAST_NORTH;
    }
  }

  /// What a method of projection is told, by PROJ's names.
  enum Parameter {
    LAT_0,
    LAT_1,
    LAT_2,
    LAT_TS,
    LON_0,
    LONC,
    ALPHA,
    GAMMA,
    H,
    K_0,
    X_0,
    Y_0;

    double usual() {
      return this == K_0 ? 1 : 0;
    }

    boolean isAngle() {
      return ordinal() <= GAMMA.ordinal();
    }

    boolean isLatitude() {
      return ordinal() <= LAT_TS.ordinal();
    }

    String projName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static void require(double primeMeridianDegrees, double unit) {
    if (!(Math.abs(primeMeridianDegrees) <= 360)) {
      throw new IllegalArgumentException("prime meridian at " + primeMeridianDegrees + "°");
    }
    if (!(unit > 0) || !(unit < 1e12)) {
      throw new IllegalArgumentException("unit of " + unit);
    }
  }
}
