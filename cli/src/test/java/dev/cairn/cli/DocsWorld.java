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

/// The small world whose files the documentation's examples name: twelve scenes of three years under
/// square clouds, on grids shifted by whole pixels.
///
/// `search.json` and `catalog.json` have them as Sentinel-2 (bands red, green, blue, nir and the
/// classes scl), `landsat.json` as Landsat (nir08 and the bits qa_pixel). `B04.tif` and `B08.tif`
/// are a red and a near infrared band, `bay.geojson` is a place among the scenes.
final class DocsWorld {
  private static final int SCENES = 12;
  private static final int SIDE = 160;
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

  /// Samples of vegetation and of cloud.
  private static final Map<String, int[]> LEVELS =
      Map.of(
          "red", new int[] {700, 6500},
          "green", new int[] {900, 6400},
          "blue", new int[] {500, 6600},
          "nir", new int[] {3200, 6000});

  private DocsWorld() {}

  static void write(Path folder) throws IOException {
    var sentinel = new ArrayList<String>();
    var landsat = new ArrayList<String>();
    for (int s = 0; s < SCENES; s++) {
      GeoBox grid =
          new GeoBox(
              SIDE,
              SIDE,
              Affine.northUp(500_000 + 10.0 * (s % 4), 5_100_000 - 10.0 * (s % 3), 10, 10),
              UTM);
      for (String band : List.of("red", "green", "blue", "nir", "scl", "qa_pixel")) {
        write(folder.resolve(file(s, band)), grid, samples(s, band));
      }
      sentinel.add(item(s, grid, Map.of("nir", "nir", "scl", "scl")));
      landsat.add(item(s, grid, Map.of("nir", "nir08", "qa_pixel", "qa_pixel")));
    }
    Files.copy(folder.resolve(file(0, "red")), folder.resolve("B04.tif"));
    Files.copy(folder.resolve(file(0, "nir")), folder.resolve("B08.tif"));
    Files.writeString(folder.resolve("search.json"), collection(sentinel));
    Files.writeString(folder.resolve("landsat.json"), collection(landsat));
    catalog(folder, sentinel);
    Files.writeString(
        folder.resolve("bay.geojson"),
        """
        {"type": "Polygon", "coordinates": [[[15.005, 46.04], [15.01, 46.04], [15.01, 46.045], [15.005, 46.04]]]}
        """);
  }

  private static String file(int scene, String band) {
    return "s" + scene + "_" + band + ".tif";
  }

  private static void write(Path file, GeoBox grid, Samples.UInt16 samples) {
    var content =
        file.toString().matches(".*(scl|qa_pixel).tif")
            ? RasterTarget.Content.CODES
            : RasterTarget.Content.MEASURES;
    new CogTarget().write(new RasterTarget.Layer(file, grid, samples, 0, content));
  }

  private static Samples.UInt16 samples(int scene, String band) {
    var v = new short[SIDE * SIDE];
    for (int i = 0; i < v.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      Cover cover =
          ((x >> 5) * 31 + (y >> 5) * 17 + scene * 13) % 5 == 0 ? Cover.CLOUD : Cover.LAND;
      v[i] =
          (short)
              switch (band) {
                case "scl" -> cover.scl;
                case "qa_pixel" -> cover.qa;
                default -> LEVELS.get(band)[cover.ordinal()] + 2 * x + y + 10 * scene;
              };
    }
    return new Samples.UInt16(v);
  }

  /// @param others assets beside red, green and blue, by the file's band
  private static String item(int scene, GeoBox grid, Map<String, String> others) {
    var named = new TreeMap<>(Map.of("red", "red", "green", "green", "blue", "blue"));
    named.putAll(others);
    var assets = new ArrayList<String>();
    named.forEach(
        (band, name) ->
            assets.add(
                """
                "%s": {"href": "./%s", "type": "image/tiff; application=geotiff", "roles": ["data"],
                  "raster:bands": [{"data_type": "uint16", "nodata": 0%s}]}"""
                    .formatted(
                        name,
                        file(scene, band),
                        LEVELS.containsKey(band) ? ", \"scale\": 0.0001, \"offset\": 0" : "")));
    BBox b = grid.bounds().to(Crs.WGS84);
    double[] t = grid.transform().toArray();
    return String.format(
        Locale.ROOT,
        """
        {"type": "Feature", "stac_version": "1.0.0", "id": "s%1$d", "collection": "docs", "links": [],
         "bbox": [%2$s, %3$s, %4$s, %5$s],
         "geometry": {"type": "Polygon",
           "coordinates": [[[%2$s, %3$s], [%4$s, %3$s], [%4$s, %5$s], [%2$s, %5$s], [%2$s, %3$s]]]},
         "properties": {"datetime": "%6$d-%7$02d-15T10:00:00Z", "eo:cloud_cover": %8$d,
           "proj:epsg": 32633, "proj:shape": [%9$d, %9$d],
           "proj:transform": [%10$s, %11$s, %12$s, %13$s, %14$s, %15$s]},
         "assets": {%16$s}}
        """,
        scene,
        b.xMin(),
        b.yMin(),
        b.xMax(),
        b.yMax(),
        2021 + scene / 4,
        2 + scene % 4 * 3,
        5 + scene * 7 % 40,
        SIDE,
        t[0],
        t[1],
        t[2],
        t[3],
        t[4],
        t[5],
        String.join(", ", assets));
  }

  private static String collection(List<String> items) {
    return "{\"type\": \"FeatureCollection\", \"features\": [" + String.join(",", items) + "]}";
  }

  private static void catalog(Path folder, List<String> items) throws IOException {
    var links = new ArrayList<String>();
    for (int s = 0; s < items.size(); s++) {
      Files.writeString(folder.resolve("s" + s + ".json"), items.get(s));
      links.add("{\"rel\": \"item\", \"href\": \"./s" + s + ".json\"}");
    }
    Files.writeString(
        folder.resolve("catalog.json"),
        "{\"type\": \"Catalog\", \"stac_version\": \"1.0.0\", \"id\": \"docs\", \"description\": \"\", \"links\": ["
            + String.join(",", links)
            + "]}");
  }
}
