package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;

/// The pixels of a part of an image, and where the image ends.
///
/// @param raster the pixels
/// @param held where they lie in their grid
/// @param image the grid's pixels that are there at all: one beyond is not a missing value but no
///     pixel, which some operations treat otherwise ([Terrain.Edges#COMPUTED]). It holds `held`,
///     and columns and rows may be negative
public record Patch(Raster raster, PixelWindow held, PixelWindow image) {
  public Patch {
    if (raster.width() != held.width() || raster.height() != held.height()) {
      throw new IllegalArgumentException(
          "raster of " + raster.width() + "×" + raster.height() + " for " + held);
    }
    if (!image.contains(held)) {
      throw new IllegalArgumentException(held + " is not in the image " + image);
    }
  }

  /// An image held as a whole.
  public static Patch whole(Raster raster) {
    var all = new PixelWindow(0, 0, raster.width(), raster.height());
    return new Patch(raster, all, all);
  }

  void requireHeld(PixelWindow needed) {
    if (!held.contains(needed)) {
      throw new IllegalArgumentException("needs " + needed + " and holds " + held);
    }
  }
}
