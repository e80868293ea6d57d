package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The real imagery: every raster of every STAC item, against what GDAL read.
class TiffStacDataTest {
  private final FileBytes store = FileBytes.ofFiles();

  @Test
  void everyRasterDecodesToTheSamplesThatGdalRead() throws Exception {
    Path root = Fixtures.require("data/stac");
    var soft = new SoftAssertions();
    int read = 0;
    for (var entry : expected(root).entrySet()) {
      JsonNode want = entry.getValue();
      Tiff tiff = Tiff.open(store, root.resolve(entry.getKey()).toUri());
      RasterHeader header = tiff.header();
      soft.assertThat(describe(tiff)).as(entry.getKey()).isEqualTo(describe(want));
      assertThat(header.bands()).hasSize(want.get("bands").size());
      for (int band = 0; band < header.bands().size(); band++) {
        soft.assertThat(WholeBand.md5(tiff, band, 0))
            .as(entry.getKey() + " band " + band)
            .isEqualTo(want.get("bands").get(band).get("md5").asString());
        read++;
      }
    }
    soft.assertAll();
    assertThat(read).isGreaterThan(500);
  }

  @Test
  void everyOverviewDecodesToTheSamplesThatGdalReads(@TempDir Path folder) throws Exception {
    Path root = Fixtures.require("data/stac");
    Judge.requirePython("osgeo", "numpy");
    var names = new ArrayList<String>();
    for (var entry : expected(root).entrySet()) {
      if (entry.getValue().get("overviews").size() > 0) {
        names.add(entry.getKey());
      }
    }
    Path list = Files.write(folder.resolve("names.txt"), names);
    var verdict =
        Judge.python(
            """
            import sys, hashlib
            from osgeo import gdal
            for name in open(sys.argv[2]).read().splitlines():
                ds = gdal.Open(sys.argv[1] + "/" + name)
                for b in range(ds.RasterCount):
                    band = ds.GetRasterBand(b + 1)
                    for o in range(band.GetOverviewCount()):
                        ov = band.GetOverview(o)
                        md5 = hashlib.md5(ov.ReadAsArray().tobytes()).hexdigest()
                        print(name, b, o + 1, ov.XSize, ov.YSize, md5)
            """,
            root.toString(),
            list.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    List<String> lines = verdict.output().lines().toList();
    assertThat(lines.size()).isGreaterThan(names.size());
    var soft = new SoftAssertions();
    for (String line : lines) {
      String[] word = line.split(" ");
      Tiff tiff = Tiff.open(store, root.resolve(word[0]).toUri());
      int level = Integer.parseInt(word[2]);
      RasterHeader.Level grid = tiff.header().levels().get(level);
      soft.assertThat(
              grid.width()
                  + " "
                  + grid.height()
                  + " "
                  + WholeBand.md5(tiff, Integer.parseInt(word[1]), level))
          .as(line)
          .isEqualTo(word[3] + " " + word[4] + " " + word[5]);
    }
    soft.assertAll();
  }

  private static Map<String, JsonNode> expected(Path root) throws IOException {
    var files = new TreeMap<String, JsonNode>();
    new ObjectMapper()
        .readTree(Files.readAllBytes(root.resolve("expected-pixels.json")))
        .properties()
        .forEach(e -> files.put(e.getKey(), e.getValue()));
    return files;
  }

  private static String describe(Tiff tiff) {
    RasterHeader h = tiff.header();
    var overviews = new ArrayList<String>();
    for (var level : h.levels().subList(1, h.levels().size())) {
      overviews.add(level.width() + "×" + level.height());
    }
    var t = tiff.structure().transform();
    return String.join(
        " ",
        h.width() + "×" + h.height(),
        h.bands().getFirst().dtype().toString(),
        String.valueOf(h.bands().getFirst().nodata().map(v -> v).orElse(Double.NEGATIVE_INFINITY)),
        tiff.structure().crs() instanceof Stated.As<dev.cairn.geo.Crs>(var crs) && crs.isEpsg()
            ? crs.toString()
            : "EPSG:null",
        t.map(a -> java.util.Arrays.toString(a.toArray())).orElse("none"),
        overviews.toString());
  }

  private static String describe(JsonNode want) {
    var overviews = new ArrayList<String>();
    want.get("overviews").forEach(o -> overviews.add(o.get(0).asInt() + "×" + o.get(1).asInt()));
    var transform = new double[6];
    for (int i = 0; i < 6; i++) {
      transform[i] = want.get("transform").get(i).asDouble();
    }
    JsonNode nodata = want.get("nodata"); // a number, "nan" or null
    return String.join(
        " ",
        want.get("width").asInt() + "×" + want.get("height").asInt(),
        want.get("dtype").asString(),
        String.valueOf(
            nodata.isNull()
                ? Double.NEGATIVE_INFINITY
                : nodata.isString() ? Double.NaN : nodata.asDouble()),
        "EPSG:" + (want.get("epsg").isNull() ? "null" : want.get("epsg").asInt()),
        java.util.Arrays.toString(transform),
        overviews.toString());
  }
}
