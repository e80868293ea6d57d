package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Stated;

/// What is computed of a pixel and those around it. Values, immutable and thread-safe.
///
/// A result is valid only where the pixel itself holds a value; what missing neighbours do to it is
/// each operation's own business, but none of them takes part with its sample. The sample of a
/// result that is not valid is 0.
public sealed interface Neighbourhood
    permits Terrain, PixelHillshade, Contours, Morphology, Smoothing {
  /// The farthest that a radius may be, in pixels.
  int MAX_RADIUS = 512;

  /// How many pixels to each side a result depends on.
  int reach();

  /// The type of the results for samples of a type.
  DType resultType(DType source);

  /// A number that no result is, for outputs that say by a sample where there is none; silent where
  /// any number of the results' type may be a result.
  Stated<Double> none(DType source);

  /// Whether the size of cells makes a difference.
  default boolean looksAtCells() {
    return false;
  }

  /// The results for a window.
  ///
  /// @param patch holds at least [#needed]
  /// @param cells of the grid that the patch's windows count in
  /// @param wanted lies in the image
  /// @throws IllegalArgumentException where the patch holds too little
  /// @throws dev.cairn.base.Unsupported where the operation cannot be done on samples of this type
  Raster apply(Patch patch, CellSize cells, PixelWindow wanted);

  /// Bytes that [#apply] takes at the most, beside the patch and the results.
  ///
  /// @param source type of the patch's samples
  long workingBytes(PixelWindow wanted, DType source);

  /// The pixels that the results for a window depend on: as many around it as this reaches, where
  /// the image goes on so far.
  default PixelWindow needed(PixelWindow wanted, PixelWindow image) {
    return grown(wanted, reach(), image);
  }

  /// A window with pixels around it, as far as the image goes.
  static PixelWindow grown(PixelWindow wanted, int pixels, PixelWindow image) {
    if (!image.contains(wanted)) {
      throw new IllegalArgumentException(wanted + " is not in the image " + image);
    }
    int left = (int) Math.max((long) wanted.col() - pixels, image.col());
    int top = (int) Math.max((long) wanted.row() - pixels, image.row());
    int right = (int) Math.min((long) wanted.colEnd() + pixels, image.colEnd());
    int bottom = (int) Math.min((long) wanted.rowEnd() + pixels, image.rowEnd());
    return new PixelWindow(left, top, right - left, bottom - top);
  }
}
