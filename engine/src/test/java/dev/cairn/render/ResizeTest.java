package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizeTest {
  @ParameterizedTest(name = "{0}×{1} to {2}×{3}")
  @CsvSource({
    "7, 5, 3, 2",
    "12, 8, 4, 4",
    "3, 2, 7, 5",
    "5, 4, 10, 12",
    "9, 9, 8, 8",
    "4, 3, 1, 1"
  })
  void aPixelIsTheMeanOfTheValidAreaItCovers(
      int width, int height, int toWidth, int toHeight, @TempDir Path folder) throws IOException {
    Judge.requirePython("numpy");
    Raster source = holed(width, height);
    ByteBuffer bytes = ByteBuffer.allocate(4 * source.pixels()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < source.pixels(); i++) {
      bytes.putFloat(source.valid().get(i) ? (float) source.samples().at(i) : Float.NaN);
    }
    Files.write(folder.resolve("source"), bytes.array());

    Raster resized = new Resize(toWidth, toHeight).apply(source);

    // Each source pixel is repeated so often that targets are whole blocks, which numpy averages.
    var verdict =
        Judge.python(
            """
            import sys
            import numpy
            folder, w, h, tw, th = sys.argv[1], *map(int, sys.argv[2:])
            a = numpy.fromfile(folder + "/source", "<f4").reshape(h, w).astype("f8")
            blocks = a.repeat(th, 0).repeat(tw, 1).reshape(th, h, tw, w).transpose(0, 2, 1, 3).reshape(th, tw, -1)
            valid = numpy.isfinite(blocks)
            mean = numpy.nansum(blocks, -1) / numpy.maximum(valid.sum(-1), 1)
            mean[valid.mean(-1) < 0.5] = numpy.nan
            mean.astype("<f4").tofile(folder + "/target")
            """,
            folder.toString(),
            Integer.toString(width),
            Integer.toString(height),
            Integer.toString(toWidth),
            Integer.toString(toHeight));
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("target")))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(resized.width()).isEqualTo(toWidth);
    assertThat(resized.pixels()).isEqualTo(expected.remaining() / 4);
    for (int i = 0; i < resized.pixels(); i++) {
      float value = expected.getFloat(4 * i);
      assertThat(resized.valid().get(i)).as("validity of " + i).isEqualTo(!Float.isNaN(value));
      if (resized.valid().get(i)) {
        assertThat(resized.samples().at(i)).isCloseTo(value, within(1e-4)); // float32 of 0 to 1000
      }
    }
  }

  @Test
  void theSameSizeIsTheSameRaster() {
    Raster source = holed(6, 4);

    assertThat(Resize.toWidth(6, 6, 4).apply(source)).isSameAs(source);
  }

  @Test
  void theHeightFollowsTheShapeAndIsNeverNothing() {
    assertThat(Resize.toWidth(300, 934, 723)).isEqualTo(new Resize(300, 232));
    assertThat(Resize.toWidth(1, 5000, 3)).isEqualTo(new Resize(1, 1));
    assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> Resize.toWidth(0, 10, 10));
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Resize.toWidth(2_000_000_000, 10, 10));
  }

  private static Raster holed(int width, int height) {
    var random = new Random(7L * width + height);
    float[] values = new float[width * height];
    Validity valid = Validity.none(values.length);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 1000;
      if (random.nextInt(3) != 0) {
        valid.set(i);
      }
    }
    return new Raster(width, height, new Samples.Float32(values), valid);
  }
}
