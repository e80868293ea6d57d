package dev.cairn.warp;

/// One axis of two grids: where a target pixel's centre lies in source pixels.
///
/// @param sourceStart coordinate of the source's outer edge
/// @param sourceStep coordinate units a source pixel, negative where it runs against the axis
/// @param sourceLength source pixels
/// @param targetStart coordinate of the target's outer edge
/// @param targetStep coordinate units a target pixel
record Axis(
    double sourceStart,
    double sourceStep,
    int sourceLength,
    double targetStart,
    double targetStep) {
  /// How far a centre may be off an edge, in source pixels, and still count as on it. GDAL adds
  /// 1e-10 before it takes the floor; coordinates in degrees are known to about 1e-9 pixels only,
  /// so we allow more: a tie always goes to the higher index.
  static final double TIE = 1e-8;

  /// The target pixel's centre in source pixels; 0 is the outer edge of the first. Computed as GDAL
  /// does, by way of the coordinate and the inverse of the source's map.
  double position(int target) {
    double coordinate = targetStart + (target + 0.5) * targetStep;
    return -sourceStart / sourceStep + coordinate * (1 / sourceStep);
  }

  /// The outer edge of a target pixel in source pixels.
  double edge(int target) {
    double coordinate = targetStart + target * targetStep;
    return -sourceStart / sourceStep + coordinate * (1 / sourceStep);
  }

  /// The source pixel in which the target pixel's centre lies; may be outside the source.
  int nearest(int target) {
    return nearest(position(target), sourceLength);
  }

  /// The source pixel in which a place lies, -1 or `length` outside and for NaN.
  static int nearest(double position, int length) {
    double p = Math.floor(position + TIE);
    return !(p >= -1) ? -1 : p > length ? length : (int) p;
  }

  /// Target pixels for one source pixel: below 1 where pixels shrink.
  double scale() {
    return Math.abs(sourceStep / targetStep);
  }

  /// True where each of the first `length` target pixels is a source pixel, to 1/1000 pixel, in the
  /// same direction.
  boolean coincides(int length) {
    if (Math.abs(targetStep / sourceStep - 1) >= 1e-3) {
      return false; // one pixel alone may be of any size and have its centre there
    }
    double first = position(0) - 0.5;
    double last = position(length - 1) - 0.5 - (length - 1);
    return Math.abs(first - Math.rint(first)) < 1e-3 && Math.abs(last - Math.rint(first)) < 1e-3;
  }

  boolean samePixelSize() {
    return Math.abs(scale() - 1) < 1e-9;
  }

  /// The first target index in `[from, to)` whose nearest source pixel is at least `source`; `to`
  /// where none is. For steps of the same sign.
  int firstAtLeast(int source, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (nearest(mid) >= source) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }

  /// As [#firstAtLeast] for axes that run against each other: the first whose nearest source pixel
  /// is below `source`.
  int firstBelow(int source, int from, int to) {
    int low = from;
    int high = to;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (nearest(mid) < source) {
        high = mid;
      } else {
        low = mid + 1;
      }
    }
    return low;
  }

  boolean sameDirection() {
    return sourceStep * targetStep > 0;
  }

  /// The half-open run of target indices in `[from, to)` whose nearest source pixel lies in
  /// `[first, end)`: two numbers, equal where there is none.
  int[] targetsOf(int first, int end, int from, int to) {
    return sameDirection()
        ? new int[] {firstAtLeast(first, from, to), firstAtLeast(end, from, to)}
        : new int[] {firstBelow(end, from, to), firstBelow(first, from, to)};
  }

  /// The half-open run of target indices in `[from, to)` that cover a part of the source pixels
  /// `[first, end)`: two numbers, equal where there is none.
  int[] covering(int first, int end, int from, int to) {
    int begin = to;
    int last = from;
    for (int i = from; i < to; i++) {
      double a = edge(i);
      double b = edge(i + 1);
      if (Math.max(a, b) > first - TIE && Math.min(a, b) < end + TIE) {
        begin = Math.min(begin, i);
        last = i + 1;
      }
    }
    return new int[] {Math.min(begin, last), last};
  }
}
