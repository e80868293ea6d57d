package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Oracle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sources that are broken, or that disagree with their items or with each other: never do they
/// become values that are not there, and never does the way in which the work is cut show.
class TroubledSourcesTest {
  private static final List<String> CHUNKS = List.of("auto", "256", "100");

  @TempDir Path folder;

  private Program.Ended run(String command, String... options) {
    var args = new ArrayList<>(List.of(command));
    args.addAll(List.of(options));
    return Program.run(args.toArray(String[]::new));
  }

  private Program.Ended cube(String... options) {
    var ended = run("cube", options);
    assertThat(ended.exit()).as(ended.err()).isZero();
    return ended;
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  /// `v.tif`, all 9, and masks of 1 and 2: whole (`q.tif`), cut off in its middle, and in a codec
  /// that is not read.
  private void masks() {
    Oracle.ask(
        folder,
        """
        tiles = ['TILED=YES', 'BLOCKXSIZE=128', 'BLOCKYSIZE=128']
        raster('v.tif', np.full((512, 512), 9, 'uint8'), options=tiles + ['COMPRESS=DEFLATE'])
        q = (np.random.default_rng(1).integers(0, 2, (512, 512)) + 1).astype('uint8')
        raster('q.tif', q, options=tiles)
        np.save('q.npy', q)
        with open('q.tif', 'rb') as whole, open('cut.tif', 'wb') as cut:
            cut.write(whole.read()[:130_000])
        raster('fax.tif', q - 1, options=['NBITS=1', 'COMPRESS=CCITTFAX4'])
        """);
  }

  @Test
  void ofATruncatedMaskWhatIsThereMasksAndWhatIsMissingIsMasked() {
    masks();
    for (String rule : List.of("q:values=1", "q:bits=0", "q:keep=2")) {
      for (String chunk : CHUNKS) {
        cube(
            "v=" + file("v.tif"),
            "q=" + file("cut.tif"),
            "--bands",
            "v",
            "--mask",
            rule,
            "--on-error",
            "skip",
            "--dtype",
            "float32",
            "--chunk",
            chunk,
            "--overwrite",
            "-o",
            file("o.npy"));
        Oracle.ask(
            folder,
            """
            o, q = np.load('o.npy')[0, 0], np.load('q.npy').astype(float)
            tiles = 7  # that lie wholly within 130 000 bytes, behind the header
            rows, cols = np.indices(q.shape) // 128
            q[rows * 4 + cols >= tiles] = 1
            assert (q == 2).sum() > 20_000
            same(o, np.where(q == 2, 9, np.nan))
            """);
      }
    }
  }

  @Test
  void aMaskThatCannotBeReadAtAllMasksEverything() {
    masks();
    for (String rule : List.of("q:values=1", "q:bits=0")) {
      for (String chunk : CHUNKS) {
        var ended =
            cube(
                "v=" + file("v.tif"),
                "q=" + file("fax.tif"),
                "--bands",
                "v",
                "--mask",
                rule,
                "--on-error",
                "skip",
                "--dtype",
                "float32",
                "--chunk",
                chunk,
                "--overwrite",
                "-o",
                file("o.npy"));
        assertThat(ended.err()).contains("skipped", " q: ", "CCITTFAX4");
        Oracle.ask(folder, "assert np.isnan(np.load('o.npy')).all()");
      }
    }
  }

  @Test
  void ofATruncatedBandTheTilesThatAreThereAreRead() {
    masks();
    for (String chunk : CHUNKS) {
      cube(
          "q=" + file("cut.tif"),
          "--on-error",
          "skip",
          "--dtype",
          "float32",
          "--chunk",
          chunk,
          "-o",
          file(chunk + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        whole = np.load('auto.npy')
        assert np.isfinite(whole).sum() == 7 * 128 * 128
        for chunk in ('256', '100'):
            same(np.load(chunk + '.npy'), whole, said=chunk)
        """);
  }

  @Test
  void ofTwoMasksEachTakesItsPart() {
    Oracle.ask(
        folder,
        """
        random = np.random.default_rng(2)
        a, b = (random.integers(0, 3, (60, 70)).astype('uint8') for _ in range(2))
        raster('v.tif', np.full((60, 70), 9, 'uint8')); raster('a.tif', a); raster('b.tif', b)
        np.save('want.npy', np.where((a != 1) & (b == 2), 9., np.nan))
        """);
    for (String[] order : new String[][] {{"a:values=1", "b:keep=2"}, {"b:keep=2", "a:values=1"}}) {
      cube(
          "v=" + file("v.tif"),
          "a=" + file("a.tif"),
          "b=" + file("b.tif"),
          "--bands",
          "v",
          "--mask",
          order[0],
          "--mask",
          order[1],
          "--dtype",
          "float32",
          "--overwrite",
          "-o",
          file("o.npy"));
      Oracle.ask(folder, "same(np.load('o.npy')[0, 0], np.load('want.npy'))");
    }
  }

  @Test
  void aSceneWithoutTheMasksBandIsMaskedWhereSuchAreSkipped() {
    Oracle.ask(
        folder,
        """
        for t in range(2):
            raster(f'v{t}.tif', np.full((20, 30), 5 + t, 'uint8')); raster(f'q{t}.tif', np.full((20, 30), 3, 'uint8'))
        items('items.json', scene('s0', '2020-01-01', v=asset('v0.tif'), q=asset('q0.tif')),
              scene('s1', '2020-01-02', v=asset('v1.tif')))
        """);
    var ended =
        cube(
            file("items.json"),
            "--bands",
            "v",
            "--mask",
            "q:values=1",
            "--on-error",
            "skip",
            "--dtype",
            "float32",
            "-o",
            file("o.npy"));
    assertThat(ended.err()).contains("skipped s1 q");
    Oracle.ask(folder, "o = np.load('o.npy'); assert (o[0] == 5).all() and np.isnan(o[1]).all()");
  }

  @Test
  void anItemWhoseHeaderCannotBeReadIsSkippedAndReported() throws IOException {
    Oracle.ask(
        folder,
        """
        for t in range(2): raster(f'v{t}.tif', np.full((20, 30), 5 + t, 'uint8'))
        open('page.tif', 'w').write('<html>no</html>')
        items('items.json', scene('s0', '2020-01-01', v=asset('v0.tif')), scene('s1', '2020-01-02', v=asset('no.tif')),
              scene('s2', '2020-01-03', v=asset('page.tif')), scene('s3', '2020-01-04', v=asset('v1.tif')))
        """);
    assertThat(run("cube", file("items.json"), "--bands", "v", "-o", file("o.npy")).exit())
        .isIn(3, 4); // whichever of the two fails first
    var ended =
        cube(
            file("items.json"),
            "--bands",
            "v",
            "--on-error",
            "skip",
            "--report",
            file("r.json"),
            "--plan",
            file("p.json"),
            "-o",
            file("o.npy"));
    assertThat(ended.err()).contains("skipped s1 v", "skipped s2 v");
    assertThat(Files.readString(folder.resolve("r.json"))).contains("no.tif", "page.tif");
    assertThat(run("run", file("p.json"), "-o", file("again.npy")).err())
        .contains("skipped s1 v", "skipped s2 v");
    Oracle.ask(
        folder,
        """
        o = np.load('o.npy')
        assert o.shape == (2, 1, 20, 30) and (o[0] == 5).all() and (o[1] == 6).all(), o.shape
        same(np.load('again.npy'), o)
        """);
  }

  @Test
  void whereNoSourceOfABandCanBeReadTheErrorSaysWhy() {
    Oracle.ask(folder, "items('items.json', scene('s0', '2020-01-01', v=asset('no.tif')))");
    var ended = run("cube", file("items.json"), "--bands", "v", "--on-error", "skip");
    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.error()).contains("band v", "none of its sources can be read", "no.tif");
  }

  @Test
  void aValueThatIsAnotherSourcesNoDataIsNotLost() {
    Oracle.ask(
        folder,
        """
        v = np.arange(120, dtype='uint8').reshape(10, 12) % 6
        raster('zero.tif', v, nodata=0); raster('none.tif', v); raster('full.tif', v, nodata=255)
        np.save('v.npy', v)
        items('time.json', scene('s0', '2020-01-01', v=asset('zero.tif')), scene('s1', '2020-01-02', v=asset('full.tif')))
        items('told.json', *(scene(f's{t}', f'2020-01-0{t + 1}', v=dict(asset(f, data_type='uint8'), **{
            'proj:epsg': 32633, 'proj:shape': [10, 12], 'proj:transform': [10, 0, LEFT, 0, -10, TOP]}))
            for t, f in enumerate(['zero.tif', 'full.tif'])))
        """);
    for (String[] sources :
        new String[][] {
          {"a=" + file("zero.tif"), "b=" + file("none.tif")},
          {file("told.json")}
        }) {
      var args = new ArrayList<>(List.of(sources));
      args.addAll(List.of("-o", file("o.npy")));
      var ended = run("cube", args.toArray(String[]::new));
      assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
      assertThat(ended.error()).contains("nodata 0", "--nodata");
      assertThat(folder.resolve("o.npy")).doesNotExist();
      args.addAll(List.of("--dtype", "int16", "--nodata", "-1"));
      cube(args.toArray(String[]::new));
      Oracle.ask(
          folder,
          """
          v = np.load('v.npy').astype(float)
          o = np.load('o.npy').reshape(2, 10, 12).astype(float); o[o == -1] = np.nan
          first = np.where(v == 0, np.nan, v)
          same(o[0], first)
          same(o[1], v)
          os.remove('o.npy')
          """);
    }
    // Two that say so differ in what they call nothing: no one sample could stand for both.
    var ended = run("cube", file("time.json"), "-o", file("o.npy"));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
  }

  @Test
  void anItemThatPlacesItsPixelsALittleWrongGivesTheSamePixelsInAnyChunks() {
    Oracle.ask(
        folder,
        """
        raster('v.tif', (np.arange(64 * 400).reshape(64, 400) % 251).astype('uint8'))
        for name, pixels in (('near', 5), ('far', 50)):
            items(name + '.json', scene('s', '2020-01-01', v=dict(asset('v.tif', data_type='uint8'), **{
                'proj:epsg': 32633, 'proj:shape': [64, 400], 'proj:transform': [10, 0, LEFT + 10 * pixels, 0, -10, TOP]})))
        """);
    for (String chunk : List.of("64,400", "64,105", "64,77")) {
      cube(file("near.json"), "--reduce", "max", "--chunk", chunk, "-o", file(chunk + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        whole = np.load('64,400.npy')
        assert np.isfinite(whole).sum() == 64 * 395
        for chunk in ('64,105', '64,77'): same(np.load(chunk + '.npy'), whole, said=chunk)
        """);
    var ended = run("cube", file("far.json"), "--reduce", "max", "-o", file("o.npy"));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
    assertThat(ended.error()).contains("v.tif", "the item says that it lies at");
  }

  @Test
  void theItemsCrsStandsForTheFilesOnlyWherePixelsLieAtTheSamePlaces() {
    Oracle.ask(
        folder,
        """
        same = '+proj=tmerc +lat_0=0 +lon_0=15 +k=0.9996 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m'
        for name, crs in (('same', same), ('other', same.replace('15', '14.99'))):
            raster(name + '.tif', np.full((64, 64), 7, 'uint8'))
            ds = gdal.Open(name + '.tif', gdal.GA_Update)
            srs = osr.SpatialReference()
            srs.ImportFromProj4(crs)
            ds.SetProjection(srs.ExportToWkt())
            ds = None
            items(name + '.json', scene('s', '2020-01-01', v=dict(asset(name + '.tif', data_type='uint8'), **{
                'proj:epsg': 32633, 'proj:shape': [64, 64], 'proj:transform': [10, 0, LEFT, 0, -10, TOP]})))
        """);
    cube(file("same.json"), "--reduce", "max", "-o", file("o.npy"));
    Oracle.ask(folder, "assert (np.load('o.npy') == 7).all()");
    var ended = run("cube", file("other.json"), "--reduce", "max", "-o", file("x.npy"));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
    assertThat(ended.error()).contains("other.tif", "the item says that it lies at");
  }

  @Test
  void noPixelBesideThePoleIsLostByChunks() {
    Oracle.ask(
        folder,
        """
        import given; given.EPSG = 3413
        raster('p.tif', np.full((2000, 2000), 1, 'uint8'), size=4000.0, left=500000.0, top=3800000.0)
        """);
    for (String chunk : List.of("4096", "64,64")) {
      cube(
          "x=" + file("p.tif"),
          "--crs",
          "4326",
          "--resolution",
          "0.05",
          "--bounds=0,80,90,88.45",
          "--align",
          "none",
          "--dtype",
          "uint8",
          "--nodata",
          "0",
          "--chunk",
          chunk,
          "-o",
          file(chunk + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        whole, parts = np.load('4096.npy'), np.load('64,64.npy')
        assert (whole > 0).sum() > 50000 and (whole == parts).all(), ((whole > 0).sum(), (parts > 0).sum())
        """);
  }

  @Test
  void samplesThatTheItemsTypeCannotHoldAreNotRounded() {
    Oracle.ask(
        folder,
        """
        raster('v.tif', np.full((8, 8), 16777217, 'int32'))
        for name in ('float32', 'uint8', 'int32'):
            items(name + '.json', scene('s', '2020-01-01', v=dict(asset('v.tif', data_type=name, nodata=0), **{
                'proj:epsg': 32633, 'proj:shape': [8, 8], 'proj:transform': [10, 0, LEFT, 0, -10, TOP]})))
        """);
    for (String name : List.of("float32", "uint8")) {
      var ended = run("cube", file(name + ".json"), "--reduce", "max", "-o", file(name + ".npy"));
      assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
      assertThat(ended.error()).contains("v.tif", "int32", name);
    }
    cube(file("int32.json"), "--reduce", "max", "-o", file("o.npy"));
    Oracle.ask(folder, "assert (np.load('o.npy') == 16777217).all()");
  }

  @Test
  void bandsOfDifferentFootprintsAreEachReadWhereTheyLie() {
    Oracle.ask(
        folder,
        """
        raster('a.tif', np.full((64, 64), 1, 'uint8')); raster('b.tif', np.full((64, 64), 2, 'uint8'), left=LEFT + 640)
        """);
    for (String chunk : List.of("auto", "64", "50")) {
      cube(
          "a=" + file("a.tif"),
          "b=" + file("b.tif"),
          "--reduce",
          "max",
          "--chunk",
          chunk,
          "-o",
          file(chunk + ".npy"));
    }
    Oracle.ask(
        folder,
        """
        want = np.full((1, 2, 64, 128), np.nan); want[0, 0, :, :64] = 1; want[0, 1, :, 64:] = 2
        for chunk in ('auto', '64', '50'): same(np.load(chunk + '.npy'), want, said=chunk)
        """);
  }

  @Test
  void whatIsSignedIsNotShownInAnError() {
    var twice = run("cube", "a=https://h.invalid/x.tif?sig=S1", "a=https://h.invalid/y.tif?sig=S2");
    assertThat(twice.exit()).isEqualTo(2);
    assertThat(twice.out() + twice.err()).contains("comes twice").doesNotContain("S1", "S2");
    try (var server = dev.cairn.testing.RangeServer.start()) {
      server.put(
          "fc.json",
          "{\"type\":\"FeatureCollection\",\"features\":[]}"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      var empty = run("cube", server.uri("fc.json") + "?sig=S3");
      assertThat(empty.exit()).isEqualTo(2);
      assertThat(empty.out() + empty.err()).contains("no items").doesNotContain("S3");
    }
  }

  @Test
  void anAddressWithAPortThatThereIsNotIsUnsupported() {
    var ended = run("info", "http://127.0.0.1:99999/x.tif");
    assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
    assertThat(ended.error()).contains("127.0.0.1:99999");
  }

  @Test
  void theWholeWorldOnAGridOfPixelCentresIsNoBoxAcrossTheAntimeridian() {
    Oracle.ask(
        folder,
        """
        import given; given.EPSG = 4326
        raster('w.tif', np.arange(144 * 73).reshape(73, 144).astype('int16'), left=-181.25, top=91.25, size=2.5)
        """);
    cube("v=" + file("w.tif"), "--bbox=-180,-90,180,90", "--dtype", "float32", "-o", file("o.npy"));
    Oracle.ask(folder, "assert np.isfinite(np.load('o.npy')).sum() == 144 * 73");
  }
}
