package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import org.junit.jupiter.api.Test;

class CellSizeTest {
  private static final double FOOT = 1200 / 3937.0; // that of the surveys

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
  void otherBodiesAndUnitsHaveTheirOwnDegrees() {
    var mars = Crs.parse("+proj=longlat +a=3396190 +b=3376200 +no_defs");
    CellSize cells = CellSize.of(new GeoBox(4, 4, Affine.northUp(10, 2, 1, 1), mars));
    // a 360th of the equator; a degree next to it
    assertThat(cells.x(1)).isCloseTo(2 * Math.PI * 3_396_190 / 360, within(10.0));
    assertThat(-cells.y(1)).isCloseTo(Math.toRadians(1) * 3_396_190 * 0.98826, within(10.0));
    var grads =
        Crs.parse(
            "GEOGCS[\"g\",DATUM[\"d\",SPHEROID[\"s\",6378137,298.257223563]],"
                + "PRIMEM[\"Greenwich\",0],UNIT[\"grad\",0.015707963267949]]");
    CellSize french = CellSize.of(new GeoBox(4, 4, Affine.northUp(0, 50, 1, 1), grads));
    assertThat(-french.y(0)).isCloseTo(100_000, within(500.0));
  }

  @Test
  void gridsThatShareRowsShareTheirCellsToTheLastBit() {
    var random = new java.util.Random(4);
    for (Crs crs : new Crs[] {Crs.WGS84, Crs.epsg(3857)}) {
      double unit = crs.equals(Crs.WGS84) ? 1 / 3600.0 : 31.7;
      var large = new GeoBox(10, 4000, Affine.northUp(0.1, 41.3 * unit * 3600, unit, unit), crs);
      CellSize all = CellSize.of(large);
      for (int i = 0; i < 500; i++) {
        int top = random.nextInt(3000);
        int row = random.nextInt(1000);
        CellSize part = CellSize.of(large.crop(new PixelWindow(0, top, 10, 1000)));
        assertThat(part.x(row)).isEqualTo(all.x(top + row));
        assertThat(part.y(row)).isEqualTo(all.y(top + row));
      }
    }
  }

  @Test
  void turnedGridsAreRefused() {
    var turned = new GeoBox(3, 3, new Affine(1, 1, 0, 1, -1, 0), Crs.epsg(32633));
    assertThatThrownBy(() -> CellSize.of(turned)).isInstanceOf(Unsupported.class);
    assertThatThrownBy(() -> CellSize.units(turned)).isInstanceOf(Unsupported.class);
  }
}
