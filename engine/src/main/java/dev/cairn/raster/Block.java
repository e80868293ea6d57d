package dev.cairn.raster;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;
import java.util.List;

/// A stored piece of a raster: the smallest that can be decoded by itself. In a TIFF a tile or a
/// strip.
///
/// @param level index into [RasterHeader#levels()]
/// @param index the block's number within its level, unique over bands
/// @param firstBand the first band it holds
/// @param bandCount how many bands it holds: 1, or all where the format interleaves them
/// @param window its pixels in the level's grid, cut at the image's edge
/// @param bytes where it lies
/// @param masks further blocks that say which of its pixels hold a value: those of a mask, whose
/// windows are in the mask's own grid, or of a band that is transparency; none where there is no
/// such thing, or where it is inside the block itself
public record Block(
    int level,
    long index,
    int firstBand,
    int bandCount,
    PixelWindow window,
    Bytes bytes,
    List<Block> masks) {
  public Block {
    masks = List.copyOf(masks);
  }

  /// A block that no other one speaks of.
  public Block(
      int level, long index, int firstBand, int bandCount, PixelWindow window, Bytes bytes) {
    this(level, index, firstBand, bandCount, window, bytes, List.of());
  }

  /// Bytes that are fetched for it, without those of its masks.
  public long storedBytes() {
    return bytes instanceof Bytes.Stored(ByteRange range) ? range.length() : 0;
  }

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
