package dev.cairn.warp;

import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Raster;

/// Pixels on their way onto a target window: blocks are added in any order, then it is finished
/// once. Used by one thread at a time.
///
/// Target pixels that depend on no added block, or lie outside the source, are invalid.
public interface Placing {
  /// Adds a block's pixels.
  ///
  /// @param band index of the band in the object
  void add(DecodedBlock block, int band);

  /// The target window's pixels: native samples and their validity.
  Raster finish();
}
