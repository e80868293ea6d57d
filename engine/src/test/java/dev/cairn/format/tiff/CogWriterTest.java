package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.CogOptions.Prediction;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.store.NewFile.Existing;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CogWriterTest {
  private static final Crs UTM33 = Crs.epsg(32633);
  private static final CogOptions SMALL = CogOptions.DEFAULT.withBlockSize(16);

  static final List<Compression> WRITTEN =
      List.of(
          Compression.NONE,
          Compression.LZW,
          Compression.PACKBITS,
          Compression.DEFLATE,
          Compression.ZSTD,
          Compression.LZMA,
          Compression.LERC);

  @TempDir Path folder;

  @Test
  void gdalReadsEveryTypeCompressionAndPredictorAndItsValidatorFindsNoFault() throws Exception {
    Judge.requirePython("osgeo", "numpy");
    int[][] shapes = {{67, 41, 3}, {96, 64, 1}, {33, 16, 2}};
    int count = 0;
    for (DType dtype : DType.values()) {
      for (Compression compression : WRITTEN) {
        if (compression == Compression.LERC && LercTiles.type(dtype).isEmpty()) {
          continue;
        }
        for (Prediction prediction : predictions(dtype, compression)) {
          int[] shape = shapes[count % shapes.length];
          boolean holes = dtype.isFloating() || count % 2 == 0;
          CogOptions options =
              SMALL
                  .withCompression(compression)
                  .withPrediction(prediction)
                  .withBlockSize(count % 5 == 4 ? 32 : 16)
                  .withOverviews(count % 4 == 3 ? Resampling.NEAREST : Resampling.AVERAGE);
          Stated<Double> nodata =
              !holes
                  ? Stated.silent()
                  : dtype.isFloating() && count % 3 == 0 ? Stated.silent() : Stated.as(100.0);
          writeWithRaw(count++, dtype, options, nodata, shape[0], shape[1], shape[2], holes);
        }
      }
    }
    // No-data between the values that are averaged, at the type's end, and an image within one
    // tile.
    for (DType dtype : List.of(DType.UINT8, DType.UINT16, DType.INT16, DType.FLOAT32)) {
      Stated<Double> middle = Stated.as(dtype.isSigned() ? 0.0 : 100.0);
      writeWithRaw(count++, dtype, SMALL, middle, 128, 96, 1, true);
      Stated<Double> end = Stated.as(dtype.isFloating() ? dtype.min() : dtype.max());
      writeWithRaw(count++, dtype, SMALL, end, 64, 64, 4, true);
      writeWithRaw(count++, dtype, SMALL, middle, 5, 3, 1, true);
      writeWithRaw(count++, dtype, SMALL, middle, 1, 130, 1, true);
    }
    // Tiles large enough for LZW's table to fill many times, of noise and of runs.
    CogOptions lzw = CogOptions.DEFAULT.withCompression(Compression.LZW);
    writeWithRaw(count++, DType.UINT8, lzw, Stated.silent(), 600, 530, 1, false);
    writeWithRaw(count++, DType.UINT8, lzw, Stated.as(7.0), 600, 530, 1, true);
    CogOptions unpredicted = lzw.withPrediction(Prediction.NONE);
    writeWithRaw(count++, DType.FLOAT32, unpredicted, Stated.silent(), 600, 530, 1, true);
    Judge.Verdict verdict = judge(folder);
    assertThat(verdict.output()).contains("ok " + count + " files").doesNotContain(" 0 bands");
    assertThat(verdict.exitCode()).isZero();
  }

  @Test
  void aBigTiffIsWrittenWhereClassicOffsetsDoNotReach() throws Exception {
    Judge.requirePython("osgeo", "numpy");
    Raster raster = Pixels.random(DType.INT16, 70, 50, true, 1);
    CogImage image = image(DType.INT16, Stated.as(-999.0), 70, 50, 1);
    Path classic = folder.resolve("classic.tif");
    long size = writeAll(classic, image, SMALL, CogHeader.CLASSIC_LIMIT, raster).length;
    for (long limit : new long[] {size, size - 1}) {
      String name = limit == size ? "reaches" : "big";
      byte[] file = writeAll(folder.resolve(name + ".tif"), image, SMALL, limit, raster);
      assertThat(file[2]).isEqualTo((byte) (limit == size ? 42 : 43));
    }
    for (String name : List.of("classic", "reaches", "big")) {
      Files.write(folder.resolve(name + ".raw"), Pixels.bytes(raster, -999));
    }
    assertThat(judge(folder).output()).contains("ok 3 files");
  }

  @Test
  void gdalReadsBackPlaceNoDataDescriptionsScaleAndMetadata() throws Exception {
    Judge.requirePython("osgeo");
    String plan = "{\"a\": \"<&amp;> &lt; é 'x' ]]>\",\n\t\"b\": [1, 2]}";
    var items = new LinkedHashMap<String, String>();
    items.put("CAIRN_PLAN", plan);
    items.put("AREA & <co>", "\"quoted\"");
    var bands =
        List.of(
            new OutputBand("red & <near>", new Scaling(0.0001, -0.1)),
            OutputBand.of(""),
            new OutputBand("é", new Scaling(1, 7)));
    record Case(String name, Affine transform, Crs crs, DType dtype, Stated<Double> nodata) {}
    var cases =
        List.of(
            new Case(
                "north", Affine.northUp(600000, 5e6, 10, 20), UTM33, DType.UINT16, Stated.as(0.0)),
            new Case(
                "turned",
                new Affine(8, 1.5, 500000.25, -2, -9, 4e6),
                Crs.epsg(3857),
                DType.INT16,
                Stated.as(-32768.0)),
            new Case("south", new Affine(1, 0, 5, 0, 1, 6), UTM33, DType.UINT8, Stated.silent()),
            new Case(
                "degrees",
                Affine.northUp(-180, 90, 1 / 3.0, 1 / 7.0),
                Crs.WGS84,
                DType.FLOAT32,
                Stated.silent()),
            new Case(
                "lowest",
                Affine.northUp(0, 0, 1, 1),
                UTM33,
                DType.FLOAT32,
                Stated.as(-3.4028234663852886e38)),
            new Case(
                "rounded", Affine.northUp(0, 0, 1, 1), UTM33, DType.FLOAT32, Stated.as(-9999.1)),
            new Case(
                "double", Affine.northUp(0, 0, 1, 1), UTM33, DType.FLOAT64, Stated.as(1e-300)));
    for (Case c : cases) {
      var image =
          CogImage.of(new GeoBox(20, 18, c.transform(), c.crs()), c.dtype(), c.nodata(), bands)
              .withMetadata(items);
      Raster raster = Pixels.random(c.dtype(), 20, 18, c.nodata().isStated(), 3);
      writeAll(folder.resolve(c.name() + ".tif"), image, SMALL, CogHeader.CLASSIC_LIMIT, raster);
    }
    String program =
        """
        import sys
        from osgeo import gdal
        gdal.UseExceptions()
        for name in sys.argv[2:]:
            d = gdal.Open(sys.argv[1] + '/' + name + '.tif')
            b = [d.GetRasterBand(i) for i in (1, 2, 3)]
            print(name, d.GetSpatialRef().GetAuthorityCode(None), list(d.GetGeoTransform()),
                  b[0].GetNoDataValue(), [x.GetDescription() for x in b], [x.GetScale() for x in b],
                  [x.GetOffset() for x in b], d.GetMetadataItem('AREA & <co>'), d.GetMetadataItem('AREA_OR_POINT'),
                  d.GetMetadataItem('CAIRN_PLAN').encode().hex(),
                  gdal.GetColorInterpretationName(b[0].GetColorInterpretation()), sep='|')
        """;
    var arguments = new ArrayList<>(List.of(folder.toString()));
    cases.forEach(c -> arguments.add(c.name()));
    String[] lines = Judge.python(program, arguments.toArray(String[]::new)).output().split("\n");
    String bandText =
        "|['red & <near>', '', 'é']|[0.0001, None, 1.0]|[-0.1, None, 7.0]|\"quoted\"|Area|"
            + java.util.HexFormat.of().formatHex(plan.getBytes(StandardCharsets.UTF_8));
    assertThat(lines)
        .containsExactly(
            "north|32633|[600000.0, 10.0, 0.0, 5000000.0, 0.0, -20.0]|0.0" + bandText + "|Gray",
            "turned|3857|[500000.25, 8.0, 1.5, 4000000.0, -2.0, -9.0]|-32768.0"
                + bandText
                + "|Gray",
            "south|32633|[5.0, 1.0, 0.0, 6.0, 0.0, 1.0]|None" + bandText + "|Red",
            "degrees|4326|[-180.0, 0.3333333333333333, 0.0, 90.0, 0.0, -0.14285714285714285]|nan"
                + bandText
                + "|Gray",
            "lowest|32633|[0.0, 1.0, 0.0, 0.0, 0.0, -1.0]|-3.4028234663852886e+38"
                + bandText
                + "|Gray",
            "rounded|32633|[0.0, 1.0, 0.0, 0.0, 0.0, -1.0]|-9999.099609375" + bandText + "|Gray",
            "double|32633|[0.0, 1.0, 0.0, 0.0, 0.0, -1.0]|1e-300" + bandText + "|Gray");
  }

  @Test
  void threadsDoNotChangeAByteAndLeaveNoTileOpen() throws Exception {
    int width = 300;
    int height = 210;
    int bands = 2;
    CogImage image = image(DType.FLOAT32, Stated.as(-1.0), width, height, bands);
    var rasters =
        List.of(
            Pixels.random(DType.FLOAT32, width, height, true, 5),
            Pixels.random(DType.FLOAT32, width, height, true, 6));
    CogOptions options = SMALL.withCompression(Compression.ZSTD);
    var files = new ArrayList<byte[]>();
    for (int threads : new int[] {1, 2, 7}) {
      Path target = folder.resolve(threads + ".tif");
      var parts = new ArrayList<Callable<Void>>();
      try (CogWriter writer = CogWriter.create(target, image, options)) {
        for (int row = 0; row < height; row += 23) {
          for (int col = 0; col < width; col += 37) {
            for (int b = 0; b < bands; b++) {
              var window =
                  new PixelWindow(col, row, Math.min(37, width - col), Math.min(23, height - row));
              int band = b;
              parts.add(
                  () -> {
                    writer.write(band, window, Pixels.crop(rasters.get(band), window));
                    return null;
                  });
            }
          }
        }
        Collections.shuffle(parts, new Random(threads));
        try (var pool = Executors.newFixedThreadPool(threads)) {
          for (Future<Void> f : pool.invokeAll(parts)) {
            f.get();
          }
        }
        assertThat(writer.openBytes()).isZero();
        writer.finish();
      }
      files.add(Files.readAllBytes(target));
    }
    assertThat(files.get(1)).isEqualTo(files.getFirst());
    assertThat(files.get(2)).isEqualTo(files.getFirst());
  }

  @Test
  void onlyTilesThatMissPixelsAreHeldInMemory() {
    CogImage image = image(DType.UINT16, Stated.silent(), 64, 64, 2);
    long tile = CogWriter.openTileBytes(image, SMALL);
    // Samples; which have come, of each band; which have a value in all, and in any.
    assertThat(tile).isEqualTo(16 * 16 * 2 * 2 + 16 * 16 * 4 / 8);
    try (CogWriter writer = CogWriter.create(folder.resolve("a.tif"), image, SMALL)) {
      Raster raster = Pixels.random(DType.UINT16, 16, 16, false, 1);
      writer.write(0, new PixelWindow(0, 0, 16, 16), raster);
      assertThat(writer.openBytes()).isEqualTo(tile);
      writer.write(0, new PixelWindow(8, 24, 16, 16), raster);
      assertThat(writer.openBytes()).isEqualTo(5 * tile);
      writer.write(1, new PixelWindow(0, 0, 16, 16), raster);
      // The first tile is stored; its overview's tile is open instead.
      assertThat(writer.openBytes()).isEqualTo(5 * tile);
    }
  }

  @Test
  void theLayoutIsTheOneOfTheCogSpecification() throws Exception {
    CogImage image = image(DType.UINT8, Stated.as(0.0), 40, 20, 1);
    Raster raster = Pixels.random(DType.UINT8, 40, 20, true, 9);
    byte[] file = writeAll(folder.resolve("a.tif"), image, SMALL, CogHeader.CLASSIC_LIMIT, raster);
    // The text that GDAL's own COG driver writes, byte for byte.
    String ghost =
        "GDAL_STRUCTURAL_METADATA_SIZE=000140 bytes\n"
            + "LAYOUT=IFDS_BEFORE_DATA\n"
            + "BLOCK_ORDER=ROW_MAJOR\n"
            + "BLOCK_LEADER=SIZE_AS_UINT4\n"
            + "BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n"
            + "KNOWN_INCOMPATIBLE_EDITION=NO\n"
            + " ";
    assertThat(new String(file, 8, ghost.length(), StandardCharsets.US_ASCII)).isEqualTo(ghost);
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    var widths = new ArrayList<Integer>();
    var firstTile = new ArrayList<Long>();
    long behind = 0;
    for (int ifd = b.getInt(4); ifd != 0; ) {
      assertThat(ifd % 2).isZero();
      int n = b.getShort(ifd);
      for (int e = ifd + 2; e < ifd + 2 + 12 * n; e += 12) {
        int tag = b.getShort(e) & 0xFFFF;
        if (tag == Tag.IMAGE_WIDTH) {
          widths.add(b.getInt(e + 8));
        } else if (tag == Tag.TILE_OFFSETS) {
          firstTile.add(
              (long) (b.getInt(e + 4) == 1 ? b.getInt(e + 8) : b.getInt(b.getInt(e + 8))));
        }
      }
      behind = ifd + 2 + 12 * n + 4;
      ifd = b.getInt(ifd + 2 + 12 * n);
    }
    assertThat(widths).containsExactly(40, 20, 10);
    assertThat(firstTile).isSortedAccordingTo(java.util.Comparator.reverseOrder());
    assertThat(firstTile.getLast()).isGreaterThan(behind);
  }

  @Test
  void withoutOverviewsThereIsOneDirectory() throws Exception {
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    Raster raster = Pixels.random(DType.UINT8, 40, 20, false, 9);
    byte[] file =
        writeAll(
            folder.resolve("a.tif"),
            image,
            SMALL.withoutOverviews(),
            CogHeader.CLASSIC_LIMIT,
            raster);
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int ifd = b.getInt(4);
    assertThat(b.getInt(ifd + 2 + 12 * b.getShort(ifd))).isZero();
  }

  @Test
  void aFileThatIsNotFinishedLeavesNothing() throws Exception {
    Path target = folder.resolve("a.tif");
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    Raster raster = Pixels.random(DType.UINT8, 16, 16, false, 9);
    try (CogWriter writer = CogWriter.create(target, image, SMALL)) {
      writer.write(0, new PixelWindow(0, 0, 16, 16), raster);
      assertThat(Files.exists(target)).isFalse();
      try (Stream<Path> unfinished = Files.list(folder)) {
        assertThat(unfinished).allMatch(p -> p.getFileName().toString().startsWith("."));
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPixelThatWasNeverWrittenIsNoticed() {
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    Raster raster = Pixels.random(DType.UINT8, 40, 19, false, 9);
    try (CogWriter writer = CogWriter.create(folder.resolve("a.tif"), image, SMALL)) {
      writer.write(0, new PixelWindow(0, 0, 40, 19), raster);
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("16 samples of the tile at column 0, row 16");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPixelThatComesTwiceIsNoticedInOpenAndInStoredTiles() {
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    Raster raster = Pixels.random(DType.UINT8, 8, 8, false, 9);
    try (CogWriter writer = CogWriter.create(folder.resolve("a.tif"), image, SMALL)) {
      writer.write(0, new PixelWindow(0, 0, 8, 8), raster);
      assertThatThrownBy(() -> writer.write(0, new PixelWindow(7, 7, 8, 8), raster))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("written twice");
      assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
    }
    try (CogWriter writer = CogWriter.create(folder.resolve("a.tif"), image, SMALL)) {
      writer.write(0, new PixelWindow(32, 16, 8, 4), Pixels.random(DType.UINT8, 8, 4, false, 9));
      assertThatThrownBy(() -> writer.write(0, new PixelWindow(32, 12, 8, 8), raster))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("written twice");
    }
  }

  @Test
  void anExistingTargetIsRefusedBeforeAnythingUnlessItMayBeReplaced() throws Exception {
    Path target = folder.resolve("a.tif");
    Files.writeString(target, "mine");
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    assertThatThrownBy(() -> CogWriter.create(target, image, SMALL))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(target.toString());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
    Raster raster = Pixels.random(DType.UINT8, 40, 20, false, 9);
    CogOptions replacing = SMALL.withExisting(Existing.REPLACE);
    try (CogWriter writer = CogWriter.create(target, image, replacing)) {
      writer.write(0, image.grid().window(), raster);
      assertThat(target).hasContent("mine");
      writer.finish();
    }
    assertThat(Files.readAllBytes(target)).startsWith('I', 'I', 42, 0);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void aTargetThatComesToExistMeanwhileIsKept() throws Exception {
    Path target = folder.resolve("a.tif");
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    try (CogWriter writer = CogWriter.create(target, image, SMALL)) {
      writer.write(0, image.grid().window(), Pixels.random(DType.UINT8, 40, 20, false, 9));
      Files.writeString(target, "theirs");
      assertThatThrownBy(writer::finish).isInstanceOf(InvalidRequest.class);
    }
    assertThat(target).hasContent("theirs");
  }

  @Test
  void aMissingFolderIsTheUsersToMend() {
    Path target = folder.resolve("none/a.tif");
    CogImage image = image(DType.UINT8, Stated.silent(), 40, 20, 1);
    assertThatThrownBy(() -> CogWriter.create(target, image, SMALL))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("there is no folder");
  }

  @Test
  void whatCannotBeWrittenIsRefusedInWords() {
    GeoBox grid = new GeoBox(40, 20, Affine.northUp(0, 0, 1, 1), UTM33);
    var bands = List.of(OutputBand.of("a"));
    assertThatThrownBy(() -> CogImage.of(grid, DType.UINT8, Stated.as(-9999.0), bands))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("-9999.0: is no uint8");
    assertThatThrownBy(() -> CogImage.of(grid, DType.FLOAT32, Stated.as(1e300), bands))
        .isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(
            () ->
                CogImage.of(grid, DType.UINT8, Stated.silent(), bands)
                    .withMetadata(Map.of("a", "\u0001")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("U+0001");
    assertThatThrownBy(() -> SMALL.withBlockSize(100)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> SMALL.withCompression(Compression.LZW, 6))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("LZW has no levels");
    CogImage image = CogImage.of(grid, DType.UINT8, Stated.silent(), bands);
    Path target = folder.resolve("a.tif");
    assertThatThrownBy(
            () -> CogWriter.create(target, image, SMALL.withPrediction(Prediction.FLOATING_POINT)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("does not fit uint8");
    var elsewhere = new GeoBox(40, 20, grid.transform(), Crs.userDefined("GEOGCRS[…]"));
    assertThatThrownBy(
            () ->
                CogWriter.create(
                    target, CogImage.of(elsewhere, DType.UINT8, Stated.silent(), bands), SMALL))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("user-defined CRS");
    var many = Collections.nCopies(2000, OutputBand.of(""));
    assertThatThrownBy(
            () ->
                CogWriter.create(
                    target,
                    CogImage.of(grid, DType.FLOAT64, Stated.silent(), many),
                    CogOptions.DEFAULT))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("block size 512");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFullDiskEndsTheWriteByTheTargetsNameAndLeavesNothing() throws Exception {
    Judge.require("sh");
    // A limit on the size of files stands for the full disk: the same error from the same calls.
    for (String stage : List.of("pixels", "header")) {
      Path target = folder.resolve(stage + ".tif");
      Judge.Verdict verdict =
          Judge.run(
              "sh",
              "-c",
              "ulimit -f 32; exec \"$@\"", // of 512 bytes each
              "sh",
              Path.of(System.getProperty("java.home"), "bin/java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:-UsePerfData",
              "-cp",
              System.getProperty("java.class.path"),
              FullDisk.class.getName(),
              target.toString(),
              stage);
      assertThat(verdict.output())
          .contains("unavailable: " + target + ": cannot be written: File too large");
    }
    assertThat(folder).isEmptyDirectory();
  }

  /// Writes more than a limited disk takes: in its pixels or in its header.
  static final class FullDisk {
    public static void main(String[] args) throws InterruptedException {
      boolean header = args[1].equals("header");
      int width = header ? 32 : 512;
      CogImage image = image(DType.UINT8, Stated.silent(), width, 256, 1);
      if (header) {
        image = image.withMetadata(Map.of("PLAN", "x".repeat(50_000)));
      }
      try (CogWriter writer = CogWriter.create(Path.of(args[0]), image, SMALL)) {
        writer.write(0, image.grid().window(), Pixels.random(DType.UINT8, width, 256, false, 1));
        System.out.println("all written");
        writer.finish();
      } catch (Unavailable e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static List<Prediction> predictions(DType dtype, Compression compression) {
    if (compression == Compression.NONE
        || compression == Compression.PACKBITS
        || compression == Compression.LERC) {
      return List.of(Prediction.AUTO);
    }
    return List.of(
        Prediction.AUTO,
        Prediction.NONE,
        dtype.isFloating() ? Prediction.FLOATING_POINT : Prediction.HORIZONTAL);
  }

  private void writeWithRaw(
      int number,
      DType dtype,
      CogOptions options,
      Stated<Double> nodata,
      int width,
      int height,
      int bands,
      boolean holes)
      throws IOException, InterruptedException {
    String name =
        "%03d-%s-%s-%s-%dx%dx%d-%s"
            .formatted(
                number,
                dtype,
                options.compression(),
                options.prediction(),
                bands,
                height,
                width,
                options.overviews().orElse(Resampling.SUM));
    var rasters = new Raster[bands];
    var raw = new ByteArrayOutputStream();
    for (int b = 0; b < bands; b++) {
      rasters[b] = Pixels.random(dtype, width, height, holes, number * 10L + b);
      raw.writeBytes(Pixels.bytes(rasters[b], nodata.orElse(Double.NaN)));
    }
    writeAll(
        folder.resolve(name + ".tif"),
        image(dtype, nodata, width, height, bands),
        options,
        CogHeader.CLASSIC_LIMIT,
        rasters);
    Files.write(folder.resolve(name + ".raw"), raw.toByteArray());
  }

  static CogImage image(DType dtype, Stated<Double> nodata, int width, int height, int bands) {
    return CogImage.of(
        new GeoBox(width, height, Affine.northUp(600_000, 5_000_000, 10, 10), UTM33),
        dtype,
        nodata,
        IntStream.rangeClosed(1, bands).mapToObj(b -> OutputBand.of("band " + b)).toList());
  }

  /// Writes each raster, whole, as a band; the last one again for bands that have none.
  static byte[] writeAll(
      Path target, CogImage image, CogOptions options, long classicLimit, Raster... rasters)
      throws IOException, InterruptedException {
    try (CogWriter writer = CogWriter.create(target, image, options, classicLimit)) {
      for (int b = 0; b < image.bands().size(); b++) {
        writer.write(b, image.grid().window(), rasters[Math.min(b, rasters.length - 1)]);
      }
      writer.finish();
    }
    return Files.readAllBytes(target);
  }

  private static Judge.Verdict judge(Path folder) {
    return Judge.run(
        "/usr/bin/python3",
        Fixtures.root().resolve("engine/src/test/python/judge_cog.py").toString(),
        folder.toString());
  }
}
