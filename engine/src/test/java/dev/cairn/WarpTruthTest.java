package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.format.npy.NpyReader;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.store.FileStore;
import dev.cairn.testing.Fixtures;
import dev.cairn.warp.Placement;
import dev.cairn.warp.Placing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Pixels moved between CRSs against what gdalwarp made of the same files with an exact
/// transformer:
/// the cases of `truth/index.json` that end in `-et0`, by their own tolerances.
class WarpTruthTest {
  private static final Map<String, Resampling> METHODS =
      Map.of("near", Resampling.NEAREST, "cubicspline", Resampling.CUBIC_SPLINE);

  /// Pixels that may be farther off than the tolerance, and why.
  private static final Map<String, Integer> EXCEPTIONS =
      // GDAL's scale belongs to the shape of the target's window, ours to the grids: so that a crop
      // of a warp is the warp of the crop.
      Map.of("warp-4326-lanczos-et0", 2);

  @TestFactory
  Stream<DynamicTest> pixelsLieWhereGdalPutsThem() throws Exception {
    JsonNode index = JsonMapper.shared().readTree(Fixtures.require("truth/index.json").toFile());
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode one : index.get("cases")) {
      String id = one.get("id").asString();
      if (id.startsWith("warp-") && id.endsWith("-et0")) {
        tests.add(DynamicTest.dynamicTest(id, () -> compare(id, one)));
      }
    }
    assertThat(tests).hasSize(56);
    return tests.stream();
  }

  private static void compare(String id, JsonNode one) throws Exception {
    Path file = Fixtures.require("data/" + one.get("inputs").get(0).asString());
    String name = id.split("-")[2];
    Resampling method = METHODS.getOrDefault(name, null);
    if (method == null) {
      method = Resampling.parse(name);
    }
    double[] t = new double[6];
    for (int i = 0; i < 6; i++) {
      t[i] = one.get("transform").get(i).asDouble();
    }
    int height = one.get("full").get("shape").get(1).asInt();
    int width = one.get("full").get("shape").get(2).asInt();
    var target = new GeoBox(width, height, Affine.of(t), Crs.parse(one.get("crs").asString()));
    JsonNode y = one.get("window").get("y");
    JsonNode x = one.get("window").get("x");
    var window =
        new PixelWindow(
            x.get(0).asInt(),
            y.get(0).asInt(),
            x.get(1).asInt() - x.get(0).asInt(),
            y.get(1).asInt() - y.get(0).asInt());
    Raster ours = warp(file, target, window, method);
    Samples theirs =
        NpyReader.read(Fixtures.require("truth/" + one.get("output").asString())).samples();
    double nodata = one.get("nodata").asDouble();
    int off = 0;
    for (int i = 0; i < theirs.length(); i++) {
      assertThat(ours.valid().get(i)).as("pixel " + i).isEqualTo(theirs.at(i) != nodata);
      double d = Math.abs(ours.samples().at(i) - theirs.at(i));
      off += ours.valid().get(i) && d > (isOneOf(method) ? 0 : 1) ? 1 : 0;
    }
    int most =
        isOneOf(method)
            ? theirs.length() / 1000 // ties
            : EXCEPTIONS.getOrDefault(id, 0);
    assertThat(off).as("pixels too far off").isLessThanOrEqualTo(most);
  }

  private static boolean isOneOf(Resampling method) {
    return method == Resampling.NEAREST || method == Resampling.MODE;
  }

  private static Raster warp(Path file, GeoBox target, PixelWindow window, Resampling method)
      throws InterruptedException {
    Tiff tiff = Tiff.open(new FileStore(), file.toUri());
    Placement placement =
        Placement.of(((Stated.As<GeoBox>) tiff.header().grid()).value(), target, method, 0);
    Placing placing =
        placement.begin(
            window,
            tiff.header().bands().getFirst().dtype(),
            tiff.header().bands().getFirst().effectiveNodata());
    List<Block> blocks = tiff.blocks(0, 0, placement.sourceWindow(window).orElseThrow());
    List<FetchedBlock> fetched = tiff.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      placing.add(tiff.decode(blocks.get(i), fetched.get(i)), 0);
    }
    placing.remaining().forEach(Runnable::run);
    return placing.finish();
  }
}
