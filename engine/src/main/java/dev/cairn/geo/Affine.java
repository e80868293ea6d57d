package dev.cairn.geo;

/// An affine map from pixels to coordinates, in the order of `proj:transform` and of Python's
/// affine: `x = a·col + b·row + c`, `y = d·col + e·row + f`; `(c, f)` is the outer corner of pixel
/// (0, 0).
///
/// Immutable and thread-safe. Compared bit by bit: use [#almostEquals] for grids read from text.
public record Affine(double a, double b, double c, double d, double e, double f) {
  public Affine {
    for (double v : new double[] {a, b, c, d, e, f}) {
      if (!Double.isFinite(v)) {
        throw new IllegalArgumentException(
            "affine map with a coefficient that is not finite: " + v);
      }
    }
    if (a * e - b * d == 0) {
      throw new IllegalArgumentException(
          "affine map without an inverse: " + a + ", " + b + ", " + d + ", " + e);
    }
  }

  /// A grid whose rows run along x: pixels of `sizeX` by `sizeY` (positive, rows going down),
  /// corner at `(x, y)`.
  public static Affine northUp(double x, double y, double sizeX, double sizeY) {
    return new Affine(sizeX, 0, x, 0, -sizeY, y);
  }

  /// From six numbers in this record's order, or nine with the last row 0, 0, 1.
  public static Affine of(double[] coefficients) {
    if (coefficients.length != 6 && coefficients.length != 9) {
      throw new IllegalArgumentException(
          "an affine map has 6 or 9 coefficients, not " + coefficients.length);
    }
    return new Affine(
        coefficients[0],
        coefficients[1],
        coefficients[2],
        coefficients[3],
        coefficients[4],
        coefficients[5]);
  }

  public double[] toArray() {
    return new double[] {a, b, c, d, e, f};
  }

  /// x of the pixel coordinate; pixel centres lie at `col + 0.5`.
  public double x(double col, double row) {
    return a * col + b * row + c;
  }

  public double y(double col, double row) {
    return d * col + e * row + f;
  }

  public Affine inverse() {
    double det = a * e - b * d;
    double ia = e / det;
    double ib = -b / det;
    double id = -d / det;
    double ie = a / det;
    return new Affine(ia, ib, -c * ia - f * ib, id, ie, -c * id - f * ie);
  }

  /// `this ∘ inner`: first `inner`, then this.
  public Affine compose(Affine inner) {
    return new Affine(
        a * inner.a + b * inner.d,
        a * inner.b + b * inner.e,
        a * inner.c + b * inner.f + c,
        d * inner.a + e * inner.d,
        d * inner.b + e * inner.e,
        d * inner.c + e * inner.f + f);
  }

  /// True where rows run along x and columns along y, in whichever direction.
  public boolean isRectilinear() {
    return b == 0 && d == 0;
  }

  /// True where column 0 is west and row 0 is north.
  public boolean isNorthUp() {
    return isRectilinear() && a > 0 && e < 0;
  }

  public double pixelSizeX() {
    return isRectilinear() ? Math.abs(a) : Math.hypot(a, d);
  }

  public double pixelSizeY() {
    return isRectilinear() ? Math.abs(e) : Math.hypot(b, e);
  }

  /// True where no corner of a `width × height` grid moves by more than `pixels` of this map's
  /// pixels.
  public boolean almostEquals(Affine other, long width, long height, double pixels) {
    double limitX = pixels * pixelSizeX();
    double limitY = pixels * pixelSizeY();
    for (double col : new double[] {0, width}) {
      for (double row : new double[] {0, height}) {
        if (Math.abs(x(col, row) - other.x(col, row)) > limitX
            || Math.abs(y(col, row) - other.y(col, row)) > limitY) {
          return false;
        }
      }
    }
    return true;
  }
}
