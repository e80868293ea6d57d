package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.codec.LercDecoder.Alpha;
import dev.cairn.codec.LercDecoder.Layout;
import dev.cairn.codec.LercDecoder.Type;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Oracle;
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
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void lerc() throws Exception {
    checkLerc("LERC", 33);
    checkLerc("LERC_DEFLATE", 17);
    checkLerc("LERC_ZSTD", 19);
  }

  @Test
  void lercOfRealScenes() throws Exception {
    Path root = Fixtures.require("data/stac");
    JsonNode files =
        new ObjectMapper().readTree(Files.readAllBytes(root.resolve("expected-pixels.json")));
    var soft = new SoftAssertions();
    int n = 0;
    for (var entry : files.properties()) {
      Path file = root.resolve(entry.getKey());
      if (entry.getKey().matches("(ga-ls5.*/B\\d0|linz.*)\\.tif")) {
        soft.assertThat(md5(lercBands(file))).as(entry.getKey()).isEqualTo(md5(entry.getValue()));
        n++;
      }
    }
    soft.assertAll();
    assertThat(n).isEqualTo(7);
  }

  /// Alpha that is a mask, and NaN that is one mask for all bands or one each.
  @Test
  void lercOfTransparencyAndNan(@TempDir Path folder) throws Exception {
    String names =
        Oracle.ask(
            folder,
            """
            random = np.random.default_rng(3)
            y, x = np.mgrid[:40, :50]
            colour = np.stack([x * 5, y * 6, x + y]).astype('u1')
            wave = np.stack([np.sin(x / 9 + b) * 100 + y for b in range(3)])
            nan = (random.random((3, 40, 50)) < 0.1)
            made = {
              'alpha': np.concatenate([colour, np.where(x > y, 255, 0)[None]]).astype('u1'),
              'halfAlpha': np.concatenate([colour, (x * 4)[None]]).astype('u1'),
              'greyAlpha': np.stack([x * 5, np.where(x > y, 255, 0)]).astype('u1'),
              'nan': np.where(nan[:1], np.nan, wave).astype('f4'),
              'nans': np.where(nan, np.nan, wave).astype('f4'),
              'nanDouble': np.where(nan[:1], np.nan, wave).astype('f8'),
              'nansDouble': np.where(nan, np.nan, wave).astype('f8'),
              'nanOnly': np.where(x < 32, np.nan, wave[:1]).astype('f4'),
            }
            for name, bands in made.items():
              for tiled in ['YES', 'NO']:
                # libtiff 4.5.0 makes -1.8e308 of a NaN beside values.
                for interleave in ['BAND'] if name.startswith('nans') else ['PIXEL', 'BAND']:
                  file = f'{name}{tiled}{interleave}.tif'
                  options = ['COMPRESS=LERC', 'TILED=' + tiled, 'BLOCKXSIZE=32', 'INTERLEAVE=' + interleave]
                  options += ['BLOCKYSIZE=' + ('32' if tiled == 'YES' else '16')]
                  raster('x' + file, *bands)
                  if 'Alpha' in name or name == 'alpha':
                    options += ['ALPHA=YES']
                  gdal.Translate(file, 'x' + file, creationOptions=options)
                  os.remove('x' + file)
                  # libtiff 4.5.0 does not read the interleaved NaN that it writes.
                  isFloat = bands.dtype.kind == 'f'
                  for b, band in enumerate(bands if isFloat else gdal.Open(file).ReadAsArray()):
                    band.tofile(f'{file}.{b}')
                  print(file)
            """);

    var soft = new SoftAssertions();
    List<String> files = names.lines().toList();
    for (String name : files) {
      List<byte[]> bands = lercBands(folder.resolve(name));
      for (int band = 0; band < bands.size(); band++) {
        soft.assertThat(bands.get(band))
            .as(name + " band " + band)
            .isEqualTo(Files.readAllBytes(folder.resolve(name + "." + band)));
      }
    }
    soft.assertAll();
    assertThat(files).hasSize(28);
  }

  private static void checkLerc(String compression, int files) throws Exception {
    Path root = Fixtures.require("data/tiff-zoo");
    var soft = new SoftAssertions();
    Map<String, JsonNode> wanted = expected(compression);
    for (var entry : wanted.entrySet()) {
      soft.assertThat(md5(lercBands(root.resolve(entry.getKey()))))
          .as(entry.getKey())
          .isEqualTo(md5(entry.getValue()));
    }
    soft.assertAll();
    assertThat(wanted).hasSize(files);
  }

  /// TIFF tag 50674 has LERC's version and what its blobs are compressed with beside.
  private static List<byte[]> lercBands(Path file) throws Exception {
    var tiff = new TiffBlocks(file);
    int[] parameters = tiff.tags(50674);
    return tiff.bands(
        (in, rows, depth, out) -> {
          var layout = new Layout(tiff.blockWidth, rows, depth, type(tiff), alpha(tiff));
          byte[] blob = in;
          int size = in.length;
          if (parameters[1] != 0) {
            blob = new byte[Math.toIntExact(layout.mostBlobBytes())];
            size =
                parameters[1] == 1
                    ? InflateDecoder.decode(in, 0, in.length, blob, 0, blob.length)
                    : ZstdDecoder.decode(in, 0, in.length, blob, 0, blob.length);
          }
          LercDecoder.decode(blob, 0, size, layout, out, 0);
        });
  }

  private static Type type(TiffBlocks tiff) {
    return switch (tiff.sampleFormat * 10 + tiff.sampleBytes) {
      case 11 -> Type.UINT8;
      case 12 -> Type.UINT16;
      case 14 -> Type.UINT32;
      case 21 -> Type.INT8;
      case 22 -> Type.INT16;
      case 24 -> Type.INT32;
      case 34 -> Type.FLOAT32;
      case 38 -> Type.FLOAT64;
      default -> throw new AssertionError(tiff.sampleFormat + " of " + tiff.sampleBytes);
    };
  }

  private static Alpha alpha(TiffBlocks tiff) {
    int[] extra = tiff.tags(338);
    return !tiff.planar && extra.length > 0 && extra[extra.length - 1] == 2
        ? Alpha.UNASSOCIATED
        : Alpha.NONE;
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
    (want.has("band") ? want.get("band") : want.get("bands"))
        .forEach(b -> md5.add(b.get("md5").asString()));
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
