package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.DataFormatException;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Blocks of real TIFFs against what GDAL read of them.
class TiffCodecsTest {
  private interface Codec {
    int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
        throws DataFormatException;
  }

  @Test
  void packBits() throws Exception {
    // Left out: samples of one bit.
    check("PACKBITS", n -> !n.contains("nbits1"), 24, PackBitsDecoder::decode);
  }

  @Test
  void lzma() throws Exception {
    check("LZMA", _ -> true, 15, LzmaDecoder::decode);
  }

  @Test
  void lzwOfTheOldStyle() throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    String name = "image-tiff/quad-lzw-compat.tiff";
    byte[] first = new TiffBlocks(root.resolve(name)).stored().getFirst();
    assertThat(LzwDecoder.isOldStyle(first, 0, first.length)).isTrue();
    check("LZW", name::equals, 1, LzwDecoder::decode);
  }

  private static void check(String compression, Predicate<String> names, int files, Codec codec)
      throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    Map<String, JsonNode> wanted = expected(compression);
    wanted.keySet().removeIf(names.negate());
    var soft = new SoftAssertions();
    for (var entry : wanted.entrySet()) {
      String name = entry.getKey();
      List<byte[]> bands =
          new TiffBlocks(root.resolve(name))
              .bands(
                  (in, _, _, out) -> {
                    byte[] padded = new byte[in.length + 5];
                    System.arraycopy(in, 0, padded, 3, in.length);
                    // Two files have tiles whose rows below the image are missing.
                    codec.decode(padded, 3, in.length, out, 0, out.length);
                  });
      soft.assertThat(md5(bands)).as(name).isEqualTo(md5(entry.getValue()));
    }
    soft.assertAll();
    assertThat(wanted).hasSize(files);
  }

  static List<String> md5(List<byte[]> bands) throws Exception {
    var md5 = new ArrayList<String>();
    for (byte[] band : bands) {
      md5.add(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(band)));
    }
    return md5;
  }

  static List<String> md5(JsonNode want) {
    var md5 = new ArrayList<String>();
    want.get("band").forEach(b -> md5.add(b.get("md5").asString()));
    return md5;
  }

  /// What GDAL could read of a compression, by file.
  static Map<String, JsonNode> expected(String compression) throws Exception {
    var files = new TreeMap<String, JsonNode>();
    new ObjectMapper()
        .readTree(Files.readAllBytes(Fixtures.require("data/tiff-zoo/expected.json")))
        .get("files")
        .properties()
        .forEach(
            e -> {
              if (e.getValue().path("compression").asString("").equals(compression)
                  && e.getValue().get("expect").asString().equals("ok")) {
                files.put(e.getKey(), e.getValue());
              }
            });
    return files;
  }
}
