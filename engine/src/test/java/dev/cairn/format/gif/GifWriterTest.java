package dev.cairn.format.gif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.testing.Judge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GifWriterTest {
  @Test
  void pillowDecodesEveryPixelOfAnySizeAndPalette(@TempDir Path folder) throws IOException {
    Judge.requirePython("PIL");
    int n = 0;
    for (int colors :
        new int[] {1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 64, 65, 127, 128, 129, 255, 256}) {
      for (int[] size :
          new int[][] {{1, 1}, {1, 7}, {7, 1}, {3, 2}, {16, 16}, {61, 67}, {200, 150}}) {
        for (int spread : new int[] {1, colors}) {
          write(folder, n++, size[0], size[1], colors, spread);
        }
      }
    }
    write(folder, n++, 1000, 700, 256, 256);
    write(folder, n++, 1500, 900, 256, 2);

    var verdict =
        Judge.python(
            """
            import sys
            from PIL import Image, ImageSequence
            for n in range(int(sys.argv[2])):
                expected = open("%s/%d.rgba" % (sys.argv[1], n), "rb").read()
                image = Image.open("%s/%d.gif" % (sys.argv[1], n))
                found = b"".join(f.convert("RGBA").tobytes() for f in ImageSequence.Iterator(image))
                if found != expected:
                    print("differs:", n, image.size, len(found), len(expected))
            """,
            folder.toString(), Integer.toString(n));

    assertThat(verdict.output()).isEmpty();
    assertThat(verdict.exitCode()).isZero();
  }

  /// An animation of two frames with what Pillow should show. Runs of one index, whose length is
  /// about `colors / spread` squared, make strings short and long.
  private static void write(Path folder, int n, int width, int height, int colors, int spread)
      throws IOException {
    var random = new Random(n);
    int[] palette = new int[colors];
    for (int i = 0; i < colors; i++) {
      palette[i] = 0xFF00_0000 | random.nextInt(1 << 24);
    }
    if (n % 3 == 0) {
      palette[random.nextInt(colors)] = 0;
    }
    var options = new GifOptions(width, height, palette, 10, 0);
    var expected = new ByteArrayOutputStream();
    Path file = folder.resolve(n + ".gif");
    try (var writer = GifWriter.open(Files.newOutputStream(file), file.toString(), options)) {
      for (int frame = 0; frame < 2; frame++) {
        byte[] indices = new byte[width * height];
        int index = 0;
        for (int i = 0; i < indices.length; i++) {
          if (random.nextInt(1 + colors / spread) == 0) {
            index = random.nextInt(colors);
          }
          indices[i] = (byte) index;
          int color = palette[index];
          expected.write(color >> 16);
          expected.write(color >> 8);
          expected.write(color);
          expected.write(color >>> 24);
        }
        writer.write(indices);
      }
      writer.finish();
    }
    Files.write(folder.resolve(n + ".rgba"), expected.toByteArray());
  }

  @Test
  void gifsicleFindsFramesDelayLoopDisposalAndComment(@TempDir Path folder) throws IOException {
    Judge.require("gifsicle");
    Path file = folder.resolve("a.gif");
    var options = new GifOptions(5, 4, new int[] {0, 0xFF_FF0000, 0xFF_00FF00}, 16, 0);
    try (var writer = GifWriter.open(Files.newOutputStream(file), file.toString(), options)) {
      writer.comment("made by a test ".repeat(30));
      for (int i = 0; i < 3; i++) {
        writer.write(new byte[20]);
      }
      writer.finish();
      assertThat(writer.frames()).isEqualTo(3);
    }

    String told = Judge.run("gifsicle", "--info", file.toString()).output();

    assertThat(told)
        .contains("3 images", "logical screen 5x4", "global color table [4]", "loop forever")
        .contains("transparent 0", "disposal background delay 0.06s")
        .contains("made by a test made by")
        .doesNotContain("warning", "error");
  }

  @ParameterizedTest
  @CsvSource({"0, loop forever", "2, loop count 1", "5, loop count 4", "65535, loop count 65534"})
  void theNumberOfPlaysIsOneMoreThanTheRepeatsInTheFile(int loop, String told, @TempDir Path folder)
      throws IOException {
    Judge.require("gifsicle");
    Path file = folder.resolve("a.gif");
    Files.write(file, gif(new GifOptions(2, 2, new int[] {0xFF00_0000}, 16, loop), new byte[4]));

    assertThat(Judge.run("gifsicle", "--info", file.toString()).output()).contains(told);
  }

  @Test
  void whatPlaysOnceHasNoLoop(@TempDir Path folder) throws IOException {
    Judge.require("gifsicle");
    Path file = folder.resolve("a.gif");
    Files.write(file, gif(new GifOptions(2, 2, new int[] {0xFF00_0000}, 16, 1), new byte[4]));

    String told = Judge.run("gifsicle", "--info", file.toString()).output();

    assertThat(told).contains("1 image").doesNotContain("loop").doesNotContain("transparent");
  }

  @ParameterizedTest
  @CsvSource({"16, 6", "5, 20", "2, 50", "24, 4", "50, 2", "60, 2", "1, 100", "0.01, 10000"})
  void framesASecondAreRoundedToHundredths(double fps, int delay) {
    assertThat(new GifOptions(1, 1, new int[] {0xFF00_0000}, fps, 0).delay()).isEqualTo(delay);
  }

  @ParameterizedTest
  @CsvSource({
    "65536, 1, 16, 0",
    "1, 65536, 16, 0",
    "1, 1, 0, 0",
    "1, 1, -5, 0",
    "1, 1, 100, 0",
    "1, 1, NaN, 0",
    "1, 1, 0.001, 0",
    "1, 1, 16, -1",
    "1, 1, 16, 65536"
  })
  void whatGifCannotHoldIsRefused(int width, int height, double fps, int loop) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> new GifOptions(width, height, new int[] {0xFF00_0000}, fps, loop));
  }

  @Test
  void mistakesOfTheCallerAreFound() {
    var options = new GifOptions(2, 2, new int[] {0xFF00_0000, 0xFF_FFFFFF, 0xFF_0000FF}, 16, 0);
    var writer = GifWriter.open(new ByteArrayOutputStream(), "a.gif", options);

    assertThatIllegalArgumentException().isThrownBy(() -> writer.write(new byte[3]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.write(new byte[] {0, 1, 2, 3}))
        .withMessageContaining("pixel 3 has index 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GifOptions(1, 1, new int[] {0, 0}, 16, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new GifOptions(1, 1, new int[257], 16, 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> GifWriter.open(new ByteArrayOutputStream(), "b.gif", options).finish());
  }

  @Test
  void theSameFramesGiveTheSameBytesAndOnlyFinishWritesTheTrailer() {
    var options = new GifOptions(40, 30, new int[] {0, 0xFF_FF0000, 0xFF_00FF00}, 16, 0);
    byte[] indices = new byte[1200];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = (byte) (i * i % 3);
    }

    byte[] whole = gif(options, indices, indices);

    assertThat(gif(options, indices, indices)).isEqualTo(whole);
    assertThat(whole).endsWith((byte) 0, (byte) 0x3B);
    var unfinished = new ByteArrayOutputStream();
    try (var writer = GifWriter.open(unfinished, "a.gif", options)) {
      writer.write(indices);
      writer.write(indices);
    }
    assertThat(unfinished.size()).isEqualTo(whole.length - 1);
  }

  @Test
  void aFullDiskIsUnavailableAndNamesTheFile() {
    var full =
        new OutputStream() {
          private int room = 100_000;

          @Override
          public void write(int b) throws IOException {
            if (--room < 0) {
              throw new IOException("No space left on device");
            }
          }
        };
    int[] palette = new int[256];
    Arrays.setAll(palette, i -> 0xFF00_0000 | i);
    var writer = GifWriter.open(full, "/data/out.gif", new GifOptions(300, 300, palette, 16, 0));
    byte[] noise = new byte[90_000];
    new Random(1).nextBytes(noise);

    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(
            () -> {
              writer.write(noise);
              writer.write(noise);
            })
        .withMessageContaining("/data/out.gif")
        .withMessageContaining("No space left on device");
  }

  private static byte[] gif(GifOptions options, byte[]... frames) {
    var bytes = new ByteArrayOutputStream();
    try (var writer = GifWriter.open(bytes, "a.gif", options)) {
      for (byte[] frame : frames) {
        writer.write(frame);
      }
      writer.finish();
    }
    return bytes.toByteArray();
  }
}
