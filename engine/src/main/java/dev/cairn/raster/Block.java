package dev.cairn.raster;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;

/// A stored piece of a raster: the smallest that can be decoded by itself. In a TIFF a tile or a
/// strip.
///
/// @param level index into [RasterHeader#levels()]
/// @param index the block's number within its level, unique over bands
/// @param firstBand the first band it holds
/// @param bandCount how many bands it holds: 1, or all where the format interleaves them
/// @param window its pixels in the level's grid, cut at the image's edge
/// @param bytes where it lies
public record Block(
    int level, long index, int firstBand, int bandCount, PixelWindow window, Bytes bytes) {
  /// Where a block's bytes lie. Not to be able to find out is an exception, never a case.
  public sealed interface Bytes {
    record Stored(ByteRange range) implements Bytes {}

    /// The writer left the block out: all its pixels are no-data, or 0 where the file has none.
    record Sparse() implements Bytes {}

    /// What the object says of this block cannot be, such as a place beyond its end: fetching it
    /// fails, and of no other block.
    record Broken(CairnException why) implements Bytes {}
  }
}
