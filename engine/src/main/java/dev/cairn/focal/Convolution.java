package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
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
  private final DType type;
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
  /// @param type of the results, float32 or float64
  Convolution(double[] weights, DType type, Patch patch, PixelWindow wanted) {
    this.type = type;
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
    Samples out = Samples.allocate(type, pixels);
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
          sum[i] /= wholeShare;
        }
        valid.setRange(at, at + width);
      } else {
        across(shares, middle, share);
        long[] here = counts[Math.floorMod(middle, kept)];
        for (int i = 0; i < width; i++) {
          boolean counts = (here[(i + radius) >> 6] >>> (i + radius) & 1) != 0;
          sum[i] = counts ? sum[i] / share[i] : 0;
        }
        BitRow.copy(here, radius, valid.words(), at, width);
      }
      store(sum, out, at);
    }
    return new Raster(width, wanted.height(), out, valid);
  }

  private void store(double[] row, Samples out, int at) {
    if (out instanceof Samples.Float64(var v)) {
      System.arraycopy(row, 0, v, at, width);
      return;
    }
    float[] v = (float[]) out.array();
    for (int i = 0; i < width; i++) {
      v[at + i] = (float) row[i];
    }
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

  /// Whole rows a weight, not all weights a pixel, which C2 does not vectorise; two weights at a
  /// time, which spares half of the loads and stores (benchmark `FocalKernels`).
  private void along(double[] from, double[] to) {
    double own = weights[0];
    double beside = radius == 0 ? 0 : weights[1];
    int next = Math.min(1, radius);
    for (int i = 0; i < width; i++) {
      to[i] = own * from[i + radius] + beside * (from[i + radius - next] + from[i + radius + next]);
    }
    for (int d = 2; d <= radius; d += 2) {
      double near = weights[d];
      double far = d == radius ? 0 : weights[d + 1];
      int farther = Math.min(d + 1, radius);
      int left = radius - d;
      int right = radius + d;
      int farLeft = radius - farther;
      int farRight = radius + farther;
      for (int i = 0; i < width; i++) {
        to[i] =
            to[i]
                + near * (from[i + left] + from[i + right])
                + far * (from[i + farLeft] + from[i + farRight]);
      }
    }
  }

  /// Sums rows around a row.
  private void across(double[][] from, int row, double[] to) {
    int kept = 2 * radius + 1;
    double own = weights[0];
    double beside = radius == 0 ? 0 : weights[1];
    int next = Math.min(1, radius);
    double[] middle = from[Math.floorMod(row, kept)];
    double[] before = from[Math.floorMod(row - next, kept)];
    double[] after = from[Math.floorMod(row + next, kept)];
    for (int i = 0; i < width; i++) {
      to[i] = own * middle[i] + beside * (before[i] + after[i]);
    }
    for (int d = 2; d <= radius; d += 2) {
      double near = weights[d];
      double far = d == radius ? 0 : weights[d + 1];
      int farther = Math.min(d + 1, radius);
      double[] above = from[Math.floorMod(row - d, kept)];
      double[] below = from[Math.floorMod(row + d, kept)];
      double[] farAbove = from[Math.floorMod(row - farther, kept)];
      double[] farBelow = from[Math.floorMod(row + farther, kept)];
      for (int i = 0; i < width; i++) {
        to[i] = to[i] + near * (above[i] + below[i]) + far * (farAbove[i] + farBelow[i]);
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
