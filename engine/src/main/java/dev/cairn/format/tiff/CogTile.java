package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.NoDataFill;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;

/// A tile that still misses pixels: its samples, one `(y, x)` plane a band, and which of them have
/// come. Pixels beyond the image's edge are no-data (0 where there is none). By one thread at a
/// time: callers lock it until it is complete, and only read it then.
final class CogTile {
  /// Where the tile lies in its level, the part of it that is inside the image.
  final PixelWindow window;

  /// Samples from a row to the next.
  final int stride;

  final Samples[] planes;

  /// Which pixels hold a value, where samples do not tell; all of those beyond the edge.
  final Validity bits;

  /// Which pixels hold a value in any band, where a mask for all of them came unasked.
  private final Validity some;

  private final CogImage image;
  private final long[] come;
  private long missing;

  /// @param stride pixels of a row, those beyond the edge among them
  /// @param rows likewise
  CogTile(PixelWindow window, int stride, int rows, CogImage image) {
    this.window = window;
    this.stride = stride;
    this.image = image;
    int pixels = Math.multiplyExact(stride, rows);
    int bands = image.bands().size();
    planes = new Samples[bands];
    for (int b = 0; b < bands; b++) {
      planes[b] = Samples.allocate(image.dtype(), pixels);
      if (image.nodata() instanceof Stated.As<Double>(Double value) && value != 0) {
        NoDataFill.fill(planes[b], 0, pixels, value);
      }
    }
    bits = Validity.all(image.hasBits() ? pixels : 0);
    some = Validity.none(isMaskUnasked(image) ? pixels : 0);
    come = new long[Math.toIntExact(((long) pixels * bands + 63) >> 6)];
    missing = window.pixels() * bands;
  }

  private static boolean isMaskUnasked(CogImage image) {
    return image.hasBits()
        && image.missing() == CogImage.Missing.NO_DATA
        && image.bands().size() > 1;
  }

  /// Heap bytes of a tile's samples and flags.
  static long bytes(long pixels, CogImage image) {
    long samples = pixels * image.bands().size();
    return samples * image.dtype().bytes()
        + (samples + 63) / 64 * 8
        + (image.hasBits() ? (pixels + 63) / 64 * 8 : 0)
        + (isMaskUnasked(image) ? (pixels + 63) / 64 * 8 : 0);
  }

  /// A copy of a part of a complete tile.
  CogTile part(PixelWindow of) {
    var part = new CogTile(of, of.width(), of.height(), image);
    int from = (of.row() - window.row()) * stride + of.col() - window.col();
    for (int b = 0; b < planes.length; b++) {
      planes[b].copyRect(from, stride, part.planes[b], 0, part.stride, of.width(), of.height());
    }
    for (int y = 0; part.bits.length() > 0 && y < of.height(); y++) {
      part.bits.andRange(y * part.stride, bits, from + y * stride, of.width());
    }
    return part;
  }

  boolean isComplete() {
    return missing == 0;
  }

  long missing() {
    return missing;
  }

  int rows() {
    return planes[0].length() / stride;
  }

  /// Takes a part of a raster.
  ///
  /// @param part inside this tile and the raster
  /// @param at where the raster lies in the level
  /// @return whether it was the last to come
  boolean put(int band, PixelWindow part, PixelWindow at, Raster raster) {
    int col = part.col() - window.col();
    int row = part.row() - window.row();
    claim(band, col, row, part.width(), part.height());
    Samples plane = planes[band];
    int from = (part.row() - at.row()) * raster.width() + part.col() - at.col();
    raster
        .samples()
        .copyRect(
            from, raster.width(), plane, row * stride + col, stride, part.width(), part.height());
    for (int y = 0; y < part.height(); y++) {
      int to = (row + y) * stride + col;
      if (image.nodata() instanceof Stated.As<Double>(Double value)) {
        NoDataFill.tellApart(
            plane, to, part.width(), raster.valid(), from + y * raster.width(), value);
      } else {
        bits.andRange(to, raster.valid(), from + y * raster.width(), part.width());
        if (some.length() > 0) {
          some.orRange(to, raster.valid(), from + y * raster.width(), part.width());
        }
        clearNaN(plane, to, to + part.width());
      }
    }
    return isComplete();
  }

  private void clearNaN(Samples plane, int from, int to) {
    switch (plane) {
      case Samples.Float32(var v) -> {
        for (int i = from; i < to; i++) {
          if (Float.isNaN(v[i])) {
            bits.clear(i);
          }
        }
      }
      case Samples.Float64(var v) -> {
        for (int i = from; i < to; i++) {
          if (Double.isNaN(v[i])) {
            bits.clear(i);
          }
        }
      }
      case Samples.UInt8 _,
          Samples.Int8 _,
          Samples.UInt16 _,
          Samples.Int16 _,
          Samples.UInt32 _,
          Samples.Int32 _,
          Samples.UInt64 _,
          Samples.Int64 _ -> {}
    }
  }

  /// Makes a complete tile ready to be stored: samples of pixels without a value are 0 where bits
  /// tell which these are.
  ///
  /// @param smooth whether pixels beyond the edge repeat those at it, for codecs that would smear
  ///     the difference over the edge
  /// @throws InvalidRequest where a pixel holds a value in one band and none in another, of which a
  ///     mask that nobody asked for would lose the value
  void settle(boolean smooth) {
    for (int w = 0; w < some.words().length; w++) {
      if ((some.words()[w] & ~bits.words()[w]) != 0) {
        throw new InvalidRequest(
            "pixels without a value",
            "some hold one in another band, and a mask is for all bands: "
                + image.dtype()
                + " needs a no-data value (--nodata), or give --missing mask to keep only pixels"
                + " that all bands have");
      }
    }
    if (image.hasBits() && !bits.isAll()) {
      long[] words = bits.words();
      for (int w = 0; w < words.length; w++) {
        for (long none = ~words[w]; none != 0; none &= none - 1) {
          int i = (w << 6) + Long.numberOfTrailingZeros(none);
          if (i >= bits.length()) {
            break;
          }
          for (Samples plane : planes) {
            NoDataFill.fill(plane, i, i + 1, 0);
          }
        }
      }
    }
    if (smooth) {
      for (Samples plane : planes) {
        spread(plane);
      }
    }
  }

  private void spread(Samples plane) {
    int width = window.width();
    for (int y = 0; width < stride && y < window.height(); y++) {
      int last = y * stride + width - 1;
      NoDataFill.fill(plane, last + 1, (y + 1) * stride, plane.at(last));
    }
    for (int y = window.height(); y < rows(); y++) {
      plane.copyRect((window.height() - 1) * stride, stride, plane, y * stride, stride, stride, 1);
    }
  }

  /// Marks pixels of a band as come.
  ///
  /// @throws IllegalArgumentException where one has come before
  void claim(int band, int col, int row, int width, int height) {
    int first = (band * rows() + row) * stride + col;
    for (int y = 0; y < height; y++, first += stride) {
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

  /// Samples of a row as numbers, NaN where a pixel holds no value.
  ///
  /// @param y row of the tile
  /// @param x column of the tile
  void widen(int band, int y, int x, int width, double[] row, int at) {
    int from = y * stride + x;
    planes[band].widen(from, row, at, width);
    if (image.nodata() instanceof Stated.As<Double>(Double none)) {
      if (!Double.isNaN(none)) {
        for (int i = at; i < at + width; i++) {
          row[i] = row[i] == none ? Double.NaN : row[i];
        }
      }
    } else {
      for (int i = 0; i < width; i++) {
        if (!bits.get(from + i)) {
          row[at + i] = Double.NaN;
        }
      }
    }
  }
}
