package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;

/// How far one pixel reaches, in units of a CRS: `x` along a row, `y` down a column, so that `y` is
/// negative where north is up. Neither is 0.
public record Resolution(double x, double y) {
  public Resolution {
    if (x == 0 || y == 0 || !Double.isFinite(x) || !Double.isFinite(y)) {
      throw new InvalidRequest("resolution " + x + ", " + y, "expected two numbers other than 0");
    }
  }

  /// Square pixels, north up.
  ///
  /// @param size positive
  public static Resolution square(double size) {
    return new Resolution(size, -size);
  }
}
