package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Grids that are asked for where the world's numbers end: across the antimeridian and about the
/// poles, in zones, and like other files. GDAL warps the same sources onto the grid that we chose.
class GridsTest {
  /// `judged('o.tif', 'a.tif', …)`: our pixels are those that GDAL finds for our grid, but for
  /// ties.
  private static final String JUDGED =
      """
      def judged(ours, *sources, least=0.999, covered=0.1):
          d = gdal.Open(ours)
          x, dx, _, y, _, dy = d.GetGeoTransform()
          w, h = d.RasterXSize, d.RasterYSize
          t = gdal.Warp('', list(sources), format='MEM', dstSRS=d.GetProjection(), width=w, height=h, dstNodata=0,
                        outputBounds=(x, y + h * dy, x + w * dx, y), resampleAlg='near', errorThreshold=0)
          a, b = d.ReadAsArray(), t.ReadAsArray()
          assert a.shape == b.shape, (a.shape, b.shape)
          assert (a == b).mean() >= least, ((a == b).mean(), (a > 0).mean(), (b > 0).mean(), a.shape)
          assert (a > 0).mean() >= covered, (a > 0).mean()
          return x, y, w, h, dx
      """;

  @TempDir Path folder;

  private Program.Ended run(String command, String... options) {
    var args = new ArrayList<>(List.of(command));
    args.addAll(List.of(options));
    return Program.run(args.toArray(String[]::new));
  }

  /// With places as exact as GDAL's here are.
  private void cube(String... options) {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--warp-error", "0"));
    var ended = run("cube", all.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static final String TILE =
      "data/stac/s2-l2a-01wcr-antimeridian/"
          + "S2A_OPER_MSI_L2A_TL_2APS_20230602T025701_A041483_T01WCR/";
  private static final String POLAR = "data/stac/derived-3413-s2/S2_T01WCR_B04_3413/";

  /// 110 km a side in pixels of 120 m, or 64 km of 100 m.
  @ParameterizedTest
  @CsvSource({
    "native, 915, 915",
    // its middle lies in zone 60
    "utm, 950, 1100",
    "EPSG:32660, 950, 1100",
    "EPSG:3857, 930, 1300",
    "EPSG:4326, 500, 2000",
    "EPSG:3413, 1200, 1400",
  })
  void aTileAcrossTheAntimeridianKeepsItsSizeInEveryCrs(String crs, int least, int most) {
    Fixtures.require(TILE);
    String item = Fixtures.require(TILE).toString();
    cube(
        item + "/S2A_OPER_MSI_L2A_TL_2APS_20230602T025701_A041483_T01WCR.json",
        "--bands",
        "red",
        "--crs",
        crs,
        "--scale",
        "none",
        "-o",
        file("o.tif"));
    Oracle.ask(
        folder,
        JUDGED
            + """
            x, y, w, h, dx = judged('o.tif', '%s/B04.tif', covered=0.3)
            assert %d <= min(w, h) and max(w, h) <= %d, (w, h, dx)
            """
                .formatted(item, least, most));
  }

  @ParameterizedTest
  @CsvSource({
    "native, 640, 640",
    "EPSG:3857, 700, 1000",
    "EPSG:4326, 400, 1600",
    "EPSG:32601, 700, 1000",
    "utm, 700, 1000",
    "EPSG:3413, 640, 640",
  })
  void aPolarGridAcrossTheAntimeridianKeepsItsSizeInEveryCrs(String crs, int least, int most) {
    String item = Fixtures.require(POLAR).toString();
    cube(
        item + "/S2_T01WCR_B04_3413.json",
        "--bands",
        "red",
        "--crs",
        crs,
        "--scale",
        "none",
        "-o",
        file("o.tif"));
    Oracle.ask(
        folder,
        JUDGED
            + """
            x, y, w, h, dx = judged('o.tif', '%s/S2_T01WCR_B04_3413.tif', covered=0.3)
            assert %d <= min(w, h) and max(w, h) <= %d, (w, h, dx)
            """
                .formatted(item, least, most));
  }

  /// West of it to east of it: into degrees, both zones and a map about the pole, in any chunks.
  @ParameterizedTest
  @CsvSource({
    "EPSG:4326, 0.001, 500, 400",
    "EPSG:32601, 60, 400, 750",
    "EPSG:32660, 60, 400, 750",
    "EPSG:3413, 60, 780, 780",
    "utm, 60, 400, 750",
  })
  void aBoxAcrossTheAntimeridianIsOneArea(String crs, String resolution, int width, int height) {
    String item = Fixtures.require(TILE).toString();
    for (String chunk : List.of("auto", "100")) {
      cube(
          item + "/S2A_OPER_MSI_L2A_TL_2APS_20230602T025701_A041483_T01WCR.json",
          "--bands",
          "red",
          "--crs",
          crs,
          "--resolution",
          resolution,
          "--scale",
          "none",
          "--bbox",
          "179.8,67.8,-179.7,68.2",
          "--chunk",
          chunk,
          "-o",
          file(chunk + ".tif"));
    }
    Oracle.ask(
        folder,
        JUDGED
            + """
            x, y, w, h, dx = judged('auto.tif', '%s/B04.tif', covered=0.3)
            assert abs(w - %d) <= 60 and abs(h - %d) <= 60, (w, h)
            assert open('auto.tif', 'rb').read() == open('100.tif', 'rb').read()
            """
                .formatted(item, width, height));
  }

  @Test
  void aBoxAcrossTheAntimeridianOverLongitudesHasBothSides() {
    Oracle.ask(
        folder,
        """
        import given; given.EPSG = 4326
        e = np.arange(1, 101).reshape(10, 10).astype('uint8')
        raster('e.tif', e, left=170, top=10, size=1)
        raster('w.tif', e + 100, left=-180, top=10, size=1)
        items('items.json', scene('e', '2020-01-01', v=asset('e.tif')), scene('w', '2020-01-02', v=asset('w.tif')))
        items('west.json', scene('w', '2020-01-02', v=asset('w.tif')), scene('e', '2020-01-01', v=asset('e.tif')))
        """);
    for (String items : List.of("items.json", "west.json")) {
      cube(
          file(items),
          "--bbox",
          "175,2,-175,8",
          "--reduce",
          "max",
          "--dtype",
          "uint8",
          "--nodata",
          "0",
          "--overwrite",
          "-o",
          file("o.npy"));
      Oracle.ask(
          folder,
          """
          e = np.arange(1, 101).reshape(10, 10)
          both = np.hstack([e, e + 100])
          same(np.load('o.npy')[0, 0], both[2:8, 5:15])
          """);
      cube(
          file(items),
          "--bbox=-178,2,-175,8",
          "--reduce",
          "max",
          "--dtype",
          "uint8",
          "--nodata",
          "0",
          "--overwrite",
          "-o",
          file("o.npy"));
      Oracle.ask(
          folder,
          """
          e = np.arange(1, 101).reshape(10, 10)
          same(np.load('o.npy')[0, 0], (e + 100)[2:8, 2:5])
          """);
      // what they cover together is 20 degrees, not the world
      cube(
          file(items),
          "--reduce",
          "max",
          "--dtype",
          "uint8",
          "--nodata",
          "0",
          "--overwrite",
          "-o",
          file("o.npy"));
      Oracle.ask(
          folder,
          """
          e = np.arange(1, 101).reshape(10, 10)
          same(np.load('o.npy')[0, 0], np.hstack([e, e + 100]))
          """);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nearest", "bilinear", "cubic", "average", "mode", "sum"})
  void theEndsOfAWorldMeetWhereTheGridIsAcrossThem(String method) {
    Oracle.ask(
        folder,
        """
        import given; given.EPSG = 4326
        v = (np.arange(180 * 360).reshape(180, 360) % 997 + 1).astype('uint16')
        raster('v.tif', v, left=-180, top=90, size=1)
        np.save('v.npy', v)
        given.EPSG = 3857
        raster('m.tif', v, nodata=0, left=-20037508.342789244, top=10018754.171394622, size=20037508.342789244 / 180)
        """);
    for (String chunk : List.of("auto", "7")) {
      cube(
          "v=" + file("v.tif"),
          "--bbox",
          "170,-5,-170,5",
          "--resampling",
          method,
          "--chunk",
          chunk,
          "-o",
          file(chunk + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        v = np.load('v.npy')
        same(np.load('auto.npy')[0, 0], np.hstack([v[85:95, 350:], v[85:95, :10]]))
        same(np.load('7.npy')[0, 0], np.load('auto.npy')[0, 0])
        """);
    if (method.equals("nearest")) {
      cube(
          "v=" + file("m.tif"),
          "--bbox",
          "170,-5,-170,5",
          "--dtype",
          "uint16",
          "--nodata",
          "0",
          "-o",
          file("m.npy"));
      Oracle.ask(
          folder,
          """
          v = np.load('v.npy'); m = np.load('m.npy')[0, 0]
          assert m.shape[1] == 20, m.shape
          top = 90 - m.shape[0] // 2
          same(m, np.hstack([v[top:top + m.shape[0], 350:], v[top:top + m.shape[0], :10]]))
          """);
    }
  }

  /// Maps with a pole in the middle, in pixels of 10 km.
  @ParameterizedTest
  @CsvSource({
    "3413, EPSG:4326, , ",
    "3413, EPSG:4326, 0.25, -180 80 180 90",
    "3413, EPSG:4326, 0.1, 170 84 -170 89",
    "3413, native, , -180 85 180 90",
    "3413, native, , 100 80 200 88",
    "3413, EPSG:3857, 20000, -60 78 60 84",
    "3413, EPSG:6931, 10000, ",
    "3031, EPSG:4326, , ",
    "3031, EPSG:4326, 0.25, -180 -90 180 -80",
    "3031, native, , -180 -90 180 -85",
    "3031, EPSG:3413, 500000, ",
  })
  void aPoleInsideIsAPlaceLikeOthers(String from, String to, String resolution, String bbox) {
    Oracle.ask(
        folder,
        """
        import given; given.EPSG = %s
        v = (np.random.default_rng(3).integers(1, 60000, (300, 300))).astype('uint16')
        raster('v.tif', v, left=-1.5e6, top=1.5e6, size=1e4, nodata=0)
        """
            .formatted(from));
    var options = new ArrayList<>(List.of("v=" + file("v.tif"), "--crs", to, "-o", file("o.tif")));
    if (resolution != null) {
      options.addAll(List.of("--resolution", resolution));
    }
    if (bbox != null) {
      options.add("--bbox=" + bbox.replace(' ', ','));
    }
    if (from.equals("3031") && to.equals("EPSG:3413")) {
      // the other pole is as far as can be, yet finite: nothing endless comes of it
      var ended = run("cube", options.toArray(String[]::new));
      assertThat(ended.exit()).as(ended.err()).isIn(0, 2);
      return;
    }
    cube(options.toArray(String[]::new));
    Oracle.ask(
        folder,
        JUDGED
            + """
            x, y, w, h, dx = judged('o.tif', 'v.tif', least=0.998, covered=0.5)
            assert 10 < min(w, h) and max(w, h) < 8000, (w, h, dx)
            """);
  }

  @Test
  void theZoneIsThatOfTheAreasMiddle() {
    Oracle.ask(
        folder,
        """
        import given
        v = np.full((50, 50), 7, 'uint8')
        for epsg, name in ((32633, 'a'), (32634, 'b')):
            given.EPSG = epsg
            raster(name + '.tif', v, left=300000 if epsg == 32634 else 700000, size=1000)
        items('two.json', scene('a', '2020-01-01', v=asset('a.tif')), scene('b', '2020-01-02', v=asset('b.tif')))
        given.EPSG = 4326
        raster('s.tif', v, left=-60.5, top=-10, size=0.01)
        raster('fiji.tif', v, left=179.9, top=-17, size=0.01)
        raster('pole.tif', v, left=0, top=89, size=0.01)
        """);
    assertThat(run("cube", file("two.json")).error()).contains("2 CRSs", "--crs utm");
    said("EPSG:32633", file("two.json"), "--bbox", "17,44.8,17.9,45");
    said("EPSG:32634", file("two.json"), "--bbox", "18.2,44.8,18.9,45");
    said("EPSG:32720", "v=" + file("s.tif"));
    said("EPSG:32701", "v=" + file("fiji.tif"));
    var ended = run("cube", "v=" + file("pole.tif"), "--crs", "utm");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.error()).contains("84° north", "EPSG:3413");
    ended = run("cube", "v=" + file("s.tif"), "--crs", "utm", "--bbox=-179,-20,179,20");
    assertThat(ended.exit()).isEqualTo(2);
  }

  /// About a pole a chunk needs a source's rows round the world: more than a plan counts on.
  @Test
  void whatAChunkGathersStaysWithinTheMemoryOrIsRefused() {
    Oracle.ask(
        folder,
        """
        from osgeo import osr
        crs = osr.SpatialReference(); crs.ImportFromEPSG(4326)
        ds = gdal.GetDriverByName('GTiff').Create('fine.tif', 43200, 21600, 1, gdal.GDT_Float32,
            ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512', 'SPARSE_OK=TRUE', 'COMPRESS=DEFLATE'])
        ds.SetProjection(crs.ExportToWkt()); ds.SetGeoTransform((-180, 1 / 120, 0, 90, 0, -1 / 120))
        ds.GetRasterBand(1).WriteArray(np.ones((600, 512), 'f4')); ds = None
        """);
    var options =
        List.of(
            "v=" + file("fine.tif"),
            "--crs",
            "EPSG:3413",
            "--resolution",
            "1000",
            "--bounds=-500000,-500000,500000,500000",
            "--resampling",
            "bilinear",
            "--max-memory",
            "200M",
            "-q",
            "-o",
            file("pole.npy"));
    var ended = run("cube", options.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
    assertThat(ended.error()).contains("fine.tif", "--chunk");
    assertThat(folder.resolve("pole.npy")).doesNotExist();
  }

  /// A pixel of a degree is 56 to 111 km wide where these areas lie, wherever the image's middle
  /// is.
  @ParameterizedTest
  @CsvSource({
    "'140,-40,142,-38', utm, 80000, 112000",
    "'170,60,172,62', utm, 50000, 90000",
    "'170,-10,-170,10', utm, 100000, 113000",
    "'170,60,172,62', EPSG:3413, 50000, 90000",
    "'10,45,12,47', EPSG:32632, 80000, 112000",
  })
  void pixelsAreAsLargeAsInTheAreaThatIsAskedFor(
      String box, String crs, double least, double most) {
    Oracle.ask(
        folder,
        """
        import given
        given.EPSG = 4326
        raster('world.tif', np.ones((180, 360), 'uint8'), left=-180, top=90, size=1)
        """);
    var ended = run("cube", "v=" + file("world.tif"), "--bbox=" + box, "--crs", crs);
    assertThat(ended.exit()).as(ended.err()).isZero();
    var size = java.util.regex.Pattern.compile("resolution ([0-9.]+)").matcher(ended.out());
    assertThat(size.find()).as(ended.out()).isTrue();
    assertThat(Double.parseDouble(size.group(1))).isBetween(least, most);
  }

  private void said(String crs, String... options) {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--crs", "utm"));
    var ended = run("cube", all.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.out()).contains(crs);
  }

  @Test
  void aGridLikeAFileIsTheFilesToTheBit() {
    Oracle.ask(
        folder,
        """
        import given
        v = np.arange(60 * 50).reshape(60, 50).astype('uint16') + 1
        raster('v.tif', v, nodata=0)
        raster('like.tif', np.zeros((33, 44), 'uint8'), left=LEFT + 33.3, top=TOP - 21.7, size=7.5)
        given.EPSG = 3857
        raster('far.tif', np.zeros((33, 44), 'uint8'), left=0, top=0, size=10)
        raster('up.tif', np.zeros((33, 44), 'uint8'), left=0, top=0, size=10)
        d = gdal.Open('up.tif', gdal.GA_Update); d.SetGeoTransform((0, 10, 0, 0, 0, 10)); del d
        d = gdal.GetDriverByName('GTiff').Create('bare.tif', 5, 5); d.FlushCache(); del d
        """);
    cube("v=" + file("v.tif"), "--like", file("like.tif"), "-o", file("o.tif"));
    Oracle.ask(
        folder,
        JUDGED
            + """
            judged('o.tif', 'v.tif', least=1)
            a, b = gdal.Open('o.tif'), gdal.Open('like.tif')
            assert a.GetGeoTransform() == b.GetGeoTransform()
            assert (a.RasterXSize, a.RasterYSize) == (b.RasterXSize, b.RasterYSize) == (44, 33)
            """);
    var far = run("cube", "v=" + file("v.tif"), "--like", file("far.tif"));
    assertThat(far.exit()).isEqualTo(2);
    assertThat(far.error()).contains("outside every source");
    var up = run("cube", "v=" + file("v.tif"), "--like", file("up.tif"));
    assertThat(up.exit()).isEqualTo(4);
    assertThat(up.error()).contains("north up");
    var bare = run("cube", "v=" + file("v.tif"), "--like", file("bare.tif"));
    assertThat(bare.exit()).isEqualTo(2);
    assertThat(bare.error()).contains("bare.tif", "where its pixels lie");
  }
}
