package dev.cairn.raster;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;
import java.util.List;
import java.util.Optional;

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

  /// Whether it holds pixels of a band.
  public boolean holds(int band) {
    return band >= firstBand && band < firstBand + bandCount;
  }

  /// Why the block cannot be had, for what the object says of it or of one of its masks; empty
  /// where nothing is wrong yet.
  public Optional<CairnException> broken() {
    if (bytes instanceof Bytes.Broken(var why)) {
      return Optional.of(why);
    }
    return masks.stream().flatMap(mask -> mask.broken().stream()).findFirst();
  }

  /// The same for who does not ask which of its pixels hold a value: what decodes from it says
  /// nothing of that.
  public Block withoutMasks() {
    return new Block(level, index, firstBand, bandCount, window, bytes);
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
