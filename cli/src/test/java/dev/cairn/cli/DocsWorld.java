package dev.cairn.cli;

import dev.cairn.cli.demo.RasterTarget;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The small world whose files the documentation's examples name: twelve passes of three years
/// under square clouds, on grids shifted by whole pixels.
///
/// `search.json` and `catalog.json` have them as Sentinel-2 has them (bands red, green, blue, nir
/// and the classes scl; pixels of 10 m on multiples of 10 m), `landsat.json` as Landsat has them
/// (nir08 and the bits qa_pixel; pixels of 30 m whose edges are 15 m off the multiples of 30 m).
/// `B04.tif` and `B08.tif` are a red and a near infrared band, `bay.geojson` is a place among them,
/// `dem.tif` a raster in degrees.
final class DocsWorld {
  private static final int PASSES = 12;
  private static final Crs UTM = Crs.epsg(32633);

  /// A class and the bits that say the same.
  private enum Cover {
    LAND(4, 1 << 6),
    CLOUD(9, 1 << 3 | 1 << 6);

    final int scl;
    final int qa;

    Cover(int scl, int qa) {
      this.scl = scl;
      this.qa = qa;
    }
  }

  /// Samples of land and of cloud.
  private enum Light {
    RED(700, 6500),
    GREEN(900, 6400),
    BLUE(500, 6600),
    NIR(3200, 6000);

    final int land;
    final int cloud;

    Light(int land, int cloud) {
      this.land = land;
      this.cloud = cloud;
    }
  }

  /// How a mission's items and rasters are.
  ///
  /// @param bands names of assets, each by what it holds
  /// @param resolution metres a pixel
  /// @param side pixels
  private record Mission(String id, Map<String, String> bands, int resolution, int side) {
    static final Mission SENTINEL =
        new Mission("s2", bands(Map.of("nir", "nir", "scl", "scl")), 10, 160);
    static final Mission LANDSAT =
        new Mission("l8", bands(Map.of("nir", "nir08", "qa_pixel", "qa_pixel")), 30, 54);

    private static Map<String, String> bands(Map<String, String> others) {
      var all = new TreeMap<>(Map.of("red", "red", "green", "green", "blue", "blue"));
      all.putAll(others);
      return all;
    }

    /// The corner of the first pass; 15 m beside the multiples of 30 m.
    GeoBox grid(int pass) {
      double x = 499_995 + resolution * (pass % 4);
      double y = 5_100_015 - resolution * (pass % 3);
      double off = resolution == 30 ? 0 : 5;
      return new GeoBox(side, side, Affine.northUp(x + off, y - off, resolution, resolution), UTM);
    }

    String file(int pass, String band) {
      return id + "_" + pass + "_" + band + ".tif";
    }
  }

  private DocsWorld() {}

  /// Writes all of it into an empty folder.
  static void write(Path folder) throws IOException, InterruptedException {
    List<String> sentinel = mission(folder, Mission.SENTINEL);
    Files.writeString(folder.resolve("search.json"), collection(sentinel));
    Files.writeString(folder.resolve("landsat.json"), collection(mission(folder, Mission.LANDSAT)));
    catalog(folder, sentinel);
    Files.copy(folder.resolve(Mission.SENTINEL.file(0, "red")), folder.resolve("B04.tif"));
    Files.copy(folder.resolve(Mission.SENTINEL.file(0, "nir")), folder.resolve("B08.tif"));
    var degrees = new GeoBox(8, 8, Affine.northUp(15, 46.1, 0.1, 0.1), Crs.WGS84);
    write(folder.resolve("dem.tif"), "dem", degrees, new Samples.UInt16(new short[64]));
    Files.writeString(
        folder.resolve("bay.geojson"),
        "{\"type\": \"Polygon\", \"coordinates\":"
            + " [[[15.005, 46.04], [15.01, 46.04], [15.01, 46.045], [15.005, 46.04]]]}");
  }

  /// @return the items
  private static List<String> mission(Path folder, Mission mission) throws InterruptedException {
    var items = new ArrayList<String>();
    for (int pass = 0; pass < PASSES; pass++) {
      GeoBox grid = mission.grid(pass);
      for (String band : mission.bands().keySet()) {
        write(folder.resolve(mission.file(pass, band)), band, grid, samples(mission, pass, band));
      }
      items.add(item(mission, pass, grid));
    }
    return items;
  }

  private static void write(Path file, String band, GeoBox grid, Samples.UInt16 samples)
      throws InterruptedException {
    var content = isQuality(band) ? RasterTarget.Content.CODES : RasterTarget.Content.MEASURES;
    new CogTarget().write(new RasterTarget.Layer(file, grid, samples, 0, content));
  }

  private static boolean isQuality(String band) {
    return band.equals("scl") || band.equals("qa_pixel");
  }

  private static Samples.UInt16 samples(Mission mission, int pass, String band) {
    int side = mission.side();
    var v = new short[side * side];
    for (int i = 0; i < v.length; i++) {
      int x = i % side * mission.resolution() / 10;
      int y = i / side * mission.resolution() / 10;
      boolean cloudy = ((x >> 5) * 31 + (y >> 5) * 17 + pass * 13) % 5 == 0;
      Cover cover = cloudy ? Cover.CLOUD : Cover.LAND;
      v[i] =
          (short)
              switch (band) {
                case "scl" -> cover.scl;
                case "qa_pixel" -> cover.qa;
                default -> {
                  Light light = Light.valueOf(band.toUpperCase(Locale.ROOT));
                  yield (cloudy ? light.cloud : light.land) + 2 * x + y + 10 * pass;
                }
              };
    }
    return new Samples.UInt16(v);
  }

  private static String item(Mission mission, int pass, GeoBox grid) {
    var assets = new ArrayList<String>();
    mission
        .bands()
        .forEach(
            (band, name) ->
                assets.add(
                    """
                    "%s": {"href": "./%s", "type": "image/tiff; application=geotiff", "roles": ["data"],
                      "raster:bands": [{"data_type": "uint16", "nodata": 0%s}]}\
                    """
                        .formatted(
                            name,
                            mission.file(pass, band),
                            isQuality(band) ? "" : ", \"scale\": 0.0001, \"offset\": 0")));
    BBox b = grid.bounds().to(Crs.WGS84);
    double[] t = grid.transform().toArray();
    return String.format(
        Locale.ROOT,
        """
        {"type": "Feature", "stac_version": "1.0.0", "id": "%17$s-%1$d", "collection": "%17$s", "links": [],
         "bbox": [%2$s, %3$s, %4$s, %5$s],
         "geometry": {"type": "Polygon",
           "coordinates": [[[%2$s, %3$s], [%4$s, %3$s], [%4$s, %5$s], [%2$s, %5$s], [%2$s, %3$s]]]},
         "properties": {"datetime": "%6$d-%7$02d-15T10:00:00Z", "eo:cloud_cover": %8$d,
           "proj:epsg": 32633, "proj:shape": [%9$d, %9$d],
           "proj:transform": [%10$s, %11$s, %12$s, %13$s, %14$s, %15$s]},
         "assets": {%16$s}}
        """,
        pass,
        b.xMin(),
        b.yMin(),
        b.xMax(),
        b.yMax(),
        2021 + pass / 4,
        2 + pass % 4 * 3,
        5 + pass * 7 % 40,
        mission.side(),
        t[0],
        t[1],
        t[2],
        t[3],
        t[4],
        t[5],
        String.join(", ", assets),
        mission.id());
  }

  private static String collection(List<String> items) {
    return "{\"type\": \"FeatureCollection\", \"features\": [" + String.join(",", items) + "]}";
  }

  private static void catalog(Path folder, List<String> items) throws IOException {
    var links = new ArrayList<String>();
    for (int pass = 0; pass < items.size(); pass++) {
      Files.writeString(folder.resolve("s2_" + pass + ".json"), items.get(pass));
      links.add("{\"rel\": \"item\", \"href\": \"./s2_" + pass + ".json\"}");
    }
    Files.writeString(
        folder.resolve("catalog.json"),
        "{\"type\": \"Catalog\", \"stac_version\": \"1.0.0\", \"id\": \"docs\","
            + " \"description\": \"\", \"links\": ["
            + String.join(",", links)
            + "]}");
  }
}
