package dev.cairn.warp;

import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Raster;
import java.util.List;

/// Pixels on their way onto a target window: blocks are added in any order, then what remains is
/// computed, then it is finished once. Used by one thread at a time, but for what remains.
///
/// Target pixels that depend on no added block, or lie outside the source, are invalid.
public interface Placing {
  /// Adds a block's pixels.
  ///
  /// @param band index of the band in the object
  void add(DecodedBlock block, int band);

  /// What is left to compute once every block is added: each part at most once, by any thread, side
  /// by side with the others.
  List<Runnable> remaining();

  /// The target window's pixels: native samples and their validity.
  Raster finish();
}
