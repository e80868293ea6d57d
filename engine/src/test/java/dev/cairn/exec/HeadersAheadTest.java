package dev.cairn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.NotFound;
import dev.cairn.base.Progress;
import dev.cairn.base.Unavailable;
import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.OnReadError;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.store.StoreCounts;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which headers are asked for at the same time, and how often.
class HeadersAheadTest {
  private static final int SCENES = 120;

  private final ConcurrentMap<URI, Integer> opened = new ConcurrentHashMap<>();

  private static URI uri(int scene, String band) {
    return URI.create("mem:/" + scene + "/" + band + ".tif");
  }

  private static Plan plan(OnReadError onError) {
    return plan(onError, PlanOptions.of(1L << 30, 1));
  }

  private static Plan plan(OnReadError onError, PlanOptions options) {
    var grid = new GeoBox(8, 8, Affine.northUp(500_000, 5_000_000, 10, 10), Crs.epsg(32633));
    var scenes = new ArrayList<Scene>();
    for (int s = 0; s < SCENES; s++) {
      scenes.add(
          new Scene(
              "scene" + s,
              Stated.silent(),
              Stated.as(Instant.EPOCH.plus(Duration.ofDays(s))),
              Stated.silent(),
              Map.of(),
              Map.of("a", band("a"), "b", band("b")),
              Map.of("a", source(s, "a", grid), "b", source(s, "b", grid))));
    }
    Cube cube = Cube.load(scenes, LoadOptions.of("a", "b").withOnError(onError));
    return Planner.plan(cube, options);
  }

  private static Band band(String name) {
    return new Band(name, Stated.silent(), Map.of());
  }

  private static RasterSource source(int scene, String band, GeoBox grid) {
    return new RasterSource(
        uri(scene, band),
        0,
        Stated.as(grid),
        Stated.as(DType.UINT16),
        Stated.silent(),
        Stated.as(Scaling.IDENTITY));
  }

  @Test
  void headersOfAllBandsOfTheScenesAheadAndOfSomeMoreAreAskedForAtOnce() throws Exception {
    var answer = new CountDownLatch(1);
    Plan plan = plan(OnReadError.FAIL);
    int expected = 2 * (plan.chunking().ahead() + LoadedFrames.HEADERS_AHEAD);
    assertThat(expected).isLessThan(2 * SCENES);
    var runner =
        new LocalRunner(
            href -> {
              opened.merge(href, 1, Integer::sum);
              answer.await();
              throw new NotFound(href, "there is nothing");
            },
            new SharedBlocks(0),
            () -> StoreCounts.NONE,
            1,
            Progress.NONE);
    Thread run =
        Thread.ofVirtual().start(() -> assertThatThrownBy(() -> runner.run(plan, new Nothing())));
    for (int i = 0; i < 1000 && opened.size() < expected; i++) {
      Thread.sleep(5);
    }
    Thread.sleep(50); // for more than there should be
    assertThat(opened).hasSize(expected);
    answer.countDown();
    assertThat(run.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aHeaderThatCannotBeHadIsAskedForOnce() throws Exception {
    var runner =
        new LocalRunner(
            href -> {
              opened.merge(href, 1, Integer::sum);
              throw new NotFound(href, "there is nothing");
            },
            new SharedBlocks(0),
            () -> StoreCounts.NONE,
            1,
            Progress.NONE);
    RunReport report = runner.run(plan(OnReadError.SKIP), new Nothing());
    assertThat(report.skipped()).hasSize(2 * SCENES);
    assertThat(opened).hasSize(2 * SCENES);
    assertThat(opened.values()).containsOnly(1);
  }

  @Test
  void norAgainByTheChunksThatFollow() throws Exception {
    Plan plan =
        plan(
            OnReadError.SKIP,
            PlanOptions.of(1L << 30, 1).withChunk(new PlanOptions.Chunk.Of(4, 2)));
    assertThat(plan.chunkCount()).isEqualTo(8);
    var runner =
        new LocalRunner(
            href -> {
              opened.merge(href, 1, Integer::sum);
              throw new Unavailable(href, "the host does not answer");
            },
            new SharedBlocks(0),
            () -> StoreCounts.NONE,
            1,
            Progress.NONE);
    runner.run(plan, new Nothing());
    assertThat(opened).hasSize(2 * SCENES);
    assertThat(opened.values()).containsOnly(1);
  }

  @Test
  @Timeout(30)
  void whatNobodyComesForIsStopped() throws Exception {
    var begun = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    try (var headers =
        new HeadersAhead(
            href -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await(); // for ever
              } catch (InterruptedException e) {
                stopped.countDown();
                throw e;
              }
              throw new NotFound(href, "not reached");
            })) {
      headers.foretell(uri(0, "a"));
      begun.await();
    }
    assertThat(stopped.getCount()).isZero();
  }

  private static final class Nothing implements Sink {
    @Override
    public void open(Plan plan) {}

    @Override
    public void write(Piece piece) {}

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }
}
