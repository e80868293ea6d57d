package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.focal.Terrain.Aspect;
import dev.cairn.focal.Terrain.Edges;
import dev.cairn.focal.Terrain.Flat;
import dev.cairn.focal.Terrain.Formula;
import dev.cairn.focal.Terrain.Gradient;
import dev.cairn.focal.Terrain.Hillshade;
import dev.cairn.focal.Terrain.Light;
import dev.cairn.focal.Terrain.Position;
import dev.cairn.focal.Terrain.Roughness;
import dev.cairn.focal.Terrain.Ruggedness;
import dev.cairn.focal.Terrain.Slope;
import dev.cairn.focal.Terrain.Unit;
import dev.cairn.focal.Terrain.Zero;
import dev.cairn.format.npy.NpyArray;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import dev.cairn.render.ColorMap;
import dev.cairn.testing.Fixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Terrain against what gdaldem 3.10.3 and titiler.core 1.2.1 made of the same elevations:
/// `truth/index.json` has each call with its result and tolerance.
class TerrainTruthTest {
  /// Elevations and the cells that gdaldem took.
  private record Ground(String file, PixelWindow window, CellSize cells) {}

  private static final Map<String, Ground> GROUNDS =
      Map.of(
          "dsm",
          new Ground(
              "data/stac/lidar-dsm-2m/dsm/dsm.tif",
              new PixelWindow(60, 60, 120, 120),
              new CellSize.Uniform(2, -2)),
          "copdem",
          new Ground(
              "data/stac/copdem-30m-n00e006/Copernicus_DSM_COG_10_N00_00_E006_00_DEM/Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif",
              new PixelWindow(1872, 2520, 144, 144),
              new CellSize.Uniform(1 / 3600.0, -1 / 3600.0).scaled(111_120)));

  private static Map<String, Terrain> measures() {
    var all = new LinkedHashMap<String, Terrain>();
    Hillshade shade = Hillshade.DEFAULT;
    all.put("hillshade", Terrain.of(shade));
    all.put("hillshade-az45-alt30-z2", Terrain.of(shade.from(45, 30).withExaggeration(2)));
    all.put("hillshade-zt", Terrain.of(shade.withGradient(Gradient.ZEVENBERGEN_THORNE)));
    all.put("hillshade-multi", Terrain.of(shade.withLight(Light.COMPASS)));
    all.put("hillshade-combined", Terrain.of(shade.withLight(Light.COMBINED)));
    all.put("hillshade-igor", Terrain.of(shade.withLight(Light.IGOR)));
    all.put("hillshade-edges", Terrain.of(shade).withEdges(Edges.COMPUTED));
    all.put("slope", Terrain.of(Slope.DEGREES));
    all.put("slope-percent", Terrain.of(new Slope(Unit.PERCENT, Gradient.HORN, 1)));
    all.put("slope-zt", Terrain.of(new Slope(Unit.DEGREES, Gradient.ZEVENBERGEN_THORNE, 1)));
    all.put("aspect", Terrain.of(Aspect.DEFAULT));
    all.put("aspect-trig", Terrain.of(new Aspect(Zero.EAST, Flat.NO_VALUE, Gradient.HORN)));
    all.put("aspect-zero", Terrain.of(new Aspect(Zero.NORTH, Flat.ZERO, Gradient.HORN)));
    all.put("TRI", Terrain.of(new Ruggedness(Formula.RILEY)));
    all.put("TRI-wilson", Terrain.of(new Ruggedness(Formula.WILSON)));
    all.put("TPI", Terrain.of(new Position()));
    all.put("roughness", Terrain.of(new Roughness()));
    return all;
  }

  private static JsonNode index() {
    return new JsonMapper().readTree(Fixtures.require("truth/index.json").toFile()).get("cases");
  }

  @TestFactory
  Stream<DynamicTest> gdaldem() {
    JsonNode cases = index();
    var tests = new ArrayList<DynamicTest>();
    var left = new TreeSet<String>();
    for (JsonNode c : cases) {
      String id = c.get("id").asString();
      if (id.startsWith("dem-")) {
        left.add(id);
      }
    }
    for (var ground : GROUNDS.entrySet()) {
      for (var measure : measures().entrySet()) {
        String id = "dem-" + ground.getKey() + "-" + measure.getKey();
        JsonNode c = find(cases, id);
        left.remove(id);
        tests.add(
            DynamicTest.dynamicTest(id, () -> check(c, ground.getValue(), measure.getValue())));
      }
      String id = "dem-" + ground.getKey() + "-input";
      left.remove(id);
      tests.add(DynamicTest.dynamicTest(id, () -> input(find(cases, id), ground.getValue())));
    }
    tests.add(DynamicTest.dynamicTest("no case is left out", () -> assertThat(left).isEmpty()));
    return tests.stream();
  }

  private static JsonNode find(JsonNode cases, String id) {
    for (JsonNode c : cases) {
      if (c.get("id").asString().equals(id)) {
        return c;
      }
    }
    throw new AssertionError("no case " + id);
  }

  private static Raster elevations(Ground ground) throws InterruptedException {
    return Dems.read(Fixtures.require(ground.file()), ground.window());
  }

  private static void input(JsonNode c, Ground ground) throws InterruptedException {
    Raster z = elevations(ground);
    assertThat(z.valid().isAll()).isTrue();
    compare(c, z, -9999, 0, 0);
  }

  private static void check(JsonNode c, Ground ground, Terrain terrain)
      throws InterruptedException {
    Raster z = elevations(ground);
    Raster result = terrain.apply(Patch.whole(z), ground.cells(), wholeOf(z));
    JsonNode none = c.get("nodata");
    // -zero_for_flat takes the no-data value away, and the outmost pixels have its old number
    double missing = none.isNull() ? -9999 : none.asDouble();
    boolean shade = result.dtype() == DType.UINT8;
    compare(c, result, missing, shade ? 1 : 0, shade ? 0 : 1e-4);
  }

  private static PixelWindow wholeOf(Raster z) {
    return new PixelWindow(0, 0, z.width(), z.height());
  }

  private static void compare(
      JsonNode c, Raster ours, double missing, double absolute, double relative) {
    Samples theirs =
        NpyReader.read(Fixtures.require("truth/" + c.get("output").asString())).samples();
    assertThat(theirs.dtype()).isEqualTo(ours.dtype());
    int left = c.has("window") ? c.get("window").get("x").get(0).asInt() : 0;
    int top = c.has("window") ? c.get("window").get("y").get(0).asInt() : 0;
    int width = c.has("window") ? c.get("window").get("x").get(1).asInt() - left : ours.width();
    for (int i = 0; i < theirs.length(); i++) {
      int at = (top + i / width) * ours.width() + left + i % width;
      double want = theirs.at(i);
      double have = ours.valid().get(at) ? ours.samples().at(at) : missing;
      assertThat(Math.abs(have - want))
          .as("pixel " + i + ": " + have + ", theirs " + want)
          .isLessThanOrEqualTo(absolute + relative * Math.abs(want));
    }
  }

  @TestFactory
  Stream<DynamicTest> titiler() {
    JsonNode cases = index();
    var tests = new ArrayList<DynamicTest>();
    for (JsonNode c : cases) {
      String id = c.get("id").asString();
      // without a result: TiTiler's contours fail on floats
      if (!c.has("output") || !id.matches("alg-(hillshade|slope|contours)-.*")) {
        continue;
      }
      tests.add(
          DynamicTest.dynamicTest(
              id,
              () -> {
                if (id.startsWith("alg-hillshade")) {
                  titilerShade(c);
                } else if (id.startsWith("alg-slope")) {
                  titilerSlope(c);
                } else {
                  titilerContours(c);
                }
              }));
    }
    assertThat(tests).hasSize(12);
    return tests.stream();
  }

  private static Raster titilerInput(JsonNode c) {
    String ground = c.get("id").asString().contains("copdem") ? "copdem" : "dsm";
    NpyArray z = NpyReader.read(Fixtures.require("truth/alg-input-" + ground + ".npy"));
    int side = z.shape().getLast();
    return new Raster(side, side, z.samples(), Validity.all(side * side));
  }

  /// The input's part that a tile without a buffer has.
  private static Raster tile(Raster z) {
    var out = new float[128 * 128];
    z.samples().copyRect(3 * z.width() + 3, z.width(), new Samples.Float32(out), 0, 128, 128, 128);
    return new Raster(128, 128, new Samples.Float32(out), Validity.all(out.length));
  }

  private static void titilerShade(JsonNode c) {
    JsonNode p = c.get("alg_params");
    var shade =
        new PixelHillshade(
            p.get("azimuth").asDouble(),
            p.get("angle_altitude").asDouble(),
            p.get("z_exaggeration").asDouble());
    Raster z = titilerInput(c);
    Patch patch = p.get("buffer").asInt() == 0 ? Patch.whole(tile(z)) : Patch.whole(z);
    int buffer = p.get("buffer").asInt();
    compare(
        c,
        shade.apply(patch, CellSize.PIXELS, new PixelWindow(buffer, buffer, 128, 128)),
        Double.NaN,
        1,
        0);
  }

  private static void titilerSlope(JsonNode c) {
    double size = c.get("transform").get(0).asDouble();
    var slope = Terrain.of(new Slope(Unit.DEGREES, Gradient.ZEVENBERGEN_THORNE, 1));
    Raster z = titilerInput(c);
    Raster result =
        slope.apply(
            Patch.whole(z), new CellSize.Uniform(size, -size), new PixelWindow(3, 3, 128, 128));
    compare(c, result, Double.NaN, 0, 1e-6);
  }

  /// Colours by height, and black lines.
  private static void titilerContours(JsonNode c) {
    JsonNode p = c.get("alg_params");
    Raster z = tile(titilerInput(c));
    String type = c.get("id").asString().split("-")[2];
    double most = type.equals("uint8") ? 255 : 30_000;
    Samples cast = Samples.allocate(DType.parse(type), z.pixels());
    for (int i = 0; i < z.pixels(); i++) {
      int v = (int) Math.clamp(z.samples().at(i), 0, most);
      switch (cast) {
        case Samples.UInt8(var to) -> to[i] = (byte) v;
        case Samples.UInt16(var to) -> to[i] = (short) v;
        case Samples.Int16(var to) -> to[i] = (short) v;
        default -> throw new AssertionError(type);
      }
    }
    var heights = new Raster(128, 128, cast, z.valid());
    var lines =
        new Contours(
            p.get("increment").asDouble(), new Contours.Line.Band(p.get("thickness").asDouble()));
    Raster on = lines.apply(Patch.whole(heights), CellSize.PIXELS, wholeOf(heights));
    double low = p.get("minz").asDouble();
    double high = p.get("maxz").asDouble();
    int[] colors = ColorMap.of("terrain").argb();
    for (int band = 0; band < 3; band++) {
      var plane = new byte[z.pixels()];
      for (int i = 0; i < plane.length; i++) {
        double scaled = (Math.clamp(cast.at(i), low, high) - low) / (high - low) * 254 + 1;
        int color = colors[(int) scaled] >> (16 - 8 * band);
        plane[i] = (byte) (on.samples().at(i) == 1 ? 0 : color);
      }
      comparePlane(c, band, plane);
    }
  }

  private static void comparePlane(JsonNode c, int band, byte[] ours) {
    NpyArray theirs = NpyReader.read(Fixtures.require("truth/" + c.get("output").asString()));
    List<Integer> shape = theirs.shape();
    int width = shape.get(2);
    int left = c.get("window").get("x").get(0).asInt();
    int top = c.get("window").get("y").get(0).asInt();
    for (int i = 0; i < width * shape.get(1); i++) {
      int at = (top + i / width) * 128 + left + i % width;
      assertThat((double) (ours[at] & 0xFF))
          .as("band " + band + " pixel " + i)
          .isCloseTo(theirs.samples().at(band * width * shape.get(1) + i), within(1.0));
    }
  }
}
