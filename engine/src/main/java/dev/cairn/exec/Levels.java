package dev.cairn.exec;

import dev.cairn.geo.GeoBox;
import dev.cairn.raster.RasterHeader;

/// Which stored resolution is read for a grid.
final class Levels {
  /// An overview may be this much coarser than the target's pixels and still serve: sizes are
  /// rounded up when overviews are made, so that their pixels are never quite a power of two.
  private static final double TOLERANCE = 1.001;

  private Levels() {}

  /// The coarsest level whose pixels are no larger than the target's; the full resolution where
  /// none is.
  ///
  /// @param source the full resolution's grid
  static int choose(RasterHeader header, GeoBox source, GeoBox target) {
    int best = 0;
    for (int i = 1; i < header.levels().size(); i++) {
      RasterHeader.Level level = header.levels().get(i);
      double sizeX = source.transform().pixelSizeX() * source.width() / level.width();
      double sizeY = source.transform().pixelSizeY() * source.height() / level.height();
      if (sizeX <= target.transform().pixelSizeX() * TOLERANCE
          && sizeY <= target.transform().pixelSizeY() * TOLERANCE) {
        best = i;
      }
    }
    return best;
  }
}
