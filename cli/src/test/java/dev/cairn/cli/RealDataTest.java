package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.format.npy.NpyReader;
import dev.cairn.raster.Samples;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The main job on real imagery, against values that numpy and GDAL computed of it.
class RealDataTest {
  @TempDir Path folder;

  private static void succeeds(String... args) {
    var ended = Program.run(args);
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  private static JsonNode golden() throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readAllBytes(Fixtures.require("data/golden/golden.json")));
  }

  @Test
  void theMaskedSentinelMedianEqualsTheGoldenComposite() {
    Judge.requirePython(
        "osgeo.gdal", "numpy", "osgeo_utils.samples.validate_cloud_optimized_geotiff");
    Path composite = folder.resolve("m.tif");
    succeeds(
        "cube",
        Fixtures.require("data/stac/s2-l2a-33twm/search.json").toString(),
        "--bands",
        "red,green,blue",
        "--mask",
        "scl:keep=4,5,6,7,11",
        "--scale",
        "none",
        "--reduce",
        "median",
        "-o",
        composite.toString());
    var verdict =
        Judge.python(
            """
            import sys, numpy as np
            from osgeo import gdal
            from osgeo_utils.samples import validate_cloud_optimized_geotiff as cog
            gdal.UseExceptions()
            ours = gdal.Open(sys.argv[1]); golden = gdal.Open(sys.argv[2]).ReadAsArray()[:3]
            a = ours.ReadAsArray()[:, ::5, ::5]
            assert a.shape == golden.shape and a.dtype == np.float32, (a.shape, a.dtype)
            assert (np.isnan(a) == np.isnan(golden)).all(), 'validity'
            ok = ~np.isnan(a)
            ulps = np.abs(a[ok] - golden[ok]) / np.spacing(np.abs(golden[ok]))
            assert ulps.max() <= 1, ulps.max()
            assert [ours.GetRasterBand(b).GetDescription() for b in (1, 2, 3)] == ['red', 'green', 'blue']
            assert ours.GetGeoTransform() == (499980.0, 120.0, 0.0, 5200020.0, 0.0, -120.0)
            warnings, errors, _ = cog.validate(sys.argv[1], full_check=True)
            assert not warnings and not errors, (warnings, errors)
            print('equal', ok.sum())
            """,
            composite.toString(),
            Fixtures.require("data/golden/s2-l2a-33twm-median-stride5.tif").toString());
    assertThat(verdict.output()).contains("equal");
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  @Test
  void theNdviMedianOf68DatesHasTheGoldenStatistics() throws IOException {
    String items = Fixtures.require("data/stac/s2-ndvi-clm-68dates/search.json").toString();
    JsonNode golden = golden().path("s2-ndvi-clm-68dates");
    Path median = folder.resolve("median.npy");
    succeeds(
        "cube",
        items,
        "--bands",
        "ndvi",
        "--mask",
        "clm:keep=0",
        "--reduce",
        "median",
        "-o",
        median.toString());
    Samples values = NpyReader.read(median).samples();
    double sum = 0;
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.length(); i++) {
      sum += values.at(i);
      min = Math.min(min, values.at(i));
      max = Math.max(max, values.at(i));
    }
    assertThat(values.length()).isEqualTo(golden.path("valid").asInt());
    near(sum / values.length(), golden.path("mean").asDouble());
    near(min, golden.path("min").asDouble());
    near(max, golden.path("max").asDouble());
    int width = NpyReader.read(median).shape().get(3);
    int height = NpyReader.read(median).shape().get(2);
    near(values.at(height / 2 * width + width / 2), golden.path("center_pixel").asDouble());
  }

  @Test
  void theClearCountsOf68DatesAreTheGoldenOnes() throws IOException {
    String items = Fixtures.require("data/stac/s2-ndvi-clm-68dates/search.json").toString();
    JsonNode golden = golden().path("s2-ndvi-clm-68dates").path("clear_obs_per_date");
    Path all = folder.resolve("all.npy");
    succeeds("cube", items, "--bands", "ndvi", "--mask", "clm:keep=0", "-o", all.toString());
    var array = NpyReader.read(all);
    int dates = array.shape().get(0);
    int pixels = array.shape().get(2) * array.shape().get(3);
    assertThat(dates).isEqualTo(68).isEqualTo(golden.size());
    for (int t = 0; t < dates; t++) {
      int clear = 0;
      for (int i = 0; i < pixels; i++) {
        clear += Double.isNaN(array.samples().at(t * pixels + i)) ? 0 : 1;
      }
      assertThat(clear).as("date " + t).isEqualTo(golden.get(t).asInt());
    }
  }

  private static void near(double ours, double golden) {
    assertThat(ours).isCloseTo(golden, within(1e-6 * Math.abs(golden)));
  }

  @Test
  void anAnimationOfTheNaipYearsPlays() {
    Judge.require("gifsicle");
    Judge.requirePython("PIL");
    Path gif = folder.resolve("naip.gif");
    succeeds(
        "cube",
        Fixtures.require("data/stac/naip-prairie-2009-2020/search.json").toString(),
        "--bands",
        "red,green,blue",
        "--resolution",
        "20",
        "--fps",
        "2",
        "--date-format",
        "%Y",
        "-o",
        gif.toString());
    var info = Judge.run("gifsicle", "--info", gif.toString());
    assertThat(info.exitCode()).isZero();
    assertThat(info.output())
        .contains("7 images", "logical screen 235x18", "loop forever", "delay 0.50s");
    var pillow =
        Judge.python(
            """
            import sys
            from PIL import Image, ImageSequence
            im = Image.open(sys.argv[1])
            frames = [f.convert('RGB') for f in ImageSequence.Iterator(im)]
            assert len(frames) == 7, len(frames)
            means = [sum(f.resize((1, 1)).getpixel((0, 0))) / 3 for f in frames]
            assert all(40 < m < 215 for m in means), means
            print('plays')
            """,
            gif.toString());
    assertThat(pillow.output()).contains("plays");
  }

  @Test
  void checksumsAreThoseOfTheExpectedPixels() throws IOException {
    Path items = Fixtures.require("data/stac/naip-prairie-2009-2020");
    JsonNode expected =
        JsonMapper.shared()
            .readTree(Files.readAllBytes(Fixtures.require("data/stac/expected-pixels.json")));
    String name =
        "naip-prairie-2009-2020/m_4709963_se_14_1_20140720/m_4709963_se_14_1_20140720.tif";
    var ended = Program.run("info", items.resolveSibling(name).toString(), "--checksum", "--json");
    assertThat(ended.exit()).as(ended.err()).isZero();
    JsonNode told = JsonMapper.shared().readTree(ended.out());
    JsonNode file = expected.path(name);
    assertThat(file.path("bands").size()).isEqualTo(4);
    for (int b = 0; b < 4; b++) {
      assertThat(told.path("checksums").path(0).path(b).asString())
          .isEqualTo(file.path("bands").path(b).path("md5").asString());
    }
    assertThat(told.path("size").path(0).asInt()).isEqualTo(file.path("width").asInt());
    assertThat(told.path("crs").asString()).isEqualTo("EPSG:26914");
  }

  @Test
  void statisticsAreThoseOfTheExpectedPixels() throws IOException {
    String name =
        "copdem-30m-n00e006/Copernicus_DSM_COG_10_N00_00_E006_00_DEM/Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif";
    Path file = Fixtures.require("data/stac/" + name);
    JsonNode band =
        JsonMapper.shared()
            .readTree(Files.readAllBytes(Fixtures.require("data/stac/expected-pixels.json")))
            .path(name)
            .path("bands")
            .path(0);
    var ended = Program.run("info", file.toString(), "--stats", "--json");
    JsonNode told = JsonMapper.shared().readTree(ended.out()).path("statistics").path(0);
    assertThat(told.path("valid").asLong()).isEqualTo(band.path("valid").asLong());
    assertThat(told.path("min").asDouble()).isEqualTo(band.path("min").asDouble());
    assertThat(told.path("max").asDouble()).isEqualTo(band.path("max").asDouble());
    near(told.path("mean").asDouble(), band.path("mean").asDouble());
  }

  /// Every pixel of two whole files, in chunks that show if their edges do: a laser scan of 2 m,
  /// and a third of a degree square, whose units gdaldem takes for metres unless it is told.
  @Test
  void terrainIsWhatGdaldemMakesOfTheWholeFile() {
    Judge.require("gdaldem");
    Judge.requirePython("osgeo.gdal", "numpy");
    String scan = Fixtures.require("data/stac/lidar-dsm-2m/dsm/dsm.tif").toString();
    String degrees =
        Fixtures.require(
                "data/stac/copdem-30m-n00e006/Copernicus_DSM_COG_10_N00_00_E006_00_DEM/"
                    + "Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif")
            .toString();
    gdaldem(scan, "64", "hillshade", "hillshade");
    gdaldem(scan, "64", "hillshade:azimuth=100,altitude=30,z=2", "hillshade -az 100 -alt 30 -z 2");
    gdaldem(scan, "37,90", "multidirectional", "hillshade -multidirectional");
    gdaldem(scan, "64", "slope", "slope");
    gdaldem(scan, "64", "slope:unit=percent,edges=computed", "slope -p -compute_edges");
    gdaldem(scan, "64", "aspect", "aspect");
    gdaldem(scan, "64", "tpi", "TPI");
    gdaldem(scan, "64", "tri", "TRI");
    gdaldem(scan, "64", "roughness:edges=computed", "roughness -compute_edges");
    gdaldem(degrees, "1000,700", "hillshade:scale=111120", "hillshade -s 111120");
    gdaldem(degrees, "1000,700", "slope:scale=111120", "slope -s 111120");
  }

  private void gdaldem(String file, String chunk, String focal, String words) {
    Path ours = folder.resolve("ours.tif");
    Path theirs = folder.resolve("theirs.tif");
    succeeds(
        "cube",
        "dem=" + file,
        "--focal",
        focal,
        "--chunk",
        chunk,
        "--overwrite",
        "-q",
        "-o",
        ours.toString());
    var command = new ArrayList<String>();
    List<String> parts = List.of(words.split(" "));
    command.addAll(List.of("gdaldem", parts.getFirst(), file, theirs.toString(), "-q"));
    command.addAll(parts.subList(1, parts.size()));
    assertThat(Judge.run(command.toArray(String[]::new)).exitCode()).isZero();
    var verdict =
        Judge.python(
            """
            import sys, numpy as np
            from osgeo import gdal
            gdal.UseExceptions()
            (a, none), (b, missing) = ((d.ReadAsArray(), d.GetRasterBand(1).GetNoDataValue())
                                       for d in map(gdal.Open, sys.argv[1:3]))
            valid = ~np.isnan(a) if np.isnan(none) else a != none
            assert (valid == (b != missing)).all(), 'validity'
            a, b = a[valid].astype('f8'), b[valid].astype('f8')
            limit = 1 if none == 0 else 1e-4 * np.maximum(1e-2, abs(b))
            assert (abs(a - b) <= limit).all(), abs(a - b).max()
            print('equal', valid.sum())
            """,
            ours.toString(),
            theirs.toString());
    assertThat(verdict.output()).as(focal + " of " + file).contains("equal");
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
  }

  @Test
  void aSearchCountsAndSavesWhatMatches() throws IOException {
    String catalogue = Fixtures.require("data/stac/catalog.json").toString();
    var counted =
        Program.run(
            "search",
            catalogue,
            "--collections",
            "s2-l2a-33twm",
            "--query",
            "eo:cloud_cover<20",
            "--matched");
    assertThat(counted.exit()).as(counted.err()).isZero();
    assertThat(counted.out().strip()).isEqualTo("3");
    Path saved = folder.resolve("clear.json");
    succeeds(
        "search",
        catalogue,
        "--collections",
        "s2-l2a-33twm",
        "--query",
        "eo:cloud_cover<20",
        "--save",
        saved.toString(),
        "-q");
    succeeds(
        "cube",
        saved.toString(),
        "--bands",
        "red",
        "--reduce",
        "max",
        "-o",
        folder.resolve("max.tif").toString());
  }
}
