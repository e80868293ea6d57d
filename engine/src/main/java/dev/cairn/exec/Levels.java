package dev.cairn.exec;

import dev.cairn.geo.GeoBox;
import dev.cairn.raster.RasterHeader;
import dev.cairn.warp.Placement;

/// Which stored resolution is read for a grid.
final class Levels {
  /// An overview may be this much coarser than the target's pixels and still serve: sizes are
  /// rounded up when overviews are made, so that their pixels are never quite a power of two.
  private static final double TOLERANCE = 1.001;

  private static final double TURNED_TOLERANCE = 1.05;

  private Levels() {}

  /// The coarsest level whose pixels are no larger than the target's; the full resolution where
  /// none is.
  ///
  /// @param source the full resolution's grid
  static int choose(RasterHeader header, GeoBox source, GeoBox target) {
    if (!Placement.isAligned(source, target)) {
      return chooseTurned(header, source, target);
    }
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

  /// GDAL's rule between CRSs, where no side of a pixel can be compared with another: pixels may be
  /// a twentieth larger than the target's, by their area.
  private static int chooseTurned(RasterHeader header, GeoBox source, GeoBox target) {
    double side = TURNED_TOLERANCE * Math.sqrt(Placement.pixels(source, target));
    int best = 0;
    for (int i = 1; i < header.levels().size(); i++) {
      if ((double) source.width() / header.levels().get(i).width() <= side) {
        best = i;
      }
    }
    return best;
  }
}
