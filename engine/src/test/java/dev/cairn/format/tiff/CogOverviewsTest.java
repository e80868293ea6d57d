package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.format.tiff.CogImage.Missing;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CogOverviewsTest {
  private static final List<Resampling> METHODS =
      Arrays.stream(Resampling.values()).filter(r -> r != Resampling.SUM).toList();

  @TempDir Path folder;

  @Test
  void everyMethodIsGdalsWhereGdalHasIt() throws Exception {
    Judge.requirePython("osgeo", "numpy");
    int count = 0;
    for (Resampling method : METHODS) {
      for (DType dtype : List.of(DType.UINT8, DType.UINT16, DType.INT16, DType.FLOAT32)) {
        for (String missing : List.of("none", "nodata", "mask")) {
          CogOptions options =
              CogOptions.DEFAULT.withBlockSize(count % 2 == 0 ? 16 : 64).withOverviews(method);
          Stated<Double> nodata =
              missing.equals("nodata") ? Stated.as(dtype.isSigned() ? -7.0 : 0.0) : Stated.silent();
          CogImage image =
              CogWriterTest.image(dtype, nodata, 208, 160, 1)
                  .withMissing(missing.equals("mask") ? Missing.MASK : Missing.NO_DATA);
          CogWriterTest.writeAll(
              folder.resolve(method + "-" + dtype + "-" + missing + ".tif"),
              image,
              options,
              CogHeader.CLASSIC_LIMIT,
              picture(dtype, 208, 160, !missing.equals("none")));
          count++;
        }
      }
    }

    Judge.Verdict verdict =
        Judge.run(
            "/usr/bin/python3",
            Fixtures.root().resolve("engine/src/test/python/judge_overviews.py").toString(),
            folder.toString());

    assertThat(verdict.output()).isEqualTo("ok " + count + " files\n");
  }

  @Test
  void aSumIsNoOverview() {
    assertThatThrownBy(() -> CogOptions.DEFAULT.withOverviews(Resampling.SUM))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("overviews by sum");
  }

  @Test
  void ofTilesThatWaitForTheirNeighboursOnlyRimsAreHeld() {
    CogImage image = CogWriterTest.image(DType.UINT16, Stated.as(0.0), 4 * 256, 4 * 256, 1);
    CogOptions options = CogOptions.DEFAULT.withBlockSize(256).withOverviews(Resampling.LANCZOS);
    long tile = CogWriter.openTileBytes(image, options);
    Raster raster = picture(DType.UINT16, 256, 256, false);
    try (CogWriter writer = CogWriter.create(folder.resolve("a.tif"), image, options)) {
      for (int i = 0; i < 4; i++) {
        writer.write(0, new PixelWindow(i * 256, 0, 256, 256), raster);
      }
      // Two tiles of the overview are open, and four strips of 12 pixels of each of the four.
      assertThat(writer.openBytes()).isBetween(2 * tile, 2 * tile + 4 * tile / 4);
      for (int i = 4; i < 16; i++) {
        writer.write(0, new PixelWindow(i % 4 * 256, i / 4 * 256, 256, 256), raster);
      }
      assertThat(writer.openBytes()).isZero();
    }
  }

  /// Slopes, edges and a little noise, with lakes of no value.
  private static Raster picture(DType dtype, int width, int height, boolean lakes) {
    var random = new Random(5);
    int n = width * height;
    Samples samples = Samples.allocate(dtype, n);
    Validity valid = Validity.all(n);
    for (int i = 0; i < n; i++) {
      int x = i % width;
      int y = i / width;
      double v = 30 + x * 0.4 + y * 0.3 + ((x / 23 + y / 17) % 2) * 40 + random.nextInt(9);
      Pixels.set(samples, i, dtype.isFloating() ? v + random.nextDouble() : Math.rint(v));
      if (lakes && ((x - 60) * (x - 60) + (y - 50) * (y - 50) < 700 || random.nextInt(997) == 0)) {
        valid.clear(i);
      }
    }
    return new Raster(width, height, samples, valid);
  }
}
