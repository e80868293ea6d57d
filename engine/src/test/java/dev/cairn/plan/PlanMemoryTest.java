package dev.cairn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.raster.Resampling;
import dev.cairn.reduce.TimeReducer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/// What a plan says that its run will hold: every scene that is read ahead counts.
class PlanMemoryTest {
  /// A sample of uint16, its validity and its value as float32.
  private static final long LEAST_BYTES_A_SCENE = 2 + 4;

  private static Cube cube(int scenes, double resolution) {
    return Cube.load(
            PlanTest.scenes(scenes, "red", "nir"),
            LoadOptions.of("red", "nir").withGrid(GridRequest.AUTO.withResolution(resolution)))
        .calculate("d=nir-red")
        .reduce(TimeReducer.parse("median"));
  }

  /// Scenes on the first one's grid; nothing along time.
  private static Plan still(int scenes) {
    var bounds = new BBox(Crs.epsg(32633), 500_000, 4_998_000, 503_000, 5_000_000);
    return Planner.plan(
        Cube.load(
                PlanTest.scenes(scenes, "red", "nir"),
                LoadOptions.of("red", "nir").withGrid(GridRequest.AUTO.withBounds(bounds)))
            .calculate("d=nir-red"),
        PlanOptions.of(1L << 30, 2));
  }

  @Test
  void eachSceneReadAheadCountsWithItsSamplesAndValues() {
    assertThat(still(3).grid().pixels()).isEqualTo(300 * 200);
    for (int n = 3; n < 12; n++) {
      assertThat(still(n).chunking().ahead()).isEqualTo(n);
      assertThat(still(n + 1).peakMemory() - still(n).peakMemory())
          .isGreaterThanOrEqualTo(300 * 200 * 2 * LEAST_BYTES_A_SCENE);
    }
  }

  @Test
  void whatIsWeighedCountsWithTheSourcePixelsThatAreGatheredForIt() {
    // 4 × 2 pixels of a source for each of the grid: a sample and whether it is valid
    var coarse = GridRequest.AUTO.withResolution(40, 20);
    long[] perScene = new long[2];
    for (Resampling method : List.of(Resampling.NEAREST, Resampling.BILINEAR)) {
      Cube cube =
          Cube.load(
              PlanTest.scenes(3, "red", "nir"),
              LoadOptions.of("red", "nir").withGrid(coarse).withResampling(method));
      perScene[method.ordinal()] =
          Planner.plan(cube, PlanOptions.of(1L << 30, 2)).chunking().sceneBytes();
    }
    assertThat(perScene[Resampling.BILINEAR.ordinal()] - perScene[Resampling.NEAREST.ordinal()])
        .isGreaterThanOrEqualTo(2 * 4 * 2 * 2)
        .isLessThan(2 * 4 * 2 * 3);
  }

  @Test
  void whatIsHeldHasRoomForEveryStepOfABinAndForWhatIsReadAhead() {
    Plan plan = Planner.plan(cube(12, 10), PlanOptions.of(1L << 30, 2));
    assertThat(plan.chunkCount()).isEqualTo(1);
    assertThat(plan.chunking().ahead()).as("all that there are").isEqualTo(12);
    long pixels = plan.grid().pixels();
    long steps = 12 * 4; // a float32 of each step, until the median is taken
    long read = 12 * 2 * LEAST_BYTES_A_SCENE;
    assertThat(plan.peakMemory()).isGreaterThanOrEqualTo(pixels * (steps + read));
  }

  @Test
  void whereMemoryIsShortFewerScenesAreReadAhead() {
    Plan wide = Planner.plan(cube(12, 2), PlanOptions.of(1L << 30, 2));
    Plan tight = Planner.plan(cube(12, 2), PlanOptions.of(120L << 20, 2));
    assertThat(tight.chunking().ahead()).isBetween(1, wide.chunking().ahead());
    assertThat(tight.peakMemory()).isLessThan(wide.peakMemory());
  }

  @Property(tries = 150)
  void theBuffersOfARunTakeAboutHalfOfTheMemoryAtMost(
      @ForAll @LongRange(min = 60L << 20, max = 500L << 20) long memory,
      @ForAll @IntRange(min = 1, max = 20) int scenes,
      @ForAll @IntRange(min = 1, max = 8) int threads,
      @ForAll @IntRange(min = 0, max = 3) int chunk) {
    PlanOptions options = PlanOptions.of(memory, threads);
    Plan plan;
    try {
      plan =
          Planner.plan(
              cube(scenes, 1.7),
              chunk == 0
                  ? options
                  : options.withChunk(new PlanOptions.Chunk.Of(chunk * 256, chunk * 300)));
    } catch (InvalidRequest e) {
      assertThat(e).as("a refusal is one of memory").hasMessageContaining("would need");
      return;
    }
    // counted here from what the plan says of itself, not by what it says that it takes
    Plan.Chunking c = plan.chunking();
    long pixels = (long) c.width() * c.height() * c.atOnce();
    long counted = pixels * (c.heldBytes() + c.ahead() * c.sceneBytes());
    assertThat(c.sceneBytes()).isGreaterThanOrEqualTo(2 * LEAST_BYTES_A_SCENE);
    assertThat(c.heldBytes()).isGreaterThanOrEqualTo(scenes * 4L);
    assertThat(counted).isLessThanOrEqualTo((long) (memory * 0.6));
    assertThat(plan.peakMemory()).isBetween(counted, (long) (memory * 0.6));
  }
}
