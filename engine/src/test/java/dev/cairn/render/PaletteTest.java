package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaletteTest {
  @Test
  void fewColoursAreKeptExactly() {
    Frame frame = frame(0xFF_102030, 0xFF_102031, 0, 0xFF_FFFFFF, 0xFF_000000, 0xFF_102030);

    Palette palette = palette(frame);

    assertThat(palette.argb()).hasSize(5).startsWith(0).doesNotHaveDuplicates();
    assertThat(shown(palette, frame)).isEqualTo(frame.argb());
  }

  @Test
  void withoutTransparentPixelsAllEntriesAreOpaque() {
    Palette palette = palette(frame(0xFF_000000, 0xFF_0000FF));

    assertThat(palette.argb()).containsExactly(0xFF_000000, 0xFF_0000FF);
    assertThatIllegalArgumentException().isThrownBy(() -> palette.index(frame(0)));
  }

  @Test
  void aColourMapWithALabelAndHolesLosesNextToNothing() {
    int[] pixels = Arrays.copyOf(ColorMap.of("viridis").argb(), 258);
    pixels[257] = 0xFF_FFFF00;
    Frame frame = frame(pixels);
    var builder = new PaletteBuilder();
    builder.add(frame);
    builder.keep(List.of(Rgb.WHITE, new Rgb(255, 255, 0)));

    Palette palette = builder.build(256);

    assertThat(palette.argb()).hasSize(256).contains(0, 0xFF_FFFFFF, 0xFF_FFFF00);
    int[] shown = shown(palette, frame);
    assertThat(shown[256]).isZero();
    assertThat(shown[257]).isEqualTo(0xFF_FFFF00);
    int changed = 0;
    for (int i = 0; i < 256; i++) {
      changed += shown[i] == pixels[i] ? 0 : 1;
      assertThat(difference(shown[i], pixels[i])).as("entry " + i).isLessThanOrEqualTo(2);
    }
    assertThat(changed).isBetween(1, 6); // three colours too many: three pairs of neighbours
  }

  @Test
  void manyColoursAreShownAsCloselyAsPillowsBestQuantiserDoes(@TempDir Path folder)
      throws IOException {
    Judge.requirePython("PIL", "numpy");
    Frame frame = landscape(300, 200, 1);
    byte[] rgb = new byte[3 * frame.argb().length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (frame.argb()[i / 3] >> (16 - 8 * (i % 3)));
    }
    Files.write(folder.resolve("rgb"), rgb);
    Palette palette = palette(frame);

    double ours = meanDifference(frame.argb(), shown(palette, frame));

    var verdict =
        Judge.python(
            """
            import sys
            import numpy
            from PIL import Image
            a = numpy.fromfile(sys.argv[1], "u1").reshape(200, 300, 3)
            q = Image.fromarray(a).quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=5, dither=0)
            print(numpy.abs(numpy.asarray(q.convert("RGB")).astype(int) - a).mean())
            """,
            folder.resolve("rgb").toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    double theirs = Double.parseDouble(verdict.output().strip());
    assertThat(ours).as("mean absolute difference, Pillow's is " + theirs).isLessThan(1.1 * theirs);
  }

  @Test
  void thePaletteDoesNotDependOnTheOrderOfFramesNorOnWhoCountedThem() {
    for (int colors : new int[] {100, 1000, 100_000}) {
      List<Frame> frames = new ArrayList<>();
      for (int seed = 0; seed < 5; seed++) {
        frames.add(seed == 2 ? frame(new int[50]) : noise(colors, seed));
      }
      var inOrder = new PaletteBuilder();
      frames.forEach(inOrder::add);
      var reversed = new PaletteBuilder();
      frames.reversed().forEach(reversed::add);
      var split = new PaletteBuilder();
      for (Frame frame : frames) {
        var alone = new PaletteBuilder();
        alone.add(frame);
        split.merge(alone);
      }

      Palette expected = inOrder.build(256);

      assertThat(expected.argb()).hasSizeBetween(100, 256);
      for (Palette other : List.of(reversed.build(256), split.build(256))) {
        assertThat(other.argb()).isEqualTo(expected.argb());
        for (Frame frame : frames) {
          assertThat(other.index(frame)).isEqualTo(expected.index(frame));
        }
      }
    }
  }

  @Test
  void coloursToKeepAreThereExactlyAmongManyOthers() {
    var builder = new PaletteBuilder();
    builder.add(landscape(200, 100, 3));
    builder.keep(List.of(new Rgb(250, 0, 250), new Rgb(251, 0, 250)));

    Palette palette = builder.build(64);

    assertThat(palette.argb()).hasSizeLessThanOrEqualTo(64).contains(0xFF_FA00FA, 0xFF_FB00FA);
    Frame label = frame(0xFF_FA00FA, 0xFF_FB00FA);
    assertThat(shown(palette, label)).isEqualTo(label.argb());
  }

  @Test
  void aColourThatNoFrameHadGoesToTheNearestEntry() {
    Palette few = palette(frame(0xFF_000000, 0xFF_FF0000));
    Palette many = palette(landscape(200, 100, 5));

    assertThat(shown(few, frame(0xFF_C01010))).containsExactly(0xFF_FF0000);
    int magenta = shown(many, frame(0xFF_FF00FF))[0];
    for (int color : many.argb()) {
      assertThat(distance(magenta, 0xFF_FF00FF)).isLessThanOrEqualTo(distance(color, 0xFF_FF00FF));
    }
  }

  @Test
  void everyColourHasTheNearestEntryWithinItsCell() {
    Frame frame = landscape(200, 100, 4);
    Palette palette = palette(frame);
    int[] argb = palette.argb();

    int[] shown = shown(palette, frame);

    for (int i = 0; i < shown.length; i += 37) {
      double least = Double.POSITIVE_INFINITY;
      for (int color : argb) {
        least = Math.min(least, distance(color, frame.argb()[i]));
      }
      // The mean of a cell lies at most 3 levels a channel from each of its colours.
      assertThat(distance(shown[i], frame.argb()[i]))
          .isLessThanOrEqualTo(least + 2 * Math.sqrt(27));
    }
  }

  @Test
  void aPaletteTooSmallForWhatItMustHoldIsTheCallersMistake() {
    var builder = new PaletteBuilder();
    builder.keep(List.of(Rgb.WHITE, Rgb.BLACK));

    assertThatIllegalArgumentException().isThrownBy(() -> builder.build(2));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.build(257));
    assertThat(builder.build(256).argb()).containsExactly(0xFF_000000, 0xFF_FFFFFF);
  }

  private static Palette palette(Frame frame) {
    var builder = new PaletteBuilder();
    builder.add(frame);
    return builder.build(256);
  }

  private static Frame frame(int... argb) {
    return new Frame(argb.length, 1, argb);
  }

  private static Frame noise(int colors, int seed) {
    var random = new Random(42);
    int[] choice = new int[colors];
    for (int i = 0; i < colors; i++) {
      choice[i] = 0xFF00_0000 | random.nextInt(1 << 24);
    }
    var pick = new Random(seed);
    int[] argb = new int[10_000];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = choice[pick.nextInt(colors)];
    }
    return frame(argb);
  }

  /// Smooth colours with noise, as land has them.
  private static Frame landscape(int width, int height, int seed) {
    var random = new Random(seed);
    int[] argb = new int[width * height];
    for (int i = 0; i < argb.length; i++) {
      double x = (double) (i % width) / width;
      double y = (double) i / width / height;
      int red = level(120 + 90 * Math.sin(5 * x + 2 * y) + 6 * random.nextGaussian());
      int green = level(110 + 80 * Math.cos(4 * y - x) + 6 * random.nextGaussian());
      int blue = level(90 + 50 * Math.sin(7 * x * y) + 6 * random.nextGaussian());
      argb[i] = 0xFF00_0000 | red << 16 | green << 8 | blue;
    }
    return new Frame(width, height, argb);
  }

  private static int level(double value) {
    return (int) Math.clamp(value, 0, 255);
  }

  private static int[] shown(Palette palette, Frame frame) {
    int[] colors = palette.argb();
    byte[] entries = palette.index(frame);
    int[] shown = new int[entries.length];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = colors[entries[i] & 0xFF];
    }
    return shown;
  }

  private static int difference(int a, int b) {
    int most = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      most = Math.max(most, Math.abs((a >> shift & 0xFF) - (b >> shift & 0xFF)));
    }
    return most;
  }

  private static double distance(int a, int b) {
    double sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      double d = (a >> shift & 0xFF) - (b >> shift & 0xFF);
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  private static double meanDifference(int[] a, int[] b) {
    long sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int shift = 0; shift < 24; shift += 8) {
        sum += Math.abs((a[i] >> shift & 0xFF) - (b[i] >> shift & 0xFF));
      }
    }
    return (double) sum / a.length / 3;
  }
}
