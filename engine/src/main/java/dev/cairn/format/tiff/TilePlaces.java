package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.store.ObjectHead;
import java.util.ArrayList;
import java.util.List;

/// The tiles of one image as blocks: which of them hold a window, and where each lies in the
/// object. Immutable and thread-safe.
///
/// @param level of the image, or of the image that it is the mask of
/// @param what put before the number of a tile in messages
record TilePlaces(ObjectHead object, ImageLayout image, int level, String what) {
  /// Tiles that are listed at once, though an index is too short for them.
  private static final int MOST_UNINDEXED = 1 << 16;

  /// The tiles that hold a window's pixels of one band, row by row.
  ///
  /// @throws dev.cairn.base.CairnException where the index cannot be had, or is much too short
  List<Block> of(int band, PixelWindow window) throws InterruptedException {
    int across = image.tilesAcross();
    int left = window.col() / image.tileWidth();
    int right = (window.colEnd() - 1) / image.tileWidth();
    int top = window.row() / image.tileHeight();
    int bottom = (window.rowEnd() - 1) / image.tileHeight();
    long plane = image.isPlanar() ? band * image.tilesPerPlane() : 0;
    long asked = (right - left + 1L) * (bottom - top + 1L);
    if (asked > Math.max(image.index().length(), MOST_UNINDEXED)) {
      throw new Malformed( // and bounds what is listed here by what the object holds
          object.uri(),
          image.ifdOffset(),
          what + asked + " tiles are asked, the index has " + image.index().length());
    }
    image
        .index()
        .load(
            plane + (long) top * across + left,
            plane + (long) top * across + right,
            bottom - top + 1,
            across);
    var blocks = new ArrayList<Block>();
    for (int row = top; row <= bottom; row++) {
      for (int col = left; col <= right; col++) {
        long tile = plane + (long) row * across + col;
        blocks.add(
            new Block(
                level,
                tile,
                image.isPlanar() ? band : 0,
                image.isPlanar() ? 1 : image.bands(),
                window(row, col),
                bytes(tile, row)));
      }
    }
    return blocks;
  }

  private PixelWindow window(int row, int col) {
    int x = col * image.tileWidth();
    int y = row * image.tileHeight();
    return new PixelWindow(
        x,
        y,
        Math.min(image.tileWidth(), image.width() - x),
        Math.min(image.tileHeight(), image.height() - y));
  }

  /// Of the blocks of window `all` those of a part of it.
  List<Block> within(List<Block> blocks, PixelWindow part, PixelWindow all) {
    int width = image.tileWidth();
    int height = image.tileHeight();
    int left = part.col() / width - all.col() / width;
    int right = (part.colEnd() - 1) / width - all.col() / width;
    int across = (all.colEnd() - 1) / width - all.col() / width + 1;
    var within = new ArrayList<Block>();
    for (int row = part.row() / height; row <= (part.rowEnd() - 1) / height; row++) {
      int first = (row - all.row() / height) * across;
      within.addAll(blocks.subList(first + left, first + right + 1));
    }
    return within;
  }

  private Block.Bytes bytes(long tile, int row) {
    try {
      return stored(tile, row);
    } catch (Malformed | Unsupported e) {
      return new Block.Bytes.Broken(e);
    }
  }

  private Block.Bytes stored(long tile, int row) {
    long offset = image.index().offset(tile);
    long count = image.index().byteCount(tile);
    long decoded = image.rawBytes(image.rowsShown(row));
    boolean raw = image.compression() == Compression.NONE.code();
    // A byte count of 0 means a tile that was left out, whatever its offset, as for GDAL. Without
    // any byte counts, which a few writers leave out, uncompressed tiles take what they must.
    if (count == 0 || offset == 0 && count < 0) {
      return new Block.Bytes.Sparse();
    }
    if (count < 0 && (!raw || image.index().hasByteCounts())) {
      throw new Malformed(object.uri(), image.ifdOffset(), name(tile) + " has no byte count");
    }
    // What lies behind the last pixel is not fetched; a compressed tile takes at most ten times its
    // pixels, which is libtiff's guard against a count gone wrong.
    long most = raw ? decoded : 10 * decoded + 4096;
    long length = count < 0 ? decoded : Math.min(count, most);
    long stored = Math.max(count, length);
    if (offset > object.size() - stored) {
      throw new Malformed(
          object.uri(),
          offset,
          name(tile)
              + " of "
              + stored
              + " bytes lies outside the object of "
              + object.size()
              + " bytes: truncated?");
    }
    return new Block.Bytes.Stored(new ByteRange(offset, length));
  }

  private String name(long tile) {
    return what + "tile " + tile + " of level " + level;
  }
}
