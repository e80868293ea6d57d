package dev.cairn.geo;

/// Moves points from one CRS to another. Thread-safe.
@FunctionalInterface
public interface CoordinateTransform {
  /// Transforms points in place; coordinates are `(x, y)` of the source CRS before, of the target
  /// CRS after.
  ///
  /// @throws dev.cairn.base.InvalidRequest where a point has no image in the target CRS
  void apply(double[] x, double[] y);
}
