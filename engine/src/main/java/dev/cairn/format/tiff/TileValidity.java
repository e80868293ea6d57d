package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;

/// The validity of a tile's pixels as a mask has it, made piece by piece; and that of the pixels of
/// masks themselves. A mask of another size than the image is looked up by nearest neighbour. For
/// one thread.
final class TileValidity {
  private final PixelWindow tile;
  private final ImageLayout image;
  private final ImageLayout mask;
  private Validity valid;

  /// No pixel valid yet.
  ///
  /// @param tile window of the tile in its image
  /// @param pixels of the tile, those behind the image's edge among them, which stay invalid
  TileValidity(PixelWindow tile, ImageLayout image, int pixels, ImageLayout mask) {
    this.tile = tile;
    this.image = image;
    this.mask = mask;
    this.valid = Validity.none(pixels);
  }

  /// Valid where a sample is not 0: GDAL's rule for masks and transparency.
  static Validity notZero(Samples samples) {
    int n = samples.length();
    Validity valid = Validity.none(n);
    switch (samples) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < n; i++) {
          if (v[i] != 0) {
            valid.set(i);
          }
        }
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < n; i++) {
          if (v[i] != 0) {
            valid.set(i);
          }
        }
      }
      default -> throw new IllegalStateException("transparency of " + samples.dtype());
    }
    return valid;
  }

  /// Valid where a band's sample is not its no-data value; NaN never is.
  static Validity notNodata(Samples samples, double nodata) {
    Validity valid = Validity.none(samples.length());
    NoData.markValid(samples, Stated.as(nodata), 0, samples.length(), valid, 0);
    return valid;
  }

  /// Makes valid what a block of the mask says.
  ///
  /// @param says its pixels that are not 0, rows of the mask's tiles
  void add(Block block, Validity says) {
    PixelWindow piece = block.window();
    int width = image.width();
    int height = image.height();
    int stride = image.tileWidth();
    if (piece.equals(tile)
        && width == mask.width()
        && height == mask.height()
        && stride == mask.tileWidth()) {
      valid = says; // pixel by pixel, as in a COG; what lies behind the image's edge is nobody's
      return;
    }
    int left = firstOn(piece.col(), width, mask.width());
    int right = firstOn(piece.colEnd(), width, mask.width());
    int top = firstOn(piece.row(), height, mask.height());
    int bottom = firstOn(piece.rowEnd(), height, mask.height());
    for (int y = Math.max(top, tile.row()); y < Math.min(bottom, tile.rowEnd()); y++) {
      int line = (on(y, height, mask.height()) - piece.row()) * mask.tileWidth() - piece.col();
      int to = (y - tile.row()) * stride - tile.col();
      for (int x = Math.max(left, tile.col()); x < Math.min(right, tile.colEnd()); x++) {
        if (says.get(line + on(x, width, mask.width()))) {
          valid.set(to + x);
        }
      }
    }
  }

  /// What the pieces together say. Not to be written to: a piece may be the whole of it.
  Validity valid() {
    return valid;
  }

  /// The mask's pixels under a window of the image.
  static PixelWindow under(PixelWindow window, ImageLayout image, ImageLayout mask) {
    int left = on(window.col(), image.width(), mask.width());
    int right = on(window.colEnd() - 1, image.width(), mask.width());
    int top = on(window.row(), image.height(), mask.height());
    int bottom = on(window.rowEnd() - 1, image.height(), mask.height());
    return new PixelWindow(left, top, right - left + 1, bottom - top + 1);
  }

  /// The mask's pixel under the centre of pixel `i`.
  private static int on(int i, int size, int maskSize) {
    return size == maskSize ? i : (int) ((2L * i + 1) * maskSize / (2L * size));
  }

  /// The first pixel whose centre lies on the mask's pixel `m` or behind it.
  private static int firstOn(int m, int size, int maskSize) {
    if (size == maskSize) {
      return m;
    }
    int i = (int) Math.max(0, (long) m * size / maskSize - 1);
    while (i < size && on(i, size, maskSize) < m) {
      i++;
    }
    return i;
  }
}
