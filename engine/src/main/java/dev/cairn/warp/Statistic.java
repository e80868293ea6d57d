package dev.cairn.warp;

import java.util.Arrays;

/// A number for the source pixels that a target pixel covers, some of which come at a time, row by
/// row. NaN where none came. For one thread.
sealed interface Statistic {
  /// Forgets what came.
  void clear();

  /// @param shares how much of each is covered
  void add(double[] values, double[] shares, int count);

  double result();

  /// True for the part of a source pixel that is covered, false for what GDAL weighs it by.
  default boolean isOfShares() {
    return false;
  }

  /// The mean, by how much is covered.
  final class Average implements Statistic {
    private double mean;
    private double weight;

    @Override
    public void clear() {
      mean = 0;
      weight = 0;
    }

    @Override
    public void add(double[] values, double[] shares, int count) {
      for (int i = 0; i < count; i++) {
        if (shares[i] > 0) {
          weight += shares[i];
          mean += shares[i] / weight * (values[i] - mean);
        }
      }
    }

    @Override
    public double result() {
      return weight > 0 ? mean : Double.NaN;
    }
  }

  /// The root of the mean of squares, by how much is covered.
  final class Rms implements Statistic {
    private double sum;
    private double weight;

    @Override
    public void clear() {
      sum = 0;
      weight = 0;
    }

    @Override
    public void add(double[] values, double[] shares, int count) {
      for (int i = 0; i < count; i++) {
        sum += shares[i] * values[i] * values[i];
        weight += shares[i];
      }
    }

    @Override
    public double result() {
      return weight > 0 ? Math.sqrt(sum / weight) : Double.NaN;
    }
  }

  final class Sum implements Statistic {
    private double sum = Double.NaN;

    @Override
    public void clear() {
      sum = Double.NaN;
    }

    @Override
    public void add(double[] values, double[] shares, int count) {
      for (int i = 0; i < count; i++) {
        sum = (Double.isNaN(sum) ? 0 : sum) + shares[i] * values[i];
      }
    }

    @Override
    public double result() {
      return sum;
    }

    @Override
    public boolean isOfShares() {
      return true;
    }
  }

  /// Of values that as many pixels have, the one that reached this number first.
  final class Mode implements Statistic {
    private final Tally tally = new Tally();
    private int most;
    private double mode;

    @Override
    public void clear() {
      tally.clear();
      most = 0;
      mode = Double.NaN;
    }

    @Override
    public void add(double[] values, double[] shares, int count) {
      for (int i = 0; i < count; i++) {
        int n = tally.count(values[i]);
        if (n > most) {
          most = n;
          mode = values[i];
        }
      }
    }

    @Override
    public double result() {
      return most > 0 ? mode : Double.NaN;
    }
  }

  /// The least of all, or the greatest.
  final class Extreme implements Statistic {
    private final boolean isLeast;
    private double found = Double.NaN;

    Extreme(boolean isLeast) {
      this.isLeast = isLeast;
    }

    @Override
    public void clear() {
      found = Double.NaN;
    }

    @Override
    public void add(double[] values, double[] shares, int count) {
      for (int i = 0; i < count; i++) {
        found =
            Double.isNaN(found)
                ? values[i]
                : isLeast ? Math.min(found, values[i]) : Math.max(found, values[i]);
      }
    }

    @Override
    public double result() {
      return found;
    }
  }

  /// The value of rank ⌈q·n⌉.
  final class Quantile implements Statistic {
    private static final int MOST = 1 << 22;

    private final double q;
    private double[] all = new double[16];
    private int count;

    Quantile(double q) {
      this.q = q;
    }

    @Override
    public void clear() {
      count = 0;
    }

    @Override
    public void add(double[] values, double[] shares, int more) {
      if (count + more > MOST) {
        throw Gathering.tooMany(count + (long) more);
      }
      if (all.length < count + more) {
        all = Arrays.copyOf(all, Math.max(2 * all.length, count + more));
      }
      System.arraycopy(values, 0, all, count, more);
      count += more;
    }

    @Override
    public double result() {
      if (count == 0) {
        return Double.NaN;
      }
      Arrays.sort(all, 0, count);
      return all[Math.max(0, (int) Math.ceil(q * count - 1))];
    }
  }
}
