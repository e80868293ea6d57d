package dev.cairn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WorldTest {
  private static final World WORLD = World.of(World.SEED);
  private static final int N = WORLD.ground().width();
  private static final int HALF_YEARS = 20;

  /// The medians of all half-years.
  private static List<Composite> medians;

  @BeforeAll
  static void composeHalfYears() throws Exception {
    try (var pool = Executors.newFixedThreadPool(2)) {
      var asked = new ArrayList<Future<Composite>>();
      for (int half = 0; half < HALF_YEARS; half++) {
        List<Acquisition> passes = passes(half);
        asked.add(pool.submit(() -> Composite.of(WORLD, passes)));
      }
      medians = new ArrayList<>();
      for (Future<Composite> f : asked) {
        medians.add(f.get());
      }
    }
  }

  private static List<Acquisition> passes(int half) {
    return WORLD.acquisitions().stream().filter(a -> Schedule.halfYear(a.time()) == half).toList();
  }

  /// Prints the hash of one scene: run by another JVM.
  static final class SceneHash {
    private SceneHash() {}

    public static void main(String[] args) {
      System.out.println(hash(World.of(World.SEED), Integer.parseInt(args[0])));
    }

    static long hash(World world, int scene) {
      Exposure e = world.expose(world.acquisitions().get(scene));
      long h = Arrays.hashCode(e.quality());
      for (short[] band : e.bands()) {
        h = 1_000_003 * h + Arrays.hashCode(band);
      }
      return h;
    }
  }

  @Test
  void oneSeedGivesTheSameSamplesInAnotherJvmWithAnotherCompiler() throws Exception {
    int cirrus = indexOf(Acquisition.Sky.Kind.CIRRUS);
    Process child =
        new ProcessBuilder(
                new File(System.getProperty("java.home"), "bin/java").getPath(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SceneHash.class.getName(),
                Integer.toString(cirrus))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(said).isEqualTo(Long.toString(SceneHash.hash(WORLD, cirrus)));
  }

  @Test
  void anotherSeedGivesAnotherWorld() {
    assertThat(SceneHash.hash(World.of(7), 0)).isNotEqualTo(SceneHash.hash(WORLD, 0));
  }

  @Test
  void seventyScenesOfTenYearsLieOnOneGridWithSlightlyDifferentFootprints() {
    List<Acquisition> all = WORLD.acquisitions();
    assertThat(all)
        .hasSizeGreaterThanOrEqualTo(60)
        .isSortedAccordingTo(Comparator.comparing(Acquisition::time));
    assertThat(all.stream().map(Acquisition::id)).doesNotHaveDuplicates();
    assertThat(all.stream().map(Acquisition::grid).distinct().count()).isGreaterThan(50);
    // The first pass lies in the second quarter: pandas' bins of two quarters then end with June
    // and December.
    assertThat(all.getFirst().time())
        .isBetween(Instant.parse("2013-04-01T00:00:00Z"), Instant.parse("2013-07-01T00:00:00Z"));
    assertThat(all.getLast().time())
        .isBetween(Instant.parse("2022-07-01T00:00:00Z"), Instant.parse("2023-01-01T00:00:00Z"));
    Affine ground = WORLD.ground().transform();
    for (Acquisition a : all) {
      assertThat(a.grid().width()).isGreaterThanOrEqualTo(768);
      assertThat(a.grid().height()).isGreaterThanOrEqualTo(768);
      BBox b = a.grid().bounds();
      assertThat(b.xMin() % 30).isEqualTo(15);
      assertThat(b.yMax() % 30).isEqualTo(15);
      assertThat((b.xMin() - ground.c()) % 30).isZero();
      assertThat(b.intersection(WORLD.ground().bounds())).isPresent();
      // Sixteen days between passes of one satellite on one path.
      long sinceFirst = Duration.between(Instant.parse("2013-04-18T00:00:00Z"), a.time()).toDays();
      long expected = (a.path() == 12 ? 7 : 0) + (a.platform().equals("landsat-9") ? 8 : 0);
      assertThat(Math.floorMod(sinceFirst - expected, 16)).as(a.id()).isZero();
    }
  }

  /// Codes that stand in LC08_L2SP_008059_20191201's own QA_PIXEL, and those of snow and cirrus
  /// alone from USGS.
  @Test
  void qualityCodesAreThoseOfLandsat() {
    assertThat(Quality.code(0)).isEqualTo(21824);
    assertThat(Quality.code(Quality.WATER)).isEqualTo(21952);
    assertThat(Quality.code(Quality.DILATED)).isEqualTo(21762);
    assertThat(Quality.code(Quality.CLOUD)).isEqualTo(22280);
    assertThat(Quality.code(Quality.SHADOW)).isEqualTo(23888);
    assertThat(Quality.code(Quality.SHADOW | Quality.DILATED)).isEqualTo(23826);
    assertThat(Quality.code(Quality.CIRRUS | Quality.CLOUD)).isEqualTo(55052);
    assertThat(Quality.code(Quality.CIRRUS | Quality.SHADOW)).isEqualTo(56660);
    assertThat(Quality.code(Quality.SNOW)).isEqualTo(30048);
    assertThat(Quality.code(Quality.CIRRUS)).isEqualTo(54596);
  }

  @Test
  void theQualityBandTellsOfFillCloudShadowAndWaterAsTheyAre() {
    for (int scene :
        new int[] {
          0, 6, indexOf(Acquisition.Sky.Kind.CIRRUS), indexOf(Acquisition.Sky.Kind.FRONT)
        }) {
      Acquisition a = WORLD.acquisitions().get(scene);
      Exposure e = WORLD.expose(a);
      var clouds = new Clouds(a.sky(), a.sunAzimuth(), a.sunElevation(), a.window());
      boolean[] land = WORLD.truth(a.time()).land();
      long thick = 0;
      long missed = 0;
      long clear = 0;
      long wrong = 0;
      long darkMissed = 0;
      long fill = 0;
      long torn = 0;
      long wet = 0;
      for (int row = 0; row < a.window().height(); row++) {
        for (int col = 0; col < a.window().width(); col++) {
          int i = row * a.window().width() + col;
          int q = e.quality()[i] & 0xFFFF;
          boolean none = q == 1;
          for (short[] band : e.bands()) {
            torn += (band[i] == 0) == none ? 0 : 1;
          }
          if (none) {
            fill++;
            continue;
          }
          if (clouds.alpha[i] > 0.7f) {
            thick++;
            missed += (q >> 3 & 1) == 1 ? 0 : 1;
          }
          if ((q & 0b11110) == 0) {
            clear++;
            wrong += clouds.alpha[i] > 0.15f || clouds.veil[i] > 0.02f ? 1 : 0;
            darkMissed += clouds.shade[i] > 0.2f ? 1 : 0;
          }
          int r = row + a.window().row() - Terrain.MARGIN;
          int c = col + a.window().col() - Terrain.MARGIN;
          if (r >= 0 && c >= 0 && r < N && c < N) {
            wet += (q >> 7 & 1) == 0 == land[r * N + c] ? 0 : 1;
          }
        }
      }
      assertThat(fill).as("swath edge of " + a.id()).isGreaterThan(1000);
      assertThat(torn).as("fill in one band alone").isZero();
      assertThat(wet).as("water that is land, or land water").isZero();
      assertThat(thick).isGreaterThan(1000);
      assertThat(missed).as("thick cloud overlooked").isZero();
      assertThat((double) wrong / clear).as("cloud called clear in " + a.id()).isLessThan(0.003);
      assertThat((double) darkMissed / clear)
          .as("shadow called clear in " + a.id())
          .isLessThan(0.003);
    }
  }

  @Test
  void cloudsGoFromNoneToAllOfTheScene() {
    List<Acquisition> byCover =
        WORLD.acquisitions().stream().sorted(Comparator.comparing(a -> a.sky().cover())).toList();
    assertThat(WORLD.expose(byCover.getFirst()).cloudCover()).isLessThan(1);
    assertThat(WORLD.expose(byCover.get(byCover.size() / 2)).cloudCover()).isBetween(10.0, 40.0);
    assertThat(WORLD.expose(byCover.getLast()).cloudCover()).isGreaterThan(90);
  }

  @Test
  void theCoastDriftsByFifteenToFortyPixelsSmoothly() {
    World.Truth first = WORLD.truth(Instant.parse("2013-04-15T12:00:00Z"));
    World.Truth last = WORLD.truth(Instant.parse("2022-12-15T12:00:00Z"));
    assertThat(seaEdge(first.land(), 260) - seaEdge(last.land(), 260))
        .as("worn back")
        .isBetween(15, 40);
    assertThat(southEnd(last.land()) - southEnd(first.land())).as("grown").isBetween(15, 40);
    double before = inlet(first, 280, 390);
    double after = inlet(last, 280, 390);
    assertThat(after - before).as("the inlet has wandered").isBetween(15.0, 40.0);
    double was = inlet(first, 280, 390);
    int edge = seaEdge(first.land(), 260);
    int end = southEnd(first.land());
    for (int half = 1; half < HALF_YEARS; half++) {
      World.Truth now =
          WORLD.truth(Instant.parse("2013-04-15T12:00:00Z").plus(Duration.ofDays(half * 182L)));
      assertThat(Math.abs(inlet(now, 280, 390) - was)).isLessThan(3);
      assertThat(Math.abs(seaEdge(now.land(), 260) - edge)).isLessThan(3);
      assertThat(Math.abs(southEnd(now.land()) - end)).isLessThan(4);
      was = inlet(now, 280, 390);
      edge = seaEdge(now.land(), 260);
      end = southEnd(now.land());
    }
  }

  @Test
  void aStormOpensASecondInletInJanuary2018() {
    World.Truth before = WORLD.truth(Instant.parse("2018-01-02T12:00:00Z"));
    World.Truth after = WORLD.truth(Instant.parse("2018-01-06T12:00:00Z"));
    assertThat(gap(before, 150, 250)).isZero();
    assertThat(gap(after, 150, 250)).isBetween(6, 20);
  }

  @Test
  void everyHalfYearHasAClearLookNearlyEverywhere() {
    for (int half = 0; half < HALF_YEARS; half++) {
      assertThat(passes(half)).hasSizeBetween(3, 4);
      byte[] looks = medians.get(half).looks();
      int gaps = 0;
      int twice = 0;
      for (byte l : looks) {
        gaps += l == 0 ? 1 : 0;
        twice += l >= 2 ? 1 : 0;
      }
      assertThat((double) gaps / looks.length)
          .as("gaps of half-year " + half)
          .isLessThan(half == 0 ? 0.0001 : 0.09);
      assertThat((double) twice / looks.length)
          .as("two looks in half-year " + half)
          .isGreaterThan(0.5);
    }
    assertThat(medians.stream().mapToLong(Composite::gaps).sum())
        .as("something is left to fill")
        .isPositive();
  }

  @Test
  void mediansFilledForwardShowTheTrueCoastAndNoClouds() {
    var check =
        new CoastCheck(WORLD, WORLD.acquisitions().stream().map(Acquisition::time).toList());
    float[] blue = new float[N * N];
    float[] red = new float[N * N];
    Arrays.fill(blue, Float.NaN);
    Arrays.fill(red, Float.NaN);
    for (int half = 0; half < HALF_YEARS; half++) {
      Composite c = medians.get(half);
      for (int i = 0; i < N * N; i++) {
        if (c.looks()[i] > 0) {
          blue[i] = c.bands()[0][i];
          red[i] = c.bands()[2][i];
        }
      }
      CoastCheck.Verdict v = check.next(passes(half).getFirst().time(), blue, red);
      assertThat(v.pixels()).as("coast compared in half-year " + half).isGreaterThan(1000);
      assertThat(v.max())
          .as("farthest from the true coast in half-year " + half)
          .isLessThanOrEqualTo(1.5);
      assertThat(v.mean()).isLessThan(0.5);
      assertThat(v.cloud()).as("cloud in half-year " + half).isLessThan(0.01);
      assertThat(v.missing()).isLessThan(0.0001);
    }
  }

  @Test
  void theCheckSeesACoastThatIsWrongAndACloudThatIsLeft() {
    Instant when = passes(3).get(1).time();
    Instant early = Instant.parse("2013-05-15T12:00:00Z");
    float[][] truth = WORLD.clear(when);
    float[][] old = WORLD.clear(early);
    var dates = List.of(when);
    assertThat(new CoastCheck(WORLD, dates).next(when, truth[0], truth[2]).max())
        .isLessThanOrEqualTo(1.5);
    assertThat(new CoastCheck(WORLD, dates).next(when, old[0], old[2]).max())
        .as("a year too old")
        .isGreaterThan(1.5);
    float[][] cloudy = {truth[0].clone(), truth[1], truth[2].clone()};
    for (int row = 300; row < 400; row++) {
      Arrays.fill(cloudy[0], row * N + 300, row * N + 400, 0.5f);
      Arrays.fill(cloudy[2], row * N + 300, row * N + 400, 0.5f);
    }
    assertThat(new CoastCheck(WORLD, dates).next(when, cloudy[0], cloudy[2]).cloud())
        .isBetween(0.015, 0.017);
  }

  private static int indexOf(Acquisition.Sky.Kind kind) {
    List<Acquisition> all = WORLD.acquisitions();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).sky().kind() == kind) {
        return i;
      }
    }
    throw new AssertionError("no sky of kind " + kind);
  }

  /// The easternmost land of a row.
  private static int seaEdge(boolean[] land, int row) {
    int col = N - 1;
    while (!land[row * N + col]) {
      col--;
    }
    return col;
  }

  /// The last row of the barrier.
  private static int southEnd(boolean[] land) {
    int row = 480;
    while (landBeyond(land, row + 1, 500)) {
      row++;
    }
    return row;
  }

  private static boolean landBeyond(boolean[] land, int row, int col) {
    for (int c = col; c < N; c++) {
      if (land[row * N + c]) {
        return true;
      }
    }
    return false;
  }

  /// The middle of the rows without barrier between two rows.
  private static double inlet(World.Truth truth, int from, int to) {
    double sum = 0;
    int n = 0;
    for (int row = from; row < to; row++) {
      if (!landBeyond(truth.land(), row, 570)) {
        sum += row;
        n++;
      }
    }
    assertThat(n).isPositive();
    return sum / n;
  }

  private static int gap(World.Truth truth, int from, int to) {
    int n = 0;
    for (int row = from; row < to; row++) {
      n += landBeyond(truth.land(), row, 560) ? 0 : 1;
    }
    return n;
  }
}
