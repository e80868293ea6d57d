package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.NoDataFill;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;

/// A tile that still misses pixels: its samples, one `(y, x)` plane of `block × block` a band, and
/// which of them have come. Pixels beyond the image's edge are no-data (0 where there is none). By
/// one thread at a time: callers lock it.
final class CogTile {
  /// Where the tile lies in its level, the part of it that is inside the image.
  final PixelWindow window;

  final Samples[] planes;
  private final int block;
  private final long[] come;
  private long missing;

  CogTile(PixelWindow window, int block, int bands, DType dtype, Stated<Double> nodata) {
    this.window = window;
    this.block = block;
    int pixels = block * block;
    planes = new Samples[bands];
    for (int b = 0; b < bands; b++) {
      planes[b] = Samples.allocate(dtype, pixels);
      if (nodata instanceof Stated.As<Double>(Double value)) {
        NoDataFill.fill(planes[b], 0, pixels, value);
      }
    }
    come = new long[Math.toIntExact(((long) pixels * bands + 63) >> 6)];
    missing = window.pixels() * bands;
  }

  /// Heap bytes of a tile's samples and flags.
  static long bytes(int block, int bands, DType dtype) {
    long pixels = (long) block * block * bands;
    return pixels * dtype.bytes() + (pixels + 63) / 64 * 8;
  }

  boolean isComplete() {
    return missing == 0;
  }

  long missing() {
    return missing;
  }

  /// Takes the part of a raster that lies in this tile.
  ///
  /// @param at where the raster lies in the level
  /// @return whether it was the last to come
  boolean put(int band, PixelWindow at, Raster raster, Stated<Double> nodata) {
    PixelWindow part = window.intersection(at).orElseThrow();
    int col = part.col() - window.col();
    int row = part.row() - window.row();
    claim(band, col, row, part.width(), part.height());
    Samples plane = planes[band];
    int from = (part.row() - at.row()) * raster.width() + part.col() - at.col();
    raster
        .samples()
        .copyRect(
            from, raster.width(), plane, row * block + col, block, part.width(), part.height());
    if (nodata instanceof Stated.As<Double>(Double value)) {
      for (int y = 0; y < part.height(); y++) {
        NoDataFill.tellApart(
            plane,
            (row + y) * block + col,
            part.width(),
            raster.valid(),
            from + y * raster.width(),
            value);
      }
    }
    return isComplete();
  }

  /// Marks pixels of a band as come.
  ///
  /// @throws IllegalArgumentException where one has come before
  void claim(int band, int col, int row, int width, int height) {
    int first = (band * block + row) * block + col;
    for (int y = 0; y < height; y++, first += block) {
      claim(first, first + width);
    }
    missing -= (long) width * height;
  }

  private void claim(int from, int to) {
    for (int i = from; i < to; ) {
      int n = Math.min(to - i, 64 - (i & 63));
      long run = -1L >>> (64 - n) << i;
      if ((come[i >> 6] & run) != 0) {
        throw new IllegalArgumentException(
            "a pixel was written twice in the tile at column "
                + window.col()
                + ", row "
                + window.row());
      }
      come[i >> 6] |= run;
      i += n;
    }
  }
}
