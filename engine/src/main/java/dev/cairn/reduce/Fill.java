package dev.cairn.reduce;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;

/// How pixels without a value get one from a neighbour in time, however far: xarray's `ffill` and
/// `bfill`. Where there is no neighbour with a value, they stay without.
///
/// A long series is filled row by row: each row from the one filled before it, so only one row has
/// to be kept.
public enum Fill {
  /// From the time before; rows come in time order.
  FORWARD,
  /// From the time after; rows come in reverse order.
  BACKWARD;

  /// Reads `forward` or `backward`.
  ///
  /// @throws Unsupported for `linear`, which is not done yet
  /// @throws InvalidRequest where there is no such way to fill
  public static Fill parse(String text) {
    return switch (text) {
      case "forward" -> FORWARD;
      case "backward" -> BACKWARD;
      case "linear" ->
          throw new Unsupported("fill linear", "gaps are filled forward or backward only, so far");
      default ->
          throw new InvalidRequest(
              "fill " + text, "no such way to fill; there are forward, backward");
    };
  }

  /// Fills one row from its neighbour, which is itself filled: the row before it for [#FORWARD],
  /// after it for [#BACKWARD].
  ///
  /// @param filled the neighbour, not written
  /// @param current pixels `from` to `to` (exclusive) that are NaN take the neighbour's
  public static void row(float[] filled, float[] current, int from, int to) {
    FloatKernels.fill(filled, from, to, current, from);
  }

  /// As for float32.
  public static void row(double[] filled, double[] current, int from, int to) {
    DoubleKernels.fill(filled, from, to, current, from);
  }

  /// Fills a whole series in place.
  ///
  /// @param steps `steps[t][i]`, t from 0 to `count` in time order
  public void series(float[][] steps, int count, int from, int to) {
    for (int t = 1; t < count; t++) {
      switch (this) {
        case FORWARD -> row(steps[t - 1], steps[t], from, to);
        case BACKWARD -> row(steps[count - t], steps[count - t - 1], from, to);
      }
    }
  }

  /// As for float32.
  public void series(double[][] steps, int count, int from, int to) {
    for (int t = 1; t < count; t++) {
      switch (this) {
        case FORWARD -> row(steps[t - 1], steps[t], from, to);
        case BACKWARD -> row(steps[count - t], steps[count - t - 1], from, to);
      }
    }
  }
}
