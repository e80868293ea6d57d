package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.format.npy.NpyArray;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanJson;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.TimeReducer;
import dev.cairn.sink.Sinks;
import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Neighbourhoods as steps of a cube: no chunk's edge shows, nor the grid's where there are sources
/// beyond it.
@SuppressWarnings("NullAway.Init")
class FocalCubeTest {
  @TempDir static Path folder;

  @BeforeAll
  static void compute() {
    Judge.requirePython("scipy.ndimage");
    Oracle.ask(
        folder,
        """
        from scipy import ndimage as nd
        random = np.random.default_rng(7)
        H, W = 83, 97
        y, x = np.mgrid[0:H, 0:W]
        dem = (400 + 90 * np.sin(x / 9) * np.cos(y / 7) + random.normal(0, 6, (H, W))).astype('f4')
        dem[random.random(dem.shape) < .02] = -9999
        dem[30:34, 40:50] = -9999
        raster('dem.tif', dem, nodata=-9999)
        raster('whole.tif', np.where(dem == -9999, 7, dem))
        raster('short.tif', dem.astype('i2'), nodata=-9999)
        raster('west.tif', dem[:, :50], nodata=-9999)
        raster('east.tif', dem[:, 50:], nodata=-9999, left=LEFT + 500)
        items('tiles.json', *(scene(side, '2020-01-01', z=asset(f'{side}.tif')) for side in ('west', 'east')))
        scenes = []
        for t in range(5):
            red = random.integers(1, 3000, (H, W)).astype('u2')
            red[random.random(red.shape) < .05] = 0
            # a quality band of larger pixels that ends before the red one does
            quality = random.choice([0, 3, 4, 5, 9], (38, 40), p=[.05, .02, .5, .4, .03]).astype('u1')
            raster(f'{t}red.tif', red, nodata=0)
            raster(f'{t}scl.tif', quality, nodata=0, size=20)
            scenes.append(scene(f's{t}', f'2020-0{1 + 2 * t}-03', red=asset(f'{t}red.tif', nodata=0),
                                scl=asset(f'{t}scl.tif', nodata=0)))
            full = np.zeros((H + 1, W + 1), 'u1')
            full[:76, :80] = np.kron(quality, np.ones((2, 2), 'u1'))
            full = full[:H, :W]
            for rule, masked in (('values', np.isin(full, (3, 9))), ('keep', ~np.isin(full, (4, 5)))):
                n = 3
                r = np.arange(-n, n + 1)
                disc = r[:, None] ** 2 + r ** 2 <= n * n
                grown = masked | nd.binary_dilation(masked & (full != 0), disc)
                np.save(f'{t}{rule}.npy', np.where(grown | (red == 0), np.nan, red).astype('f4'))
        items('scenes.json', *scenes)
        """);
  }

  private interface Recipe {
    Cube of(Cairn cairn) throws InterruptedException;
  }

  private static Cube raster(Cairn cairn, String name, GridRequest grid, Resampling method)
      throws InterruptedException {
    return cairn.cube(
        cairn.items(List.of("z=" + folder.resolve(name)), System.in),
        LoadOptions.of("z").withGrid(grid).withResampling(method));
  }

  private static Cube raster(Cairn cairn, String name) throws InterruptedException {
    return raster(cairn, name, GridRequest.AUTO, Resampling.NEAREST);
  }

  private static Cube scenes(Cairn cairn) throws InterruptedException {
    return cairn.cube(
        cairn.items(folder.resolve("scenes.json").toString()),
        LoadOptions.of("red").withQuality("scl"));
  }

  private static final GridRequest MERCATOR =
      GridRequest.AUTO.withCrs(Crs.epsg(3857)).withResolution(13);
  private static final GridRequest DEGREES =
      GridRequest.AUTO.withCrs(Crs.WGS84).withResolution(1.5e-4, 1e-4);

  private static Map<String, Recipe> recipes() {
    var all = new LinkedHashMap<String, Recipe>();
    for (String what :
        List.of(
            "hillshade",
            "slope:edges=computed",
            "aspect",
            "tri",
            "contours:interval=20",
            "open:radius=3",
            "box:radius=9",
            "titiler-hillshade")) {
      all.put(what, c -> raster(c, "dem.tif").focal(what));
    }
    all.put("of shorts", c -> raster(c, "short.tif").focal("multidirectional"));
    all.put(
        "one after the other",
        c -> raster(c, "dem.tif").focal("gaussian:sigma=2").focal("close:radius=2").focal("slope"));
    all.put(
        "side by side",
        c ->
            raster(c, "dem.tif")
                .focal("shade=hillshade", "steep=slope", "smooth=box:radius=5")
                .calculate("s=shade*steep", "t=smooth")
                .focal("a=dilate:radius=1,band=s")
                .select("a"));
    all.put(
        "in metres of another CRS",
        c -> raster(c, "dem.tif", MERCATOR, Resampling.BILINEAR).focal("hillshade"));
    all.put(
        "in degrees",
        c -> raster(c, "whole.tif", DEGREES, Resampling.CUBIC).focal("slope:edges=computed"));
    all.put(
        "finer than the source",
        c ->
            raster(c, "dem.tif", GridRequest.AUTO.withResolution(7), Resampling.BILINEAR)
                .focal("gaussian:sigma=1.5"));
    all.put(
        "before a median",
        c ->
            scenes(c)
                .mask("scl:values=3,9,dilate=2")
                .calculate("r=red*2")
                .focal("box:radius=2")
                .resample("QS")
                .median()
                .fillForward());
    all.put(
        "after one",
        c ->
            scenes(c)
                .mask("scl:keep=4,5,dilate=4")
                .resample("2QS")
                .mean()
                .fillBackward()
                .focal("gaussian:sigma=1")
                .times(3)
                .reduce(TimeReducer.parse("max"))
                .focal("erode:radius=2,shape=square"));
    all.put("a mask alone", c -> scenes(c).mask("scl:values=3,9,dilate=5"));
    return all;
  }

  private static byte[] run(Cairn cairn, Plan plan) throws IOException, InterruptedException {
    Path output = Files.createTempDirectory(folder, "o").resolve("o.npy");
    cairn.run(plan, Sinks.of(output, Sinks.Options.DEFAULT));
    return Files.readAllBytes(output);
  }

  private static Cairn cairn(int threads) {
    return Cairn.open(CairnOptions.standard().withMemory(400L << 20).withThreads(threads));
  }

  private static Plan plan(Cairn cairn, Cube cube, String chunk) {
    return Planner.plan(cube, cairn.planOptions().withChunk(PlanOptions.Chunk.parse(chunk)));
  }

  @Test
  void anyChunksThreadsAndReplaysGiveTheSameBytes() throws IOException, InterruptedException {
    try (Cairn one = cairn(1);
        Cairn many = cairn(3)) {
      for (var recipe : recipes().entrySet()) {
        Plan whole = plan(one, recipe.getValue().of(one), "auto");
        assertThat(whole.chunkCount()).isEqualTo(1);
        byte[] bytes = run(one, whole);
        for (String chunk : List.of("16", "11,200", "64,31", "41")) {
          Plan cut = plan(many, recipe.getValue().of(many), chunk);
          assertThat(cut.chunkCount()).isGreaterThan(1);
          assertThat(run(many, cut)).as(recipe.getKey() + " in " + chunk).isEqualTo(bytes);
          Plan replayed = PlanJson.read(PlanJson.write(cut), "test");
          assertThat(replayed).isEqualTo(cut.withChunking(replayed.chunking()));
          assertThat(replayed.chunking()).isEqualTo(cut.chunking());
          assertThat(run(one, replayed)).as(recipe.getKey() + " replayed").isEqualTo(bytes);
        }
      }
    }
  }

  /// In pixels of the whole grid: one right in it, and one at its upper left corner.
  private static final int[][] PARTS = {{21, 17, 40, 30}, {0, 0, 9, 50}};

  @Test
  void aPartOfACubeHasTheWholesValuesUpToItsEdges() throws IOException, InterruptedException {
    try (Cairn cairn = cairn(2)) {
      int compared = 0;
      for (GridRequest grid : List.of(GridRequest.AUTO, MERCATOR, DEGREES)) {
        for (String what :
            List.of("hillshade", "slope:edges=computed", "gaussian:sigma=3", "open:radius=2")) {
          Resampling method = grid == GridRequest.AUTO ? Resampling.NEAREST : Resampling.BILINEAR;
          Cube all = raster(cairn, "dem.tif", grid, method).focal(what);
          NpyArray whole = values(cairn, all);
          for (int[] p : PARTS) {
            GeoBox box = all.grid().crop(new dev.cairn.geo.PixelWindow(p[0], p[1], p[2], p[3]));
            BBox b = box.bounds();
            double inset = box.transform().a() / 1000; // a corner on a pixel's edge may be rounded
            var bounds =
                new BBox(
                    b.crs(),
                    b.xMin() + inset,
                    b.yMin() + inset,
                    b.xMax() - inset,
                    b.yMax() - inset);
            Cube part =
                raster(
                        cairn,
                        "dem.tif",
                        grid == GridRequest.AUTO
                            ? grid.withBounds(bounds)
                            : grid.withBounds(bounds).withAlign(GridRequest.Align.ORIGIN),
                        method)
                    .focal(what);
            if (part.grid().width() != p[2] || part.grid().height() != p[3]) {
              continue; // the whole grid is aligned otherwise
            }
            compared++;
            NpyArray cut = values(cairn, part);
            for (int row = 0; row < p[3]; row++) {
              for (int col = 0; col < p[2]; col++) {
                double have = cut.samples().at(row * p[2] + col);
                double want = whole.samples().at((p[1] + row) * all.grid().width() + p[0] + col);
                assertThat(have)
                    .as("%s of %s at %d, %d", what, all.grid().crs(), col, row)
                    .isEqualTo(Double.valueOf(want)); // NaN is NaN
              }
            }
          }
        }
      }
      assertThat(compared).isGreaterThanOrEqualTo(16);
    }
  }

  private static NpyArray values(Cairn cairn, Cube cube) throws IOException, InterruptedException {
    Path output = Files.createTempDirectory(folder, "v").resolve("v.npy");
    var options =
        cairn
            .planOptions()
            .withChunk(PlanOptions.Chunk.parse("29"))
            .withOutput(Stated.as(DType.FLOAT32), Stated.silent());
    cairn.run(Planner.plan(cube, options), Sinks.of(output, Sinks.Options.DEFAULT));
    return NpyReader.read(output);
  }

  @Test
  void theSeamOfAMosaicDoesNotShow() throws IOException, InterruptedException {
    try (Cairn cairn = cairn(2)) {
      Cube tiles =
          cairn.cube(
              cairn.items(folder.resolve("tiles.json").toString()),
              LoadOptions.of("z").withGrid(GridRequest.AUTO));
      for (String what : List.of("hillshade", "slope:edges=computed", "box:radius=20")) {
        NpyArray mosaic = values(cairn, tiles.reduce(TimeReducer.parse("first")).focal(what));
        NpyArray whole = values(cairn, raster(cairn, "dem.tif").focal(what));
        assertThat(mosaic.samples().array()).as(what).isEqualTo(whole.samples().array());
      }
    }
  }

  @Test
  void aMaskGrowsByADiscAndGapsOfItsBandDoNot() throws IOException, InterruptedException {
    try (Cairn cairn = cairn(2)) {
      for (String rule : List.of("values=3,9", "keep=4,5")) {
        NpyArray ours = values(cairn, scenes(cairn).mask("scl:" + rule + ",dilate=3"));
        for (int t = 0; t < 5; t++) {
          NpyArray theirs =
              NpyReader.read(folder.resolve(t + rule.substring(0, rule.indexOf('=')) + ".npy"));
          int pixels = theirs.samples().length();
          for (int i = 0; i < pixels; i++) {
            assertThat(ours.samples().at(t * pixels + i))
                .as("%s, step %d, pixel %d", rule, t, i)
                .isEqualTo(Double.valueOf(theirs.samples().at(i)));
          }
        }
      }
    }
  }

  @Test
  void resultsHaveTheTypeAndTheMissingSampleThatSuitThem() throws InterruptedException {
    try (Cairn cairn = cairn(1)) {
      Cube dem = raster(cairn, "dem.tif");
      Cube red = scenes(cairn);
      assertType(cairn, dem.focal("hillshade"), DType.UINT8, 0);
      assertType(cairn, dem.focal("hillshade").focal("erode:radius=1"), DType.UINT8, 0);
      assertType(cairn, dem.focal("hillshade").select("z").fillForward(), DType.UINT8, 0);
      assertType(cairn, dem.focal("contours:interval=9"), DType.UINT8, 255);
      assertType(cairn, dem.focal("slope"), DType.FLOAT32, Double.NaN);
      assertType(cairn, dem.focal("titiler-hillshade"), DType.FLOAT32, Double.NaN);
      assertType(
          cairn, dem.focal("a=hillshade", "b=contours:interval=9"), DType.FLOAT32, Double.NaN);
      assertType(cairn, dem.focal("hillshade").times(2), DType.FLOAT32, Double.NaN);
      assertType(cairn, red.focal("open:radius=1"), DType.UINT16, 0);
      assertType(cairn, red.focal("box:radius=1"), DType.FLOAT32, Double.NaN);
    }
  }

  private static void assertType(Cairn cairn, Cube cube, DType dtype, double none) {
    assertThat(cube.dtype()).as(cube.toString()).isEqualTo(dtype);
    assertThat(plan(cairn, cube, "auto").output().nodata())
        .as(cube.toString())
        .isEqualTo(Stated.as(none));
  }

  @Test
  void bandsAreNamedAsAskedOrByWhatTheyAre() throws InterruptedException {
    try (Cairn cairn = cairn(1)) {
      Cube dem = raster(cairn, "dem.tif");
      assertThat(dem.focal("hillshade").bands()).containsExactly("z");
      assertThat(dem.focal("shade=hillshade").bands()).containsExactly("shade");
      assertThat(dem.focal("slope", "tpi").bands()).containsExactly("slope", "tpi");
      Cube two = dem.calculate("a=z", "b=z*2");
      assertThat(two.focal("slope").bands()).containsExactly("a", "b");
      assertThat(two.focal("x=slope:band=b", "y=tpi:edges=computed,band=a").bands())
          .containsExactly("x", "y");
      assertThat(two.focal("x=slope:band=b").toString()).contains("steps:", "slope of b as x");
    }
  }

  @Test
  void whatCannotBeIsRefusedBeforeAnythingIsRead() throws InterruptedException {
    try (Cairn cairn = cairn(1)) {
      Cube dem = raster(cairn, "dem.tif");
      Cube two = dem.calculate("a=z", "b=z*2");
      assertRefused(() -> two.focal("slope", "tpi"), "band=");
      assertRefused(() -> two.focal("x=slope:band=c"), "there are a, b");
      assertRefused(() -> dem.focal("slope", "slope:unit=percent"), "already");
      assertRefused(() -> dem.focal("slope").mask("scl:keep=1"), "before anything");
      assertRefused(
          () -> dem.focal("open:radius=512").focal("open:radius=512").focal("box:radius=1"),
          "2048");
      String text = PlanJson.write(plan(cairn, dem.focal("box:radius=400"), "auto"));
      String tooFar =
          text.replaceFirst("\"steps\":\\[(.*?\\])\\}\\]", "\"steps\":[$1},$1},$1},$1},$1},$1}]");
      assertThat(tooFar).isNotEqualTo(text);
      assertThatThrownBy(() -> PlanJson.read(tooFar, "test"))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("2048");
    }
  }

  private static void assertRefused(Runnable what, String why) {
    assertThatThrownBy(what::run).isInstanceOf(InvalidRequest.class).hasMessageContaining(why);
  }
}
