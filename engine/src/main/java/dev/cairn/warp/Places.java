package dev.cairn.warp;

/// Where points along a row of a target window lie in a source, in source pixels: a row at a time,
/// always in the same arrays. For one thread.
abstract class Places {
  private final double[] x;
  private final double[] y;

  Places(int count) {
    x = new double[count];
    y = new double[count];
  }

  /// Moves to a row of the target: its pixels' centres, or corners along its upper edge.
  abstract void goTo(int row);

  /// Source columns of the row's points, from left to right; -∞ where one has no place.
  final double[] x() {
    return x;
  }

  final double[] y() {
    return y;
  }
}
