package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.Unsupported;
import dev.cairn.focal.Terrain.Aspect;
import dev.cairn.focal.Terrain.Edges;
import dev.cairn.focal.Terrain.Hillshade;
import dev.cairn.focal.Terrain.Light;
import dev.cairn.focal.Terrain.Slope;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.lang.management.ManagementFactory;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class NeighbourhoodTest {
  private static Raster floats(int width, float... v) {
    return new Raster(width, v.length / width, new Samples.Float32(v), Validity.all(v.length));
  }

  private static Raster integers(int width, int height, IntBinaryOperator byColumnAndRow) {
    var v = new int[width * height];
    for (int i = 0; i < v.length; i++) {
      v[i] = byColumnAndRow.applyAsInt(i % width, i / width);
    }
    return new Raster(width, height, new Samples.Int32(v), Validity.all(v.length));
  }

  private static PixelWindow whole(Raster r) {
    return new PixelWindow(0, 0, r.width(), r.height());
  }

  private static Raster apply(Neighbourhood n, Raster r) {
    return n.apply(Patch.whole(r), CellSize.PIXELS, whole(r));
  }

  private static byte[] bytes(Raster r) {
    return (byte[]) r.samples().array();
  }

  @Test
  void smallRisesOfLargeIntegersAreNotRoundedAway() {
    Raster ramp = integers(3, 3, (col, _) -> 1_000_000_000 + col);
    assertThat(apply(Terrain.of(Slope.DEGREES), ramp).samples().at(4)).isEqualTo(45);
  }

  @Test
  void slopesAreRightFromLevelToSheer() {
    for (double rise = 1e-9; rise < 1e9; rise *= 1.37) {
      Raster ramp = floats(3, 0, 1, 2, 0, 1, 2, 0, 1, 2);
      Raster slope =
          Terrain.of(Slope.DEGREES)
              .apply(Patch.whole(ramp), new CellSize.Uniform(1 / rise, -1), whole(ramp));
      double right = Math.toDegrees(Math.atan(rise));
      assertThat(slope.samples().at(4)).isCloseTo(right, within(1e-7 * right));
    }
  }

  @Test
  void groundFallsWhereItLooksToWhicheverWayTheGridRuns() {
    Raster toTheEast = integers(3, 3, (col, _) -> 100 - col);
    Raster toTheLastRow = integers(3, 3, (_, row) -> 100 - row);
    Terrain aspect = Terrain.of(Aspect.DEFAULT);
    CellSize southUp = new CellSize.Uniform(1, 1);
    CellSize westwards = new CellSize.Uniform(-1, -1);
    PixelWindow all = whole(toTheEast);
    assertThat(apply(aspect, toTheEast).samples().at(4)).isEqualTo(90);
    assertThat(apply(aspect, toTheLastRow).samples().at(4)).isEqualTo(180);
    assertThat(aspect.apply(Patch.whole(toTheLastRow), southUp, all).samples().at(4)).isZero();
    assertThat(aspect.apply(Patch.whole(toTheEast), westwards, all).samples().at(4)).isEqualTo(270);
  }

  @Test
  void levelGroundHasNoAspectAndEveryLampLightsItAlike() {
    Raster level = integers(5, 4, (_, _) -> 7);
    assertThat(apply(Terrain.of(Aspect.DEFAULT), level).valid().isNone()).isTrue();
    for (Light light : new Light[] {Light.SINGLE, Light.COMPASS}) {
      Raster shade =
          apply(Terrain.of(Hillshade.DEFAULT.withLight(light)).withEdges(Edges.COMPUTED), level);
      // 1 + 254 sin 45°
      assertThat(bytes(shade)).as(light.toString()).containsOnly((byte) 181);
    }
  }

  @Test
  void aLineIsOnePixelWideWhereverTheGroundIsSteepOrNot() {
    Raster ramp = integers(60, 3, (col, _) -> 3 * col + 1);
    byte[] lines = bytes(apply(Contours.every(10), ramp));
    for (int col = 0; col < 60; col++) {
      // levels 10, 20, …: of the two pixels around one the nearer is on it, 3 × col + 1 being on it
      int z = 3 * col + 1;
      int above = z - z / 10 * 10;
      int below = 10 - above;
      boolean on = (above < 3 && above <= 3 - above && z >= 10) || (below < 3 && below < 3 - below);
      assertThat(lines[60 + col] == 1).as("column " + col + " at " + z).isEqualTo(on && col < 59);
    }
  }

  @Test
  void betweenPixelsThatAreSeveralLevelsApartBothAreOnALine() {
    Raster cliff = integers(4, 1, (col, _) -> col < 2 ? 5 : 95);
    assertThat(bytes(apply(Contours.every(10), cliff))).containsExactly(0, 1, 1, 0);
  }

  @Test
  void ofTwoPixelsAsNearToALevelTheHigherIsOnItsLine() {
    Raster step = floats(4, 5, 5, 15, 15);
    assertThat(bytes(apply(Contours.every(10), step))).containsExactly(0, 0, 1, 0);
    Raster down = floats(4, 15, 15, 5, 5);
    assertThat(bytes(apply(Contours.every(10), down))).containsExactly(0, 1, 0, 0);
  }

  @Test
  void whatIsJustBelowALevelIsNotOnItThoughTheQuotientIsWhole() {
    double below = Math.nextDown(5 * 0.7);
    assertThat(below / 0.7).isEqualTo(5);
    var z = new Raster(2, 1, new Samples.Float64(new double[] {below, 3.5}), Validity.all(2));
    var band = new Contours(0.7, new Contours.Line.Band(0.1));
    assertThat(bytes(apply(band, z))).containsExactly(0, 1);
  }

  @Test
  void bandsOfContoursBeginAtTheirLevelAlsoBelowZero() {
    Raster z = floats(6, -35.5f, -35, -34.5f, -0.5f, 0, 34.999f);
    var band = new Contours(35, new Contours.Line.Band(1));
    assertThat(bytes(apply(band, z))).containsExactly(0, 1, 1, 0, 1, 0);
  }

  @Test
  void aSmoothedPixelIsTheMeanOfThoseThatAreThere() {
    Raster r = floats(3, 1, 2, 3, Float.NaN, 5, 6);
    r.valid().clear(3);
    Raster mean = apply(new Smoothing.Box(1), r);
    assertThat((float[]) mean.samples().array()).containsExactly(8f / 3, 17f / 5, 4, 0, 17f / 5, 4);
    assertThat(mean.valid()).isEqualTo(r.valid());
  }

  @Test
  void meansOfNumbersThatFloat32DoesNotHoldAreFloat64() {
    Raster r = integers(3, 1, (col, _) -> 1_000_000_001 + col);
    Raster mean = apply(new Smoothing.Box(1), r);
    assertThat((double[]) mean.samples().array())
        .containsExactly(1_000_000_001.5, 1_000_000_002, 1_000_000_002.5);
  }

  @Test
  void igorsShadeIsNeverTheNumberThatStandsForNone() {
    Raster cliff = floats(3, 9e9f, 0, -9e9f, 9e9f, 0, -9e9f, 9e9f, 0, -9e9f);
    Terrain igor = Terrain.of(Hillshade.DEFAULT.from(270, 45).withLight(Light.IGOR));
    assertThat(igor.none(cliff.dtype())).isEqualTo(Stated.as(0.0));
    assertThat(bytes(apply(igor, cliff))[4]).isEqualTo((byte) 1);
  }

  @Test
  void patchesThatHoldTooLittleAreRefused() {
    var image = new PixelWindow(0, 0, 100, 100);
    var wanted = new PixelWindow(10, 10, 20, 20);
    Raster r = integers(20, 20, (_, _) -> 1);
    for (Neighbourhood n : NeighbourhoodPropertiesTest.all()) {
      if (n.reach() > 0) {
        assertThatThrownBy(() -> n.apply(new Patch(r, wanted, image), CellSize.PIXELS, wanted))
            .as(n.toString())
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    var dilation = new Morphology(Morphology.Operation.DILATION, 1, Morphology.Shape.DISC);
    assertThatThrownBy(() -> dilation.ofSet(r.valid(), wanted, image, wanted))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noMoreMemoryIsTakenThanIsSaidNorMuchLess() {
    var image = new PixelWindow(0, 0, 700, 50);
    Raster z = integers(image.width(), image.height(), (col, row) -> col * row);
    var wanted = new PixelWindow(40, 10, 600, 30);
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (Neighbourhood n : NeighbourhoodPropertiesTest.all()) {
      for (int warm = 0; warm < 3; warm++) {
        n.apply(new Patch(z, image, image), CellSize.PIXELS, wanted);
      }
      long before = thread.getCurrentThreadAllocatedBytes();
      Raster out = n.apply(new Patch(z, image, image), CellSize.PIXELS, wanted);
      long taken = thread.getCurrentThreadAllocatedBytes() - before;
      long results = wanted.pixels() * out.dtype().bytes() + wanted.pixels() / 8;
      long said = n.workingBytes(wanted, z.dtype());
      // headers of arrays and small objects
      assertThat(taken - results).as(n.toString()).isBetween(said / 2, said + 8000);
    }
  }

  @Test
  void morphologyOfLongIntegersIsRefusedRatherThanRounded() {
    var r = new Raster(1, 1, new Samples.Int64(new long[1]), Validity.all(1));
    var dilation = new Morphology(Morphology.Operation.DILATION, 1, Morphology.Shape.DISC);
    assertThatThrownBy(() -> apply(dilation, r)).isInstanceOf(Unsupported.class);
  }

  @Test
  void whatCannotBeIsRefusedWhenItIsMade() {
    assertThatThrownBy(() -> new Smoothing.Box(Neighbourhood.MAX_RADIUS + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Smoothing.Gaussian.of(1e10))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Smoothing.Gaussian(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Contours.every(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hillshade.DEFAULT.from(0, 91))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Hillshade.DEFAULT.withExaggeration(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
