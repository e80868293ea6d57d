package dev.cairn.focal;

import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import dev.cairn.store.FileStore;
import java.nio.file.Path;
import java.util.List;

/// Elevations of files.
final class Dems {
  private Dems() {}

  /// A window of a file's first band.
  static Raster read(Path file, PixelWindow window) throws InterruptedException {
    Tiff tiff = Tiff.open(new FileStore(), file.toUri());
    RasterHeader.BandHeader band = tiff.header().bands().getFirst();
    int pixels = (int) window.pixels();
    Samples samples = Samples.allocate(band.dtype(), pixels);
    List<Block> blocks = tiff.blocks(0, 0, window);
    List<FetchedBlock> fetched = tiff.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      PixelWindow from = blocks.get(i).window();
      PixelWindow common = from.intersection(window).orElseThrow();
      DecodedBlock decoded = tiff.decode(blocks.get(i), fetched.get(i));
      decoded
          .band(0)
          .copyRect(
              (common.row() - from.row()) * decoded.stride() + common.col() - from.col(),
              decoded.stride(),
              samples,
              (common.row() - window.row()) * window.width() + common.col() - window.col(),
              window.width(),
              common.width(),
              common.height());
    }
    Validity valid = Validity.none(pixels);
    NoData.markValid(samples, band.nodata(), 0, pixels, valid, 0);
    return new Raster(window.width(), window.height(), samples, valid);
  }
}
