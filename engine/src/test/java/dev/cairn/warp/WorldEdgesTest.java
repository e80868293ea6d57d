package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

/// Where the world's maps have their edges: the meridian of 180°, the poles, and the edge of an
/// image that is smaller than one pixel.
class WorldEdgesTest {
  /// The world in degrees, north up.
  private static final GeoBox WORLD =
      new GeoBox(360, 180, Affine.northUp(-180, 90, 1, 1), Crs.WGS84);

  private static final GeoBox ARCTIC =
      new GeoBox(60, 60, Affine.northUp(-3e6, 3e6, 1e5, 1e5), Crs.epsg(3413));

  private static final GeoBox PACIFIC =
      new GeoBox(24, 14, Affine.northUp(-400_000, 420_000, 60_000, 60_000), Crs.epsg(32601));

  /// Values of a place in degrees.
  private static double[] of(GeoBox source, DoubleBinaryOperator value) {
    var values = new double[(int) source.pixels()];
    for (int row = 0; row < source.height(); row++) {
      for (int col = 0; col < source.width(); col++) {
        values[row * source.width() + col] =
            value.applyAsDouble(
                source.transform().x(col + 0.5, row + 0.5),
                source.transform().y(col + 0.5, row + 0.5));
      }
    }
    return values;
  }

  private static Raster warp(
      GeoBox source, double[] values, GeoBox target, PixelWindow window, Resampling method) {
    Placement placement = Placement.of(source, target, method, 0.125);
    Placing placing = placement.begin(window, DType.FLOAT64, Stated.as(-9999.0));
    int rows = 20; // blocks of which a chunk needs some
    for (int row = 0; row < source.height(); row += rows) {
      int height = Math.min(rows, source.height() - row);
      var at = new PixelWindow(0, row, source.width(), height);
      if (placement.dependents(at, window).isPresent()) {
        var part = new double[(int) at.pixels()];
        System.arraycopy(values, row * source.width(), part, 0, part.length);
        placing.add(
            new DecodedBlock(
                new Block(0, 0, 0, 1, at, new Block.Bytes.Sparse()),
                source.width(),
                List.of(new Samples.Float64(part))),
            0);
      }
    }
    placing.remaining().forEach(Runnable::run);
    return placing.finish();
  }

  private static double[] lonLat(GeoBox target, int col, int row) {
    double[] x = {target.transform().x(col + 0.5, row + 0.5)};
    double[] y = {target.transform().y(col + 0.5, row + 0.5)};
    Crs.transform(target.crs(), Crs.WGS84).apply(x, y);
    return new double[] {x[0], y[0]};
  }

  @Test
  void everyPixelAroundAPoleAndAcrossTheDateLineHasItsValue() {
    double[] latitudes = of(WORLD, (_, lat) -> lat);
    double[] cosines = of(WORLD, (lon, _) -> Math.cos(Math.toRadians(lon)));
    for (GeoBox target : List.of(ARCTIC, PACIFIC)) {
      for (Resampling method : Resampling.values()) {
        if (method == Resampling.SUM || method == Resampling.RMS) {
          continue; // of another kind than their values
        }
        Raster latitude = warp(WORLD, latitudes, target, target.window(), method);
        Raster cosine = warp(WORLD, cosines, target, target.window(), method);
        for (int i = 0; i < latitude.pixels(); i++) {
          double[] place = lonLat(target, i % target.width(), i / target.width());
          String what = method + " at " + place[0] + ", " + place[1];
          assertThat(latitude.valid().get(i)).as(what).isTrue();
          assertThat(latitude.samples().at(i)).as(what).isCloseTo(place[1], within(1.6));
          if (place[1] < 60) {
            assertThat(cosine.samples().at(i))
                .as(what)
                .isCloseTo(Math.cos(Math.toRadians(place[0])), within(0.03));
          }
        }
      }
    }
  }

  @Test
  void chunksOnAPoleAndOnTheDateLineHaveThePixelsOfTheWhole() {
    double[] values = of(WORLD, (lon, lat) -> lat + 100 * Math.cos(Math.toRadians(3 * lon)));
    int valid = 0;
    for (GeoBox target : List.of(ARCTIC, PACIFIC)) {
      for (Resampling method : Resampling.values()) {
        Raster whole = warp(WORLD, values, target, target.window(), method);
        for (PixelWindow chunk : chunks(target, 13, 11)) {
          Raster part = warp(WORLD, values, target, chunk, method);
          for (int i = 0; i < part.pixels(); i++) {
            int col = chunk.col() + i % chunk.width();
            int row = chunk.row() + i / chunk.width();
            int at = row * target.width() + col;
            String what = target.crs() + " " + method + " " + col + ", " + row;
            assertThat(part.valid().get(i)).as(what).isEqualTo(whole.valid().get(at));
            if (part.valid().get(i)) {
              valid++;
              assertThat(part.samples().at(i)).as(what).isEqualTo(whole.samples().at(at));
            }
          }
        }
      }
    }
    assertThat(valid).isGreaterThan(50_000);
  }

  private static List<PixelWindow> chunks(GeoBox target, int width, int height) {
    var chunks = new ArrayList<PixelWindow>();
    for (int row = 0; row < target.height(); row += height) {
      for (int col = 0; col < target.width(); col += width) {
        chunks.add(
            new PixelWindow(
                col,
                row,
                Math.min(width, target.width() - col),
                Math.min(height, target.height() - row)));
      }
    }
    return chunks;
  }

  @Test
  void onePixelForAWholeImageIsMadeOfAllOfIt() {
    Crs utm = Crs.epsg(32633);
    var source = new GeoBox(5, 5, Affine.northUp(500_000, 5_000_050, 10, 10), utm);
    double[] values = new double[25];
    for (int i = 0; i < 25; i++) {
      values[i] = i * i;
    }
    var exact = new GeoBox(1, 1, Affine.northUp(500_000, 5_000_050, 50, 50), utm);
    var around = new GeoBox(1, 1, Affine.northUp(499_500, 5_000_500, 1000, 1000), utm);
    for (GeoBox one : List.of(exact, around)) {
      assertThat(only(source, values, one, Resampling.AVERAGE)).isCloseTo(196, within(1e-9));
      assertThat(only(source, values, one, Resampling.SUM)).isCloseTo(4900, within(1e-9));
      assertThat(only(source, values, one, Resampling.MIN)).isZero();
      assertThat(only(source, values, one, Resampling.MAX)).isEqualTo(576);
      assertThat(only(source, values, one, Resampling.MED)).isEqualTo(144);
      assertThat(only(source, values, one, Resampling.RMS)).isCloseTo(265.56, within(0.01));
    }
  }

  private static double only(GeoBox source, double[] values, GeoBox target, Resampling method) {
    Raster made = warp(source, values, target, target.window(), method);
    assertThat(made.valid().get(0)).isTrue();
    return made.samples().at(0);
  }

  /// A cell whose places bend one way on its left and the other way on its right.
  @Test
  void controlPointsMindWhatIsOddAboutTheirMiddle() {
    Crs high = Crs.parse("+proj=merc +y_0=9000000 +datum=WGS84 +units=m +type=crs");
    var target = new GeoBox(15, 64, Affine.northUp(-2e6, 18e6, 281_250, 281_250), high);
    Places near = new Controlled(new Reprojection(WORLD, target), 0.125).centres(target.window());
    Places exact = new Controlled(new Reprojection(WORLD, target), 0).centres(target.window());
    for (int row = 0; row < target.height(); row++) {
      near.goTo(row);
      exact.goTo(row);
      for (int i = 0; i < target.width(); i++) {
        assertThat(near.y()[i]).isCloseTo(exact.y()[i], within(0.125));
      }
    }
  }

  /// More than is looked at in one piece: it comes in bands of rows.
  @Test
  void aPixelOfMillionsIsMadeOfAllOfThem() {
    Crs utm = Crs.epsg(32633);
    var source = new GeoBox(1500, 900, Affine.northUp(500_000, 5_000_000, 10, 10), utm);
    double[] values = of(source, (x, _) -> x < 510_000 ? 3 : 7);
    var target = new GeoBox(1, 1, Affine.northUp(500_000, 5_000_000, 15_000, 15_000), utm);
    assertThat(only(source, values, target, Resampling.AVERAGE))
        .isCloseTo((1000 * 3 + 500 * 7) / 1500.0, within(1e-9));
    assertThat(only(source, values, target, Resampling.MODE)).isEqualTo(3);
    assertThat(only(source, values, target, Resampling.Q3)).isEqualTo(7);
    assertThat(only(source, values, target, Resampling.SUM))
        .isCloseTo(900 * (1000 * 3 + 500 * 7.0), within(1e-3));
  }
}
