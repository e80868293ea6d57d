package dev.cairn.warp;

/// A kernel by which pixels are weighed along an axis, by their distance from the wanted place.
/// Weights need not add up to one: whoever weighs divides by their sum.
enum Kernel {
  TRIANGLE(1) {
    @Override
    double weight(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /// Catmull and Rom's: Keys, "Cubic convolution interpolation for digital image processing", 1981,
  /// with a = −0.5.
  CATMULL_ROM(2) {
    @Override
    double weight(double x) {
      double d = Math.abs(x);
      if (d <= 1) {
        return d * d * (1.5 * d - 2.5) + 1;
      }
      return d <= 2 ? d * d * (-0.5 * d + 2.5) - 4 * d + 2 : 0;
    }
  },
  /// The cubic B-spline, six times over. Beyond +2, where widened kernels have their last pixel at
  /// times, it goes on below zero instead of ending: so does GDAL's, which it is held against.
  B_SPLINE(2) {
    @Override
    double weight(double x) {
      return cube(x + 2) - 4 * cube(x + 1) + 6 * cube(x) - 4 * cube(x - 1);
    }

    private double cube(double x) {
      return x > 0 ? x * x * x : 0;
    }
  },
  LANCZOS(3) {
    @Override
    double weight(double x) {
      return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    }

    private double sinc(double x) {
      double t = Math.PI * x;
      return x == 0 ? 1 : Math.sin(t) / t;
    }
  };

  /// How many source pixels it reaches to each side where pixels do not shrink.
  private final int radius;

  Kernel(int radius) {
    this.radius = radius;
  }

  /// @param x how far the source pixel's centre is to the right of the wanted place, in source
  ///     pixels, or target pixels where these are larger
  abstract double weight(double x);

  /// Source pixels to each side.
  ///
  /// @param scale target pixels for a source pixel, 1 at the most
  int reach(double scale) {
    return (int) Math.ceil(radius / scale);
  }
}
