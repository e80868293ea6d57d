package dev.cairn.reduce;

/// Numpy's default quantile (`linear`, Hyndman and Fan's type 7): value `(n − 1) × fraction` of n
/// sorted ones, a broken place between its two neighbours. Computed in float64 as numpy does, so
/// float64 results are its own bits.
final class Quantiles {
  private Quantiles() {}

  /// Rank of the neighbour below, from 0.
  ///
  /// @param n number of values, at least 1
  static int lower(double fraction, int n) {
    return (int) ((n - 1) * fraction);
  }

  /// As for `int`.
  static long lower(double fraction, long n) {
    return (long) ((n - 1) * fraction);
  }

  /// Weight of the neighbour above, 0 to 1, exclusive.
  static double weight(double fraction, long n) {
    double place = (n - 1) * fraction;
    return place - Math.floor(place);
  }

  /// A neighbour without weight is not looked at, so an infinity there makes no NaN; one with a
  /// weight wins. numpy has NaN in both cases.
  static double between(double a, double b, double weight) {
    if (weight == 0 || a == b) {
      return a;
    }
    double distance = b - a;
    if (Double.isInfinite(distance)) {
      return a * (1 - weight) + b * weight;
    }
    return weight < 0.5 ? a + distance * weight : b - distance * (1 - weight);
  }
}
