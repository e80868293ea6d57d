package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Small files that GDAL wrote, one variation each, against what GDAL reads of them; made by
/// `engine/src/test/python/make_tiff_fixtures.py`.
class TiffGoldenTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");

  private final FileBytes store = FileBytes.ofFiles();

  @TestFactory
  List<DynamicTest> isReadAsGdalReadsIt() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var e : expected().entrySet()) {
      tests.add(DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
    }
    assertThat(tests).hasSizeGreaterThan(70);
    return tests;
  }

  private void check(String name, JsonNode want) throws InterruptedException {
    Tiff tiff = Tiff.open(store, ROOT.resolve(name).toUri());
    RasterHeader h = tiff.header();
    // GDAL names the colours of a JPEG, and what further compresses LERC, along with the codec.
    assertThat(h.compression())
        .isEqualTo(want.get("compression").asString().replaceAll("YCbCr |_(DEFLATE|ZSTD)$", ""));
    assertThat(h.levels().getFirst().blockWidth()).isEqualTo(want.get("block").get(0).asInt());
    assertThat(h.levels().getFirst().blockHeight()).isEqualTo(want.get("block").get(1).asInt());
    if (want.get("gcps").asInt() == 0) { // GDAL keeps the CRS of control points apart
      assertThat(crs(tiff)).isEqualTo(want.get("epsg").isNull() ? -1 : want.get("epsg").asInt());
    }
    assertThat(tiff.structure().transform()).isEqualTo(transform(want.get("transform")));
    assertThat(tiff.structure().controlPoints()).isEqualTo(want.get("gcps").asInt());
    assertThat(tiff.structure().hasRationalPolynomials()).isEqualTo(want.get("rpc").asBoolean());
    assertThat(h.bands()).hasSize(want.get("bands").size());
    for (int i = 0; i < h.bands().size(); i++) {
      RasterHeader.BandHeader band = h.bands().get(i);
      JsonNode wanted = want.get("bands").get(i);
      assertThat(band.dtype()).hasToString(want.get("dtype").asString());
      assertThat(band.nodata()).isEqualTo(number(wanted.get("nodata")));
      assertThat(band.scaling())
          .isEqualTo(
              wanted.get("scale").isNull()
                  ? Stated.silent()
                  : Stated.as(
                      new Scaling(
                          wanted.get("scale").asDouble(), wanted.get("offset").asDouble())));
      assertThat(band.color()).hasToString(wanted.get("color").asString());
      assertThat(band.colors().map(c -> c.argb().size()).orElse(0))
          .isEqualTo(wanted.get("colors").asInt());
      assertThat(band.description().orElse("")).isEqualTo(wanted.get("description").asString());
      assertThat(h.levels()).hasSize(wanted.get("levels").size());
      for (int level = 0; level < h.levels().size(); level++) {
        JsonNode grid = wanted.get("levels").get(level);
        assertThat(h.levels().get(level).width()).isEqualTo(grid.get(0).asInt());
        assertThat(h.levels().get(level).height()).isEqualTo(grid.get(1).asInt());
        assertThat(WholeBand.md5(tiff, i, level))
            .as("band " + i + ", level " + level)
            .isEqualTo(grid.get(2).asString());
        checkMask(name, tiff, i, level, grid.get(3));
      }
    }
  }

  private static void checkMask(String name, Tiff tiff, int band, int level, JsonNode want)
      throws InterruptedException {
    boolean isOurs = level > 0 && name.equals("mask-without-overviews.tif"); // GDAL: all valid
    if (!want.isNull() && !isOurs) {
      assertThat(WholeBand.validMd5(tiff, band, level))
          .as("mask of band " + band + ", level " + level)
          .isEqualTo(want.asString());
    } else if (level == 0) {
      assertThat(tiff.header().bands().get(band).mask()).as(name).isEqualTo(MaskKind.NONE);
    }
  }

  @Test
  void anOverviewWithoutAMaskTakesTheImagesAtThePixelUnderItsCentres() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("mask-without-overviews.tif").toUri());
    byte[] whole = WholeBand.valid(tiff, 0, 0);
    RasterHeader.Level full = tiff.header().levels().get(0);
    RasterHeader.Level half = tiff.header().levels().get(1);
    byte[] expected = new byte[half.width() * half.height()];
    for (int y = 0; y < half.height(); y++) {
      for (int x = 0; x < half.width(); x++) {
        int col = (int) Math.floor((x + 0.5) * full.width() / half.width());
        int row = (int) Math.floor((y + 0.5) * full.height() / half.height());
        expected[y * half.width() + x] = whole[row * full.width() + col];
      }
    }

    assertThat(WholeBand.valid(tiff, 0, 1)).isEqualTo(expected);
  }

  @Test
  void transparencyAskedAsABandIsNotMaskedByItself() throws Exception {
    for (String name :
        List.of("alpha-uint8-4-pixel-premultiplied.tif", "alpha-uint8-4-band-yes.tif")) {
      Tiff tiff = Tiff.open(store, ROOT.resolve(name).toUri());
      List<Block> blocks = tiff.blocks(3, 0, new PixelWindow(0, 0, 1, 1));
      DecodedBlock alpha = tiff.decode(blocks.getFirst(), tiff.fetch(blocks).getFirst());

      assertThat(tiff.header().bands().get(3).mask()).as(name).isEqualTo(MaskKind.NONE);
      assertThat(alpha.valid(3)).as(name).isEqualTo(DecodedBlock.Valid.ALL);
      assertThat(WholeBand.valid(tiff, 3, 0)).as(name).doesNotContain(0);
      assertThat(WholeBand.valid(tiff, 0, 0)).as(name).contains(0);
    }
  }

  @Test
  void noDataValuesOfAllBandsTogetherGoBeforeTheOneOfAll() throws Exception {
    for (String name : List.of("nodata-values-pixel.tif", "nodata-values-band.tif")) {
      Tiff tiff = Tiff.open(store, ROOT.resolve(name).toUri());

      for (RasterHeader.BandHeader band : tiff.header().bands()) {
        assertThat(band.mask()).as(name).isEqualTo(MaskKind.VALUES);
        assertThat(band.nodata().isStated()).isTrue();
        assertThat(band.effectiveNodata().isStated()).isFalse();
      }
      assertThat(WholeBand.valid(tiff, 1, 0)).as(name).contains(0, 1);
    }
  }

  @Test
  void aMaskThatWeCannotReadIsNotOverlooked() throws Exception {
    byte[] file = Files.readAllBytes(ROOT.resolve("mask-strips-under-tiles.tif"));
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int first = b.getInt(4);
    int second = b.getInt(first + 2 + 12 * b.getShort(first));
    for (int at = second + 2; ; at += 12) {
      if (b.getShort(at) == Tag.COMPRESSION) {
        b.putShort(at + 8, (short) 4);
        break;
      }
    }
    FileBytes bytes = FileBytes.of(file);
    Tiff tiff = Tiff.open(bytes, bytes.uri());

    assertThatThrownBy(() -> WholeBand.md5(tiff, 0, 0))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("mask of level 0: compression CCITTFAX4 (4)");
  }

  @Test
  void aWindowGivesTheSamePixelsAsTheWhole() throws Exception {
    for (String name :
        List.of(
            "rows-per-strip-1",
            "cog",
            "sparse",
            "four-bands",
            "uint16-none-p1-strip-band-little")) {
      Tiff tiff = Tiff.open(store, ROOT.resolve(name + ".tif").toUri());
      int width = tiff.header().width();
      Samples whole = WholeBand.rows(tiff, 0, 0, 0, tiff.header().height());
      var window = new PixelWindow(5, 3, 13, 15);

      Samples part = WholeBand.read(tiff, 0, 0, window);

      for (int y = 0; y < window.height(); y++) {
        for (int x = 0; x < window.width(); x++) {
          assertThat(part.at(y * window.width() + x))
              .isEqualTo(whole.at((window.row() + y) * width + window.col() + x));
        }
      }
    }
  }

  @Test
  void tilesThatWereLeftOutAreSparseBlocksAndFilledWithNoData() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("sparse.tif").toUri());

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 23, 19));
    var fetched = tiff.fetch(blocks);

    assertThat(blocks.stream().map(b -> b.bytes() instanceof Block.Bytes.Sparse))
        .containsExactly(true, true, true, false);
    assertThat(fetched.getFirst().bytes().remaining()).isZero();
    assertThat(tiff.decode(blocks.getFirst(), fetched.getFirst()).band(0).at(17)).isEqualTo(9);
  }

  @Test
  void manyThreadsReadOneReader() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("cog.tif").toUri());
    String alone = WholeBand.md5(tiff, 0, 0);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var together = new ArrayList<Future<String>>();
      for (int i = 0; i < 32; i++) {
        together.add(threads.submit(() -> WholeBand.md5(tiff, 0, 0)));
      }
      for (var one : together) {
        assertThat(one.get()).isEqualTo(alone);
      }
    }
  }

  @Test
  void aUserDefinedCrsIsNamedByItsKeysAndNotByACode() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("user-defined-crs.tif").toUri());

    assertThat(tiff.structure().crs().orElse(Crs.WGS84).authority()).isEqualTo("user");
    assertThat(tiff.header().grid().isStated()).isTrue();
  }

  @Test
  void aFileWithoutAPlaceHasNoGrid() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("no-place.tif").toUri());

    assertThat(tiff.header().grid()).isEqualTo(Stated.silent());
  }

  @Test
  void statisticsAreAmongTheMetadata() throws Exception {
    Tiff tiff = Tiff.open(store, ROOT.resolve("scale-offset-description.tif").toUri());

    assertThat(tiff.structure().metadata())
        .anyMatch(
            i -> i.name().equals("STATISTICS_MEAN") && i.sample() == 0 && !i.value().isEmpty());
  }

  private static int crs(Tiff tiff) {
    return tiff.structure().crs() instanceof Stated.As<Crs>(var crs) && crs.isEpsg()
        ? crs.epsgCode()
        : -1;
  }

  private static Stated<Affine> transform(JsonNode want) {
    if (want.isNull()) {
      return Stated.silent();
    }
    var t = new double[6];
    for (int i = 0; i < 6; i++) {
      t[i] = want.get(i).asDouble();
    }
    return Stated.as(Affine.of(t));
  }

  private static Stated<Double> number(JsonNode want) {
    return want.isNull()
        ? Stated.silent()
        : Stated.as(want.isString() ? Double.NaN : want.asDouble());
  }

  private static Map<String, JsonNode> expected() throws IOException {
    var files = new TreeMap<String, JsonNode>();
    new ObjectMapper()
        .readTree(Files.readAllBytes(ROOT.resolve("expected.json")))
        .get("files")
        .properties()
        .forEach(e -> files.put(e.getKey(), e.getValue()));
    return files;
  }
}
