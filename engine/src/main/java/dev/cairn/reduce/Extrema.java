package dev.cairn.reduce;

/// Least value, greatest value and number of values of a stack, gathered in pieces: exact and the
/// same whatever the pieces and their order. NaN is skipped, infinities are values, −0.0 is less
/// than 0.0.
///
/// Mutable, for one thread at a time; each thread has its own and they are merged.
public final class Extrema {
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private long count;

  /// Adds values `from` to `to`, exclusive.
  public void add(float[] values, int from, int to) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    int valid = 0;
    for (int i = from; i < to; i++) {
      float v = values[i];
      if (!Float.isNaN(v)) {
        least = Math.min(least, v);
        greatest = Math.max(greatest, v);
        valid++;
      }
    }
    join(least, greatest, valid);
  }

  /// As for float32.
  public void add(double[] values, int from, int to) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    int valid = 0;
    for (int i = from; i < to; i++) {
      double v = values[i];
      if (!Double.isNaN(v)) {
        least = Math.min(least, v);
        greatest = Math.max(greatest, v);
        valid++;
      }
    }
    join(least, greatest, valid);
  }

  /// Adds what another has seen.
  public void merge(Extrema other) {
    join(other.min, other.max, other.count);
  }

  private void join(double least, double greatest, long valid) {
    min = Math.min(min, least);
    max = Math.max(max, greatest);
    count += valid;
  }

  /// Number of values.
  public long count() {
    return count;
  }

  /// @throws IllegalStateException where there was no value
  public double min() {
    requireValues();
    return min;
  }

  /// @throws IllegalStateException where there was no value
  public double max() {
    requireValues();
    return max;
  }

  private void requireValues() {
    if (count == 0) {
      throw new IllegalStateException("no value was added");
    }
  }
}
