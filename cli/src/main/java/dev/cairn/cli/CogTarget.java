package dev.cairn.cli;

import dev.cairn.cli.demo.RasterTarget;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.format.tiff.CogWriter;
import dev.cairn.format.tiff.Compression;
import dev.cairn.format.tiff.OutputBand;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.store.NewFile;
import java.util.List;

/// Writes the demonstration's rasters as COGs, lightly compressed: the world is made in a moment
/// and read once.
final class CogTarget implements RasterTarget {
  private static final int LEVEL = 1;

  @Override
  public void write(Layer layer) throws InterruptedException {
    var grid = layer.grid();
    Stated<Double> nodata = Stated.as((double) layer.nodata());
    var image = CogImage.of(grid, layer.samples().dtype(), nodata, List.of(OutputBand.of("")));
    var options =
        CogOptions.DEFAULT
            .withCompression(Compression.DEFLATE, LEVEL)
            .withExisting(NewFile.Existing.REPLACE)
            .withOverviews(
                switch (layer.content()) {
                  case MEASURES -> Resampling.AVERAGE;
                  case CODES -> Resampling.NEAREST;
                });
    try (CogWriter writer = CogWriter.create(layer.file(), image, options)) {
      int pixels = Math.toIntExact(grid.pixels());
      Validity valid = Validity.none(pixels);
      NoData.markValid(layer.samples(), nodata, 0, pixels, valid, 0);
      writer.write(
          0, grid.window(), new Raster(grid.width(), grid.height(), layer.samples(), valid));
      writer.finish();
    }
  }
}
