package dev.cairn.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Instant START = Instant.parse("2020-01-10T10:00:00.123456Z");

  /// Scenes of 300 × 200 pixels of 10 m, thirty days apart, each a little further east.
  static List<Scene> scenes(int count, String... bands) {
    var scenes = new ArrayList<Scene>();
    for (int s = 0; s < count; s++) {
      var grid =
          new GeoBox(
              300, 200, Affine.northUp(500_000 + 70 * s, 5_000_000, 10, 10), Crs.epsg(32633));
      var described = new LinkedHashMap<String, Band>();
      var sources = new LinkedHashMap<String, RasterSource>();
      for (String band : bands) {
        described.put(band, new Band(band, Stated.as(band), Map.of("gsd", 10L)));
        sources.put(
            band,
            new RasterSource(
                URI.create("https://example.com/" + s + "/" + band + ".tif?sig=SECRET" + s),
                0,
                Stated.as(grid),
                Stated.as(DType.UINT16),
                Stated.as(0.0),
                Stated.as(new Scaling(1e-4, -0.1))));
      }
      scenes.add(
          new Scene(
              "scene" + s,
              Stated.as("c"),
              Stated.as(START.plus(Duration.ofDays(30L * s))),
              Stated.silent(),
              Map.of("platform", "p", "cloud", (long) s),
              described,
              sources));
    }
    return scenes;
  }

  private static Cube cube(int scenes) {
    return Cube.load(
            scenes(scenes, "red", "nir", "scl"), LoadOptions.of("red", "nir").withQuality("scl"))
        .mask("scl:keep=4,5")
        .calculate("ndvi=(nir-red)/(nir+red)", "sum=nir+red")
        .resample("QS")
        .median()
        .fillBackward()
        .select("ndvi")
        .skip(1);
  }

  @Test
  void aPlanReadBackFromItsTextIsTheSamePlan() {
    Plan plan = Planner.plan(cube(9), PlanOptions.of(1L << 30, 2));
    String text = PlanJson.write(plan);
    Plan back = PlanJson.read(text, "test");
    assertThat(PlanJson.write(back)).isEqualTo(text);
    assertThat(back.grid()).isEqualTo(plan.grid());
    assertThat(back.steps()).isEqualTo(plan.steps());
    assertThat(back.output()).isEqualTo(plan.output());
    assertThat(back.inputs()).isEqualTo(plan.inputs());
    assertThat(back.reading()).isEqualTo(plan.reading());
    assertThat(back.chunking()).isEqualTo(plan.chunking());
    assertThat(back.scenes()).hasSameSizeAs(plan.scenes());
  }

  @Test
  void aPlansTextHoldsNoSignature() {
    String text = PlanJson.write(Planner.plan(cube(6), PlanOptions.of(1L << 30, 2)));
    assertThat(text)
        .contains("https://example.com/0/red.tif")
        .doesNotContain("SECRET")
        .doesNotContain("sig=");
  }

  @Test
  void whatIsNoPlanIsMalformed() {
    String text = PlanJson.write(Planner.plan(cube(6), PlanOptions.of(1L << 30, 2)));
    for (String wrong :
        List.of(
            "",
            "{}",
            "[1]",
            text.substring(0, text.length() / 2),
            text.replace("\"version\":1", "\"version\":99"),
            text.replace("\"median\"", "\"medium\""),
            text.replace("\"QS\"", "1").replace("\"width\":", "\"wide\":"),
            text.replace("EPSG:32633", "nonsense"),
            text.replace("(nir - red)", "(nir -"))) {
      assertThatThrownBy(() -> PlanJson.read(wrong, "test"))
          .as(wrong.substring(0, Math.min(60, wrong.length())))
          .isInstanceOf(Malformed.class);
    }
  }

  @Test
  void bandsNobodyNeedsAreNotRead() {
    Plan plan =
        Planner.plan(
            Cube.load(scenes(2, "red", "nir", "blue"), LoadOptions.of())
                .calculate("a=nir*2", "b=red")
                .select("a"),
            PlanOptions.of(1L << 30, 1));
    assertThat(plan.inputs()).extracting(Plan.Input::name).containsExactly("nir");
    assertThat(plan.scenes().getFirst().sources()).containsOnlyKeys("nir");
  }

  @Test
  void qualityBandsArePlacedByNearestUnlessNamed() {
    var load =
        LoadOptions.of("red")
            .withQuality("scl")
            .withResampling(dev.cairn.raster.Resampling.BILINEAR);
    Plan plan =
        Planner.plan(
            Cube.load(scenes(2, "red", "scl"), load).mask("scl:keep=4"),
            PlanOptions.of(1L << 30, 1));
    assertThat(plan.inputs())
        .extracting(Plan.Input::resampling)
        .containsExactly(dev.cairn.raster.Resampling.BILINEAR, dev.cairn.raster.Resampling.NEAREST);
  }

  @Test
  void tooLittleMemoryIsRefusedWithWhatWouldDo() {
    assertThatThrownBy(() -> Planner.plan(cube(9), PlanOptions.of(43L << 20, 2)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("would need");
  }

  @Property(tries = 200)
  void chunksCoverEachPixelOnceWithinTheMemory(
      @ForAll @LongRange(min = 60L << 20, max = 400L << 20) long memory,
      @ForAll @IntRange(min = 1, max = 12) int scenes,
      @ForAll @IntRange(min = 1, max = 8) int threads) {
    Cube cube =
        Cube.load(
                scenes(scenes, "red"),
                LoadOptions.of("red").withGrid(GridRequest.AUTO.withResolution(1.7)))
            .reduce(dev.cairn.reduce.TimeReducer.parse("median"));
    Plan plan = Planner.plan(cube, PlanOptions.of(memory, threads));
    assertThat(plan.peakMemory()).isLessThanOrEqualTo(memory);
    var seen = new BitSet();
    for (long c = 0; c < plan.chunkCount(); c++) {
      PixelWindow w = plan.chunk(c);
      for (int row = w.row(); row < w.rowEnd(); row++) {
        int from = row * cube.grid().width() + w.col();
        assertThat(seen.get(from, from + w.width()).isEmpty()).isTrue();
        seen.set(from, from + w.width());
      }
    }
    assertThat(seen.cardinality()).isEqualTo((int) cube.grid().pixels());
  }

  @Test
  void aCubesTextShowsWhatXarraysReprShows() {
    String text = cube(9).toString();
    assertThat(text)
        .startsWith("<cairn.Cube (time: 2, band: 1, y: 200, x: 356)> float32")
        .contains("* time (time)", "datetime64[ns] 2020-04-01T00:00 2020-07-01T00:00")
        .contains("* band (band)", "'ndvi'")
        .contains("* y (y)", "* x (x)", "4999995.0", "platform", "'p'")
        .contains("crs:        EPSG:32633", "alignment native", "→");
  }

  @Test
  void arithmeticOnTwoSelectionsOfOneCubeIsOneExpression() {
    Cube both = Cube.load(scenes(2, "red", "nir"), LoadOptions.of("red", "nir"));
    Cube ndvi =
        both.select("nir")
            .minus(both.select("red"))
            .dividedBy(both.select("nir").plus(both.select("red")));
    assertThat(ndvi.steps()).hasSize(1);
    assertThat(ndvi.steps().getFirst().toString()).contains("(nir - red) / (nir + red)");
    assertThatThrownBy(
            () -> both.minus(Cube.load(scenes(2, "red", "nir"), LoadOptions.of("red", "nir"))))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void timeStepsAreSelectedByPositionDayAndNearness() {
    Cube cube = Cube.load(scenes(5, "red"), LoadOptions.of("red"));
    assertThat(cube.at(-1).times().getFirst()).isEqualTo(cube.times().get(4));
    assertThat(cube.slice(1, -1).times()).isEqualTo(cube.times().subList(1, 4));
    assertThat(cube.on(java.time.LocalDate.of(2020, 2, 9)).times()).hasSize(1);
    assertThat(cube.nearest(Instant.parse("2020-03-01T00:00:00Z")).times().getFirst())
        .isEqualTo(cube.times().get(2));
    assertThatThrownBy(() -> cube.at(5))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("5");
    assertThatThrownBy(() -> cube.on(java.time.LocalDate.of(1999, 1, 1)))
        .isInstanceOf(InvalidRequest.class);
  }
}
