package dev.cairn.raster;

import dev.cairn.geo.PixelWindow;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// One opened object: its header is read, its pixels are not. Immutable and safe for any number of
/// threads.
///
/// Reading is three steps, so that waiting and computing stay apart: [#blocks] says what is needed
/// (pure), [#fetch] gets the bytes (waits; call it from a virtual thread), [#decode] makes samples
/// of them (computes; call it from the pool).
public interface RasterReader {
  URI uri();

  RasterHeader header();

  /// The blocks that hold the window's pixels of one band, in the order of their index.
  ///
  /// What is wrong with one block, or with the part of the index that speaks of it, is a
  /// [Block.Bytes.Broken], so that the others can be had.
  ///
  /// @param band index of the band, from 0
  /// @param level index into [RasterHeader#levels()]
  /// @param window within the level's grid
  /// @throws dev.cairn.base.CairnException where the pixels need what we do not do, or the block
  ///     index cannot be had for the host's sake
  /// @throws InterruptedException where part of the index was not in the header that was read and
  ///     the wait for it ended
  List<Block> blocks(int band, int level, PixelWindow window) throws InterruptedException;

  /// The bytes of the blocks and of their masks, in the order asked, by one call to the store:
  /// neighbouring ranges are merged, and a mask that several blocks share comes once.
  ///
  /// @throws dev.cairn.base.CairnException where they cannot be had, or one of them is broken
  List<FetchedBlock> fetch(List<Block> blocks) throws InterruptedException;

  /// The bytes of a block that did not decode, fetched once more and past whatever keeps them: what
  /// broke on its way comes whole the second time.
  ///
  /// @param before as they were fetched
  /// @return empty where they are the same again: then it is the object that is wrong
  /// @throws dev.cairn.base.CairnException where they cannot be had
  default Optional<FetchedBlock> fetchAgain(Block block, FetchedBlock before)
      throws InterruptedException {
    FetchedBlock again = fetch(List.of(block)).getFirst();
    return again.equals(before) ? Optional.empty() : Optional.of(again);
  }

  /// About how many bytes of memory the reader takes, for whoever keeps readers. Grows where the
  /// places of blocks are read as they are asked for.
  default long heldBytes() {
    return 4096;
  }

  /// Bytes of memory that decoding one block of a level takes at the most, beside what was fetched:
  /// its samples and the validity of its pixels, what both are unpacked from, and what is needed
  /// for one of its masks.
  ///
  /// @throws dev.cairn.base.Unsupported where the level's pixels need what we do not do
  long decodingBytes(int level);

  /// Samples of a fetched block, and which of its pixels hold a value.
  ///
  /// @throws dev.cairn.base.CairnException where the bytes are malformed or need what we do not do
  DecodedBlock decode(Block block, FetchedBlock fetched);
}
