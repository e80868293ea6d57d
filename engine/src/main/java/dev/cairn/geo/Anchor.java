package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;

/// Where the edges of a grid's pixels lie.
public sealed interface Anchor {
  /// On multiples of the resolution.
  Anchor EDGE = new At(0, 0);

  /// Half a pixel beside multiples of the resolution, which are pixel centres then.
  Anchor CENTER = new At(0.5, 0.5);

  /// Wherever the area begins.
  Anchor FLOATING = new Floating();

  /// So many pixels beside multiples of the resolution.
  ///
  /// @param x at least 0, below 1, as is `y`
  record At(double x, double y) implements Anchor {
    public At {
      if (!(x >= 0 && x < 1) || !(y >= 0 && y < 1)) {
        throw new InvalidRequest("anchor " + x + ", " + y, "expected parts of a pixel, 0 to 1");
      }
    }
  }

  /// On the area's own left and upper edges: a tight grid.
  record Floating() implements Anchor {}
}
