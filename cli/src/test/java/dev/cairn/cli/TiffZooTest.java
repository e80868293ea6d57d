package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import dev.cairn.Cairn;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.Crs;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// 792 TIFFs of every kind, broken ones among them, through the code of `cairn info --checksum
/// --json`, against what GDAL 3.6.2 read of them.
///
/// Lossy codecs too are compared by MD5: libjpeg 6b in the JDK and libjpeg-turbo in GDAL have the
/// same arithmetic, our colour conversion is theirs, and WebP is libwebp on both sides. The
/// tolerance is therefore 0, though `expected.json` would allow 2.
class TiffZooTest {
  /// Files that GDAL reads and we call broken, each for its reason.
  private static final Map<String, String> STRICTER =
      Map.of("corrupt/ifd_loop.tif", "runs in a loop");

  /// Files of which GDAL says no EPSG code and we do: it means the horizontal CRS of a compound or
  /// bound one, or that of ground control points, or what the keys write out is EPSG:3857.
  private static final Set<String> HORIZONTAL_ONLY =
      Set.of(
          "gdal-autotest/WGS_1984_Web_Mercator.tif",
          "gdal-autotest/WGS_1984_Web_Mercator_Auxiliary_Sphere.tif",
          "gdal-autotest/byte_gcp.tif",
          "gdal-autotest/compdcrs_without_gtcitation.tif",
          "gdal-autotest/epsg26711_3855_geotiff1_1.tif",
          "gdal-autotest/epsg32631_4979_geotiff1_1.tif",
          "gdal-autotest/projection_3856.tif",
          "gdal-autotest/projected_GTCitationGeoKey_with_underscore_and_GeogTOWGS84GeoKey.tif",
          "generated/u16_gcps.tif",
          "rio-tiler/cog_gcps_ovr.tif",
          "s1-grd-gcps/s1_grd_iw_vv_gcps.tiff");

  /// What may be unsupported: what the engine is not meant to read, and what GDAL does not open
  /// either.
  private static final List<String> OUT_OF_SCOPE =
      List.of(
          "compression (CCITTRLE|CCITTFAX3|CCITTFAX4|OJPEG|NEXT|THUNDERSCAN|SGILOG) \\(\\d+\\)",
          "compression (JXL|JP2000) \\(\\d+\\)",
          "compression of unknown code \\d+",
          "samples of (32|64|128) bits, complex",
          "(colour model YCbCr \\(6\\)|JPEG) of 3 samples of 12-bit unsigned integers",
          "samples of 33 bits, unsigned integer",
          "predictor 255 of .*",
          "tiles of \\d+ bytes once decoded.*",
          "a row of blocks of \\d+ bytes once decoded.*",
          "tile width of \\d+, at most.*",
          "an image of 2³¹ tiles or more.*");

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final long LITTLE_MEMORY = 64L << 20;

  private static final Path PAGE = Fixtures.root().resolve("docs/formats/tiff.md");

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void everyFileIsReadAsGdalReadsItOrFailsByName() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    var soft = new SoftAssertions();
    var page = new TiffFormatsPage();
    try (Cairn cairn = Cairn.open()) {
      cairn.raster(root.resolve("gdal-autotest/byte_JPEG.tif").toString()); // classes are loaded
      for (var entry : expected(root).entrySet()) {
        String name = entry.getKey();
        JsonNode want = entry.getValue();
        long begin = System.nanoTime();
        long before = threads.getCurrentThreadAllocatedBytes();
        Outcome outcome = read(soft, cairn, name, root.resolve(name), want);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        page.add(name, want, outcome);
        if (isBroken(want)) {
          soft.assertThat(took).as(name + " fails soon").isLessThan(SOON);
          soft.assertThat(allocated).as(name + " fails in little").isLessThan(LITTLE_MEMORY);
        }
        soft.assertThat(took).as(name).isLessThan(Duration.ofSeconds(10));
      }
    }
    soft.assertAll();
    if (Boolean.getBoolean("cairn.docs.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page.text());
    }
    assertThat(PAGE)
        .as("the page of formats is stale: write it by this test with -Dcairn.docs.write=true")
        .content()
        .isEqualTo(page.text());
  }

  private static boolean isBroken(JsonNode want) {
    String kind = want.has("class") ? want.get("class").asString() : "";
    return kind.equals("corrupt") || kind.equals("malformed-or-limit");
  }

  /// How a file ended.
  sealed interface Outcome {
    record Read() implements Outcome {}

    /// Its header was read and equals GDAL's; the oracle did not read its pixels.
    record HeaderOnly() implements Outcome {}

    record Failed(CairnException why) implements Outcome {}
  }

  private static Outcome read(
      SoftAssertions soft, Cairn cairn, String name, Path file, JsonNode want)
      throws InterruptedException {
    boolean isRead = want.get("expect").asString().equals("ok");
    try {
      Tiff tiff = (Tiff) cairn.raster(file.toString());
      if (isRead && !want.has("band")) {
        soft.assertThat(describe(tiff, name)).as(name).isEqualTo(describe(want, name));
        return new Outcome.HeaderOnly();
      }
      ObjectNode report = InfoCommand.report(tiff, true, false);
      if (!isRead || STRICTER.containsKey(name)) {
        soft.fail(name + " was read");
        return new Outcome.Read();
      }
      compare(soft, tiff, name, report, want);
      return new Outcome.Read();
    } catch (Unsupported e) {
      soft.assertThat(OUT_OF_SCOPE).as(e.getMessage()).anyMatch(s -> e.why().matches(".*" + s));
      return new Outcome.Failed(e);
    } catch (Malformed e) {
      if (STRICTER.containsKey(name)) {
        soft.assertThat(e).hasMessageContaining(STRICTER.get(name));
      } else {
        soft.assertThat(isRead).as("GDAL reads " + name + ", ours: " + e.getMessage()).isFalse();
      }
      return new Outcome.Failed(e);
    } catch (CairnException e) {
      soft.fail(name, e);
      return new Outcome.Failed(e);
    }
  }

  private static void compare(
      SoftAssertions soft, Tiff tiff, String name, ObjectNode report, JsonNode want)
      throws InterruptedException {
    var wanted = new ArrayList<String>();
    want.get("band").forEach(b -> wanted.add(b.get("md5").asString()));
    var md5 = new ArrayList<String>();
    report.get("checksums").get(0).forEach(b -> md5.add(b.asString()));
    soft.assertThat(md5).as(name).isEqualTo(wanted);
    soft.assertThat(describe(tiff, name)).as(name).isEqualTo(describe(want, name));
    compareOverview(soft, tiff, name, report, want);
    compareMask(soft, tiff, name, want);
  }

  /// The zoo has the samples of one overview of some files.
  private static void compareOverview(
      SoftAssertions soft, Tiff tiff, String name, ObjectNode report, JsonNode want) {
    for (int band = 0; band < want.get("band").size(); band++) {
      JsonNode md5 = want.get("band").get(band).get("ovr0_md5");
      if (md5 == null) {
        continue;
      }
      JsonNode size = want.get("overviews").get(0);
      for (int level = 1; level < tiff.header().levels().size(); level++) {
        RasterHeader.Level grid = tiff.header().levels().get(level);
        if (grid.width() == size.get(0).asInt() && grid.height() == size.get(1).asInt()) {
          soft.assertThat(report.get("checksums").get(level).get(band).asString())
              .as(name + " level " + level)
              .isEqualTo(md5.asString());
        }
      }
    }
  }

  /// GDAL's mask of a dataset is 255 where a stored mask is not 0, or the transparent band itself.
  private static void compareMask(SoftAssertions soft, Tiff tiff, String name, JsonNode want)
      throws InterruptedException {
    int flags = want.get("mask_flags").asInt();
    // A mask or no-data values of all bands together (2), or transparency (4).
    boolean isTransparent = (flags & 6) != 0;
    MaskKind kind = tiff.header().bands().getFirst().mask();
    boolean lacksCondition = // alpha of which GDAL takes no notice: see Tiff
        kind == MaskKind.ALPHA && tiff.header().bands().size() % 2 != 0;
    soft.assertThat(kind != MaskKind.NONE || lacksCondition)
        .as(name + " has a mask")
        .isEqualTo(isTransparent);
    if (!isTransparent) {
      return;
    }
    byte[] mask = valid(tiff, 0);
    if (kind == MaskKind.ALPHA) {
      int last = tiff.header().bands().size() - 1;
      Samples alpha = samples(tiff, last);
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] != 0 != (alpha.at(i) != 0)) {
          soft.fail(name + " pixel " + i + " of transparency " + alpha.at(i));
          return;
        }
      }
      if (alpha instanceof Samples.UInt8(var opacity)) {
        mask = opacity;
      }
    }
    if (tiff.header().bands().getFirst().dtype() == DType.UINT8) {
      soft.assertThat(md5(mask)).as(name + " mask").isEqualTo(want.get("mask_md5").asString());
    }
  }

  private static byte[] valid(RasterReader reader, int band) throws InterruptedException {
    RasterHeader h = reader.header();
    byte[] mask = new byte[h.width() * h.height()];
    List<Block> blocks = reader.blocks(band, 0, new PixelWindow(0, 0, h.width(), h.height()));
    var fetched = reader.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      DecodedBlock decoded = reader.decode(blocks.get(i), fetched.get(i));
      PixelWindow w = blocks.get(i).window();
      for (int y = 0; y < w.height(); y++) {
        for (int x = 0; x < w.width(); x++) {
          boolean isValid =
              switch (decoded.valid(band)) {
                case DecodedBlock.Valid.All _ -> true;
                case DecodedBlock.Valid.Only(Validity v) -> v.get(y * decoded.stride() + x);
              };
          mask[(w.row() + y) * h.width() + w.col() + x] = (byte) (isValid ? 255 : 0);
        }
      }
    }
    return mask;
  }

  private static Samples samples(RasterReader reader, int band) throws InterruptedException {
    RasterHeader h = reader.header();
    Samples all = Samples.allocate(h.bands().get(band).dtype(), h.width() * h.height());
    List<Block> blocks = reader.blocks(band, 0, new PixelWindow(0, 0, h.width(), h.height()));
    var fetched = reader.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      DecodedBlock decoded = reader.decode(blocks.get(i), fetched.get(i));
      PixelWindow w = blocks.get(i).window();
      int to = w.row() * h.width() + w.col();
      decoded.band(band).copyRect(0, decoded.stride(), all, to, h.width(), w.width(), w.height());
    }
    return all;
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyBrokenFileFails() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo/corrupt");
    try (Cairn cairn = Cairn.open();
        var files = Files.list(root)) {
      for (Path file : files.toList()) {
        assertThat(
                catchThrowable(() -> InfoCommand.report(cairn.raster(file.toString()), true, true)))
            .as(file.toString())
            .isInstanceOf(CairnException.class)
            .hasMessageContaining(file.getFileName().toString());
      }
    }
  }

  @Test
  void aWebPageInsteadOfATiffSaysWhatItIs() {
    Path page = Fixtures.require("data/tiff-zoo/corrupt/html_error_page.tif");
    try (Cairn cairn = Cairn.open()) {
      assertThat(catchThrowable(() -> cairn.raster(page.toString())))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("not a TIFF: starts with \"<!DOCTYPE html>");
    }
  }

  private static Map<String, JsonNode> expected(Path root) throws IOException {
    var files = new TreeMap<String, JsonNode>();
    new ObjectMapper()
        .readTree(Files.readAllBytes(root.resolve("expected.json")))
        .get("files")
        .properties()
        .forEach(e -> files.put(e.getKey(), e.getValue()));
    assertThat(files).hasSize(792);
    return files;
  }

  private static String describe(Tiff tiff, String name) {
    RasterHeader h = tiff.header();
    RasterHeader.BandHeader band = h.bands().getFirst();
    var overviews = new ArrayList<String>();
    h.levels()
        .subList(1, h.levels().size())
        .forEach(l -> overviews.add(l.width() + "×" + l.height()));
    var t = tiff.structure().transform();
    Scaling scaling = band.scaling().orElse(Scaling.IDENTITY);
    boolean isEpsg =
        tiff.structure().crs() instanceof Stated.As<Crs>(var crs)
            && crs.isEpsg()
            && !HORIZONTAL_ONLY.contains(name);
    return String.join(
        " ",
        h.width() + "×" + h.height() + "×" + h.bands().size(),
        // GDAL before 3.7 has no int8 and calls it Byte.
        band.dtype() == DType.INT8 ? "uint8" : band.dtype().toString(),
        String.valueOf(band.nodata()),
        isEpsg ? tiff.structure().crs().map(Crs::toString).orElse("") : "EPSG:null",
        t.map(a -> List.of(a.c(), a.a(), a.b(), a.f(), a.d(), a.e()).toString()).orElse("null"),
        overviews.toString(),
        scaling.toString(),
        h.bands().stream().map(RasterHeader.BandHeader::color).toList().toString(),
        "colours " + band.colors().map(c -> c.argb().size()).orElse(0),
        "control points " + tiff.structure().controlPoints());
  }

  private static String describe(JsonNode want, String name) {
    var overviews = new ArrayList<JsonNode>();
    want.get("overviews").forEach(overviews::add);
    overviews.sort(Comparator.comparing(o -> -o.get(0).asInt() * o.get(1).asInt()));
    var transform = new ArrayList<Double>();
    want.get("transform").forEach(v -> transform.add(v.asDouble()));
    JsonNode nodata = want.get("nodata");
    String type = want.get("dtype").asString();
    // The one code of another authority that GDAL gives without saying so.
    String epsg =
        want.get("epsg").isNull() || want.get("epsg").asInt() == 102_113
            ? "null"
            : want.get("epsg").asString();
    var colors = new ArrayList<String>();
    want.get("color_interp").forEach(c -> colors.add(c.asString()));
    return String.join(
        " ",
        want.get("width").asInt()
            + "×"
            + want.get("height").asInt()
            + "×"
            + want.get("bands").asInt(),
        type.equals("Byte")
            ? "uint8"
            // The file says that its 24 bits are signed, which GDAL leaves for later.
            : name.equals("gdal-autotest/int24.tif") ? "int32" : type.toLowerCase(Locale.ROOT),
        String.valueOf(
            nodata.isNull()
                ? Stated.silent()
                : Stated.as(nodata.isString() ? number(nodata.asString()) : nodata.asDouble())),
        "EPSG:" + epsg,
        want.get("transform").isNull() ? "null" : transform.toString(),
        overviews.stream().map(o -> o.get(0).asInt() + "×" + o.get(1).asInt()).toList().toString(),
        new Scaling(
                want.has("scale") ? want.get("scale").asDouble() : 1,
                want.has("offset") ? want.get("offset").asDouble() : 0)
            .toString(),
        colors.toString(),
        "colours " + (want.has("palette_entries") ? want.get("palette_entries").asInt() : 0),
        "control points " + (want.has("gcps") ? want.get("gcps").asInt() : 0));
  }

  private static double number(String text) {
    return switch (text) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> throw new AssertionError(text);
    };
  }
}
