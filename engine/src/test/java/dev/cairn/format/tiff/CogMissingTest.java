package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How files tell which pixels hold a value, where bands do not agree about it and where a codec
/// cannot tell.
class CogMissingTest {
  private static final GeoBox GRID =
      new GeoBox(40, 30, Affine.northUp(500_000, 5_000_000, 10, 10), Crs.epsg(32633));

  @TempDir Path folder;

  private static CogImage image(int bands, Stated<Double> nodata) {
    var all = new ArrayList<OutputBand>();
    for (int b = 0; b < bands; b++) {
      all.add(new OutputBand("b" + b, Scaling.IDENTITY, OutputBand.of("b").color()));
    }
    return CogImage.of(GRID, DType.UINT8, nodata, all);
  }

  /// A band of one value that lacks some columns.
  private static Raster band(int value, int from, int to) {
    byte[] samples = new byte[(int) GRID.pixels()];
    Arrays.fill(samples, (byte) value);
    Validity valid = Validity.all(samples.length);
    for (int row = 0; row < GRID.height(); row++) {
      for (int col = from; col < to; col++) {
        valid.clear(row * GRID.width() + col);
      }
    }
    return new Raster(GRID.width(), GRID.height(), new Samples.UInt8(samples), valid);
  }

  private Path write(CogImage image, CogOptions options, List<Raster> bands)
      throws InterruptedException {
    Path file = folder.resolve("x.tif");
    try (var writer = CogWriter.create(file, image, options)) {
      writer.write(GRID.window(), GRID.window(), bands);
      writer.finish();
    }
    return file;
  }

  @Test
  void aMaskThatNobodyAskedForTakesNoBandsValues() {
    List<Raster> bands = List.of(band(7, 0, 10), band(9, 5, 20));
    assertThatThrownBy(() -> write(image(2, Stated.silent()), CogOptions.DEFAULT, bands))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("--nodata");
    assertThat(Files.exists(folder.resolve("x.tif"))).isFalse();
  }

  @Test
  void bandsThatAgreeOrHaveANoDataValueAreWritten() throws InterruptedException {
    write(image(2, Stated.silent()), CogOptions.DEFAULT, List.of(band(7, 3, 9), band(9, 3, 9)));
    assertThat(Files.exists(folder.resolve("x.tif"))).isTrue();
    var other = folder.resolve("x.tif").toFile();
    assertThat(other.delete()).isTrue();
    write(image(2, Stated.as(0.0)), CogOptions.DEFAULT, List.of(band(7, 0, 10), band(9, 5, 20)));
    assertThat(other.delete()).isTrue();
    CogImage asked = image(2, Stated.silent()).withMissing(CogImage.Missing.MASK);
    write(asked, CogOptions.DEFAULT, List.of(band(7, 0, 10), band(9, 5, 20)));
    assertThat(other).exists();
  }

  @Test
  void alphaIsRefusedWhereTheCodecBlursItOrHasNoPlaceForIt() {
    for (int bands = 1; bands <= 3; bands++) {
      CogImage alpha = image(bands, Stated.silent()).withMissing(CogImage.Missing.ALPHA);
      CogOptions plain = CogOptions.DEFAULT.withLayout(CogOptions.Layout.TILED);
      var all = new ArrayList<Raster>();
      for (int b = 0; b < bands; b++) {
        all.add(band(7, 3, 9));
      }
      for (CogOptions.Interleave interleave : CogOptions.Interleave.values()) {
        assertThatThrownBy(
                () ->
                    write(
                        alpha,
                        plain.withInterleave(interleave).withCodec(Codec.parse("jpeg")),
                        all))
            .as(bands + " " + interleave)
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining("alpha");
      }
      if (bands < 3) {
        assertThatThrownBy(() -> write(alpha, plain.withCodec(Codec.parse("webp_lossless")), all))
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining("three bands");
      }
    }
  }
}
