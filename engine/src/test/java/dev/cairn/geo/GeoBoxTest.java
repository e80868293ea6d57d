package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.WKTReader;

class GeoBoxTest {
  private static final Crs UTM_1 = Crs.epsg(32601);
  private static final Crs NORTH = Crs.epsg(3413);
  private static final Crs SOUTH = Crs.epsg(3031);
  private static final GeometryFactory POINTS = new GeometryFactory();

  /// The grid of Sentinel-2's tile 01WCR, across the antimeridian.
  private static final GeoBox TILE_01WCR =
      new GeoBox(915, 915, Affine.northUp(300_000, 7_600_020, 120, 120), UTM_1);

  @Test
  void aGridWithoutFiniteBoundsOrWithoutAnInsideIsNone() {
    for (Affine transform :
        new Affine[] {
          new Affine(1, 0, 0, 0, -1e308, 0),
          new Affine(1e308, 0, 0, 0, -1, 0),
          new Affine(1, 0, 1e20, 0, -1, 0), // ten columns at one coordinate
        }) {
      assertThatThrownBy(() -> new GeoBox(10, 10, transform, Crs.WGS84))
          .as(String.valueOf(transform))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("box");
    }
  }

  private static GeoBox any(Random random) {
    boolean degrees = random.nextBoolean();
    double size = degrees ? 1.0 / random.nextInt(1, 1_000_000) : random.nextInt(1, 5000) / 8.0;
    Affine north =
        Affine.northUp(
            random.nextDouble(degrees ? -180 : 1e5, degrees ? 180 : 9e5),
            random.nextDouble(degrees ? -80 : 1e5, degrees ? 80 : 9e6),
            size,
            size * random.nextInt(1, 3));
    Affine transform =
        random.nextInt(3) > 0
            ? north
            : new Affine(size, size / 3, north.c(), size / 5, -size, north.f());
    return new GeoBox(
        random.nextInt(1, 500),
        random.nextInt(1, 500),
        transform,
        degrees ? Crs.WGS84 : Crs.epsg(32633));
  }

  private static PixelWindow part(GeoBox box, Random random) {
    int col = random.nextInt(box.width());
    int row = random.nextInt(box.height());
    return new PixelWindow(
        col,
        row,
        random.nextInt(1, box.width() - col + 1),
        random.nextInt(1, box.height() - row + 1));
  }

  private static void same(GeoBox a, GeoBox b) {
    assertThat(a.width()).isEqualTo(b.width());
    assertThat(a.height()).isEqualTo(b.height());
    assertThat(a.crs()).isEqualTo(b.crs());
    assertThat(a.transform().almostEquals(b.transform(), a.width(), a.height(), 1e-6)).isTrue();
  }

  @Property(tries = 300, seed = "16180339")
  void whatIsUndoneLeavesTheGrid(@ForAll Random random) {
    GeoBox box = any(random);
    int n = random.nextInt(1, 50);
    int m = random.nextInt(1, 50);
    same(box.pad(n, m).pad(-n, -m), box);
    same(box.flipX().flipX(), box);
    same(box.flipY().flipY(), box);
    assertThat(box.flipX().bounds().xMin()).isCloseTo(box.bounds().xMin(), within(1e-6));
    same(box.translate(0.3, -4).translate(-0.3, 4), box);
    same(box.snapTo(box.translate(0.3, -0.4)).snapTo(box), box);
    same(box.zoomTo(n, m).zoomTo(box.width(), box.height()), box);
    same(box.zoomOut(n).zoomOut(1.0 / n).crop(box.window()), box);
    assertThat(box.padToMultiples(n, m).width() % n).isZero();
    assertThat(box.padToMultiples(n, m).width()).isBetween(box.width(), box.width() + n - 1);
    assertThat(box.padToMultiples(n, m).transform()).isEqualTo(box.transform());
  }

  @Property(tries = 300, seed = "57721566")
  void partsOfAGridLieOnItsLattice(@ForAll Random random) {
    GeoBox box = any(random);
    PixelWindow first = part(box, random);
    PixelWindow second = part(box, random);
    GeoBox a = box.crop(first);
    GeoBox b = box.crop(second);
    assertThat(box.lattice().holds(a)).isTrue();
    assertThat(box.overlap(a)).hasValue(first);
    assertThat(a.overlap(box)).hasValue(a.window());
    same(a.union(b), box.crop(first.union(second)));
    assertThat(a.intersection(b).isPresent()).isEqualTo(first.intersection(second).isPresent());
    first.intersection(second).ifPresent(w -> same(a.intersection(b).orElseThrow(), box.crop(w)));
    assertThat(a.snapTo(box)).isEqualTo(a);
    // the area of some pixels is enclosed by those pixels
    if (box.transform().isRectilinear()) {
      assertThat(box.lattice().around(a.bounds())).isEqualTo(first);
    } else {
      assertThat(box.lattice().around(a.footprint(), a.crs())).isEqualTo(first);
    }
    GeoBox beside = box.translate(0.25, 0);
    assertThat(box.lattice().holds(beside)).isFalse();
    assertThatThrownBy(() -> box.union(beside)).isInstanceOf(InvalidRequest.class);
    GeoBox coarse = box.zoomOut(2);
    assertThatThrownBy(() -> box.intersection(coarse)).isInstanceOf(InvalidRequest.class);
  }

  /// A crop of a grid zoomed by whole factors is the zoom of a crop of it.
  @Property(tries = 200, seed = "69314718")
  void zoomingAndCroppingCommute(@ForAll Random random) {
    GeoBox box = any(random);
    int factor = random.nextInt(1, 9);
    GeoBox coarse = box.zoomOut(factor);
    PixelWindow window = part(coarse, random);
    var fine =
        new PixelWindow(
            window.col() * factor,
            window.row() * factor,
            window.width() * factor,
            window.height() * factor);
    same(box.crop(fine).zoomOut(factor), coarse.crop(window));
  }

  @Property(tries = 200, seed = "22360679")
  void tilesCoverAGridExactlyOnce(@ForAll Random random) {
    GeoBox box = any(random);
    var tiles = new GeoBoxTiles(box, random.nextInt(1, 200), random.nextInt(1, 200));
    long pixels = 0;
    Set<PixelWindow> windows = new HashSet<>();
    for (int row = 0; row < tiles.rows(); row++) {
      for (int col = 0; col < tiles.cols(); col++) {
        PixelWindow w = tiles.window(col, row);
        assertThat(box.window().contains(w)).isTrue();
        assertThat(windows.stream().noneMatch(o -> o.intersection(w).isPresent())).isTrue();
        windows.add(w);
        pixels += w.pixels();
      }
    }
    assertThat(pixels).isEqualTo(box.pixels());
    PixelWindow w = part(box, random);
    if (box.transform().isRectilinear()) {
      List<GeoBoxTiles.Index> met = tiles.meeting(box.crop(w).bounds());
      assertThat(met).hasSameSizeAs(new HashSet<>(met));
      for (int row = 0; row < tiles.rows(); row++) {
        for (int col = 0; col < tiles.cols(); col++) {
          assertThat(met.contains(new GeoBoxTiles.Index(col, row)))
              .isEqualTo(tiles.window(col, row).intersection(w).isPresent());
        }
      }
    }
  }

  @Test
  void tilesOfAPolygonAreThoseThatItMeets() throws Exception {
    var box = new GeoBox(100, 100, Affine.northUp(0, 100, 1, 1), Crs.epsg(32633));
    var tiles = new GeoBoxTiles(box, 40, 40);
    assertThat(tiles.cols()).isEqualTo(3);
    assertThat(tiles.grid(2, 2).bounds()).isEqualTo(new BBox(Crs.epsg(32633), 80, 0, 100, 20));
    Geometry triangle = new WKTReader().read("POLYGON ((1 99, 99 99, 1 1, 1 99))");
    assertThat(tiles.meeting(triangle, Crs.epsg(32633)))
        .containsExactly(
            new GeoBoxTiles.Index(0, 0),
            new GeoBoxTiles.Index(1, 0),
            new GeoBoxTiles.Index(2, 0),
            new GeoBoxTiles.Index(0, 1),
            new GeoBoxTiles.Index(1, 1),
            new GeoBoxTiles.Index(0, 2));
    assertThat(tiles.meeting(new BBox(Crs.epsg(32633), 200, 0, 300, 10))).isEmpty();
  }

  @Test
  void aMarginThatLeavesNothingIsRefused() {
    assertThatThrownBy(() -> TILE_01WCR.pad(-458, 0))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("915×915");
    assertThatThrownBy(() -> TILE_01WCR.buffered(1e12, 0)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> TILE_01WCR.zoomOut(0)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Gridding.ALIGNED.over(TILE_01WCR.bounds(), Resolution.square(1e-9)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("2³¹");
  }

  @Test
  void aFootprintAcrossTheAntimeridianIsCutThere() {
    Geometry footprint = TILE_01WCR.footprint(Crs.WGS84);
    assertThat(footprint.getNumGeometries()).isEqualTo(2);
    assertThat(footprint.isValid()).isTrue();
    Envelope all = footprint.getEnvelopeInternal();
    assertThat(all.getMinX()).isEqualTo(-180);
    assertThat(all.getMaxX()).isEqualTo(180);
    assertThat(holds(footprint, 179, 68)).isTrue();
    assertThat(holds(footprint, -179.5, 68)).isTrue();
    assertThat(holds(footprint, 0, 68)).isFalse();
    // of 110 km on either side: about 2.6 degrees by 1
    assertThat(footprint.getArea()).isBetween(2.0, 3.0);
    BBox extent = TILE_01WCR.geographicExtent();
    assertThat(extent.xMin()).isCloseTo(178.118, within(1e-3));
    assertThat(extent.xMax()).isCloseTo(180.886, within(1e-3));
    assertThat(TILE_01WCR.footprint().getNumGeometries()).isEqualTo(1);
  }

  private static boolean holds(Geometry footprint, double lon, double lat) {
    return footprint.contains(POINTS.createPoint(new Coordinate(lon, lat)));
  }

  @ParameterizedTest
  @CsvSource({
    // the pole inside, beside, on an edge, and as a corner
    "3413, -1000000, -1000000, 2000000, 1500000",
    "3413, 100000, 100000, 2000000, 1500000",
    "3413, 0, -100000, 2000000, 1500000",
    "3413, 0, 0, 2000000, 1500000",
    "3413, -2000000, -100000, 0, 1500000",
    "3031, -1000000, -1000000, 2000000, 1500000",
    "3031, -900000, 300000, 2000000, 1500000",
    "3031, -1000000, 0, 1000000, 1000000",
    "6931, -3000000, -3000000, 3000000, 3000000",
    "32601, 300000, 7490220, 409800, 7600020",
    "3857, 19000000, 1000000, 21000000, 2000000",
    "4326, 170, -20, 190, 10",
  })
  void aFootprintIsWhatTheGridCovers(
      int code, double left, double bottom, double right, double top) {
    Crs crs = Crs.epsg(code);
    var box = new BBox(crs, left, bottom, right, top);
    GeoBox grid = Gridding.TIGHT.over(box, 64);
    Geometry footprint = grid.footprint(Crs.WGS84);
    BBox extent = grid.geographicExtent();
    assertThat(footprint.isValid()).isTrue();
    Envelope e = footprint.getEnvelopeInternal();
    assertThat(e.getMinX()).isGreaterThanOrEqualTo(-180);
    assertThat(e.getMaxX()).isLessThanOrEqualTo(180);
    var random = new Random(code);
    int inside = 0;
    for (int i = 0; i < 4000; i++) {
      double lon = random.nextDouble(e.getMinX(), e.getMaxX());
      double lat = random.nextDouble(e.getMinY(), e.getMaxY());
      double[] x = {lon};
      double[] y = {lat};
      Crs.transform(Crs.WGS84, crs).applyWherePossible(x, y, 0, 1);
      BBox b = grid.bounds();
      double turned = x[0] + (code == 4326 && x[0] < b.xMin() - 1 ? 360 : 0);
      turned += code == 3857 && x[0] < 0 ? 2 * 20037508.342789244 : 0;
      double margin = 2e-3 * b.width();
      double in =
          Math.min(
              Math.min(turned - b.xMin(), b.xMax() - turned),
              Math.min(y[0] - b.yMin(), b.yMax() - y[0]));
      if (Math.abs(in) > margin) {
        assertThat(holds(footprint, lon, lat)).as(lon + ", " + lat).isEqualTo(in > 0);
        inside += in > 0 ? 1 : 0;
        if (in > 0) {
          BBox there = extent;
          double l = lon + 360 * Math.ceil((there.xMin() - lon) / 360);
          assertThat(l).isLessThanOrEqualTo(there.xMax());
        }
      }
    }
    assertThat(inside).isPositive();
  }

  @Test
  void aGridIsMadeInAnotherCrsOnOneSideOfTheSeam() {
    GeoBox degrees = GridInCrs.of(Crs.WGS84).over(TILE_01WCR);
    assertThat(degrees.bounds().xMin()).isCloseTo(178.117, within(5e-3));
    assertThat(degrees.bounds().xMax()).isCloseTo(180.888, within(5e-3));
    assertThat(degrees.width()).isBetween(900, 2000);
    GeoBox polar = GridInCrs.of(NORTH).over(TILE_01WCR);
    assertThat(polar.width()).isBetween(1000, 1500);
    assertThat(polar.resolution().x()).isCloseTo(120, within(10.0));
    GeoBox mercator = GridInCrs.of(Crs.epsg(3857)).over(TILE_01WCR);
    assertThat(mercator.width()).isBetween(2000, 3000);
    // back from degrees beyond 180: the same ground in zones 1 and 60
    GeoBox back = GridInCrs.of(UTM_1).withSize(GridInCrs.Size.FIT).over(degrees);
    assertThat(back.bounds().intersection(TILE_01WCR.bounds())).hasValue(TILE_01WCR.bounds());
    assertThat(back.width()).isLessThan(1200);
    GeoBox sixty = GridInCrs.of(Crs.epsg(32660)).over(TILE_01WCR);
    assertThat(sixty.width()).isLessThan(1200);
  }

  @Test
  void aGridAboutAPoleHasAllLongitudes() {
    var cap = new GeoBox(300, 250, Affine.northUp(-1e6, 1.5e6, 10_000, 10_000), SOUTH);
    GeoBox degrees =
        GridInCrs.of(Crs.WGS84).withSize(GridInCrs.Size.of(Resolution.square(0.1))).over(cap);
    assertThat(degrees.bounds())
        .isEqualTo(new BBox(Crs.WGS84, -180, -90, 180, degrees.bounds().yMax()));
    assertThat(degrees.bounds().yMax()).isBetween(-68.0, -67.0);
  }

  @Test
  void geometriesAcrossTheAntimeridianAreOnePiece() throws Exception {
    Geometry across = new WKTReader().read("POLYGON ((179 60, 181 60, 181 61, 179 61, 179 60))");
    GeoBox box = Gridding.ALIGNED.over(across, Crs.WGS84, Crs.epsg(3857), Resolution.square(1000));
    assertThat(box.width()).isBetween(222, 225);
    GeoBox degrees =
        Gridding.ALIGNED.over(across, Crs.WGS84, Crs.epsg(4269), Resolution.square(0.1));
    assertThat(degrees.width()).isEqualTo(20);
    Geometry world =
        new WKTReader().read("POLYGON ((-180 -80, 180 -80, 180 80, -180 80, -180 -80))");
    assertThat(
            Gridding.ALIGNED.over(world, Crs.WGS84, Crs.epsg(3857), Resolution.square(1e5)).width())
        .isBetween(400, 402);
  }
}
