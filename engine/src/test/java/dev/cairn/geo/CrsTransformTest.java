package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What transforms do at the edges of the maps.
class CrsTransformTest {
  private static final Crs MODIS =
      Crs.parse("+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs");

  /// Expected by cs2cs (PROJ 9.1.1).
  @ParameterizedTest
  @CsvSource({
    "EPSG:3857, 190, 10, -18924313.4349, 1118889.9749",
    "EPSG:3857, -190, 10, 18924313.4349, 1118889.9749",
    "EPSG:3857, 180, 10, 20037508.3428, 1118889.9749",
    "EPSG:3857, -180, 10, -20037508.3428, 1118889.9749",
    "EPSG:32601, 179.5, 10, 116189.8446, 1107450.0281",
    "EPSG:32601, 539.5, 10, 116189.8446, 1107450.0281",
    "EPSG:32601, -180.5, 10, 116189.8446, 1107450.0281",
    "EPSG:32660, -179.5, 10, 883810.1554, 1107450.0281",
    "EPSG:3832, -175, 10, 3896182.1778, 1111475.1029",
    "EPSG:3413, 0, 90, 0, 0",
    "EPSG:3031, 77, -90, 0, 0",
    "EPSG:32633, 15, 90, 500000, 9997964.9430",
  })
  void longitudesAreOfTheTurnThatTheMapShows(
      String crs, double lon, double lat, double x, double y) {
    double[] xs = {lon};
    double[] ys = {lat};
    Crs.transform(Crs.WGS84, Crs.parse(crs)).apply(xs, ys);
    assertThat(xs[0]).isCloseTo(x, within(1e-3));
    assertThat(ys[0]).isCloseTo(y, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "EPSG:4326, EPSG:3857, 10, 90",
    "EPSG:4326, EPSG:3857, 10, -90",
    "EPSG:4326, EPSG:32633, 10, 90.001",
    "EPSG:4326, EPSG:32633, 105, 0",
    "EPSG:4326, EPSG:3413, 0, -90",
    "EPSG:4326, EPSG:3035, -170, -52",
    "EPSG:4326, EPSG:32633, NaN, 0",
    "EPSG:4326, EPSG:32633, 0, NaN",
    "EPSG:4326, EPSG:32633, Infinity, 0",
    "EPSG:32633, EPSG:4326, 20000000, 0",
    "EPSG:6933, EPSG:4326, 0, 7400000",
    "EPSG:3035, EPSG:4326, 30000000, 0",
    "EPSG:8857, EPSG:4326, 17300000, 8000000",
    "EPSG:8857, EPSG:4326, 0, 8500000",
  })
  void aPointWithoutAnImageIsMarkedAndTheOthersAreNot(String from, String to, double x, double y) {
    double[] good = {500_000, 5_000_000};
    if (from.equals("EPSG:4326")) {
      good = new double[] {12, 50};
    }
    double[] xs = {good[0], x, good[0], x};
    double[] ys = {good[1], y, good[1], y};
    var transform = Crs.transform(Crs.parse(from), Crs.parse(to));
    assertThat(transform.applyWherePossible(xs, ys, 0, 3)).isEqualTo(1);
    assertThat(xs[0]).isFinite().isEqualTo(xs[2]);
    assertThat(ys[0]).isFinite().isEqualTo(ys[2]);
    assertThat(xs[1]).isNaN();
    assertThat(ys[1]).isNaN();
    assertThat(xs[3]).as("beyond the range").isEqualTo(Double.valueOf(x));
    assertThatThrownBy(() -> transform.apply(new double[] {x}, new double[] {y}))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("has no place in " + to);
  }

  @ParameterizedTest
  @CsvSource({"EPSG:3857, 21000000, -171.353790335", "EPSG:6933, 18000000, -173.444979398"})
  void xGoesRoundTheWorldOnACylinder(String crs, double x, double lon) {
    double[] xs = {x};
    double[] ys = {0};
    Crs.transform(Crs.parse(crs), Crs.WGS84).apply(xs, ys);
    assertThat(xs[0]).isCloseTo(lon, within(1e-8)); // by cs2cs
  }

  @Test
  void whatLiesBesideTheGlobeHasNoPlace() {
    double[] x = {-20_000_000, -15_000_000, 20_015_109.354, 0};
    double[] y = {9_000_000, 1_000_000, 0, 10_007_554.677};
    assertThat(Crs.transform(MODIS, Crs.WGS84).applyWherePossible(x, y, 0, 4)).isEqualTo(1);
    assertThat(x[0]).isNaN();
    assertThat(x[2]).isCloseTo(180, within(1e-6));
    assertThat(y[3]).isCloseTo(90, within(1e-6));
  }

  @Test
  void betweenLongitudesTheTurnIsKept() {
    double[] x = {200, -200, 179};
    double[] y = {10, 10, 10};
    Crs.transform(Crs.WGS84, Crs.epsg(4277)).apply(x, y); // by a shift of the datum
    assertThat(x[0]).isCloseTo(200, within(0.1));
    assertThat(x[1]).isCloseTo(-200, within(0.1));
    assertThat(x[2]).isCloseTo(179, within(0.1));
  }

  @ParameterizedTest
  @CsvSource({
    "EPSG:4326, 360",
    "EPSG:3857, 40075016.685578",
    "EPSG:6933, 34735060.890",
    "EPSG:32633, 0",
    "EPSG:3413, 0",
  })
  void whereXGoesRoundTheWorldItSaysAfterWhatDistance(String crs, double period) {
    assertThat(Crs.parse(crs).periodX()).isCloseTo(period, within(1e-3));
  }

  @Test
  void betweenTwoBodiesThereIsNoWay() {
    Crs moon = Crs.parse("+proj=eqc +lat_ts=0 +lon_0=0 +R=1737400 +units=m");
    Crs moonAngles = Crs.parse("+proj=longlat +R=1737400");
    Crs mars = Crs.parse("+proj=longlat +a=3396190 +b=3376200");
    assertThatThrownBy(() -> Crs.transform(Crs.WGS84, moon))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("different bodies");
    assertThatThrownBy(() -> Crs.transform(mars, moonAngles)).isInstanceOf(Unsupported.class);
    double[] x = {90};
    double[] y = {-45};
    Crs.transform(moonAngles, moon).apply(x, y);
    assertThat(x[0]).isCloseTo(1737400 * Math.PI / 2, within(1e-6));
    assertThat(y[0]).isCloseTo(-1737400 * Math.PI / 4, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"32633, 15, 50", "3413, -45, 75", "3035, 10, 52", "27700, -2, 53", "5514, 15, 50"})
  void manyThreadsGetWhatOneGets(int code, double lon, double lat) throws Exception {
    var random = new Random(code);
    double[] x = new double[20_000];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = lon + random.nextDouble(-3, 3);
      y[i] = lat + random.nextDouble(-3, 3);
    }
    var there = Crs.transform(Crs.WGS84, Crs.epsg(code));
    var back = Crs.transform(Crs.epsg(code), Crs.WGS84);
    double[][] expected = moved(there, back, x, y);
    try (var threads = Executors.newFixedThreadPool(4)) {
      var runs = new ArrayList<Future<double[][]>>();
      for (int i = 0; i < 8; i++) {
        runs.add(threads.submit(() -> moved(there, back, x, y)));
      }
      for (var run : runs) {
        assertThat(run.get()).isDeepEqualTo(expected);
      }
    }
    for (int i = 0; i < x.length; i++) {
      assertThat(expected[2][i]).isCloseTo(x[i], within(1e-7));
      assertThat(expected[3][i]).isCloseTo(y[i], within(1e-7));
    }
  }

  private static double[][] moved(
      CoordinateTransform there, CoordinateTransform back, double[] lon, double[] lat) {
    double[] x = lon.clone();
    double[] y = lat.clone();
    there.apply(x, y);
    double[] bx = x.clone();
    double[] by = y.clone();
    back.apply(bx, by);
    return new double[][] {x, y, bx, by};
  }
}
