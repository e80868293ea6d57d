package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.TileMatrixSet.ZoomChoice;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TileMatrixSetTest {
  private static final TileMatrixSet MERCATOR = WellKnownTileMatrixSets.named("WebMercatorQuad");

  static List<String> ids() {
    return WellKnownTileMatrixSets.ids();
  }

  @Test
  void theNamesAreThoseThatServersHave() {
    JsonNode list =
        JsonMapper.shared().readTree(Fixtures.require("truth/http-tms-list.json").toFile());
    Set<String> theirs = new HashSet<>();
    list.get("tileMatrixSets").forEach(s -> theirs.add(s.get("id").asString()));
    assertThat(ids()).hasSize(13).containsExactlyInAnyOrderElementsOf(theirs);
  }

  @ParameterizedTest
  @CsvSource({
    "http-tms-3857.json, WebMercatorQuad, 0",
    // Cell sizes of the finest levels are written there with nine decimals: ours are the halves.
    "http-tms-ups.json, UPSArcticWGS84Quad, 5",
  })
  void theirJsonIsWhatServersAnswer(String file, String id, int rounded) throws Exception {
    JsonNode theirs = JsonMapper.shared().readTree(Fixtures.require("truth/" + file).toFile());
    JsonNode ours =
        JsonMapper.shared().readTree(TileMatrixSetJson.write(WellKnownTileMatrixSets.named(id)));
    assertThat(ours.propertyNames()).isEqualTo(theirs.propertyNames());
    int differ = 0;
    for (String name : theirs.propertyNames()) {
      if (!name.equals("tileMatrices")) {
        assertThat(ours.get(name)).as(name).isEqualTo(theirs.get(name));
      }
    }
    assertThat(ours.get("tileMatrices").size()).isEqualTo(theirs.get("tileMatrices").size());
    for (int i = 0; i < theirs.get("tileMatrices").size(); i++) {
      JsonNode a = ours.get("tileMatrices").get(i);
      JsonNode b = theirs.get("tileMatrices").get(i);
      assertThat(a.propertyNames()).isEqualTo(b.propertyNames());
      assertThat(a.get("id")).isEqualTo(b.get("id"));
      assertThat(a.get("cornerOfOrigin")).isEqualTo(b.get("cornerOfOrigin"));
      for (String count : List.of("tileWidth", "tileHeight", "matrixWidth", "matrixHeight")) {
        assertThat(a.get(count).asInt()).as(count).isEqualTo(b.get(count).asInt());
      }
      close(a.get("scaleDenominator"), b.get("scaleDenominator"), 1e-9);
      close(a.get("pointOfOrigin").get(0), b.get("pointOfOrigin").get(0), 1e-9);
      close(a.get("pointOfOrigin").get(1), b.get("pointOfOrigin").get(1), 1e-9);
      double cell = b.get("cellSize").asDouble();
      close(a.get("cellSize"), b.get("cellSize"), 5e-10 / cell + 1e-9);
      differ += Math.abs(a.get("cellSize").asDouble() - cell) > 1e-9 * cell ? 1 : 0;
    }
    assertThat(differ).isEqualTo(rounded);
  }

  private static void close(JsonNode ours, JsonNode theirs, double relative) {
    double b = theirs.asDouble();
    assertThat(ours.asDouble()).isCloseTo(b, within(relative * Math.abs(b)));
  }

  /// First and last level as the registers publish them: cell sizes, tiles, and the corner.
  @ParameterizedTest
  @CsvSource({
    "CDB1GlobalGrid, -10, 21, 1, 4.656612873077393e-10, 754974720, 377487360, -180, 90",
    "CanadianNAD83_LCC, 0, 25, 38364.6600626534, 0.0661459656252645, 2468768, 2625811,"
        + " -34655800, 39310000",
    "EuropeanETRS89_LAEAQuad, 0, 15, 17578.125, 0.536441803, 32768, 32768, 2000000, 5500000",
    "GNOSISGlobalGrid, 0, 28, 0.3515625, 1.309672370553017e-09, 1073741824, 536870912, -180, 90",
    "LINZAntarticaMapTilegrid, 0, 13, 114688, 14, 3303, 3303, -918457.73, 6918457.73",
    "NZTM2000Quad, 0, 21, 39135.75848201011, 0.018661383858685546, 2097152, 2097152,"
        + " -3260586.7284, 10438190.1652",
    "UPSAntarcticWGS84Quad, 0, 24, 128443.4324, 0.00765582516, 16777216, 16777216,"
        + " -14440759.350252, 18440759.350252",
    "UTM31WGS84Quad, 1, 24, 78140.3572602559, 0.00931505647423934, 8388608, 16777216,"
        + " -9501965.72931276, 20003931.4586255",
    "WGS1984Quad, 0, 23, 0.703125, 8.381903171539e-08, 16777216, 8388608, -180, 90",
    "WorldCRS84Quad, 0, 23, 0.703125, 8.381903171539e-08, 16777216, 8388608, -180, 90",
    "WorldMercatorWGS84Quad, 0, 24, 156543.033928041, 0.0093306919293428, 16777216, 16777216,"
        + " -20037508.3427892, 20037508.3427892",
  })
  void theOthersAreAsRegistered(
      String id,
      int first,
      int last,
      double coarse,
      double fine,
      int columns,
      int rows,
      double x,
      double y) {
    TileMatrixSet set = WellKnownTileMatrixSets.named(id);
    assertThat(set.minZoom()).isEqualTo(first);
    assertThat(set.maxZoom()).isEqualTo(last);
    TileMatrix end = set.matrices().getLast();
    assertThat(set.matrices().getFirst().cellSize()).isCloseTo(coarse, within(1e-9 * coarse));
    assertThat(end.cellSize()).isCloseTo(fine, within(1e-9 * fine));
    assertThat(end.matrixWidth()).isEqualTo(columns);
    assertThat(end.matrixHeight()).isEqualTo(rows);
    assertThat(end.originX()).isCloseTo(x, within(1e-6));
    assertThat(end.originY()).isCloseTo(y, within(1e-6));
  }

  /// Sets that GDAL carries too, in version 1.0 of the encoding, whose corners are in the order of
  /// the CRS's axes.
  @ParameterizedTest
  @CsvSource({
    "LINZAntarticaMapTileGrid, LINZAntarticaMapTilegrid",
    "MapML_CBMTILE, CanadianNAD83_LCC",
  })
  void someAreThoseThatGdalCarries(String file, String id) throws Exception {
    Judge.require("gdalinfo");
    Path folder = Path.of("/usr/share/gdal");
    assertThat(folder).as("GDAL's data").exists();
    TileMatrixSet theirs =
        TileMatrixSetJson.read(Files.readAllBytes(folder.resolve("tms_" + file + ".json")), file);
    TileMatrixSet ours = WellKnownTileMatrixSets.named(id);
    assertThat(theirs.crs()).isEqualTo(ours.crs());
    for (TileMatrix m : ours.matrices()) {
      TileMatrix same = theirs.matrix(m.zoom());
      assertThat(same.originX()).isEqualTo(m.originX());
      var far =
          new MapTile(
              m.zoom(),
              Math.min(m.matrixWidth(), same.matrixWidth()) - 1,
              Math.min(m.matrixHeight(), same.matrixHeight()) - 1);
      double near = 1e-3 * ours.bounds(far).width();
      assertThat(theirs.bounds(far).xMax()).isCloseTo(ours.bounds(far).xMax(), within(near));
      assertThat(theirs.bounds(far).yMin()).isCloseTo(ours.bounds(far).yMin(), within(near));
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void writtenAndReadAgainASetIsTheSame(String id) {
    TileMatrixSet set = WellKnownTileMatrixSets.named(id);
    String json = TileMatrixSetJson.write(set);
    assertThat(TileMatrixSetJson.read(json.getBytes(StandardCharsets.UTF_8), id)).isEqualTo(set);
  }

  /// Every point lies in one tile, at every zoom and in every set: neighbours share their edges bit
  /// by bit, and a tile's grid ends where the tile does.
  @Property(tries = 300, seed = "271828")
  void tilesCoverTheirMatrixExactlyOnce(@ForAll Random random) {
    TileMatrixSet set = WellKnownTileMatrixSets.named(ids().get(random.nextInt(13)));
    TileMatrix m = set.matrices().get(random.nextInt(set.matrices().size()));
    int row = random.nextInt(m.matrixHeight());
    int n = m.coalesced(row);
    int col = random.nextInt(m.matrixWidth()) / n * n;
    var tile = new MapTile(m.zoom(), col, row);
    BBox bounds = set.bounds(tile);
    if (col + n < m.matrixWidth()) {
      assertThat(set.bounds(new MapTile(m.zoom(), col + n, row)).xMin()).isEqualTo(bounds.xMax());
    }
    if (row + 1 < m.matrixHeight()) {
      assertThat(set.bounds(new MapTile(m.zoom(), col, row + 1)).yMax()).isEqualTo(bounds.yMin());
    }
    GeoBox grid = set.grid(tile);
    assertThat(grid.width()).isEqualTo(m.tileWidth());
    assertThat(grid.transform().pixelSizeX()).isEqualTo(n * m.cellSize());
    assertThat(grid.transform().c()).isEqualTo(bounds.xMin());
    assertThat(grid.transform().f()).isEqualTo(bounds.yMax());
    double pixel = m.cellSize();
    double digits = 4 * Math.ulp(Math.abs(m.originX()) + Math.abs(m.originY()));
    assertThat(grid.bounds().xMax()).isCloseTo(bounds.xMax(), within(digits));
    assertThat(grid.bounds().yMin()).isCloseTo(bounds.yMin(), within(digits));
    if (digits < pixel / 100) {
      double x = bounds.xMin() + random.nextDouble(0.01, 0.99) * bounds.width();
      double y = bounds.yMin() + random.nextDouble(0.01, 0.99) * bounds.height();
      assertThat(set.tileAt(x, y, m.zoom())).isEqualTo(tile);
      assertThat(set.tiles(bounds, m.zoom())).containsExactly(tile);
      assertThat(set.tiles(new BBox(set.crs(), x, y, x + pixel / 99, y + pixel / 99), m.zoom()))
          .contains(tile);
    }
  }

  /// Expected by morecantile 7.0.3's documentation and mercantile's.
  @ParameterizedTest
  @CsvSource({
    "WebMercatorQuad, 159.31, -42, 4, 15, 10",
    "WebMercatorQuad, 20.6852, 40.1222, 9, 285, 193",
    "WebMercatorQuad, -180, 85, 3, 0, 0",
    "WebMercatorQuad, 180, -85, 3, 7, 7",
    "WebMercatorQuad, 190, 0.1, 3, 0, 3",
    "WorldCRS84Quad, 12.5, 41.9, 5, 34, 8",
    "GNOSISGlobalGrid, 100, 89, 3, 24, 0",
    "CDB1GlobalGrid, -179.5, 89.5, 0, 0, 0",
    "CDB1GlobalGrid, 13.5, 89.5, 0, 192, 0",
  })
  void aPlaceHasItsTile(String id, double lon, double lat, int zoom, int col, int row) {
    assertThat(WellKnownTileMatrixSets.named(id).tileOf(lon, lat, zoom))
        .isEqualTo(new MapTile(zoom, col, row));
  }

  @Test
  void tilesOfAnAreaAcrossTheAntimeridianLieAtBothEnds() {
    assertThat(MERCATOR.tiles(BBox.lonLat(170, -10, -170, 10), 4))
        .containsExactlyInAnyOrder(
            new MapTile(4, 15, 7),
            new MapTile(4, 0, 7),
            new MapTile(4, 15, 8),
            new MapTile(4, 0, 8));
    assertThat(MERCATOR.tiles(BBox.lonLat(-180, -90, 180, 90), 2))
        .hasSize(16)
        .doesNotHaveDuplicates();
    assertThat(MERCATOR.tiles(BBox.lonLat(-180, -90, 180, 90), 0)).hasSize(1);
    assertThat(MERCATOR.tiles(BBox.lonLat(0, 0, 90, 66), 2)).containsExactly(new MapTile(2, 2, 1));
    assertThat(MERCATOR.tiles(BBox.lonLat(10, 86, 20, 89), 2)).isEmpty();
    TileMatrixSet arctic = WellKnownTileMatrixSets.named("UPSArcticWGS84Quad");
    assertThat(arctic.tiles(BBox.lonLat(-180, 89, 180, 90), 1)).hasSize(4);
    TileMatrixSet gnosis = WellKnownTileMatrixSets.named("GNOSISGlobalGrid");
    // the uppermost row is of 4 tiles at every zoom
    assertThat(gnosis.tiles(BBox.lonLat(-180, 89.99, 180, 90), 5))
        .extracting(MapTile::col)
        .containsExactly(0, 32, 64, 96);
    assertThatThrownBy(() -> MERCATOR.tiles(BBox.lonLat(-180, -80, 180, 80), 20))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("10000000");
  }

  /// GDAL's rule, as morecantile has it.
  @ParameterizedTest
  @CsvSource({
    "430.021, 9, 8, 9",
    "440, 8, 8, 9",
    "611.49622628141, 8, 8, 8",
    "611.49622, 8, 8, 9",
    "305, 9, 9, 10",
    "216.1, 10, 9, 10",
    "216.3, 9, 9, 10",
    "1e9, 0, 0, 0",
    "1e-9, 24, 24, 24",
  })
  void aResolutionHasItsZoom(double resolution, int nearest, int lower, int upper) {
    assertThat(MERCATOR.zoomFor(resolution, ZoomChoice.LOWER)).isEqualTo(lower);
    assertThat(MERCATOR.zoomFor(resolution, ZoomChoice.UPPER)).isEqualTo(upper);
    assertThat(MERCATOR.zoomFor(resolution, ZoomChoice.NEAREST)).isEqualTo(nearest);
  }

  private static final String OWN =
      """
      {"id": "Own", "crs": "EPSG:32633", "orderedAxes": ["E", "N"], "tileMatrices": [
        {"id": "1", "scaleDenominator": 50000, "cellSize": 14, "pointOfOrigin": [400000, 5000000],
         "cornerOfOrigin": "bottomLeft", "tileWidth": 100, "tileHeight": 100, "matrixWidth": 4,
         "matrixHeight": 2},
        {"id": "0", "scaleDenominator": 100000, "cellSize": 28, "pointOfOrigin": [400000, 5000000],
         "cornerOfOrigin": "bottomLeft", "tileWidth": 100, "tileHeight": 100, "matrixWidth": 2,
         "matrixHeight": 1}]}
      """;

  private static TileMatrixSet read(String json) {
    return TileMatrixSetJson.read(json.getBytes(StandardCharsets.UTF_8), "own.json");
  }

  @Test
  void rowsMayBeCountedFromBelow() {
    TileMatrixSet own = read(OWN);
    assertThat(own.minZoom()).isEqualTo(0);
    assertThat(own.bounds(new MapTile(1, 1, 0)))
        .isEqualTo(new BBox(Crs.epsg(32633), 401_400, 5_000_000, 402_800, 5_001_400));
    assertThat(own.grid(new MapTile(1, 1, 1)).transform())
        .isEqualTo(Affine.northUp(401_400, 5_002_800, 14, 14));
    assertThat(own.tileAt(401_500, 5_000_100, 1)).isEqualTo(new MapTile(1, 1, 0));
    assertThat(own.tiles(own.bounds(), 1)).hasSize(8);
    assertThat(read(TileMatrixSetJson.write(own))).isEqualTo(own);
  }

  @Test
  void aSetWithItsCrsWrittenOutKeepsIt() {
    String wkt =
        """
        {"type": "GeographicCRS", "name": "x", "datum": {"type": "GeodeticReferenceFrame",
         "name": "y", "ellipsoid": {"name": "GRS 1980", "semi_major_axis": 6378137,
         "inverse_flattening": 298.257222101}}}
        """;
    TileMatrixSet own = read(OWN.replace("\"EPSG:32633\"", "{\"wkt\": " + wkt + "}"));
    assertThat(own.crs().isGeographic()).isTrue();
    assertThat(read(TileMatrixSetJson.write(own))).isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"EPSG:32633\"|5|crs",
        "\"EPSG:32633\"|\"EPSG:99999\"|no definition",
        "\"EPSG:32633\"|{\"referenceSystem\":{}}|reference system",
        "\"id\": \"1\"|\"id\": \"fine\"|whole numbers",
        "\"id\": \"1\"|\"id\": \"0\"|two tile matrices 0",
        "\"cellSize\": 14|\"cellSize\": 30|not finer",
        "\"cellSize\": 14|\"cellSize\": 0|cell size of 0",
        "\"cellSize\": 14|\"cellSize\": 1e400|cell size of Infinity",
        "\"tileWidth\": 100, \"tileHeight\": 100, \"matrixWidth\": 4|\"tileWidth\": 1e9,"
            + " \"tileHeight\": 100, \"matrixWidth\": 4|pixels",
        "\"matrixWidth\": 4|\"matrixWidth\": -4|expected a count",
        "\"matrixWidth\": 4|\"matrixWidth\": 4, \"variableMatrixWidths\": [{\"coalesce\": 3,"
            + " \"minTileRow\": 0, \"maxTileRow\": 0}]|leaves some",
        "\"pointOfOrigin\": [400000, 5000000]|\"pointOfOrigin\": [1]|two numbers",
        "bottomLeft|centre|topLeft or bottomLeft",
        "tileMatrices|matrices|list of one or more",
        "}]}|}]|no JSON",
      })
  void whatIsWrongWithADefinitionIsSaid(String part, String instead, String said) {
    assertThatThrownBy(() -> read(OWN.replace(part, instead)))
        .isInstanceOfAny(Malformed.class, Unsupported.class)
        .hasMessageContaining("own.json")
        .hasMessageContaining(said);
  }

  @Test
  void theOrderOfAxesIsNotGuessed() {
    String silent = OWN.replace("\"orderedAxes\": [\"E\", \"N\"],", "");
    assertThat(read(silent)).isEqualTo(read(OWN.replace("\"E\", \"N\"", "\"X\", \"Y\"")));
    assertThatThrownBy(() -> read(silent.replace("32633", "2180")))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("orderedAxes");
    assertThat(read(silent.replace("32633", "3035")).matrix(0).originX()).isEqualTo(5_000_000);
  }

  @Property(tries = 300, seed = "31415926")
  void whateverIsReadEndsInASetOrAFailureOfOurs(@ForAll Random random) {
    byte[] bytes = OWN.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(32, 127);
    }
    try {
      TileMatrixSetJson.read(bytes, "own.json");
    } catch (CairnException e) {
      assertThat(e).hasMessageContaining("own.json");
    }
  }

  @Test
  void whatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> WellKnownTileMatrixSets.named("Quad"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("WebMercatorQuad");
    assertThatThrownBy(() -> MERCATOR.grid(new MapTile(3, 8, 0)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("8 columns");
    assertThatThrownBy(() -> MERCATOR.matrix(25))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("0 to 24");
  }
}
