package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.TileMatrix.Corner;
import dev.cairn.geo.TileMatrix.VariableWidth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// The tile matrix sets that are in wide use, by name: those of OGC 17-083r4 annexes D and E with
/// CDB's, the Canadian one, and two of Land Information New Zealand.
///
/// Each is made from what defines it: where the first tile lies, how large its pixels are, how many
/// tiles there are, and how that goes on. Pixels of half the size are exactly half; registers write
/// them rounded to nine decimals or so, which at the finest levels moves far tiles by many pixels.
public final class WellKnownTileMatrixSets {
  /// The side of a pixel of a screen (OGC 17-083r4 §6.1.1.1).
  static final double METRES_PER_PIXEL = 0.00028;

  private static final String TMS = "http://www.opengis.net/def/tilematrixset/OGC/1.0/";
  private static final String SCALES = "http://www.opengis.net/def/wkss/OGC/1.0/";
  private static final String EPSG = "http://www.opengis.net/def/crs/EPSG/0/";
  private static final List<String> EAST_NORTH = List.of("E", "N");
  private static final List<String> Y_X = List.of("Y", "X");
  private static final List<String> LAT_LON = List.of("Lat", "Lon");

  /// Half the world's width and height in EPSG:3857.
  private static final double WORLD = 20037508.342789244;

  private static final ConcurrentMap<String, TileMatrixSet> MADE = new ConcurrentHashMap<>();

  private static final Map<String, Supplier<TileMatrixSet>> MAKERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(
                  "WebMercatorQuad",
                  () ->
                      new Halving(3857, -WORLD, WORLD, 2 * WORLD / 256)
                          .levels(0, 24)
                          .set(
                              "WebMercatorQuad",
                              "Google Maps Compatible for the World",
                              List.of("X", "Y"),
                              "GoogleMapsCompatible")),
              Map.entry(
                  "WorldMercatorWGS84Quad",
                  () ->
                      new Halving(3395, -WORLD, WORLD, 2 * WORLD / 256)
                          .levels(0, 24)
                          .set(
                              "WorldMercatorWGS84Quad",
                              "World Mercator WGS84 (ellipsoid)",
                              EAST_NORTH,
                              "WorldMercatorWGS84")),
              Map.entry(
                  "WorldCRS84Quad",
                  () ->
                      crs84(
                          new Halving(4326, -180, 90, 0.703125)
                              .tiles(2, 1)
                              .levels(0, 23)
                              .set(
                                  "WorldCRS84Quad",
                                  "CRS84 for the World",
                                  List.of("Lon", "Lat"),
                                  "GoogleCRS84Quad"))),
              Map.entry(
                  "WGS1984Quad",
                  () ->
                      new Halving(4326, -180, 90, 0.703125)
                          .tiles(2, 1)
                          .levels(0, 23)
                          .set(
                              "WGS1984Quad",
                              "EPSG:4326 for the World",
                              LAT_LON,
                              "GoogleCRS84Quad")),
              Map.entry("GNOSISGlobalGrid", WellKnownTileMatrixSets::gnosis),
              Map.entry("CDB1GlobalGrid", WellKnownTileMatrixSets::cdb),
              Map.entry("UPSArcticWGS84Quad", () -> polar(5041, "UPSArcticWGS84Quad", "Arctic")),
              Map.entry(
                  "UPSAntarcticWGS84Quad", () -> polar(5042, "UPSAntarcticWGS84Quad", "Antarctic")),
              Map.entry(
                  "UTM31WGS84Quad",
                  () ->
                      new Halving(32631, -9501965.72931276, 20003931.4586255, 78140.3572602559)
                          .tiles(1, 2)
                          .levels(1, 24)
                          .set(
                              "UTM31WGS84Quad",
                              "Universal Transverse Mercator Zone 31 WGS84 Quad",
                              EAST_NORTH,
                              "")),
              Map.entry(
                  "EuropeanETRS89_LAEAQuad",
                  () ->
                      new Halving(3035, 2_000_000, 5_500_000, 17578.125)
                          .levels(0, 15)
                          .set(
                              "EuropeanETRS89_LAEAQuad",
                              "Lambert Azimuthal Equal Area ETRS89 for Europe",
                              Y_X,
                              "")),
              Map.entry("CanadianNAD83_LCC", WellKnownTileMatrixSets::canadian),
              Map.entry(
                  "NZTM2000Quad",
                  () ->
                      unregistered(
                          new Halving(2193, -3260586.7284, 10438190.1652, 39135.75848201011)
                              .levels(0, 21)
                              .set("NZTM2000Quad", "LINZ NZTM2000Quad Map Tile Grid", Y_X, ""))),
              Map.entry("LINZAntarticaMapTilegrid", WellKnownTileMatrixSets::antarctic)));

  private WellKnownTileMatrixSets() {}

  /// Their names, in order.
  public static List<String> ids() {
    return List.copyOf(MAKERS.keySet());
  }

  /// @throws InvalidRequest where none has that name
  public static TileMatrixSet named(String id) {
    Supplier<TileMatrixSet> maker = MAKERS.get(id);
    if (maker == null) {
      throw new InvalidRequest(
          "tile matrix set " + (id.length() > 64 ? id.substring(0, 64) + "…" : id),
          "one of " + String.join(", ", MAKERS.keySet()));
    }
    return MADE.computeIfAbsent(id, _ -> maker.get());
  }

  /// The square about a pole that zone UPS is cut from: as far as 16 440 759.350252 m from it.
  private static TileMatrixSet polar(int code, String id, String where) {
    double reach = 16_440_759.350252;
    return new Halving(code, 2_000_000 - reach, 2_000_000 + reach, 2 * reach / 256)
        .levels(0, 24)
        .set(id, "Universal Polar Stereographic WGS 84 Quad for " + where, EAST_NORTH, "");
  }

  /// Tiles of a quarter of the world and less, coalesced towards the poles so that each is about as
  /// wide as it is high.
  private static TileMatrixSet gnosis() {
    var matrices = new ArrayList<TileMatrix>();
    for (int z = 0; z <= 28; z++) {
      int rows = 2 << z;
      var widths = new ArrayList<VariableWidth>();
      for (int k = 0; k < z; k++) {
        int first = k == 0 ? 0 : 1 << (k - 1);
        int last = k == 0 ? 0 : (1 << k) - 1;
        widths.add(new VariableWidth(1 << (z - k), first, last));
      }
      for (VariableWidth north : List.copyOf(widths).reversed()) {
        widths.add(
            new VariableWidth(
                north.coalesce(), rows - 1 - north.maxRow(), rows - 1 - north.minRow()));
      }
      double cell = Math.scalb(0.3515625, -z);
      matrices.add(
          new TileMatrix(
              z, scale(cell), cell, -180, 90, Corner.TOP_LEFT, 256, 256, 4 << z, rows, widths));
    }
    return new Levels(4326, matrices)
        .set("GNOSISGlobalGrid", "GNOSIS Global Grid", LAT_LON, "GoogleCRS84Quad");
  }

  /// Cells of a degree with 1 pixel at level -10 to 1024 at level 0, from there on divided; wider
  /// towards the poles by CDB's zones (OGC 15-113r5 §3.1).
  private static TileMatrixSet cdb() {
    int[][] zones = {
      {12, 0, 1},
      {6, 1, 10},
      {4, 10, 15},
      {3, 15, 20},
      {2, 20, 40},
      {2, 140, 160},
      {3, 160, 165},
      {4, 165, 170},
      {6, 170, 179},
      {12, 179, 180}
    };
    var matrices = new ArrayList<TileMatrix>();
    for (int z = -10; z <= 21; z++) {
      int pieces = 1 << Math.max(z, 0);
      var widths = new ArrayList<VariableWidth>();
      for (int[] zone : zones) {
        widths.add(new VariableWidth(zone[0], zone[1] * pieces, zone[2] * pieces - 1));
      }
      int pixels = 1 << (10 + Math.min(z, 0));
      double cell = Math.scalb(1.0, -10 - z);
      matrices.add(
          new TileMatrix(
              z,
              scale(cell),
              cell,
              -180,
              90,
              Corner.TOP_LEFT,
              pixels,
              pixels,
              360 * pieces,
              180 * pieces,
              widths));
    }
    return new Levels(4326, matrices).set("CDB1GlobalGrid", "CDB 1 Global Grid", LAT_LON, "");
  }

  /// Scales of printed maps, on a screen of 96 dots an inch of 1/39.37 m; each level covers the
  /// same ground, to whole tiles.
  private static TileMatrixSet canadian() {
    double[] scales = {
      145e6, 85e6, 50e6, 30e6, 17.5e6, 10e6, 6e6, 3.5e6, 2e6, 1.2e6, 700e3, 420e3, 250e3, 145e3,
      85e3, 50e3, 30e3, 17.5e3, 10e3, 6e3, 3.5e3, 2e3, 1.2e3, 700, 420, 250
    };
    int[][] tiles = {
      {5, 5},
      {8, 8},
      {13, 14},
      {21, 22},
      {36, 38},
      {62, 66},
      {103, 110},
      {177, 188},
      {309, 329},
      {515, 548},
      {882, 938},
      {1470, 1563},
      {2469, 2626},
      {4257, 4528},
      {7262, 7723},
      {12344, 13130},
      {20574, 21882},
      {35269, 37512},
      {61720, 65646},
      {102866, 109409},
      {176341, 187558},
      {308596, 328227},
      {514327, 547044},
      {881703, 937790},
      {1469505, 1562983},
      {2468768, 2625811}
    };
    var matrices = new ArrayList<TileMatrix>();
    for (int z = 0; z < scales.length; z++) {
      matrices.add(
          new TileMatrix(
              z,
              scales[z],
              scales[z] / (96 * 39.37),
              -34_655_800,
              39_310_000,
              Corner.TOP_LEFT,
              256,
              256,
              tiles[z][0],
              tiles[z][1],
              List.of()));
    }
    return new Levels(3978, matrices)
        .set("CanadianNAD83_LCC", "Lambert conformal conic NAD83 for Canada", EAST_NORTH, "");
  }

  /// The Ross Sea region, of 11 836 915.46 m a side.
  private static TileMatrixSet antarctic() {
    var matrices = new ArrayList<TileMatrix>();
    for (int z = 0; z <= 13; z++) {
      double scale = Math.scalb(409_600_000.0, -z);
      double cell = scale * METRES_PER_PIXEL;
      int tiles = Math.max(1, (int) Math.ceil(11_836_915.46 / (cell * 256)));
      matrices.add(
          new TileMatrix(
              z,
              scale,
              cell,
              -918_457.73,
              6_918_457.73,
              Corner.TOP_LEFT,
              256,
              256,
              tiles,
              tiles,
              List.of()));
    }
    return unregistered(
        new Levels(5482, matrices)
            .set(
                "LINZAntarticaMapTilegrid",
                "LINZ Antarctic Map Tile Grid (Ross Sea Region)",
                Y_X,
                ""));
  }

  /// Of degrees, at the equator of WGS 84.
  private static double scale(double degrees) {
    return TileMatrixSetJson.scaleDenominator(degrees, Crs.WGS84);
  }

  /// Levels of tiles of 256 pixels, each with twice the tiles of the one before.
  private record Halving(int code, double x, double y, double cell, int cols, int rows) {
    Halving(int code, double x, double y, double cell) {
      this(code, x, y, cell, 1, 1);
    }

    /// Of the first level.
    Halving tiles(int columns, int lines) {
      return new Halving(code, x, y, cell, columns, lines);
    }

    Levels levels(int first, int last) {
      var matrices = new ArrayList<TileMatrix>();
      for (int z = first; z <= last; z++) {
        double size = Math.scalb(cell, first - z);
        matrices.add(
            new TileMatrix(
                z,
                TileMatrixSetJson.scaleDenominator(size, Crs.epsg(code)),
                size,
                x,
                y,
                Corner.TOP_LEFT,
                256,
                256,
                cols << (z - first),
                rows << (z - first),
                List.of()));
      }
      return new Levels(code, matrices);
    }
  }

  private record Levels(int code, List<TileMatrix> matrices) {
    /// @param scales the end of the address of the scale set, or nothing
    TileMatrixSet set(String id, String title, List<String> axes, String scales) {
      return new TileMatrixSet(
          id,
          Optional.of(title),
          Optional.of(TMS + id),
          Crs.epsg(code),
          EPSG + code,
          axes,
          scales.isEmpty() ? Optional.empty() : Optional.of(SCALES + scales),
          matrices);
    }
  }

  /// Whose axes are longitude and latitude in that order.
  private static TileMatrixSet crs84(TileMatrixSet s) {
    return new TileMatrixSet(
        s.id(),
        s.title(),
        s.uri(),
        s.crs(),
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        s.orderedAxes(),
        s.wellKnownScaleSet(),
        s.matrices());
  }

  /// That OGC's register does not have.
  private static TileMatrixSet unregistered(TileMatrixSet s) {
    return new TileMatrixSet(
        s.id(),
        s.title(),
        Optional.empty(),
        s.crs(),
        "urn:ogc:def:crs:EPSG::" + s.crs().code(),
        s.orderedAxes(),
        s.wellKnownScaleSet(),
        s.matrices());
  }
}
