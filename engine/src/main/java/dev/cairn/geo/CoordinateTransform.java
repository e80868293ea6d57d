package dev.cairn.geo;

/// Moves points from one CRS to another. Thread-safe; no call allocates by the point.
///
/// Longitudes come out within 180° of the target's central meridian (of Greenwich, where the target
/// is geographic), whatever turn of the world they went in with; between two geographic CRSs they
/// keep their turn. [Crs#periodX] says after what distance an x means the same place again.
public interface CoordinateTransform {
  /// Transforms points in place; coordinates are `(x, y)` of the source CRS before, of the target
  /// CRS after.
  ///
  /// @throws dev.cairn.base.InvalidRequest where a point has no image in the target CRS
  void apply(double[] x, double[] y);

  /// As [#apply], for the points `from` (inclusive) to `to` (exclusive) of the arrays. Both
  /// coordinates of a point without an image become NaN: one that is not finite, that is beyond a
  /// pole, that lies beside the map of the source, or that the target's formulas cannot reach.
  ///
  /// @return how many points have no image
  int applyWherePossible(double[] x, double[] y, int from, int to);
}
