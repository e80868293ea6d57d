package dev.cairn.focal;

import dev.cairn.raster.Samples;
import java.util.Arrays;

/// Reads rows of a patch, widened, with those pixels at either end that the patch or the image
/// lacks. For one thread.
final class Rows {
  /// Larger samples are no heights and cannot be averaged: infinities, and the floats that stand
  /// for no value where nobody says so. A window's sums stay finite below it.
  static final float TOO_LARGE = 1e36f;

  private final Patch patch;
  private final int from;
  private final int width;
  private final int first;
  private final int last;

  /// @param from first column of a row
  /// @param width columns of a row
  Rows(Patch patch, int from, int width) {
    this.patch = patch;
    this.from = from;
    this.width = width;
    this.first = Math.max(from, patch.held().col());
    this.last = (int) Math.min((long) from + width, patch.held().colEnd());
  }

  /// One row as float32.
  ///
  /// @param into at least `width` long; any number where a pixel does not count
  /// @param counts becomes which pixels hold a number; of `width` pixels
  /// @return true where all do
  boolean read(int row, float[] into, long[] counts) {
    if (!bits(row, counts)) {
      Arrays.fill(into, 0, width, 0);
      return false;
    }
    Arrays.fill(into, 0, first - from, 0);
    Arrays.fill(into, last - from, width, 0);
    int source = index(row);
    int n = last - first;
    int at = first - from;
    switch (patch.raster().samples()) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i] & 0xFF;
        }
      }
      case Samples.Int8(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i] & 0xFFFF;
        }
      }
      case Samples.Int16(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.Float32(var v) -> System.arraycopy(v, source, into, at, n);
      case Samples.UInt32 _,
          Samples.Int32 _,
          Samples.UInt64 _,
          Samples.Int64 _,
          Samples.Float64 _ ->
          throw new IllegalStateException("float32 does not hold these");
    }
    boolean all = BitRow.all(counts, width);
    if (!patch.raster().dtype().isFloating() || largest(into) < TOO_LARGE) {
      return all;
    }
    for (int i = 0; i < width; i++) {
      if (!(Math.abs(into[i]) < TOO_LARGE)) {
        into[i] = 0;
        counts[i >> 6] &= ~(1L << i);
      }
    }
    return false;
  }

  /// One row as float64, with 0 where a pixel does not count; otherwise the same.
  boolean read(int row, double[] into, long[] counts) {
    if (!readAnySize(row, into, counts, 0)) {
      return false;
    }
    boolean all = BitRow.all(counts, width);
    if (!patch.raster().dtype().isFloating() || largest(into) < TOO_LARGE) {
      return all;
    }
    for (int i = 0; i < width; i++) {
      if (!(Math.abs(into[i]) < TOO_LARGE)) {
        into[i] = 0;
        counts[i >> 6] &= ~(1L << i);
      }
    }
    return false;
  }

  /// One row as float64, with samples of any size.
  ///
  /// @param none what stands where a pixel does not count
  /// @return false where the patch has no pixel of the row
  boolean readAnySize(int row, double[] into, long[] counts, double none) {
    if (!bits(row, counts)) {
      Arrays.fill(into, 0, width, none);
      return false;
    }
    Arrays.fill(into, 0, first - from, none);
    Arrays.fill(into, last - from, width, none);
    int source = index(row);
    int n = last - first;
    int at = first - from;
    switch (patch.raster().samples()) {
      case Samples.UInt8(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i] & 0xFF;
        }
      }
      case Samples.Int8(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.UInt16(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i] & 0xFFFF;
        }
      }
      case Samples.Int16(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.UInt32(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i] & 0xFFFF_FFFFL;
        }
      }
      case Samples.Int32(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.UInt64(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = Samples.UInt64.toDouble(v[source + i]);
        }
      }
      case Samples.Int64(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.Float32(var v) -> {
        for (int i = 0; i < n; i++) {
          into[at + i] = v[source + i];
        }
      }
      case Samples.Float64(var v) -> System.arraycopy(v, source, into, at, n);
    }
    if (!BitRow.all(counts, width)) {
      clear(into, counts, none);
    }
    return true;
  }

  /// Which pixels of a row hold a value.
  ///
  /// @return false where the patch has none of the row
  private boolean bits(int row, long[] counts) {
    Arrays.fill(counts, 0);
    if (row < patch.held().row() || row >= patch.held().rowEnd() || first >= last) {
      return false;
    }
    BitRow.copy(patch.raster().valid().words(), index(row), counts, first - from, last - first);
    return true;
  }

  /// The first sample that is read of a row.
  private int index(int row) {
    return (row - patch.held().row()) * patch.held().width() + first - patch.held().col();
  }

  private void clear(double[] into, long[] counts, double none) {
    for (int i = 0; i < width; i++) {
      if ((counts[i >> 6] >>> i & 1) == 0) {
        into[i] = none;
      }
    }
  }

  /// The largest absolute value, NaN where there is one.
  private float largest(float[] v) {
    float most = 0;
    for (int i = 0; i < width; i++) {
      most = Math.max(most, Math.abs(v[i]));
    }
    return most;
  }

  private double largest(double[] v) {
    double most = 0;
    for (int i = 0; i < width; i++) {
      most = Math.max(most, Math.abs(v[i]));
    }
    return most;
  }
}
