package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.testing.Judge;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bounds in another CRS, at the antimeridian and about the poles.
class BBoxTest {
  private static final Crs UTM_1 = Crs.epsg(32601);
  private static final Crs NORTH = Crs.epsg(3413);
  private static final Crs MODIS = Crs.parse("+proj=sinu +R=6371007.181");

  /// Degrees between the outline that GDAL cuts in 22 and ours, in 20, for edges of 400 km.
  private static final double BULGE = 1e-3;

  /// The grid of Sentinel-2's tile 01WCR, whose item says -180 to 180.
  private static final BBox TILE_01WCR = new BBox(UTM_1, 300_000, 7_490_220, 409_800, 7_600_020);

  /// Expected by GDAL 3.6.2, OCTTransformBounds with 21 points, but where it says otherwise.
  @ParameterizedTest
  @CsvSource({
    // 01WCR: three degrees across the antimeridian, not the world
    "EPSG:32601, 300000, 7490220, 409800, 7600020, EPSG:4326,"
        + " 178.118468296, 67.460096315, 180.886262763, 68.498143016",
    "EPSG:32601, 300000, 7490220, 409800, 7600020, EPSG:3413,"
        + " -1770729.84266, 1642587.05162, -1614591.05803, 1798725.98753",
    // a polar grid that crosses it
    "EPSG:3413, -1724700, 1688700, -1660700, 1752700, EPSG:4326,"
        + " 178.456103633, 67.579511918, 180.604257219, 68.385692719",
    // with a pole inside, and with one as a corner (GDAL counts the longitude that it has there,
    // -45)
    "EPSG:3413, -1000000, -1000000, 2000000, 1500000, EPSG:4326, -180, 67.214772720, 180, 90",
    "EPSG:3031, -1000000, -1000000, 2000000, 1500000, EPSG:4326, -180, -90, 180, -67.281244752",
    "EPSG:3413, 0, 0, 2000000, 1500000, EPSG:4326, 45, 67.214772720, 135, 90",
    // with one on its edge: GDAL has 89.748 there
    "EPSG:3413, 0, -100000, 2000000, 1500000, EPSG:4326, -45, 67.214772720, 135, 90",
    "EPSG:3413, -2000000, -100000, 0, 1500000, EPSG:4326, 135, 67.214772720, 315, 90",
    "EPSG:3413, -1000000, 0, 1000000, 1000000, EPSG:4326, 45, 76.998815532, 225, 90",
    // a part of a cap, whose southernmost point lies between two of its outline
    "EPSG:4326, -100, 60, 40, 80, EPSG:3413,"
        + " -2722173.52920, -3323160.27064, 3310514.64252, -94644.19008",
    // a pole inside, to where it is not: the world's width, to the end of the square
    "EPSG:3413, -1000000, -1000000, 2000000, 1500000, EPSG:3857,"
        + " -20037508.3428, 10217519.4983, 20037508.3428, 20037508.3428",
    // beside the globe in part (MODIS h35v07): GDAL has 190 there
    "+proj=sinu +R=6371007.181, 18903158.834, 1111950.520, 20015109.354, 2223901.039,"
        + " EPSG:4326, 172.622524003, 10.000000002, 180, 19.188136527",
    // west of the antimeridian to east of it, and back
    "EPSG:4326, 170, 60, 190, 70, EPSG:3413,"
        + " -2722173.52920, 1254943.74407, -1254943.74407, 2722173.52920",
    "EPSG:4326, 170, 60, 190, 70, EPSG:3857,"
        + " 18924313.4349, 8399737.8898, 21150703.2507, 11068715.6594",
    "EPSG:3857, 19000000, 1000000, 21000000, 2000000, EPSG:4326,"
        + " 170.679903983, 8.946573851, 188.646209665, 17.678914238",
    // a whole cap: GDAL has 3314693, having no point at the meridians of the extremes
    "EPSG:4326, -180, 60, 180, 90, EPSG:3413,"
        + " -3323160.27064, -3323160.27064, 3323160.27064, 3323160.27064",
    "EPSG:4326, -180, -90, 180, 90, EPSG:3857,"
        + " -20037508.3428, -20037508.3428, 20037508.3428, 20037508.3428",
  })
  void boundsAreThoseOfTheGround(
      String from,
      double xMin,
      double yMin,
      double xMax,
      double yMax,
      String to,
      double left,
      double bottom,
      double right,
      double top) {
    BBox b = new BBox(Crs.parse(from), xMin, yMin, xMax, yMax).to(Crs.parse(to));
    Offset<Double> near = within(b.crs().isGeographic() ? 1e-8 : 1e-3);
    assertThat(b.xMin()).isCloseTo(left, near);
    assertThat(b.yMin()).isCloseTo(bottom, near);
    assertThat(b.xMax()).isCloseTo(right, near);
    assertThat(b.yMax()).isCloseTo(top, near);
  }

  @Test
  void aBoxAcrossTheSeamIsTwoPieces() {
    BBox angles = TILE_01WCR.to(Crs.WGS84);
    assertThat(angles.pieces())
        .containsExactly(
            new BBox(Crs.WGS84, angles.xMin(), angles.yMin(), 180, angles.yMax()),
            new BBox(Crs.WGS84, -180, angles.yMin(), angles.xMax() - 360, angles.yMax()));
    assertThat(TILE_01WCR.pieces()).containsExactly(TILE_01WCR);
    assertThat(BBox.lonLat(170, 0, 180, 1).pieces()).hasSize(1);
    assertThat(BBox.lonLat(-200, 0, 200, 1).pieces()).containsExactly(BBox.lonLat(-180, 0, 180, 1));
    assertThat(BBox.lonLat(190, 0, 200, 1).pieces()).containsExactly(BBox.lonLat(-170, 0, -160, 1));
    assertThat(BBox.lonLat(170, 0, 190, 1).turnedTo(-175)).isEqualTo(BBox.lonLat(-190, 0, -170, 1));
  }

  @Test
  void theCornersOfAWideBoxStayApart() {
    BBox wide = BBox.lonLat(-100, -10, 170, 10).cornersTo(Crs.epsg(3857));
    assertThat(wide.xMin()).isCloseTo(-11_131_949.079, within(1e-3));
    assertThat(wide.xMax()).isCloseTo(18_924_313.435, within(1e-3));
    BBox across = BBox.lonLat(100, -10, -20, 10).cornersTo(Crs.epsg(3857));
    assertThat(across.width()).isCloseTo(wide.width() * 240 / 270, within(1e-3));
  }

  @Test
  void whatHasNoPlaceInTheTargetIsLeftOut() {
    BBox beyond = new BBox(MODIS, -20_015_109, 8_895_604, -18_903_159, 10_007_554);
    assertThatThrownBy(() -> beyond.to(Crs.WGS84)).isInstanceOf(InvalidRequest.class);
    BBox world = BBox.lonLat(-180, -90, 180, 90).to(MODIS);
    assertThat(world.xMax()).isCloseTo(20_015_109.356, within(1e-3));
    assertThat(world.yMin()).isCloseTo(-10_007_554.678, within(1e-3));
  }

  /// Bounds hold the places of all points of the box but for the bulge between two points of its
  /// outline, are never wider than the world, and are the same for another turn of it.
  @Property(tries = 300, seed = "1123581321")
  void boundsHoldEveryPointOfTheBox(@ForAll Random random) {
    double west = random.nextDouble(-180, 180);
    double south = random.nextDouble(-89, 88);
    BBox box =
        new BBox(
            Crs.WGS84,
            west,
            south,
            west + random.nextDouble(0.01, 40),
            Math.min(90, south + random.nextDouble(0.01, 20)));
    Crs[] targets = {
      NORTH, Crs.epsg(3031), Crs.epsg(6931), Crs.epsg(3857), Crs.epsg(6933), Crs.epsg(8857)
    };
    Crs target = targets[random.nextInt(targets.length)];
    if (target.equals(Crs.epsg(3857)) || target.equals(Crs.epsg(8857))) {
      box = new BBox(Crs.WGS84, west / 3, south / 2, west / 3 + 10, south / 2 + 10);
    } else if (target.equals(NORTH) || target.equals(Crs.epsg(3031))) {
      // The half of the world about the other pole goes on for ever.
      double to = target.equals(NORTH) ? box.yMax() : -box.yMin();
      double height = box.height();
      double near = Math.max(to, height - 10);
      box =
          target.equals(NORTH)
              ? new BBox(Crs.WGS84, west, near - height, box.xMax(), near)
              : new BBox(Crs.WGS84, west, -near, box.xMax(), height - near);
    }
    BBox bounds = box.to(target);
    double slack = 2e-3 * Math.max(bounds.width(), bounds.height());
    for (int i = 0; i < 200; i++) {
      double[] x = {random.nextDouble(box.xMin(), box.xMax())};
      double[] y = {random.nextDouble(box.yMin(), box.yMax())};
      Crs.transform(Crs.WGS84, target).apply(x, y);
      BBox there = bounds.turnedTo(x[0]);
      assertThat(x[0]).isBetween(there.xMin() - slack, there.xMax() + slack);
      assertThat(y[0]).isBetween(there.yMin() - slack, there.yMax() + slack);
    }
    BBox turned = new BBox(Crs.WGS84, box.xMin() + 360, box.yMin(), box.xMax() + 360, box.yMax());
    assertThat(turned.to(target).yMin()).isCloseTo(bounds.yMin(), within(slack * 1e-3));
    assertThat(turned.to(target).xMax()).isCloseTo(bounds.xMax(), within(slack * 1e-3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EPSG:32601", "EPSG:3413", "EPSG:3031", "EPSG:3857", "EPSG:5070"})
  void boundsAreGdalsWhereItKnowsThem(String from) {
    Judge.requirePython("osgeo.osr");
    var random = new Random(from.hashCode());
    var boxes = new StringBuilder();
    BBox[] ours = new BBox[40];
    for (int i = 0; i < ours.length; i++) {
      double x = random.nextDouble(-2e6, 2e6);
      double y =
          from.equals("EPSG:32601") ? random.nextDouble(1e6, 8e6) : random.nextDouble(5e5, 2.5e6);
      double size = random.nextDouble(1e3, 4e5);
      ours[i] = new BBox(Crs.parse(from), x, y, x + size, y + size);
      boxes.append("%s,%s,%s,%s;".formatted(x, y, x + size, y + size));
    }
    var said =
        Judge.python(
            """
            import sys
            from osgeo import osr
            osr.UseExceptions()
            source, target = osr.SpatialReference(), osr.SpatialReference()
            source.SetFromUserInput(sys.argv[1])
            target.SetFromUserInput("EPSG:4326")
            for s in (source, target):
                s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
            move = osr.CoordinateTransformation(source, target)
            for box in sys.argv[2].strip(";").split(";"):
                print(*move.TransformBounds(*map(float, box.split(",")), 21))
            """,
            from,
            boxes.toString());
    assertThat(said.exitCode()).as(said.output()).isZero();
    String[] lines = said.output().strip().split("\n", -1);
    for (int i = 0; i < ours.length; i++) {
      String[] n = lines[i].split(" ", -1);
      double east = Double.parseDouble(n[2]);
      BBox b = ours[i].to(Crs.WGS84);
      assertThat(b.xMin()).as(lines[i]).isCloseTo(Double.parseDouble(n[0]), within(BULGE));
      assertThat(b.yMin()).as(lines[i]).isCloseTo(Double.parseDouble(n[1]), within(BULGE));
      assertThat(b.xMax())
          .as(lines[i])
          .isCloseTo(east < b.xMin() ? east + 360 : east, within(BULGE));
      assertThat(b.yMax()).as(lines[i]).isCloseTo(Double.parseDouble(n[3]), within(BULGE));
    }
  }

  /// The edge passes the pole between two of twenty points.
  @Test
  void withAsManyPointsAsItBendsABoxBesideThePoleReachesAsFarAsItDoes() {
    BBox beside = new BBox(NORTH, 500_000, -4_200_000, 8_500_000, 3_800_000);
    double[] x = {500_000};
    double[] y = {0};
    Crs.transform(NORTH, Crs.WGS84).apply(x, y);
    assertThat(beside.to(Crs.WGS84).yMax()).isLessThan(y[0] - 0.05);
    assertThat(beside.to(Crs.WGS84, 1e-5).yMax()).isBetween(y[0] - 1e-3, y[0] + 1e-9);
    assertThat(beside.to(Crs.WGS84, 1e-9).yMax()).isBetween(y[0] - 1e-6, y[0] + 1e-9);
  }

  @Test
  void whatLiesInsideCountsWhereTheOutlineHasNoPlace() {
    BBox globe =
        BBox.lonLat(-180, -90, 180, 90).to(Crs.parse("+proj=ortho +lat_0=0 +lon_0=0 +ellps=WGS84"));
    assertThat(globe.xMin()).isCloseTo(-6_378_137, within(10_000.0));
    assertThat(globe.xMax()).isCloseTo(6_378_137, within(10_000.0));
  }

  @Test
  void boxesTouchOnWhicheverSideOfTheSeam() {
    assertThat(TILE_01WCR.touches(BBox.lonLat(-179.8, 67.6, -179.4, 68))).isTrue();
    assertThat(TILE_01WCR.touches(BBox.lonLat(178.6, 67.6, 179, 68))).isTrue();
    assertThat(TILE_01WCR.touches(BBox.lonLat(-177, 67.6, -176, 68))).isFalse();
  }
}
