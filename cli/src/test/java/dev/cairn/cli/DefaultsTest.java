package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the program does without `--parity`: which pixels it reads, which of them are values, what
/// values they are and how they are written. GDAL writes the inputs; numpy says what must come out.
class DefaultsTest {
  @TempDir Path folder;

  private void cube(String source, String... options) {
    var args = new ArrayList<>(List.of("cube", source, "-q"));
    args.addAll(List.of(options));
    var ended = Program.run(args.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  // ---- overviews

  /// Levels of 10, 20, 40 and 80 m whose samples tell which level they are of.
  private void pyramid(int width, int height) {
    Oracle.ask(
        folder,
        """
        width, height = %d, %d
        def level(k):
            rows, cols = np.arange(-(-height // 2**k)), np.arange(-(-width // 2**k))
            return (10000 * (k + 1) + rows[:, None] * 100 + cols).astype('uint16')
        raster('pyramid.tif', level(0), overviews=[level(1), level(2), level(3)])
        items('items.json', scene('a', '2020-01-01', b=asset('pyramid.tif', nodata=0)))
        """
            .formatted(width, height));
  }

  /// Reads the pyramid at each resolution; what comes out must be that level of it.
  private void areRead(Map<String, Integer> levels, String... options) {
    levels.forEach(
        (resolution, _) -> {
          var all = new ArrayList<>(List.of(options));
          all.addAll(List.of("--bands", "b", "--resolution", resolution));
          all.addAll(List.of("-o", file("r" + resolution + ".tif")));
          cube(file("items.json"), all.toArray(String[]::new));
        });
    Oracle.ask(
        folder,
        """
        stored = gdal.Open('pyramid.tif'); band = stored.GetRasterBand(1)
        for resolution, level in json.loads('%s').items():
            values = (band if level == 0 else band.GetOverview(level - 1)).ReadAsArray()
            out = gdal.Open(f'r{resolution}.tif')
            theirs = nearest(values, out, right=LEFT + 10 * stored.RasterXSize, bottom=TOP - 10 * stored.RasterYSize,
                             none=0)
            assert (theirs > 0).sum() > 20
            same(out.ReadAsArray(), theirs, said=f'resolution {resolution}, level {level}')
        """
            .formatted(levels.toString().replaceAll("([\\d.]+)=", "\"$1\":")));
  }

  @Test
  void theCoarsestOverviewIsReadThatIsNoCoarserThanTheResult() {
    pyramid(96, 64);
    areRead(
        Map.of(
            "10", 0, "15", 0, "19.9", 0, "20", 1, "30", 1, "39.9", 1, "40", 2, "70", 2, "80", 3,
            "95", 3));
  }

  @Test
  void anOverviewOfAnImageOfOddSizeServesItsNominalResolution() {
    pyramid(97, 61);
    areRead(Map.of("20", 1, "40", 2, "80", 3));
  }

  @Test
  void withoutOverviewsFullResolutionIsRead() {
    pyramid(96, 64);
    areRead(Map.of("20", 0, "30", 0, "80", 0), "--overviews", "none");
  }

  @Test
  void realOverviewsAreReadAsGdalReadsThem() {
    String item = "data/stac/s2-l2a-33twm/search.json";
    String[] day = {"--bands", "red", "--datetime", "2023-08-10", "--scale", "none"};
    for (String resolution : List.of("240", "360", "480")) {
      var options = new ArrayList<>(List.of(day));
      options.addAll(List.of("--resolution", resolution, "-o", file("r" + resolution + ".tif")));
      cube(Fixtures.require(item).toString(), options.toArray(String[]::new));
    }
    Oracle.ask(
        folder,
        """
        source = '%s'
        found, = [i for i in json.load(open(source))['features'] if i['properties']['datetime'] < '2023-08-11']
        href, = [a['href'] for k, a in found['assets'].items() if 'B04' in a['href']]
        stored = gdal.Open(os.path.join(os.path.dirname(source), href)); band = stored.GetRasterBand(1)
        left, dx, _, top, _, dy = stored.GetGeoTransform()
        for size, level in ((240, 0), (360, 0), (480, 1)):
            out = gdal.Open(f'r{size}.tif')
            theirs = nearest(band.GetOverview(level).ReadAsArray(), out, left, top, left + dx * stored.RasterXSize,
                             top + dy * stored.RasterYSize, none=0)
            same(out.ReadAsArray(), theirs)
            assert (theirs > 0).mean() > .5
        """
            .formatted(Fixtures.require(item)));
  }

  // ---- types

  @Test
  void integersAreRoundedHalfToEvenAndSaturate() {
    Oracle.ask(
        folder,
        """
        v = [-.5, .5, 1.5, 2.5, 3.5, -1.5, -2.5, .49999997, 1.4999999, 126.5, 127.5, 128.5, -128.5, -129.5, 254.5,
             255.5, 256, 300, -7, 32767.5, 32768.5, -32768.5, -32769.5, 65534.5, 65535.5, 65536, 1e5, -1e5,
             2147483648., -2147483904., 4294967296., 1e10, -1e10, 1e30, -1e30, np.nan]
        raster('single.tif', np.array([v], 'float32'))
        raster('double.tif', np.array([v + [2147483646.5, 2147483647.5, 4294967294.5, 1e300]]))
        """);
    var noData =
        Map.of(
            "uint8", 77, "int8", -77, "uint16", 777, "int16", -777, "uint32", 7777, "int32", -7777);
    noData.forEach(
        (dtype, none) -> {
          for (String name : List.of("single", "double")) {
            cube(
                "b=" + file(name + ".tif"),
                "--dtype",
                dtype,
                "--nodata=" + none,
                "-o",
                file(name + "-" + dtype + ".npy"));
          }
        });
    Oracle.ask(
        folder,
        """
        for dtype, none in dict(uint8=77, int8=-77, uint16=777, int16=-777, uint32=7777, int32=-7777).items():
            for name in ('single', 'double'):
                ours = np.load(f'{name}-{dtype}.npy')
                values = gdal.Open(name + '.tif').ReadAsArray().astype(float)
                ends = np.iinfo(dtype)
                assert ours.dtype == dtype, (ours.dtype, dtype)
                same(ours[0, 0], np.where(np.isnan(values), none, np.clip(np.rint(values), ends.min, ends.max)),
                     said=f'{name} as {dtype}')
        """);
  }

  @Test
  void whatWasComputedIsRoundedOnceWhenItIsWritten() {
    Oracle.ask(
        folder,
        """
        v = np.arange(-12, 1012, dtype='int16').reshape(32, 32)
        raster('v.tif', v)
        np.save('expected.npy', np.clip(np.rint(v * .25), 0, 255))
        """);
    cube("v=" + file("v.tif"), "--expression", "q=v*0.25", "--dtype", "uint8", "-o", file("q.npy"));
    Oracle.ask(folder, "same(np.load('q.npy')[0, 0], np.load('expected.npy'))");
  }

  // ---- no-data

  @Test
  void noDataIsTheUsersElseTheCataloguesElseTheFiles() {
    // by name what the file and the catalogue say
    Oracle.ask(
        folder,
        """
        v = np.arange(48, dtype='uint16').reshape(6, 8) % 12
        for file in (None, 9):
            raster(f'{file}.tif', v, nodata=file)
            for catalogue in (None, 7):
                stated = {} if catalogue is None else {'nodata': catalogue}
                items(f'{file}-{catalogue}.json', scene('a', '2020-01-01', b=asset(f'{file}.tif', **stated)))
        """);
    for (String said : List.of("None-None", "None-7", "9-None", "9-7")) {
      String items = file(said + ".json");
      cube(items, "--bands", "b", "--reduce", "max", "-o", file(said + ".npy"));
      cube(items, "--bands", "b", "--reduce", "max", "--nodata", "5", "-o", file(said + "-5.npy"));
    }
    Oracle.ask(
        folder,
        """
        v = (np.arange(48).reshape(6, 8) % 12).astype(float)
        for name, none in {'None-None': -1, 'None-7': 7, '9-None': 9, '9-7': 7}.items():
            same(np.load(name + '.npy')[0, 0], np.where(v == none, np.nan, v), said=name)
            ours = np.load(name + '-5.npy')[0, 0]  # the user's own stands for no value in the output too
            same(np.where(ours == 5, np.nan, ours), np.where(v == 5, np.nan, v), said=name + ' and the user')
        """);
  }

  @Test
  void samplesThatPassThroughKeepTheCataloguesNoData() {
    Oracle.ask(
        folder,
        """
        raster('v.tif', np.arange(48, dtype='uint16').reshape(6, 8), nodata=9)
        items('items.json', scene('a', '2020-01-01', b=asset('v.tif', nodata=7)))
        """);
    cube(file("items.json"), "--bands", "b", "-o", file("o.tif"));
    Oracle.ask(
        folder,
        """
        out = gdal.Open('o.tif')
        assert out.GetRasterBand(1).GetNoDataValue() == 7
        same(out.ReadAsArray(), gdal.Open('v.tif').ReadAsArray())
        """);
  }

  // ---- scale

  @Test
  void scaleAndOffsetAreTheCataloguesElseTheFilesAndAppliedOnce() {
    Oracle.ask(
        folder,
        """
        v = np.arange(48, dtype='int16').reshape(6, 8)
        own = dict(scale=.5, offset=10.); stated = dict(scale=2., offset=-3.)
        for f in (0, 1):
            raster(f'{f}.tif', v, nodata=5, **(own if f else {}))
            for c in (0, 1):
                items(f'{f}{c}.json',
                      scene('a', '2020-01-01', b=asset(f'{f}.tif', nodata=5, **(stated if c else {}))))
        """);
    for (String scaled : List.of("00", "01", "10", "11")) {
      for (String policy : List.of("auto", "stac", "file", "none")) {
        cube(
            file(scaled + ".json"),
            "--bands",
            "b",
            "--scale",
            policy,
            "--reduce",
            "max",
            "-o",
            file(scaled + policy + ".npy"));
      }
    }
    Oracle.ask(
        folder,
        """
        v = np.where(np.arange(48) == 5, np.nan, np.arange(48.)).reshape(6, 8)
        file, stac, none = v * .5 + 10, v * 2 - 3, v
        expected = {
            '00auto': none, '00stac': none, '00file': none, '00none': none,
            '01auto': stac, '01stac': stac, '01file': none, '01none': none,
            '10auto': file, '10stac': none, '10file': file, '10none': none,
            '11auto': stac, '11stac': stac, '11file': file, '11none': none}
        for name, values in expected.items():
            same(np.load(name + '.npy')[0, 0], values, said='file, catalogue, policy ' + name)
        """);
  }

  @Test
  void noDataIsFoundBeforeScalingAndValuesThatEqualItAfterwardsStay() {
    Oracle.ask(
        folder,
        """
        v = np.array([[0, 1, 2, 3], [100, 0, 50, 25]], 'uint8')
        raster('v.tif', v)
        items('items.json', scene('a', '2020-01-01', b=asset('v.tif', nodata=0, scale=.01, offset=-.5)))
        """);
    cube(file("items.json"), "--expression", "w=b*2", "-o", file("o.npy"));
    Oracle.ask(
        folder,
        """
        v = gdal.Open('v.tif').ReadAsArray().astype(float)
        same(np.load('o.npy')[0, 0], np.where(v == 0, np.nan, (v * .01 - .5) * 2), 1e-6)
        assert np.load('o.npy')[0, 0, 1, 2] == 0
        """);
  }

  // ---- quality bands

  @Test
  void qualityBandsArePlacedByNearestUnlessTheyAreNamed() {
    // red of 10 m; classes 1 and 9 of 20 m, whose weighted means are 3, 5 and 7
    Oracle.ask(
        folder,
        """
        red = np.arange(1, 257, dtype='uint16').reshape(16, 16)
        q = np.where((np.arange(8)[:, None] * 5 + np.arange(8) * 3) % 7 < 3, 9, 1).astype('uint8')
        raster('red.tif', red); raster('q.tif', q, size=20.0)
        items('items.json', scene('a', '2020-01-01', red=asset('red.tif', data_type='uint16', nodata=0),
                                  q=asset('q.tif', data_type='uint8')))
        """);
    String[][] runs = {
      {"hidden", "red", "bilinear"},
      {"shown", "red,q", "bilinear"},
      {"nearest", "red", "nearest"},
      {"named", "red", "q=bilinear"}
    };
    for (String[] run : runs) {
      cube(
          file("items.json"),
          "--bands",
          run[1],
          "--mask",
          "q:values=9",
          "--resampling",
          run[2],
          "--reduce",
          "max",
          "-o",
          file(run[0] + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        red, q = (gdal.Open(n + '.tif').ReadAsArray().astype(float) for n in ('red', 'q'))
        near = np.where(q.repeat(2, 0).repeat(2, 1) == 9, np.nan, red)
        at = (np.arange(16) + .5) / 2 - .5
        along = np.array([np.interp(at, np.arange(8), row) for row in q])
        between = np.array([np.interp(at, np.arange(8), col) for col in along.T]).T
        between = np.where(between == 9, np.nan, red)
        assert (np.isnan(near) != np.isnan(between)).sum() > 20
        for name, theirs in dict(hidden=near, shown=near, nearest=near, named=between).items():
            same(np.load(name + '.npy')[0, 0], theirs, said=name)
        """);
  }

  // ---- what a GeoTIFF holds

  @Test
  void bandsOfAGeoTiffAreThoseAskedForInThatOrder() {
    Oracle.ask(
        folder,
        """
        base = np.arange(70 * 90, dtype='uint16').reshape(70, 90)
        for i, name in enumerate('abc'):
            raster(name + '.tif', base + 7000 * i)
        items('items.json', scene('s', '2020-01-01', **{n: asset(n + '.tif', nodata=65535) for n in 'abc'}))
        """);
    String items = file("items.json");
    cube(items, "--bands", "c,a,b", "-o", file("native.tif"));
    cube(items, "--bands", "b,c,a", "--reduce", "max", "-o", file("reduced.tif"));
    cube(items, "--expression", "z=c-a", "--expression", "x=b*2", "-o", file("computed.tif"));
    cube(items, "--bands", "c,a,b", "-o", file("native.npy"), "--chunk", "32");
    Oracle.ask(
        folder,
        """
        a, b, c = (gdal.Open(n + '.tif').ReadAsArray().astype(float) for n in 'abc')
        for name, bands in (('native', dict(c=c, a=a, b=b)), ('reduced', dict(b=b, c=c, a=a)),
                            ('computed', dict(z=c - a, x=b * 2))):
            ds = gdal.Open(name + '.tif')
            assert [ds.GetRasterBand(i + 1).GetDescription() for i in range(ds.RasterCount)] == list(bands), name
            same(ds.ReadAsArray(), list(bands.values()))
            assert ds.GetGeoTransform() == (LEFT, 10, 0, TOP, 0, -10)
        same(np.load('native.npy')[0], [c, a, b])
        """);
  }
}
