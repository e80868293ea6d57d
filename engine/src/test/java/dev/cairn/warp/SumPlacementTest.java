package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Sums over grids of another CRS: what is counted on one is counted on the other.
class SumPlacementTest {
  private final Random random = new Random(4);

  private static Raster sum(GeoBox source, double[] values, GeoBox target, double error) {
    Placement placement = Placement.of(source, target, Resampling.SUM, error);
    Placing placing = placement.begin(target.window(), DType.FLOAT64, Stated.as(-1.0));
    var block = new Block(0, 0, 0, 1, source.window(), new Block.Bytes.Sparse());
    placing.add(new DecodedBlock(block, source.width(), List.of(new Samples.Float64(values))), 0);
    placing.remaining().forEach(Runnable::run);
    return placing.finish();
  }

  private double[] people(GeoBox source) {
    return random.doubles(source.window().pixels(), 0, 100).toArray();
  }

  private static double total(Raster raster) {
    double sum = 0;
    for (int i = 0; i < raster.pixels(); i++) {
      sum += raster.valid().get(i) ? raster.samples().at(i) : 0;
    }
    return sum;
  }

  private static double total(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v;
    }
    return sum;
  }

  @Test
  void nothingIsLostAndNothingCountedTwice() {
    var source = new GeoBox(90, 70, Affine.northUp(500_000, 5_150_000, 100, 100), Crs.epsg(32633));
    double[] values = people(source);
    List<GeoBox> targets =
        List.of(
            new GeoBox(80, 80, Affine.northUp(1_668_000, 5_862_000, 250, 250), Crs.epsg(3857)),
            new GeoBox(300, 300, Affine.northUp(4_280_000, -2_462_000, 60, 60), Crs.epsg(3413)),
            new GeoBox(8, 8, Affine.northUp(14.95, 46.55, 0.03, 0.02), Crs.WGS84));
    for (GeoBox target : targets) {
      for (double error : new double[] {0, 0.125}) {
        assertThat(total(sum(source, values, target, error)))
            .as(target + " " + error)
            .isCloseTo(total(values), within(1e-9 * total(values)));
      }
    }
  }

  @Test
  void aPixelOnTheEdgeOfTheWorldHasItsSharesAtBothEnds() {
    var source = new GeoBox(6, 2, Affine.northUp(-300_000, 100_000, 100_000, 100_000), PACIFIC);
    double[] values = people(source);
    var world = new GeoBox(360, 180, Affine.northUp(-180, 90, 1, 1), Crs.WGS84);
    Raster sums = sum(source, values, world, 0.125);
    assertThat(total(sums)).isCloseTo(total(values), within(1e-9 * total(values)));
    for (int i = 0; i < sums.pixels(); i++) {
      int column = i % world.width();
      assertThat(sums.valid().get(i) && column > 3 && column < 356)
          .as("column " + column)
          .isFalse();
    }
  }

  /// Of which the meridian of 180° runs through the middle of pixels.
  private static final Crs PACIFIC =
      Crs.parse("+proj=merc +lon_0=179.5 +datum=WGS84 +units=m +type=crs");
}
