package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cairn.format.gif.GifOptions;
import dev.cairn.format.gif.GifWriter;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames against what GeoGIF 0.3 computed from the same arrays: before the palette, and after it
/// as Pillow decodes them.
class GeoGifTruthTest {
  /// The ranges are those that `truth/index.json` states, or that the case's call gives.
  private static final String CASES =
      """
      rgb-robust,             745,                 6668,               none
      rgb-minmax,             577,                 2230,               none
      rgb-vminmax,            0,                   3000,               none
      ndvi-viridis,           0.2137077611684799,  0.7736294281482696, viridis
      ndvi-rdylgn-vminmax,    -0.2,                0.9,                RdYlGn
      s2-dates,               157,                 1464.9199999999983, none
      s2-date-ll,             146,                 1467.4399999999987, none
      """;

  @ParameterizedTest(name = "{0}")
  @CsvSource(textBlock = CASES)
  void framesBeforeThePaletteAreGeoGifsWithinOneLevel(
      String id, double vmin, double vmax, String map) throws IOException {
    List<Frame> frames = frames(id, vmin, vmax, map);

    Npy truth = truth(id + "-stretch");

    assertEquals(truth.size(0), frames.size());
    for (int t = 0; t < frames.size(); t++) {
      int[] argb = frames.get(t).argb();
      for (int i = 0; i < argb.length; i++) {
        int at = 4 * (t * argb.length + i);
        String pixel = "frame " + t + " pixel " + i;
        assertEquals(truth.data().get(at + 3) & 0xFF, argb[i] >>> 24, pixel + " alpha");
        for (int c = 0; c < 3 && argb[i] != 0; c++) {
          int expected = truth.data().get(at + c) & 0xFF;
          int found = argb[i] >> (16 - 8 * c) & 0xFF;
          if (Math.abs(expected - found) > 1) {
            assertEquals(expected, found, pixel + " channel " + c);
          }
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(textBlock = CASES)
  void framesAfterThePaletteDifferByLessThanFourLevelsOnAverage(
      String id, double vmin, double vmax, String map, @TempDir Path folder) throws IOException {
    Judge.requirePython("PIL");
    List<Frame> frames = frames(id, vmin, vmax, map);
    var colors = new PaletteBuilder();
    frames.forEach(colors::add);
    Palette palette = colors.build(256);
    Path gif = folder.resolve("truth.gif");
    var options =
        new GifOptions(
            frames.getFirst().width(), frames.getFirst().height(), palette.argb(), 16, 0);
    try (var writer = GifWriter.open(Files.newOutputStream(gif), gif.toString(), options)) {
      frames.forEach(f -> writer.write(palette.index(f)));
      writer.finish();
    }

    byte[] decoded = decode(gif, folder.resolve("decoded"));

    Npy truth = truth(id + "-stretch");
    assertEquals(truth.data().remaining(), decoded.length);
    long difference = 0;
    long levels = 0;
    for (int i = 0; i < decoded.length; i += 4) {
      assertEquals(truth.data().get(i + 3), decoded[i + 3], "alpha of pixel " + i / 4);
      if (decoded[i + 3] != 0) {
        for (int c = 0; c < 3; c++) {
          difference += Math.abs((truth.data().get(i + c) & 0xFF) - (decoded[i + c] & 0xFF));
          levels++;
        }
      }
    }
    assertThat((double) difference / levels).as("mean absolute difference").isLessThanOrEqualTo(4);
  }

  private static List<Frame> frames(String id, double vmin, double vmax, String map)
      throws IOException {
    Npy input = truth(id + "-input");
    int bands = input.shape().length == 4 ? input.size(1) : 1;
    int height = input.size(-2);
    int width = input.size(-1);
    Coloring coloring = map.equals("none") ? Coloring.of(bands) : Coloring.of(bands, map);
    var painter = new Painter(new Stretch.Range(vmin, vmax), coloring);
    var frames = new ArrayList<Frame>();
    for (int t = 0; t < input.size(0); t++) {
      var rasters = new ArrayList<Raster>();
      for (int b = 0; b < bands; b++) {
        float[] values = new float[height * width];
        Validity valid = Validity.none(values.length);
        for (int i = 0; i < values.length; i++) {
          values[i] = input.data().getFloat(4 * ((t * bands + b) * values.length + i));
          if (!Float.isNaN(values[i])) {
            valid.set(i);
          }
        }
        rasters.add(new Raster(width, height, new Samples.Float32(values), valid));
      }
      frames.add(painter.paint(rasters));
    }
    return frames;
  }

  private static Npy truth(String name) throws IOException {
    return Npy.read(Fixtures.require("truth/geogif-" + name + ".npy"));
  }

  /// All frames as Pillow shows them, RGBA.
  private static byte[] decode(Path gif, Path target) throws IOException {
    var verdict =
        Judge.python(
            """
            import sys
            from PIL import Image, ImageSequence
            with open(sys.argv[2], "wb") as out:
                for frame in ImageSequence.Iterator(Image.open(sys.argv[1])):
                    out.write(frame.convert("RGBA").tobytes())
            """,
            gif.toString(),
            target.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    return Files.readAllBytes(target);
  }
}
