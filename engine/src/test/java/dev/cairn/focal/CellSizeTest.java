package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import org.junit.jupiter.api.Test;

class CellSizeTest {
  private static final double FOOT = 0.3048;

  private static GeoBox degrees(double step) {
    return new GeoBox(
        (int) (360 / step), (int) (180 / step), Affine.northUp(-180, 90, step, step), Crs.WGS84);
  }

  @Test
  void aDegreeIsAsLongAsTheEllipsoidHasItAtTheRow() {
    // lengths of a degree of the WGS 84 ellipsoid: NGA's calculator, rounded to metres
    CellSize cells = CellSize.of(degrees(1.0 / 512));
    double[][] known = {{0, 111_319, 110_574}, {45, 78_847, 111_132}, {60, 55_800, 111_412}};
    for (double[] k : known) {
      int row = (int) ((90 - k[0]) * 512);
      assertThat(cells.x(row) * 512).as("longitude at " + k[0]).isCloseTo(k[1], within(4.0));
      assertThat(-cells.y(row) * 512).as("latitude at " + k[0]).isCloseTo(k[2], within(4.0));
    }
  }

  @Test
  void rowsBeyondAPoleAreAsLargeAsTheLastBeforeIt() {
    CellSize cells = CellSize.of(degrees(2));
    assertThat(cells.x(0)).isPositive();
    assertThat(cells.x(-1)).isEqualTo(cells.x(0));
    assertThat(cells.x(90)).isEqualTo(cells.x(89)).isEqualTo(cells.x(0));
    assertThat(cells.y(-7)).isEqualTo(cells.y(0));
  }

  @Test
  void webMercatorHasTheSameGroundAsDegrees() {
    double radius = 6_378_137;
    double latitude = Math.toRadians(60.0001);
    double y = radius * Math.log(Math.tan(Math.PI / 4 + latitude / 2));
    double step = radius * Math.toRadians(1e-3);
    CellSize mercator =
        CellSize.of(new GeoBox(4, 4, Affine.northUp(0, y + step / 2, step, step), Crs.epsg(3857)));
    CellSize lonLat =
        CellSize.of(new GeoBox(4, 4, Affine.northUp(0, 60.0001 + 5e-4, 1e-3, 1e-3), Crs.WGS84));
    assertThat(mercator.x(0)).isCloseTo(lonLat.x(0), within(1e-6));
    // a step of coordinates is cos φ as many degrees of latitude
    assertThat(mercator.y(0)).isCloseTo(lonLat.y(0) * Math.cos(latitude), within(1e-6));
  }

  @Test
  void otherCellsAreThoseOfTheGridInMetres() {
    var feet = new GeoBox(3, 3, Affine.northUp(0, 0, 10, 20), Crs.epsg(2263));
    assertThat(CellSize.of(feet)).isEqualTo(new CellSize.Uniform(10 * FOOT, -20 * FOOT));
    assertThat(CellSize.units(feet)).isEqualTo(new CellSize.Uniform(10, -20));
    assertThat(CellSize.units(degrees(1)).scaled(111_120).y(5)).isEqualTo(-111_120);
  }

  @Test
  void turnedGridsAreRefused() {
    var turned = new GeoBox(3, 3, new Affine(1, 1, 0, 1, -1, 0), Crs.epsg(32633));
    assertThatThrownBy(() -> CellSize.of(turned)).isInstanceOf(Unsupported.class);
    assertThatThrownBy(() -> CellSize.units(turned)).isInstanceOf(Unsupported.class);
  }
}
