package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One resolution of the file in the making: its shape, its open tiles, and where the finished ones
/// were spooled. Thread-safe.
final class CogLevel {
  /// 12 bytes are kept for each tile.
  private static final long MAX_TILES = 1L << 26;

  final int width;
  final int height;
  final int block;
  final int across;
  final int down;

  /// By tile, row-major: where its frame (leader, bytes, trailer) was spooled, and its compressed
  /// bytes.
  private final long[] spooledAt;

  private final int[] byteCounts;
  private final Map<Integer, CogTile> open = new HashMap<>();
  private final BitSet finished = new BitSet();
  private int spooledTiles;

  CogLevel(int width, int height, int block) {
    this.width = width;
    this.height = height;
    this.block = block;
    across = Math.ceilDiv(width, block);
    down = Math.ceilDiv(height, block);
    if ((long) across * down > MAX_TILES) {
      throw new Unsupported(
          "image of " + width + "×" + height,
          "has " + (long) across * down + " tiles of " + block + "², at most " + MAX_TILES);
    }
    spooledAt = new long[across * down];
    byteCounts = new int[across * down];
  }

  /// The full resolution first, then halves until one tile holds all.
  static List<CogLevel> pyramid(int width, int height, CogOptions options) {
    int block = options.blockSize();
    var levels = new ArrayList<CogLevel>();
    levels.add(new CogLevel(width, height, block));
    if (options.overviews() != CogOptions.Overviews.NONE) {
      CogLevel last = levels.getLast();
      while (last.width > block || last.height > block) {
        last = new CogLevel(Math.ceilDiv(last.width, 2), Math.ceilDiv(last.height, 2), block);
        levels.add(last);
      }
    }
    return levels;
  }

  int tiles() {
    return byteCounts.length;
  }

  int indexOf(int tileCol, int tileRow) {
    return tileRow * across + tileCol;
  }

  /// The part of a tile that lies inside the image.
  PixelWindow window(int index) {
    int col = index % across * block;
    int row = index / across * block;
    return new PixelWindow(col, row, Math.min(block, width - col), Math.min(block, height - row));
  }

  /// Makes an open tile, for the first of its pixels.
  interface Opening {
    CogTile open(PixelWindow window);
  }

  /// @throws IllegalArgumentException where the tile has all its pixels already
  synchronized CogTile tile(int index, Opening opening) {
    CogTile tile = open.get(index);
    if (tile == null) {
      PixelWindow window = window(index);
      if (finished.get(index)) {
        throw new IllegalArgumentException(
            "a pixel was written twice in the tile at column "
                + window.col()
                + ", row "
                + window.row());
      }
      tile = opening.open(window);
      open.put(index, tile);
    }
    return tile;
  }

  /// A complete tile is open no more.
  synchronized void finish(int index) {
    open.remove(index);
    finished.set(index);
  }

  synchronized void spooled(int index, long at, int byteCount) {
    spooledAt[index] = at;
    byteCounts[index] = byteCount;
    spooledTiles++;
  }

  /// What is still to come, in words, or null where all tiles are spooled.
  synchronized @Nullable String incomplete() {
    if (spooledTiles == tiles()) {
      return null;
    }
    int index = finished.nextClearBit(0);
    if (index >= tiles()) {
      return tiles() - spooledTiles + " tiles were not stored";
    }
    PixelWindow window = window(index);
    CogTile tile = open.get(index);
    return (tile == null ? "all" : Long.toString(tile.missing()))
        + " samples of the tile at column "
        + window.col()
        + ", row "
        + window.row();
  }

  /// Forgets the open tiles.
  synchronized void clear() {
    open.clear();
  }

  /// Of a spooled tile. Read after all are spooled.
  long spooledAt(int index) {
    return spooledAt[index];
  }

  int byteCount(int index) {
    return byteCounts[index];
  }
}
