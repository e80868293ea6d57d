package dev.cairn.geo;

import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Parameter;
import dev.cairn.geo.CrsDefinition.Projected;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The EPSG names of CRSs that a text wrote out: geographic ones, the zones of UTM, and those in
/// which images are published. Others are known by their definition alone.
final class EpsgTwins {
  private static final Set<String> PUBLISHED =
      Set.of(
          "2154", "2193", "3031", "3034", "3035", "3338", "3395", "3408", "3409", "3413", "3577",
          "3832", "3978", "3979", "3995", "3996", "5041", "5042", "5070", "5936", "6931", "6932",
          "6933", "27700", "32661", "32761");

  /// Zones of UTM: EPSG code of the geographic CRS → that before zone 1 north, and south.
  private record Zones(int north, int south, int first, int last) {}

  private static final Map<Integer, Zones> UTM =
      Map.of(
          4326, new Zones(32_600, 32_700, 1, 60),
          4322, new Zones(32_200, 32_300, 1, 60),
          4269, new Zones(26_900, 0, 1, 23),
          4267, new Zones(26_700, 0, 1, 22),
          4258, new Zones(25_800, 0, 28, 38),
          4283, new Zones(0, 28_300, 48, 58),
          7844, new Zones(0, 7800, 46, 59));

  private EpsgTwins() {}

  static Optional<Crs> of(CrsDefinition definition) {
    return switch (definition) {
      case Geographic g -> geographic(g);
      case Projected p ->
          utm(p).or(() -> Optional.ofNullable(Known.BY_STRING.get(ProjString.format(p))));
    };
  }

  private static Optional<Crs> geographic(Geographic g) {
    String text = ProjString.format(g);
    int hint = g.datum().epsgGeographic();
    for (int code : new int[] {hint, 4326}) {
      if (code > 0
          && EpsgRegister.definition("EPSG", Integer.toString(code))
              .map(ProjString::format)
              .equals(Optional.of(text))) {
        return Optional.of(Crs.epsg(code));
      }
    }
    return Optional.empty();
  }

  private static Optional<Crs> utm(Projected p) {
    double zone = (p.value(Parameter.LON_0) + 183) / 6;
    boolean south = p.value(Parameter.Y_0) == 1e7;
    int base =
        p.datum().equals(new Datum(Ellipsoid.WGS84, Datum.Helmert.NONE, 0))
            ? 4326
            : p.datum().epsgGeographic();
    Zones zones = UTM.get(base);
    if (zones == null || zone != Math.rint(zone) || zone < zones.first() || zone > zones.last()) {
      return Optional.empty();
    }
    int before = south ? zones.south() : zones.north();
    boolean same =
        ProjString.format(p)
            .equals(ProjString.format(ProjString.utm(p.datum(), 0, (int) zone, south, 1)));
    return before > 0 && same ? Optional.of(Crs.epsg(before + (int) zone)) : Optional.empty();
  }

  /// Read from the register when the first map without a name is met.
  private static final class Known {
    static final Map<String, Crs> BY_STRING = new HashMap<>();

    static {
      EpsgRegister.lines("EPSG", PUBLISHED)
          .forEach(
              (code, line) ->
                  BY_STRING.put(
                      ProjString.format(ProjString.parse(line)), Crs.epsg(Integer.parseInt(code))));
      for (int code : new int[] {3857, 8857, 8858, 8859}) {
        BY_STRING.put(ProjString.format(Crs.epsg(code).definition()), Crs.epsg(code));
      }
    }
  }
}
