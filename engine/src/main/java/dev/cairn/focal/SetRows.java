package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// One dilation or erosion of a set of pixels, 64 pixels at a time. For one thread.
final class SetRows {
  private final int radius;
  private final Morphology.Shape shape;
  private final Validity set;
  private final PixelWindow held;
  private final PixelWindow wanted;
  private final int width;

  SetRows(int radius, Morphology.Shape shape, Validity set, PixelWindow held, PixelWindow wanted) {
    this.radius = radius;
    this.shape = shape;
    this.set = set;
    this.held = held;
    this.wanted = wanted;
    this.width = wanted.width();
  }

  Validity dilated() {
    return spread(false);
  }

  /// What the rest of the image leaves when it is dilated.
  Validity eroded() {
    Validity out = spread(true);
    BitRow.invert(out.words(), out.length());
    return out;
  }

  /// @param rest true to dilate the held pixels that are not in the set
  private Validity spread(boolean rest) {
    Validity out = Validity.none(Math.toIntExact(wanted.pixels()));
    int kept = 2 * radius + 1;
    int pixels = width + 2 * radius;
    var lines = new long[kept][];
    Arrays.setAll(lines, _ -> BitRow.allocate(pixels));
    long[] spread = BitRow.allocate(pixels);
    long[] shifted = BitRow.allocate(pixels);
    long[] all = BitRow.allocate(pixels);
    for (int row = -radius; row < wanted.height() + radius; row++) {
      read(wanted.row() + row, rest, lines[Math.floorMod(row, kept)]);
      int middle = row - radius;
      if (middle < 0) {
        continue;
      }
      Arrays.fill(all, 0);
      for (int off = -radius; off <= radius; off++) {
        int half = shape.halfWidth(radius, off);
        BitRow.shiftDown(lines[Math.floorMod(middle + off, kept)], radius - half, spread);
        // `spread` becomes the union of as many neighbours as were joined, doubled every time
        int joined = 1;
        for (int together = 2 * half + 1; joined < together; ) {
          int step = Math.min(joined, together - joined);
          BitRow.shiftDown(spread, step, shifted);
          BitRow.or(spread, shifted);
          joined += step;
        }
        BitRow.or(all, spread);
      }
      BitRow.copy(all, 0, out.words(), middle * width, width);
    }
    return out;
  }

  private void read(int row, boolean rest, long[] into) {
    Arrays.fill(into, 0);
    int from = wanted.col() - radius;
    int first = Math.max(from, held.col());
    int last = (int) Math.min((long) wanted.colEnd() + radius, held.colEnd());
    if (row < held.row() || row >= held.rowEnd() || first >= last) {
      return;
    }
    int at = (row - held.row()) * held.width() + first - held.col();
    if (!rest) {
      BitRow.copy(set.words(), at, into, first - from, last - first);
      return;
    }
    long[] others = BitRow.allocate(last - first);
    BitRow.copy(set.words(), at, others, 0, last - first);
    BitRow.invert(others, last - first);
    BitRow.copy(others, 0, into, first - from, last - first);
  }
}
