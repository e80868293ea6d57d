package dev.cairn.focal;

import java.util.Arrays;

/// Three rows of elevations, one pixel wider on either side than the results, and the loops over
/// their windows of nine:
///
/// ```
/// z0 z1 z2
/// z3 z4 z5
/// z6 z7 z8
/// ```
///
/// Sums are in the elevations' own precision, in GDAL's order: of small differences between large
/// float32 heights little else is left than how they were rounded. For one thread.
abstract sealed class Heights permits FloatHeights, DoubleHeights {
  final int width;
  private final long[][] counts;
  private final boolean[] all = new boolean[3];

  /// @param width results of a row
  Heights(int width) {
    this.width = width;
    this.counts = new long[3][];
    Arrays.setAll(counts, _ -> BitRow.allocate(width + 2));
  }

  /// Heights for one result.
  abstract Heights single();

  /// Moves down: the lower two rows become the upper two, the lowest is read.
  final void next(Rows rows, int row) {
    long[] spare = counts[0];
    counts[0] = counts[1];
    counts[1] = counts[2];
    counts[2] = spare;
    all[0] = all[1];
    all[1] = all[2];
    all[2] = readLowest(rows, row, spare);
  }

  abstract boolean readLowest(Rows rows, int row, long[] into);

  /// True where every window is complete.
  final boolean complete() {
    return all[0] && all[1] && all[2];
  }

  /// Which windows are complete.
  final void complete(long[] into, long[] work) {
    System.arraycopy(counts[0], 0, into, 0, into.length);
    BitRow.and(into, counts[1]);
    BitRow.and(into, counts[2]);
    System.arraycopy(into, 0, work, 0, work.length);
    BitRow.shiftDown(work, 1, work);
    BitRow.and(into, work);
    BitRow.shiftDown(work, 1, work);
    BitRow.and(into, work);
  }

  /// Which middle pixels count.
  final void centres(long[] into) {
    BitRow.shiftDown(counts[1], 1, into);
    into[width >> 6] &= (1L << width) - 1;
    Arrays.fill(into, (width >> 6) + 1, into.length, 0);
  }

  /// True where a pixel counts; columns begin one to the left of the results.
  final boolean counts(int line, int column) {
    return (counts[line][column >> 6] >>> column & 1) != 0;
  }

  abstract double at(int line, int column);

  /// Puts a height that a window of its own needs; rounded to the heights' precision.
  abstract void put(int line, int column, double height);

  /// B. K. P. Horn's differences, times factors: eight times the rise to the west, and, for
  /// negative `perY`, to the south.
  abstract void horn(double perX, double perY, double[] gx, double[] gy, int at);

  /// Zevenbergen's and Thorne's: twice the rise.
  abstract void zevenbergenThorne(double perX, double perY, double[] gx, double[] gy, int at);

  /// The height above the mean of the eight around.
  abstract void position(float[] out, int at);

  /// Root of the summed squares of the differences to the eight around.
  abstract void riley(float[] out, int at);

  /// Mean of the absolute differences to the eight around.
  abstract void wilson(float[] out, int at);

  /// Highest less lowest of the nine.
  abstract void roughness(float[] out, int at);
}
