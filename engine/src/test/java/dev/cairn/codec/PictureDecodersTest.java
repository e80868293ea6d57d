package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.store.FileStore;
import dev.cairn.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import javax.imageio.ImageIO;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/// JPEG and WebP; that their pixels are GDAL's is shown by the golden TIFFs.
class PictureDecodersTest {
  private static byte[] jpeg(int width, int height) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    var random = new Random(3);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, (x * 5 + y * 3 + random.nextInt(20)) & 0xFF);
      }
    }
    var out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return out.toByteArray();
  }

  /// The first stream of one of the golden files.
  private static byte[] stored(String name) throws InterruptedException {
    var store = new FileStore();
    Tiff tiff =
        Tiff.open(store, Fixtures.root().resolve("engine/src/test/resources/tiff/" + name).toUri());
    Block block = tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1)).getFirst();
    var bytes = tiff.fetch(java.util.List.of(block)).getFirst().bytes();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  @Test
  void aFrameIsFoundBehindOtherMarkers() throws Exception {
    byte[] stream = jpeg(33, 21);

    JpegFrame frame = JpegFrame.find(stream, 0, stream.length);

    assertThat(frame).isEqualTo(new JpegFrame(0, 8, 33, 21, 1));
    assertThat(frame.isReadable()).isTrue();
  }

  @Test
  void aJpegOfAnotherSizeIsRefusedByItsHeader() throws Exception {
    byte[] stream = jpeg(33, 21);
    byte[] out = new byte[40 * 40 * 3];

    assertThatThrownBy(() -> JpegDecoder.decode(stream, 32, 21, 21, 1, out))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("33×21");
    assertThatThrownBy(() -> JpegDecoder.decode(stream, 33, 22, 32, 1, out))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> JpegDecoder.decode(stream, 33, 16, 16, 1, out))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> JpegDecoder.decode(stream, 33, 21, 21, 3, out))
        .isInstanceOf(DataFormatException.class);
    JpegDecoder.decode(stream, 33, 16, 32, 1, out); // a last strip may be higher
  }

  @Test
  void aJpegWithoutItsTablesIsNotDecodedWithThoseOfTheOneBefore() throws Exception {
    byte[] stream = jpeg(33, 21);
    byte[] out = new byte[33 * 21];
    for (int marker : new int[] {0xC4, 0xDB}) { // Huffman codes, quantisation
      byte[] bare = without(marker, stream);
      for (int i = 0; i < 4; i++) {
        JpegDecoder.decode(stream, 33, 21, 21, 1, out);

        assertThatThrownBy(() -> JpegDecoder.decode(bare, 33, 21, 21, 1, out))
            .isInstanceOf(DataFormatException.class);
      }
    }
  }

  /// The stream without its segments of a kind.
  private static byte[] without(int marker, byte[] stream) {
    var kept = new ByteArrayOutputStream();
    kept.write(stream, 0, 2);
    int p = 2;
    while ((stream[p + 1] & 0xFF) != 0xDA) {
      int size = 2 + ((stream[p + 2] & 0xFF) << 8 | stream[p + 3] & 0xFF);
      if ((stream[p + 1] & 0xFF) != marker) {
        kept.write(stream, p, size);
      }
      p += size;
    }
    kept.write(stream, p, stream.length - p);
    return kept.toByteArray();
  }

  @Test
  void aJpegThatEndsTooEarlyFailsInsteadOfGoingGrey() throws Exception {
    byte[] stream = jpeg(64, 64);
    byte[] out = new byte[64 * 64];

    for (int length : new int[] {stream.length / 2, stream.length - 40, 300, 20, 3, 0}) {
      assertThatThrownBy(
              () -> JpegDecoder.decode(Arrays.copyOf(stream, length), 64, 64, 64, 1, out))
          .as("first " + length)
          .isInstanceOf(DataFormatException.class);
    }
  }

  @Test
  void anythingEndsInPixelsOrAFailure() throws Exception {
    long seed = 20_261_120;
    byte[] jpeg = jpeg(64, 48);
    byte[] webp = stored("webp-3-lossy.tif");
    byte[] lossless = stored("webp-4-lossless.tif");
    int failures = 0;
    for (int i = 0; i < 600; i++) {
      var random = new Random(seed + i);
      byte[] m = (i % 3 == 0 ? jpeg : i % 3 == 1 ? webp : lossless).clone();
      for (int k = random.nextInt(4); k >= 0; k--) {
        m[random.nextInt(m.length)] = (byte) random.nextInt(256);
      }
      try {
        if (i % 3 == 0) {
          JpegDecoder.decode(m, 64, 48, 48, 1, new byte[64 * 48]);
        } else {
          int components = i % 3 == 1 ? 3 : 4;
          WebpDecoder.decode(m, 0, m.length, 16, 16, 16, components, new byte[16 * 16 * 4]);
        }
      } catch (DataFormatException _) {
        failures++;
      }
    }
    assertThat(failures).as("seed " + seed).isBetween(50, 590);
  }

  @Test
  void whatWebpPicturesAreReadWithIsUsedAgain() throws Exception {
    byte[] webp = stored("webp-3-lossy.tif");
    byte[] broken = Arrays.copyOf(webp, webp.length / 2);
    byte[] out = new byte[16 * 16 * 3];
    WebpDecoder.decode(webp, 0, webp.length, 16, 16, 16, 3, out);
    long before = instances("com.luciad.imageio.webp.WebPDecoderOptions");
    assertThat(before).isPositive();

    for (int i = 0; i < 500; i++) {
      WebpDecoder.decode(webp, 0, webp.length, 16, 16, 16, 3, out);
      assertThatThrownBy(() -> WebpDecoder.decode(broken, 0, broken.length, 16, 16, 16, 3, out))
          .isInstanceOf(DataFormatException.class);
    }

    assertThat(instances("com.luciad.imageio.webp.WebPDecoderOptions")).isLessThan(before + 10);
  }

  /// Objects of a class that are held.
  private static long instances(String name) throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(column -> column.length >= 4 && column[3].equals(name))
        .mapToLong(column -> Long.parseLong(column[1]))
        .sum();
  }

  @Test
  void aWebpOfAnotherSizeIsRefused() throws Exception {
    byte[] webp = stored("webp-3-lossy.tif");
    byte[] out = new byte[64 * 64 * 3];

    assertThatThrownBy(() -> WebpDecoder.decode(webp, 0, webp.length, 32, 16, 16, 3, out))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("16×16");
    assertThatThrownBy(() -> WebpDecoder.decode(webp, 0, webp.length, 16, 17, 32, 3, out))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> WebpDecoder.decode(webp, 0, webp.length / 2, 16, 16, 16, 3, out))
        .isInstanceOf(DataFormatException.class);
  }

  @Test
  void floatsOf24BitsAreThoseOfTheTechnicalNote() {
    assertThat(NarrowSamples.float24(0x3F_0000)).isEqualTo(1f);
    assertThat(NarrowSamples.float24(0xC0_0000)).isEqualTo(-2f);
    assertThat(NarrowSamples.float24(0x3F_8000)).isEqualTo(1.5f);
    assertThat(NarrowSamples.float24(0)).isEqualTo(0f);
    assertThat(NarrowSamples.float24(1)).isEqualTo((float) Math.scalb(1.0, -78));
    assertThat(NarrowSamples.float24(0x7F_0000)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(NarrowSamples.float24(0x7F_0001)).isNaN();
  }

  @Test
  void aJpegOfHundredsOfScansIsBroken() throws Exception {
    // Start, a progressive frame of 8 × 8 pixels and one component, and scans.
    byte[] head = {
      (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xC2, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0
    };
    for (int scans : new int[] {100, 101}) {
      byte[] stream = Arrays.copyOf(head, head.length + 2 * scans);
      for (int i = 0; i < scans; i++) {
        stream[head.length + 2 * i] = (byte) 0xFF;
        stream[head.length + 2 * i + 1] = (byte) 0xDA;
      }
      if (scans == 100) {
        assertThat(JpegFrame.find(stream, 0, stream.length).width()).isEqualTo(8);
      } else {
        assertThatThrownBy(() -> JpegFrame.find(stream, 0, stream.length))
            .isInstanceOf(DataFormatException.class)
            .hasMessageContaining("scans");
      }
    }
  }
}
