package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What has to hold of moving pixels whatever the numbers are.
class WarpPropertiesTest {
  private static final int WIDTH = 310;
  private static final int HEIGHT = 270;
  private static final GeoBox SOURCE =
      new GeoBox(WIDTH, HEIGHT, Affine.northUp(500_040, 5_150_010, 30, 30), Crs.epsg(32633));

  private final Random random = new Random(20_261_120);
  private final DecodedBlock block = block();

  /// Pixels of which a tenth holds no value.
  private DecodedBlock block() {
    var v = new float[WIDTH * HEIGHT];
    for (int i = 0; i < v.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      v[i] =
          random.nextInt(10) == 0
              ? -1
              : (float) (500 + 300 * Math.sin(x / 9.0) * Math.cos(y / 7.0) + random.nextInt(40));
    }
    var whole = new Block(0, 0, 0, 1, SOURCE.window(), new Block.Bytes.Sparse());
    return new DecodedBlock(whole, WIDTH, List.of(new Samples.Float32(v)));
  }

  /// Grids that a source's pixels are turned, shrunk and stretched onto.
  private static List<GeoBox> targets() {
    return List.of(
        new GeoBox(300, 260, Affine.northUp(1_669_500, 5_861_000, 47, 47), Crs.epsg(3857)),
        new GeoBox(130, 150, Affine.northUp(1_669_400, 5_861_200, 113, 97), Crs.epsg(3857)),
        new GeoBox(290, 240, Affine.northUp(14.995, 46.52, 0.00045, 0.00033), Crs.WGS84),
        new GeoBox(310, 300, Affine.northUp(4_318_000, -2_449_000, 40, 40), Crs.epsg(3413)),
        new GeoBox(200, 170, Affine.northUp(500_050, 5_150_000, 45, 47), Crs.epsg(32633)));
  }

  private Raster warp(
      GeoBox target, PixelWindow window, Resampling method, double error, boolean isShared) {
    Placement placement = Placement.of(SOURCE, target, method, error);
    if (isShared) {
      placement.sourceWindow(target.window()); // its cells are known then
    }
    Placing placing = placement.begin(window, DType.FLOAT32, Stated.as(-1.0));
    placing.add(block, 0);
    placing.remaining().forEach(Runnable::run);
    return placing.finish();
  }

  @Test
  void everyCutOfATargetAndEveryCropOfItsGridHasTheSamePixels() {
    int valid = 0;
    for (GeoBox target : targets()) {
      for (Resampling method : Resampling.values()) {
        for (double error : new double[] {0, 0.125}) {
          Raster whole = warp(target, target.window(), method, error, false);
          valid += whole.valid().count();
          PixelWindow window = window(target);
          String what = target + " " + method + " " + error + " " + window;
          assertSame(
              what, whole, target.window(), warp(target, window, method, error, true), window);
          if (!target.crs().equals(SOURCE.crs())) {
            GeoBox crop = target.crop(window);
            Raster cropped = warp(crop, crop.window(), method, error, false);
            assertSame("crop " + what, whole, target.window(), cropped, window);
          }
        }
      }
    }
    assertThat(valid).isGreaterThan(1_000_000);
  }

  @Test
  void windowsBeyondAGridHaveThePixelsOfALargerOne() {
    int valid = 0;
    for (GeoBox large : targets()) {
      var inner = new PixelWindow(40, 50, large.width() - 80, large.height() - 90);
      GeoBox small = large.crop(inner);
      var beyond =
          List.of(
              new PixelWindow(-40, -50, 30, 40),
              new PixelWindow(-5, -7, inner.width() + 9, inner.height() + 11),
              new PixelWindow(inner.width() + 3, -20, 30, 60));
      for (Resampling method : Resampling.values()) {
        Raster whole = warp(large, large.window(), method, 0.125, false);
        Placement placement = Placement.of(SOURCE, small, method, 0.125);
        for (PixelWindow window : beyond) {
          String what = small + " " + method + " " + window;
          Raster part = warp(small, window, method, 0.125, false);
          valid += part.valid().count();
          if (!large.crs().equals(SOURCE.crs()) || method == Resampling.NEAREST) {
            assertSame(
                what, whole, large.window(), part, window.translate(inner.col(), inner.row()));
          }
          if (!part.valid().isNone()) {
            assertThat(placement.dependents(SOURCE.window(), window)).as(what).isPresent();
          }
        }
      }
    }
    assertThat(valid).isGreaterThan(500_000);
  }

  private PixelWindow window(GeoBox target) {
    int col = random.nextInt(target.width() - 20);
    int row = random.nextInt(target.height() - 20);
    return new PixelWindow(
        col,
        row,
        1 + random.nextInt(target.width() - col),
        1 + random.nextInt(target.height() - row));
  }

  private static void assertSame(
      String what, Raster whole, PixelWindow all, Raster part, PixelWindow window) {
    for (int row = 0; row < window.height(); row++) {
      for (int col = 0; col < window.width(); col++) {
        int i = (window.row() + row) * all.width() + window.col() + col;
        int k = row * window.width() + col;
        assertThat(part.valid().get(k))
            .as("%s at %d, %d", what, col, row)
            .isEqualTo(whole.valid().get(i));
        if (part.valid().get(k)) {
          assertThat(part.samples().at(k))
              .as("%s at %d, %d", what, col, row)
              .isEqualTo(whole.samples().at(i));
        }
      }
    }
  }

  @Test
  void controlPointsKeepPlacesWithinTheirError() {
    for (GeoBox target : targets().subList(0, 4)) {
      var exact = new Controlled(new Reprojection(SOURCE, target), 0);
      for (double error : new double[] {0.125, 0.01}) {
        var near = new Controlled(new Reprojection(SOURCE, target), error);
        double most = 0;
        for (int row = 0; row < target.height(); row++) {
          var places = new ArrayList<double[]>();
          for (Controlled mapping : List.of(exact, near)) {
            Places along = mapping.centres(target.window());
            along.goTo(row);
            places.add(along.x());
            places.add(along.y());
          }
          for (int i = 0; i < target.width(); i++) {
            most = Math.max(most, Math.abs(places.get(0)[i] - places.get(2)[i]));
            most = Math.max(most, Math.abs(places.get(1)[i] - places.get(3)[i]));
          }
        }
        assertThat(most).as(target + " " + error).isPositive().isLessThan(error);
      }
    }
  }

  @Test
  void ontoItsOwnGridNothingChanges() {
    var samples = (float[]) block.bands().getFirst().array();
    for (Resampling method : Resampling.values()) {
      Raster same = warp(SOURCE, SOURCE.window(), method, 0.125, false);
      for (int i = 0; i < samples.length; i++) {
        assertThat(same.valid().get(i)).isEqualTo(samples[i] != -1);
        if (samples[i] != -1) {
          assertThat(same.samples().at(i)).isEqualTo(samples[i]);
        }
      }
    }
  }
}
