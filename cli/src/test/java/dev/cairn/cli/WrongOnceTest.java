package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.InvalidRequest;
import dev.cairn.store.NewFile;
import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import dev.cairn.testing.RangeServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What once went wrong and must not again.
class WrongOnceTest {
  @TempDir Path folder;

  private Program.Ended run(String command, String... options) {
    var args = new ArrayList<>(List.of(command));
    args.addAll(List.of(options));
    return Program.run(args.toArray(String[]::new));
  }

  private void cube(String... options) {
    var ended = run("cube", options);
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> program(String heap, String... args) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cairn.cli.Main"));
    command.addAll(List.of(args));
    return command;
  }

  // ---- what is a value

  @Test
  void aPlainRastersOwnNoDataGoesOutWithItsSamples() {
    Oracle.ask(
        folder,
        """
        raster('v.tif', np.arange(48, dtype='uint16').reshape(6, 8) % 12, nodata=7)
        raster('f.tif', np.arange(48, dtype='float32').reshape(6, 8) % 12, nodata=7)
        """);
    for (String name : List.of("v", "f")) {
      cube("b=" + file(name + ".tif"), "-o", file(name + "-out.tif"));
      cube("b=" + file(name + ".tif"), "-o", file(name + "-out.npy"));
    }
    Oracle.ask(
        folder,
        """
        v = gdal.Open('v.tif').ReadAsArray()
        out = gdal.Open('v-out.tif')
        assert out.GetRasterBand(1).GetNoDataValue() == 7 and out.ReadAsArray().dtype == 'uint16'
        same(out.ReadAsArray(), v)
        assert np.load('v-out.npy').dtype == 'uint16'
        same(np.load('v-out.npy')[0, 0], v)
        out = gdal.Open('f-out.tif')  # floats without a value are NaN, or the file's own value that says so
        none = out.GetRasterBand(1).GetNoDataValue(); ours = out.ReadAsArray()
        same(np.where(ours == none, np.nan, ours), np.where(v == 7, np.nan, v))
        """);
  }

  @Test
  void aFilesOwnScaleMakesFloatsWhateverFollows() {
    Oracle.ask(
        folder,
        """
        v = np.arange(96, dtype='uint16').reshape(2, 6, 8) % 13
        for t in range(2):
            raster(f'{t}.tif', v[t], nodata=5, scale=.5, offset=10)
        items('items.json', *(scene(f's{t}', f'2020-01-0{t + 1}', b=asset(f'{t}.tif')) for t in range(2)))
        np.save('v.npy', np.where(v == 5, np.nan, v * .5 + 10).astype('float32'))
        """);
    cube(file("items.json"), "--bands", "b", "--fill", "forward", "-o", file("filled.npy"));
    cube(file("items.json"), "--bands", "b", "-o", file("plain.npy"));
    Oracle.ask(
        folder,
        """
        v = np.load('v.npy')
        filled, plain = np.load('filled.npy'), np.load('plain.npy')
        assert filled.dtype == 'float32' and plain.dtype == 'float32', (filled.dtype, plain.dtype)
        same(plain[:, 0], v)
        same(filled[:, 0], [v[0], np.where(np.isnan(v[1]), v[0], v[1])])
        """);
  }

  @Test
  void aFileThatAloneScalesItsSamplesIsNotRoundedToNothing() {
    // the header of the first says that there is no scale, and the others' are not read in advance
    Oracle.ask(
        folder,
        """
        scenes = []
        for t in range(2):
            raster(f'{t}.tif', np.arange(48, dtype='uint16').reshape(6, 8), scale=.5 if t else None)
            s = scene(f's{t}', f'2020-01-0{t + 1}', b=asset(f'{t}.tif', nodata=0, data_type='uint16'))
            s['properties'] |= {'proj:epsg': EPSG, 'proj:shape': [6, 8], 'proj:transform': [10, 0, LEFT, 0, -10, TOP]}
            scenes.append(s)
        items('items.json', *scenes)
        """);
    var ended = run("cube", file("items.json"), "--bands", "b", "-o", file("o.npy"));
    assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
    assertThat(ended.error()).contains("1.tif", "0.5", "--scale");
    assertThat(folder.resolve("o.npy")).doesNotExist();
    for (String scale : List.of("none", "stac")) {
      cube(file("items.json"), "--bands", "b", "--scale", scale, "-o", file(scale + ".npy"));
    }
    cube(file("items.json"), "--bands", "b", "--dtype", "float32", "-o", file("float.npy"));
    Oracle.ask(
        folder,
        """
        v = np.arange(48).reshape(6, 8)
        same(np.load('none.npy')[:, 0], [v, v]); same(np.load('stac.npy')[:, 0], [v, v])
        v = np.where(v == 0, np.nan, v)
        same(np.load('float.npy')[:, 0], [v, v * .5])
        """);
  }

  @Test
  void aCataloguesScaleOfFloatsIsApplied() {
    Oracle.ask(
        folder,
        """
        v = np.arange(48, dtype='float32').reshape(6, 8); v[2, 3] = np.nan
        raster('v.tif', v)
        items('items.json', scene('a', '2020-01-01', b=asset('v.tif', data_type='float32', scale=2)))
        """);
    cube(file("items.json"), "--bands", "b", "-o", file("o.npy"));
    Oracle.ask(folder, "same(np.load('o.npy')[0, 0], gdal.Open('v.tif').ReadAsArray() * 2)");
  }

  @Test
  void filesOfTwoTypesKeepAllTheirValuesWhereTheItemsDoNotSayTheirTypes() {
    Oracle.ask(
        folder,
        """
        raster('0.tif', np.arange(200, 248, dtype='uint8').reshape(6, 8), nodata=0)
        raster('1.tif', np.arange(48, dtype='uint16').reshape(6, 8) * 1000, nodata=0)
        items('items.json', *(scene(f's{t}', f'2020-01-0{t + 1}', b=asset(f'{t}.tif')) for t in range(2)))
        """);
    cube(file("items.json"), "--bands", "b", "-o", file("o.npy"));
    Oracle.ask(
        folder,
        """
        ours = np.load('o.npy')
        assert ours.dtype == 'uint16', ours.dtype
        same(ours[:, 0], [gdal.Open('0.tif').ReadAsArray(), gdal.Open('1.tif').ReadAsArray()])
        """);
  }

  @Test
  void withATypeTheNoDataOptionNamesTheOutputsAlone() {
    Oracle.ask(
        folder,
        """
        raster('v.tif', np.arange(1000, dtype='uint16').reshape(25, 40), nodata=300)
        """);
    cube(
        "b=" + file("v.tif"),
        "--expression",
        "x=b/10",
        "--dtype",
        "uint8",
        "--nodata",
        "200",
        "-o",
        file("o.tif"));
    Oracle.ask(
        folder,
        """
        v = gdal.Open('v.tif').ReadAsArray().astype(float)
        out = gdal.Open('o.tif'); ours = out.ReadAsArray()
        assert out.GetRasterBand(1).GetNoDataValue() == 200
        assert ours.reshape(-1)[200] == 20, 'a sample of 200 is a value'
        same(ours, np.where(v == 300, 200, np.rint((v / 10).astype('float32'))))
        """);
  }

  @Test
  void boundsOfPlainRastersAreInTheirOwnCrs() {
    Oracle.ask(folder, "raster('v.tif', np.arange(48, dtype='uint16').reshape(6, 8))");
    cube("b=" + file("v.tif"), "--bounds", "500020,4999950,500060,4999990", "-o", file("o.tif"));
    Oracle.ask(
        folder,
        """
        out = gdal.Open('o.tif')
        assert out.GetGeoTransform() == (500020, 10, 0, 4999990, 0, -10), out.GetGeoTransform()
        same(out.ReadAsArray(), gdal.Open('v.tif').ReadAsArray()[1:5, 2:6])
        """);
  }

  // ---- bands

  @Test
  void aPlainRasterGivesAllOfItsBands() {
    Oracle.ask(
        folder,
        """
        v = np.arange(4 * 48, dtype='uint16').reshape(4, 6, 8)
        raster('four.tif', *v); raster('one.tif', v[0] + 1000); np.save('v.npy', v)
        """);
    String four = "im=" + file("four.tif");
    var shown = run("cube", four, "pan=" + file("one.tif"));
    assertThat(shown.out()).contains("band: 5", "'im.1' 'im.2' 'im.3' 'im.4' 'pan'");
    assertThat(shown.err()).isEmpty();
    cube(four, "pan=" + file("one.tif"), "-o", file("all.npy"));
    cube(four, "--bands", "im.3,im.1", "-o", file("two.npy"));
    cube(four, "--bands", "im", "-o", file("im.npy"));
    cube(four, "--expression", "d=im.4-im.2", "--mask", "im.1:values=5", "-o", file("d.npy"));
    Oracle.ask(
        folder,
        """
        v = np.load('v.npy')
        same(np.load('all.npy')[0], [*v, v[0] + 1000])
        same(np.load('two.npy')[0], v[[2, 0]])
        same(np.load('im.npy')[0], v)
        same(np.load('d.npy')[0, 0], np.where(v[0] == 5, np.nan, v[3].astype(float) - v[1]))
        """);
    var unknown = run("cube", four, "--bands", "im.5");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.error()).contains("im.5", "there are im");
  }

  @Test
  void anAssetThatDoesNotCountItsBandsGivesTheFirstAndSaysSo() {
    Oracle.ask(
        folder,
        """
        v = np.arange(3 * 48, dtype='uint16').reshape(3, 6, 8)
        raster('rgb.tif', *v); raster('pan.tif', v[0]); np.save('v.npy', v)
        items('silent.json', *(scene(f's{t}', f'2020-01-0{t + 1}', im=asset('rgb.tif'), pan=asset('pan.tif'))
                               for t in range(2)))
        told = asset('rgb.tif'); told['eo:bands'] = [{'name': n} for n in 'rgb']
        items('told.json', scene('s0', '2020-01-01', im=told))
        """);
    var shown = run("cube", file("silent.json"));
    assertThat(shown.err().lines())
        .singleElement()
        .satisfies(l -> assertThat(l).contains("band im", "3", "rgb.tif", "s0", "im.2 to im.3"));
    var made = run("cube", file("silent.json"), "--bands", "im", "-o", file("o.npy"));
    assertThat(made.err()).containsOnlyOnce("note: band im");
    for (List<String> quiet :
        List.of(
            List.of(file("silent.json"), "-q"),
            List.of(file("silent.json"), "--bands", "im.1,im.2"),
            List.of(file("silent.json"), "--bands", "pan"),
            List.of(file("told.json")))) {
      assertThat(run("cube", quiet.toArray(String[]::new)).err()).as(quiet + "").isEmpty();
    }
    cube(file("silent.json"), "--bands", "im.3,im.2", "-o", file("others.npy"));
    Oracle.ask(
        folder,
        """
        v = np.load('v.npy')
        same(np.load('o.npy')[1, 0], v[0])
        same(np.load('others.npy')[1], v[[2, 1]])
        """);
  }

  @Test
  void aCataloguesNoDataThatNoSampleCanBeIsNoneAndTheFilesOwnCounts() {
    Oracle.ask(
        folder,
        """
        v = np.arange(48, dtype='uint8').reshape(6, 8) % 5
        raster('v.tif', v, nodata=3); np.save('v.npy', v)
        place = {'proj:epsg': EPSG, 'proj:shape': [6, 8], 'proj:transform': [10, 0, LEFT, 0, -10, TOP]}
        for name, none in (('nan', 'nan'), ('low', -9999), ('high', 256), ('half', .5)):
            for told in (True, False):
                scenes = []
                for t in range(2):
                    s = scene(f's{t}', f'2020-01-0{t + 1}',
                              b=asset('v.tif', nodata=none, **({'data_type': 'uint8'} if told else {})))
                    if told: s['properties'] |= place
                    scenes.append(s)
                items(f'{name}-{"told" if told else "silent"}.json', *scenes)
        """);
    for (String none : List.of("nan", "low", "high", "half")) {
      for (String type : List.of("told", "silent")) {
        String items = none + "-" + type;
        for (String output :
            List.of(
                "--bands b --scale none -o " + file(items + ".npy"),
                "--reduce first -o " + file(items + ".tif"))) {
          var args = new ArrayList<>(List.of(file(items + ".json")));
          args.addAll(List.of(output.split(" ")));
          var ended = run("cube", args.toArray(String[]::new));
          assertThat(ended.exit()).as(ended.err()).isZero();
          if (type.equals("told")) {
            assertThat(ended.err()).contains("item s0 asset b: nodata", "uint8", "1 more like it");
          }
        }
        Oracle.ask(
            folder,
            """
            v = np.load('v.npy'); out = np.load('%1$s.npy')
            assert out.dtype == 'uint8'
            same(out[:, 0], [v, v])
            want = np.where(v == 3, np.nan, v.astype(float))
            same(gdal.Open('%1$s.tif').ReadAsArray(), want)
            """
                .formatted(items));
      }
    }
  }

  // ---- skipping

  @Test
  void ofABrokenTileThatTilesPixelsAloneAreMissing() throws IOException {
    Oracle.ask(
        folder,
        """
        for t in range(2):
            for i, name in enumerate('ab'):
                v = (np.arange(256 * 256).reshape(256, 256) % 9000 + 1 + 10000 * t + 20000 * i).astype('uint16')
                raster(f'{t}{name}.tif', v, options=['TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64', 'COMPRESS=DEFLATE'])
                np.save(f'{t}{name}.npy', v)
        items('items.json', *(scene(f's{t}', f'2020-01-0{t + 1}', **{
            n: asset(f'{t}{n}.tif', nodata=0, data_type='uint16') for n in 'ab'}) for t in range(2)))
        ds = gdal.Open('1b.tif'); at = int(ds.GetRasterBand(1).GetMetadataItem('BLOCK_OFFSET_2_1', 'TIFF')); del ds
        with open('1b.tif', 'r+b') as f:
            f.seek(at); f.write(b'\\xff' * 64)
        """);
    for (String chunk : List.of("auto", "128", "100")) {
      var ended =
          run(
              "cube",
              file("items.json"),
              "--bands",
              "a,b",
              "--on-error",
              "skip",
              "--chunk",
              chunk,
              "--report",
              file(chunk + ".json"),
              "-o",
              file(chunk + ".npy"));
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.err().lines().filter(l -> l.startsWith("skipped ")))
          .as(chunk)
          .hasSize(1)
          .allMatch(l -> l.startsWith("skipped s1 b"));
    }
    Oracle.ask(
        folder,
        """
        theirs = np.array([[np.load(f'{t}{n}.npy') for n in 'ab'] for t in range(2)])
        theirs[1, 1, 64:128, 128:192] = 0
        for chunk in ('auto', '128', '100'):
            same(np.load(chunk + '.npy'), theirs, said='chunk ' + chunk)
            skipped = json.load(open(chunk + '.json'))['skipped']
            assert [(s['item'], s['band']) for s in skipped] == [('s1', 'b')], skipped
        """);
  }

  @Test
  void ofAnIndexThatIsCutShortItsOwnTilesPixelsAloneAreMissing() {
    Oracle.ask(
        folder,
        """
        import struct
        v = (np.arange(256 * 256).reshape(256, 256) % 9000 + 1).astype('uint16')
        raster('v.tif', v, nodata=0, options=['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16', 'COMPRESS=DEFLATE'])
        b = bytearray(open('v.tif', 'rb').read())
        ifd = struct.unpack_from('<I', b, 4)[0]
        entries = {struct.unpack_from('<H', b, e)[0]: e
                   for e in range(ifd + 2, ifd + 2 + 12 * struct.unpack_from('<H', b, ifd)[0], 12)}
        places = struct.unpack_from('<I', b, entries[324] + 8)[0]
        struct.pack_into('<I', b, entries[324] + 8, len(b))
        open('v.tif', 'wb').write(b + b[places:places + 4 * 100])  # of 256 tiles
        np.save('v.npy', v)
        """);
    for (String chunk : List.of("auto", "128", "100")) {
      var ended =
          run(
              "cube",
              "v=" + file("v.tif"),
              "--on-error",
              "skip",
              "--chunk",
              chunk,
              "-o",
              file(chunk + ".npy"));
      assertThat(ended.exit()).as(ended.err()).isZero();
      assertThat(ended.err().lines().filter(l -> l.startsWith("skipped ")))
          .as(chunk)
          .singleElement()
          .asString()
          .contains("index of 256 tiles (tag 324)", "holds 100");
    }
    assertThat(run("cube", "v=" + file("v.tif"), "-o", file("o.npy")).error())
        .contains("index of 256 tiles (tag 324)");
    Oracle.ask(
        folder,
        """
        want = np.load('v.npy')
        want[112:] = 0; want[96:112, 64:] = 0  # 6 rows of 16 tiles and 4 more
        for chunk in ('auto', '128', '100'):
            same(np.load(chunk + '.npy').reshape(256, 256), want, said='chunk ' + chunk)
        """);
  }

  // ---- plans

  @Test
  void secretsInPropertiesOfItemsStayOutOfPlansAndOutputs() throws IOException {
    Oracle.ask(
        folder,
        """
        scenes = []
        for t in range(2):
            raster(f'{t}.tif', np.full((8, 8), t + 1, 'uint16'))
            s = scene(f's{t}', f'2020-01-0{t + 1}', b=asset(f'{t}.tif', nodata=0))
            s['assets']['b']['table:storage_options'] = {'account_name': 'x', 'credential': f'SECRET-A{t}'}
            s['properties'].update({
                'table:storage_options': {'account_name': 'x', 'credential': f'SECRET-B{t}'},
                'table:storage_options.credential': f'SECRET-C{t}',
                'note': f'see https://example.com/a.tif?sv=1&sig=SECRET-D{t}&se=2',
                'same': 'https://example.com/a.tif?sig=SECRET-E',
                'many': [f'https://user:SECRET-F{t}@example.com/', f'?X-Amz-Signature=SECRET-G{t}'],
                'platform': 'landsat-8'})
            scenes.append(s)
        items('items.json', *scenes)
        """);
    cube(file("items.json"), "--bands", "b", "--plan", file("plan.json"), "-o", file("o.npy"));
    cube(file("items.json"), "--bands", "b", "--reduce", "max", "-o", file("o.tif"));
    var explained = run("cube", file("items.json"), "--bands", "b", "--json");
    assertThat(Files.readString(folder.resolve("plan.json")))
        .contains("landsat-8")
        .doesNotContain("SECRET");
    assertThat(explained.out()).contains("cairn-plan").doesNotContain("SECRET");
    assertThat(Files.readString(folder.resolve("o.tif"), StandardCharsets.ISO_8859_1))
        .doesNotContain("SECRET");
  }

  @TestFactory
  Stream<DynamicTest> anEditedPlanIsMalformed() throws IOException {
    Oracle.ask(
        folder,
        """
        for t in range(3):
            raster(f'{t}.tif', np.full((8, 8), t + 1, 'uint16'))
        items('items.json', *(scene(f's{t}', f'2020-0{t + 1}-05', b=asset(f'{t}.tif', nodata=0)) for t in range(3)))
        """);
    cube(
        file("items.json"),
        "--bands",
        "b",
        "--mask",
        "b:values=9",
        "--every",
        "MS",
        "--reduce",
        "median",
        "--skip",
        "1",
        "--plan",
        file("plan.json"),
        "-o",
        file("o.npy"));
    String plan = Files.readString(folder.resolve("plan.json"));
    var replay = run("run", file("plan.json"), "-o", file("again.npy"));
    assertThat(replay.exit()).as(replay.err()).isZero();
    Map<String, UnaryOperator<String>> edits =
        Map.ofEntries(
            Map.entry("a bin that ends at 99", p -> p.replace("Z\",2,3]", "Z\",2,99]")),
            Map.entry("a bin that ends before it begins", p -> p.replace("Z\",2,3]", "Z\",2,1]")),
            Map.entry("time step 99", p -> p.replace("{\"times\":[1,2]}", "{\"times\":[1,99]}")),
            Map.entry("time step -1", p -> p.replace("{\"times\":[1,2]}", "{\"times\":[-1,2]}")),
            Map.entry(
                "a step that selects an unknown band",
                p -> p.replace("{\"times\":[1,2]}", "{\"times\":[1,2]},{\"bands\":[\"z\"]}")),
            Map.entry(
                "a step that computes with an unknown band",
                p ->
                    p.replace(
                        "{\"times\":[1,2]}", "{\"times\":[1,2]},{\"calculate\":[\"b=z*2\"]}")),
            Map.entry("a mask of an unknown band", p -> p.replace("b:values", "z:values")),
            Map.entry(
                "an output of an unknown band",
                p -> p.replace("\"bands\":[\"b\"],\"dtype\"", "\"bands\":[\"z\"],\"dtype\"")),
            Map.entry(
                "an output of two bands",
                p -> p.replace("\"bands\":[\"b\"],\"dtype\"", "\"bands\":[\"b\",\"c\"],\"dtype\"")),
            Map.entry(
                "no scenes",
                p -> p.replaceAll("\"scenes\":\\[.*?\\],\"steps\"", "\"scenes\":[],\"steps\"")),
            Map.entry(
                "an output of one time step",
                p ->
                    p.replaceAll(
                        "\"output\":\\{\"times\":\\[[^\\]]*\\]", "\"output\":{\"times\":[null]")),
            Map.entry(
                "an output of three time steps",
                p ->
                    p.replaceAll(
                        "\"output\":\\{\"times\":\\[[^\\]]*\\]",
                        "\"output\":{\"times\":[null,null,null]")),
            Map.entry(
                "a huge grid",
                p -> p.replaceFirst("\"shape\":\\[8,8\\]", "\"shape\":[2000000000,2000000000]")),
            Map.entry(
                "an empty grid", p -> p.replaceFirst("\"shape\":\\[8,8\\]", "\"shape\":[0,8]")),
            Map.entry("no inputs", p -> p.replaceAll("\"inputs\":\\[.*?\\]", "\"inputs\":[]")),
            Map.entry(
                "a grid that reaches into infinity",
                p -> p.replaceFirst("\"transform\":\\[10.0,0.0,", "\"transform\":[1e308,0.0,")),
            Map.entry(
                "a source that reaches into infinity",
                p ->
                    p.replaceFirst(
                        "(\"grids\":\\[\\{.*?\"transform\":\\[.*?),-10.0,", "$1,-1e308,")),
            Map.entry(
                "a time that is none",
                p -> p.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"2020-13-99\"")),
            Map.entry(
                "an address that is none",
                p -> p.replaceFirst("\"href\":\"[^\"]*\"", "\"href\":\"http:// [\"")),
            Map.entry("a chunk of nothing", p -> p.replaceFirst("\"width\":\\d+", "\"width\":0")),
            Map.entry(
                "a band below the first",
                p -> p.replaceFirst("(\"href\":\"[^\"]*\")", "$1,\"band\":-1")),
            Map.entry(
                "a no-data value that is no number",
                p -> p.replaceFirst("(\"output\":.*?)\"nodata\":[^,]+", "$1\"nodata\":\"none\"")),
            Map.entry(
                "a no-data value that the type does not hold",
                p ->
                    p.replaceFirst("(\"output\":.*?\"dtype\":)\"[^\"]*\"", "$1\"uint8\"")
                        .replaceFirst("(\"output\":.*?)\"nodata\":[^,]+", "$1\"nodata\":-5")));
    return edits.entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () -> {
                      String edited = e.getValue().apply(plan);
                      assertThat(edited).as("the edit").isNotEqualTo(plan);
                      Path source = folder.resolve("edited.json");
                      Files.writeString(source, edited);
                      Path output = folder.resolve("edited.npy");
                      Files.deleteIfExists(output);
                      var ended = run("run", source.toString(), "-o", output.toString());
                      assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
                      assertThat(ended.error())
                          .startsWith("cairn: malformed: ")
                          .contains("edited.json");
                      assertThat(output).doesNotExist();
                    }));
  }

  // ---- memory

  @Test
  void aRasterThatIsLargerThanTheMemoryIsReadWithinItOrRefused()
      throws IOException, InterruptedException {
    // uncompressed and without overviews: 128 MiB to read, of which the file system stores 8
    Oracle.ask(
        folder,
        """
        for layout, options in (('tiles', ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512']), ('strips', [])):
            ds = gdal.GetDriverByName('GTiff').Create(layout + '.tif', 8192, 8192, 1, gdal.GDT_UInt16, options)
            ds.SetGeoTransform((LEFT, 10, 0, TOP, 0, -10))
            crs = osr.SpatialReference(); crs.ImportFromEPSG(EPSG); ds.SetProjection(crs.ExportToWkt())
            v = (np.arange(512)[:, None] * 100 + np.arange(8192)).astype('uint16')
            ds.GetRasterBand(1).WriteArray(v, 0, 4096)
            del ds
        """);
    for (String layout : List.of("tiles", "strips")) {
      Process run =
          new ProcessBuilder(
                  program(
                      "150m",
                      "cube",
                      "b=" + file(layout + ".tif"),
                      "--resolution",
                      "80",
                      "--max-memory",
                      "150M",
                      "-o",
                      file(layout + ".npy")))
              .redirectErrorStream(true)
              .start();
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(said).doesNotContain("OutOfMemoryError", "defect");
      assertThat(run.exitValue()).as(layout + ": " + said).isIn(0, 2);
      if (run.exitValue() == 2) {
        assertThat(said).contains("would need");
        assertThat(folder.resolve(layout + ".npy")).doesNotExist();
        continue;
      }
      Oracle.ask(
          folder,
          "same(np.load('%1$s.npy')[0, 0], gdal.Open('%1$s.tif').ReadAsArray()[4::8, 4::8])"
              .formatted(layout));
    }
  }

  // ---- the end

  /// Starts the program and ends it from outside when the server has been asked, which never
  /// answers. A program that does not stop by itself is ended by the JVM some seconds later,
  /// without a word and without cleaning up; so what it says and leaves tells whether it stopped,
  /// on a busy machine too.
  private void interrupted(RangeServer server, int times, String... args)
      throws IOException, InterruptedException {
    Judge.require("sh");
    Path out = Files.createDirectories(folder.resolve("out"));
    server.clear();
    Process run = new ProcessBuilder(program("300m", args)).redirectErrorStream(true).start();
    try {
      long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
      while (server.requests().isEmpty() && run.isAlive() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertThat(server.requests()).as("requests before it is interrupted").isNotEmpty();
      Thread.sleep(200); // it waits for the answer now
      for (int i = 0; i < times; i++) {
        Judge.run("sh", "-c", "kill -INT " + run.pid() + " 2>/dev/null || true");
        Thread.sleep(i + 1 < times ? 150 : 0);
      }
      assertThat(run.waitFor(2, TimeUnit.MINUTES)).as("ended").isTrue();
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(run.exitValue()).as(said).isEqualTo(130);
      assertThat(said).containsOnlyOnce("cairn: interrupted: ");
      assertThat(out).isEmptyDirectory();
    } finally {
      run.destroyForcibly();
    }
  }

  @Test
  void interruptedWhileItReadsItemsTheProgramEndsAtOnce() throws IOException, InterruptedException {
    try (RangeServer server = RangeServer.start()) {
      server.put("items.json", "{}".getBytes(StandardCharsets.UTF_8));
      server.always("items.json", new RangeServer.Fault.Stall());
      String items = server.uri("items.json").toString();
      interrupted(server, 1, "cube", items, "--bands", "b", "-o", file("out/a.npy"));
      interrupted(server, 1, "search", items, "--summary");
    }
  }

  @Test
  void interruptedOnceOrTwiceWhileItReadsPixelsTheProgramEndsAtOnce()
      throws IOException, InterruptedException {
    Oracle.ask(
        folder,
        """
        raster('v.tif', np.arange(4096, dtype='uint16').reshape(64, 64))
        items('items.json', scene('a', '2020-01-01', b=asset('v.tif')))
        """);
    try (RangeServer server = RangeServer.start()) {
      server.put("v.tif", Files.readAllBytes(folder.resolve("v.tif")));
      server.always("v.tif", new RangeServer.Fault.Stall());
      String raster = "b=" + server.uri("v.tif");
      for (int times : List.of(1, 2)) {
        interrupted(server, times, "cube", raster, "-o", file("out/a.npy"));
      }
    }
  }

  @Test
  void ofTwoWritersOfOneFileOneWins() throws Exception {
    var barrier = new CyclicBarrier(2);
    for (int round = 0; round < 60; round++) {
      Path target = folder.resolve("new" + round);
      Callable<String> first = () -> writes(target, "first", barrier);
      Callable<String> second = () -> writes(target, "second", barrier);
      try (var threads = Executors.newFixedThreadPool(2)) {
        var outcomes = new ArrayList<String>();
        for (var outcome : threads.invokeAll(List.of(first, second))) {
          outcomes.add(outcome.get());
        }
        assertThat(outcomes).as("round " + round).containsOnlyOnce("refused");
        outcomes.remove("refused");
        assertThat(Files.readString(target)).isEqualTo(outcomes.getFirst());
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files)
          .as("scratch files")
          .noneMatch(f -> f.getFileName().toString().startsWith("."));
    }
  }

  private static String writes(Path target, String text, CyclicBarrier barrier) throws Exception {
    try (NewFile file = NewFile.create(target, NewFile.Existing.REFUSE)) {
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      barrier.await();
      file.publish();
      return text;
    } catch (InvalidRequest _) {
      return "refused";
    }
  }
}
