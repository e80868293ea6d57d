package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// One run of a dilation or erosion over a window: the largest or smallest value around each pixel.
/// Rows are kept until the last row that they reach is done; those of a square are compared along
/// themselves once. For one thread.
final class Extremes {
  /// Which value is taken.
  enum Which {
    LARGEST,
    SMALLEST
  }

  private final Which which;
  private final int radius;
  private final Morphology.Shape shape;
  private final Patch patch;
  private final PixelWindow wanted;
  private final int width;
  private final double none;
  private final long[][] counts;
  private final double[][] lines;

  Extremes(Which which, int radius, Morphology.Shape shape, Patch patch, PixelWindow wanted) {
    this.which = which;
    this.radius = radius;
    this.shape = shape;
    this.patch = patch;
    this.wanted = wanted;
    this.width = wanted.width();
    this.none =
        switch (which) {
          case LARGEST -> Double.NEGATIVE_INFINITY;
          case SMALLEST -> Double.POSITIVE_INFINITY;
        };
    int kept = 2 * radius + 1;
    this.counts = new long[kept][];
    Arrays.setAll(counts, _ -> BitRow.allocate(width + 2 * radius));
    this.lines = new double[kept][shape == Morphology.Shape.SQUARE ? width : width + 2 * radius];
  }

  Raster run() {
    int pixels = Math.toIntExact(wanted.pixels());
    Samples out = Samples.allocate(patch.raster().dtype(), pixels);
    Validity valid = Validity.none(pixels);
    var rows = new Rows(patch, wanted.col() - radius, width + 2 * radius);
    var line = new double[width + 2 * radius];
    var extreme = new double[width];
    int kept = 2 * radius + 1;
    for (int row = -radius; row < wanted.height() + radius; row++) {
      int slot = Math.floorMod(row, kept);
      if (shape == Morphology.Shape.SQUARE) {
        rows.readAnySize(wanted.row() + row, line, counts[slot], none);
        Arrays.fill(lines[slot], none);
        along(line, radius, lines[slot]);
      } else {
        rows.readAnySize(wanted.row() + row, lines[slot], counts[slot], none);
      }
      int middle = row - radius;
      if (middle < 0) {
        continue;
      }
      Arrays.fill(extreme, none);
      for (int off = -radius; off <= radius; off++) {
        double[] other = lines[Math.floorMod(middle + off, kept)];
        if (shape == Morphology.Shape.SQUARE) {
          take(other, 0, extreme);
        } else {
          along(other, shape.halfWidth(radius, off), extreme);
        }
      }
      long[] here = counts[Math.floorMod(middle, kept)];
      int at = middle * width;
      for (int i = 0; i < width; i++) {
        extreme[i] = (here[(i + radius) >> 6] >>> (i + radius) & 1) != 0 ? extreme[i] : 0;
      }
      store(extreme, out, at);
      BitRow.copy(here, radius, valid.words(), at, width);
    }
    return new Raster(width, wanted.height(), out, valid);
  }

  /// Compares pixels with those of a row with `radius` more at either end.
  private void along(double[] line, int half, double[] extreme) {
    for (int d = radius - half; d <= radius + half; d++) {
      take(line, d, extreme);
    }
  }

  private void take(double[] line, int from, double[] extreme) {
    switch (which) {
      case LARGEST -> {
        for (int i = 0; i < width; i++) {
          extreme[i] = Math.max(extreme[i], line[i + from]);
        }
      }
      case SMALLEST -> {
        for (int i = 0; i < width; i++) {
          extreme[i] = Math.min(extreme[i], line[i + from]);
        }
      }
    }
  }

  private void store(double[] row, Samples out, int at) {
    switch (out) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (byte) (int) row[i];
        }
      }
      case Samples.Int8(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (byte) (int) row[i];
        }
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (short) (int) row[i];
        }
      }
      case Samples.Int16(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (short) (int) row[i];
        }
      }
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (int) (long) row[i];
        }
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (int) row[i];
        }
      }
      case Samples.Float32(var v) -> {
        for (int i = 0; i < width; i++) {
          v[at + i] = (float) row[i];
        }
      }
      case Samples.Float64(var v) -> System.arraycopy(row, 0, v, at, width);
      case Samples.UInt64 _, Samples.Int64 _ ->
          throw new IllegalStateException("float64 does not hold these");
    }
  }
}
