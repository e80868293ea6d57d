package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.List;

/// Makes the validity of a tile's pixels of a mask or of a transparent band. Stateless.
final class TileValidity {
  private TileValidity() {}

  /// Valid where a sample of the same tile is not 0: GDAL's rule for transparency.
  static Validity ofAlpha(Samples alpha) {
    int n = alpha.length();
    Validity valid = Validity.none(n);
    switch (alpha) {
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
      default -> throw new IllegalStateException("transparency of " + alpha.dtype());
    }
    return valid;
  }

  /// Valid where the mask is not 0. A mask of another size than the image is looked up by nearest
  /// neighbour.
  ///
  /// @param tile window of the tile in its image
  /// @param pixels of the tile, those behind the image's edge among them, which stay invalid
  /// @param blocks the mask's, which cover the window
  /// @param masks their samples, rows of the mask's tiles
  static Validity ofMask(
      PixelWindow tile,
      ImageLayout image,
      int pixels,
      ImageLayout mask,
      List<Block> blocks,
      List<Samples> masks) {
    int width = image.width();
    int height = image.height();
    int stride = image.tileWidth();
    Validity valid = Validity.none(pixels);
    for (int b = 0; b < blocks.size(); b++) {
      PixelWindow piece = blocks.get(b).window();
      byte[] v = ((Samples.UInt8) masks.get(b)).v();
      int left = firstOn(piece.col(), width, mask.width());
      int right = firstOn(piece.colEnd(), width, mask.width());
      int top = firstOn(piece.row(), height, mask.height());
      int bottom = firstOn(piece.rowEnd(), height, mask.height());
      for (int y = Math.max(top, tile.row()); y < Math.min(bottom, tile.rowEnd()); y++) {
        int line = (on(y, height, mask.height()) - piece.row()) * mask.tileWidth() - piece.col();
        int to = (y - tile.row()) * stride - tile.col();
        for (int x = Math.max(left, tile.col()); x < Math.min(right, tile.colEnd()); x++) {
          if (v[line + on(x, width, mask.width())] != 0) {
            valid.set(to + x);
          }
        }
      }
    }
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
