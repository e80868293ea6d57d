package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.Crs;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// 792 TIFFs of every kind, broken ones among them, against what GDAL read of them.
class TiffZooTest {
  /// Files that GDAL reads and we call broken, each for its reason.
  private static final Map<String, String> STRICTER =
      Map.of(
          "corrupt/ifd_loop.tif", "runs in a loop",
          // GDAL ignores an index that is too short and reads zeros.
          "gdal-autotest/size_of_stripbytecount_at_1_and_lower_than_stripcount.tif",
              "tag 273 has 1",
          "gdal-autotest/stripbytecounts_count_not_same_as_stripoffsets_count.tif",
              "no byte count");

  /// Files of which GDAL says no EPSG code and we do: it means the horizontal CRS of a compound or
  /// bound one, or that of ground control points.
  private static final Set<String> HORIZONTAL_ONLY =
      Set.of(
          "gdal-autotest/byte_gcp.tif",
          "gdal-autotest/compdcrs_without_gtcitation.tif",
          "gdal-autotest/epsg26711_3855_geotiff1_1.tif",
          "gdal-autotest/epsg32631_4979_geotiff1_1.tif",
          "gdal-autotest/projected_GTCitationGeoKey_with_underscore_and_GeogTOWGS84GeoKey.tif",
          "generated/u16_gcps.tif",
          "rio-tiler/cog_gcps_ovr.tif",
          "s1-grd-gcps/s1_grd_iw_vv_gcps.tiff");

  /// What we do not read yet, as the failures name it.
  private static final List<String> OUT_OF_SCOPE =
      List.of(
          "compression (LERC|JPEG|OJPEG|LZMA|PACKBITS|WEBP|JXL|JP2000|CCITTRLE|CCITTFAX3|CCITTFAX4"
              + "|NEXT|THUNDERSCAN|SGILOG) \\(\\d+\\)",
          "compression of unknown code \\d+",
          "samples of ([1-7]|10|12|33|24) bits, (un)?signed integer",
          "samples of 64 bits, (un)?signed integer",
          "samples of (16|24) bits, floating point",
          "samples of (32|64|128) bits, complex",
          "colour model (YCbCr|CMYK) \\(\\d\\)",
          "predictor 255",
          "LZW with its low bits first",
          "tiles of \\d+ bytes once decoded.*",
          "tile width of \\d+, at most.*",
          "an image of 2³¹ tiles or more.*");

  private final FileBytes store = FileBytes.ofFiles();

  @Test
  void everyFileIsReadAsGdalReadsItOrFailsByName() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    var soft = new SoftAssertions();
    var outcomes = new TreeMap<String, Integer>();
    for (var entry : expected(root).entrySet()) {
      String name = entry.getKey();
      long begin = System.nanoTime();
      String outcome = check(soft, name, root.resolve(name), entry.getValue());
      outcomes.merge(outcome, 1, Integer::sum);
      soft.assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as(name)
          .isLessThan(Duration.ofSeconds(10));
    }
    soft.assertAll();
    // What is read must not silently become less; the other ways to end are in the map.
    assertThat(outcomes.get("equal")).as(outcomes.toString()).isEqualTo(534);
    assertThat(outcomes.get("equal, too large to read")).as(outcomes.toString()).isEqualTo(8);
  }

  private String check(SoftAssertions soft, String name, Path file, JsonNode want)
      throws InterruptedException {
    boolean isRead = want.get("expect").asString().equals("ok");
    try {
      Tiff tiff =
          Tiff.open(store, file.toUri(), Tiff.Options.DEFAULT.with(Tiff.Transparency.IGNORED));
      if (isRead && !want.has("band")) {
        soft.assertThat(describe(tiff, name)).as(name).isEqualTo(describe(want));
        return "equal, too large to read";
      }
      var md5 = new ArrayList<String>();
      for (int band = 0; band < tiff.header().bands().size(); band++) {
        md5.add(WholeBand.md5(tiff, band, 0));
      }
      if (!isRead || STRICTER.containsKey(name)) {
        soft.fail(name + " was read");
        return "wrongly read";
      }
      var wanted = new ArrayList<String>();
      want.get("band").forEach(b -> wanted.add(b.get("md5").asString()));
      soft.assertThat(md5).as(name).isEqualTo(wanted);
      soft.assertThat(describe(tiff, name)).as(name).isEqualTo(describe(want));
      checkOverview(soft, name, tiff, want);
      return "equal";
    } catch (Unsupported e) {
      soft.assertThat(OUT_OF_SCOPE).as(e.getMessage()).anyMatch(s -> e.why().matches(".*" + s));
      return e.what() + ": " + e.why().replaceAll("\\d{5,}", "N");
    } catch (Malformed e) {
      if (STRICTER.containsKey(name)) {
        soft.assertThat(e).hasMessageContaining(STRICTER.get(name));
      } else {
        soft.assertThat(isRead).as("GDAL reads " + name + ", ours: " + e.getMessage()).isFalse();
      }
      return e.what();
    }
  }

  /// The zoo has the samples of one overview of some files.
  private void checkOverview(SoftAssertions soft, String name, Tiff tiff, JsonNode want)
      throws InterruptedException {
    for (int band = 0; band < want.get("band").size(); band++) {
      JsonNode md5 = want.get("band").get(band).get("ovr0_md5");
      if (md5 == null) {
        continue;
      }
      JsonNode size = want.get("overviews").get(0);
      for (int level = 1; level < tiff.header().levels().size(); level++) {
        RasterHeader.Level grid = tiff.header().levels().get(level);
        if (grid.width() == size.get(0).asInt() && grid.height() == size.get(1).asInt()) {
          soft.assertThat(WholeBand.md5(tiff, band, level))
              .as(name + " level " + level)
              .isEqualTo(md5.asString());
        }
      }
    }
  }

  @Test
  void filesWithTransparencyAreRefusedUnlessItIsToBeIgnored() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    for (String name :
        List.of(
            "generated/u8_internal_mask_deflate.tif", "generated/u8_minisblack_rgba_alpha.tif")) {
      Tiff tiff = Tiff.open(store, root.resolve(name).toUri());
      assertThat(tiff.structure().obstacle().orElse("none"))
          .containsAnyOf("internal mask", "alpha band");
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> WholeBand.md5(tiff, 0, 0)))
          .isInstanceOf(Unsupported.class);
    }
  }

  @Test
  void everyBrokenFileFails() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo/corrupt");
    try (var files = Files.list(root)) {
      for (Path file : files.toList()) {
        assertThat(
                org.assertj.core.api.Assertions.catchThrowable(
                    () -> {
                      Tiff tiff = Tiff.open(store, file.toUri());
                      for (int level = 0; level < tiff.header().levels().size(); level++) {
                        WholeBand.md5(tiff, 0, level);
                      }
                    }))
            .as(file.toString())
            .isInstanceOf(CairnException.class)
            .hasMessageContaining(file.getFileName().toString());
      }
    }
  }

  @Test
  void aWebPageInsteadOfATiffSaysWhatItIs() throws Exception {
    Path page = Fixtures.require("data/tiff-zoo/corrupt/html_error_page.tif");
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> Tiff.open(store, page.toUri())))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("not a TIFF: starts with \"<!DOCTYPE html>");
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
        scaling.toString());
  }

  private static String describe(JsonNode want) {
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
    return String.join(
        " ",
        want.get("width").asInt()
            + "×"
            + want.get("height").asInt()
            + "×"
            + want.get("bands").asInt(),
        type.equals("Byte") ? "uint8" : type.toLowerCase(java.util.Locale.ROOT),
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
            .toString());
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
