package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// One run of [Smoothing] over a window. Every row is summed along itself once, and kept until the
/// last row that it reaches has been summed along the columns. Rows without a gap need no sums of
/// weights: those are the same everywhere. For one thread.
///
/// Sums are taken anew for every pixel, in one order: a running sum would depend on where the
/// window begins.
final class Convolution {
  private final double[] weights;
  private final int radius;
  private final Patch patch;
  private final PixelWindow wanted;
  private final int width;
  private final double[] values;
  private final double[] present;
  private final long[][] counts;
  private final double[][] sums;
  private final double[][] shares;
  private final boolean[] whole;

  /// @param weights of a pixel and those 1, 2, … away
  Convolution(double[] weights, Patch patch, PixelWindow wanted) {
    this.weights = weights;
    this.radius = weights.length - 1;
    this.patch = patch;
    this.wanted = wanted;
    this.width = wanted.width();
    int kept = 2 * radius + 1;
    this.values = new double[width + 2 * radius];
    this.present = new double[width + 2 * radius];
    this.counts = new long[kept][];
    Arrays.setAll(counts, _ -> BitRow.allocate(width + 2 * radius));
    this.sums = new double[kept][width];
    this.shares = new double[kept][width];
    this.whole = new boolean[kept];
  }

  Raster run() {
    int pixels = Math.toIntExact(wanted.pixels());
    var out = new float[pixels];
    Validity valid = Validity.none(pixels);
    var rows = new Rows(patch, wanted.col() - radius, width + 2 * radius);
    var sum = new double[width];
    var share = new double[width];
    double wholeShare = all(all(1));
    int kept = 2 * radius + 1;
    for (int row = -radius; row < wanted.height() + radius; row++) {
      along(rows, row, Math.floorMod(row, kept));
      int middle = row - radius;
      if (middle < 0) {
        continue;
      }
      int at = middle * width;
      across(sums, middle, sum);
      if (gapless()) {
        for (int i = 0; i < width; i++) {
          out[at + i] = (float) (sum[i] / wholeShare);
        }
        valid.setRange(at, at + width);
      } else {
        across(shares, middle, share);
        long[] here = counts[Math.floorMod(middle, kept)];
        for (int i = 0; i < width; i++) {
          boolean counts = (here[(i + radius) >> 6] >>> (i + radius) & 1) != 0;
          out[at + i] = counts ? (float) (sum[i] / share[i]) : 0;
        }
        BitRow.copy(here, radius, valid.words(), at, width);
      }
    }
    return new Raster(width, wanted.height(), new Samples.Float32(out), valid);
  }

  /// Sums a row along itself.
  private void along(Rows rows, int row, int slot) {
    whole[slot] = rows.read(wanted.row() + row, values, counts[slot]);
    along(values, sums[slot]);
    if (whole[slot]) {
      Arrays.fill(shares[slot], all(1));
    } else {
      for (int i = 0; i < present.length; i++) {
        present[i] = counts[slot][i >> 6] >>> i & 1;
      }
      along(present, shares[slot]);
    }
  }

  /// Benchmark `FocalKernels`: whole rows a weight, not all weights a pixel, which C2 does not
  /// vectorise.
  private void along(double[] from, double[] to) {
    double own = weights[0];
    for (int i = 0; i < width; i++) {
      to[i] = own * from[i + radius];
    }
    for (int d = 1; d <= radius; d++) {
      double weight = weights[d];
      int left = radius - d;
      int right = radius + d;
      for (int i = 0; i < width; i++) {
        to[i] += weight * (from[i + left] + from[i + right]);
      }
    }
  }

  /// Sums rows around a row.
  private void across(double[][] from, int row, double[] to) {
    int kept = 2 * radius + 1;
    double own = weights[0];
    double[] middle = from[Math.floorMod(row, kept)];
    for (int i = 0; i < width; i++) {
      to[i] = own * middle[i];
    }
    for (int d = 1; d <= radius; d++) {
      double weight = weights[d];
      double[] above = from[Math.floorMod(row - d, kept)];
      double[] below = from[Math.floorMod(row + d, kept)];
      for (int i = 0; i < width; i++) {
        to[i] += weight * (above[i] + below[i]);
      }
    }
  }

  /// What either sum makes of a row of equal numbers, bit by bit.
  private double all(double number) {
    double sum = weights[0] * number;
    for (int d = 1; d <= radius; d++) {
      sum += weights[d] * (number + number);
    }
    return sum;
  }

  private boolean gapless() {
    for (boolean row : whole) {
      if (!row) {
        return false;
      }
    }
    return true;
  }
}
