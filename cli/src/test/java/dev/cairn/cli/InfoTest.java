package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import dev.cairn.testing.RangeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `cairn info` says of small files that GDAL wrote.
class InfoTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");

  private static JsonNode info(String name, String... options) {
    var args = new java.util.ArrayList<>(List.of("info", ROOT.resolve(name).toString(), "--json"));
    args.addAll(List.of(options));
    var ended = Program.run(args.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isZero();
    return JsonMapper.shared().readTree(ended.out());
  }

  @Test
  void aPaletteIsShownWithItsColours() {
    JsonNode band = info("palette.tif").get("bands").get(0);

    assertThat(band.get("color").asString()).isEqualTo("palette");
    assertThat(band.get("color_table").get("entries").asInt()).isEqualTo(256);
    assertThat(band.get("color_table").get("colors").get(10).asString()).isEqualTo("#0af505");
  }

  @Test
  void whatTellsWhichPixelsHoldAValueIsNamed() {
    assertThat(info("cog-mask.tif").get("bands").get(2).get("mask").asString()).isEqualTo("mask");
    JsonNode alpha = info("alpha-uint16-4-band-yes.tif");
    assertThat(alpha.get("bands").get(0).get("mask").asString()).isEqualTo("alpha");
    assertThat(alpha.get("bands").get(3).has("mask")).isFalse();
    assertThat(alpha.get("bands").get(3).get("color").asString()).isEqualTo("alpha");
    // GDAL looks at the no-data value first.
    assertThat(info("alpha-and-nodata.tif").get("bands").get(0).has("mask")).isFalse();
  }

  @Test
  void statisticsThatAreStoredAreShown() {
    JsonNode stored =
        info("scale-offset-description.tif").get("bands").get(0).get("stored_statistics");

    assertThat(stored.get("min").asDouble()).isLessThan(stored.get("mean").asDouble());
    assertThat(stored.get("std").asDouble()).isPositive();
  }

  @Test
  void controlPointsAndRationalPolynomialsAreNoGrid() {
    JsonNode points = info("control-points.tif");
    JsonNode rpc = info("rpc.tif");

    assertThat(points.get("tiff").get("ground_control_points").asInt()).isEqualTo(3);
    assertThat(points.has("transform")).isFalse();
    assertThat(points.get("crs").asString()).isEqualTo("EPSG:4326");
    assertThat(rpc.get("tiff").get("rpc").asBoolean()).isTrue();
    assertThat(rpc.has("transform")).isFalse();
  }

  @Test
  void aRotatedGridHasItsTransform() {
    assertThat(info("rotated.tif").get("transform").get(1).asDouble()).isEqualTo(3);
  }

  @Test
  void theLayoutOfACogIsShown() {
    JsonNode cog = info("cog-mask.tif").get("cog");

    assertThat(cog.get("valid").asBoolean()).isTrue();
    assertThat(cog.get("structure").get("MASK_INTERLEAVED_WITH_IMAGERY").asString())
        .isEqualTo("YES");
  }

  @Test
  void aRasterInAnArchiveIsWhatItIsOutsideOfIt(@TempDir Path folder) throws Exception {
    byte[] cog = Files.readAllBytes(ROOT.resolve("cog.tif"));
    Path archive = folder.resolve("a scene.zip");
    try (var zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      var entry = new ZipEntry("R10m/B04.tif");
      var crc = new CRC32();
      crc.update(cog);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(cog.length);
      entry.setCrc(crc.getValue());
      zip.putNextEntry(entry);
      zip.write(cog);
    }
    List<String> outside =
        allButTheAddress(
            Program.run("info", ROOT.resolve("cog.tif").toString(), "--checksum").out());
    try (var server = RangeServer.serving(folder)) {
      for (String address :
          List.of(
              "zip://" + archive, "zip+" + archive.toUri(), "zip+" + server.uri("a scene.zip"))) {
        var ended = Program.run("info", address + "!/R10m/B04.tif", "--checksum");
        assertThat(ended.err()).isEmpty();
        assertThat(allButTheAddress(ended.out())).hasSizeGreaterThan(20).isEqualTo(outside);
        assertThat(ended.out()).contains("a scene.zip!/R10m/B04.tif");
      }
    }
    var missing = Program.run("info", "zip://" + archive + "!/B05.tif");
    assertThat(missing.exit()).isEqualTo(3);
    assertThat(missing.err())
        .isEqualTo(
            "cairn: not found: zip://"
                + archive
                + "!/B05.tif: the archive has no such member; it has R10m/B04.tif\n");
    assertThat(Program.run("info", "zip://" + archive).err())
        .contains("names no member; write zip");
  }

  private static List<String> allButTheAddress(String report) {
    return report.lines().filter(line -> !line.contains("\"href\"")).toList();
  }

  @Test
  void computedStatisticsLookAtMasksAndTransparency() {
    Judge.requirePython("osgeo.gdal", "numpy");
    for (String name :
        List.of(
            "internal-mask.tif",
            "internal-mask-and-nodata.tif",
            "mask-strips-under-tiles.tif",
            "cog-mask.tif",
            "alpha-uint8-2-band-yes.tif",
            "alpha-uint16-4-pixel-premultiplied.tif",
            "alpha-and-nodata.tif")) {
      String wanted =
          Judge.python(
                  """
                  import sys, numpy as np
                  from osgeo import gdal
                  ds = gdal.Open(sys.argv[1]); band = ds.GetRasterBand(1)
                  a = band.ReadAsArray()[band.GetMaskBand().ReadAsArray() != 0].astype(float)
                  print(a.size, a.min(), a.max(), round(a.mean(), 6), round(a.std(), 6))
                  """,
                  ROOT.resolve(name).toString())
              .output()
              .strip();

      JsonNode s = info(name, "--stats").get("statistics").get(0);

      assertThat(
              String.join(
                  " ",
                  s.get("valid").asString(),
                  Double.toString(s.get("min").asDouble()),
                  Double.toString(s.get("max").asDouble()),
                  rounded(s.get("mean").asDouble()),
                  rounded(s.get("std").asDouble())))
          .as(name)
          .isEqualTo(wanted);
    }
  }

  private static String rounded(double v) {
    return Double.toString(Math.rint(v * 1e6) / 1e6);
  }
}
