package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.CogOptions.Interleave;
import dev.cairn.format.tiff.CogOptions.Layout;
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
  /// 12 bytes are kept for each tile, 24 where there are masks.
  private static final long MAX_TILES = 1L << 26;

  /// Strips are halved until an image has no more pixels along its sides.
  private static final int SMALLEST = 512;

  final int width;
  final int height;
  final int tileWidth;
  final int tileHeight;
  final int across;
  final int down;

  /// Tiles for the same pixels: one, or one a band.
  final int planes;

  private final boolean isStriped;

  /// By frame (`plane × tiles + tile`, tiles row-major): where it was spooled, and its compressed
  /// bytes.
  private final long[] spooledAt;

  private final int[] byteCounts;

  /// Of masks, by tile; a mask of 0 bytes has all pixels.
  private final long[] maskAt;

  private final int[] maskCounts;
  private final Map<Integer, CogTile> open = new HashMap<>();
  private final BitSet finished = new BitSet();
  private int spooledTiles;
  private boolean masked;

  CogLevel(int width, int height, CogImage image, CogOptions options) {
    this.width = width;
    this.height = height;
    isStriped = options.layout() == Layout.STRIPED;
    tileWidth = isStriped ? width : options.blockSize();
    tileHeight = options.blockSize();
    across = Math.ceilDiv(width, tileWidth);
    down = Math.ceilDiv(height, tileHeight);
    planes = options.interleave() == Interleave.BAND ? image.samples() : 1;
    if ((long) across * down * planes > MAX_TILES) {
      throw new Unsupported(
          "image of " + width + "×" + height,
          "has "
              + (long) across * down * planes
              + " tiles of "
              + tileWidth
              + "×"
              + tileHeight
              + ", at most "
              + MAX_TILES);
    }
    spooledAt = new long[across * down * planes];
    byteCounts = new int[across * down * planes];
    maskAt = new long[image.hasMask() ? across * down : 0];
    maskCounts = new int[maskAt.length];
  }

  /// The full resolution first, then halves until one tile holds all.
  static List<CogLevel> pyramid(CogImage image, CogOptions options) {
    var levels = new ArrayList<CogLevel>();
    var last = new CogLevel(image.grid().width(), image.grid().height(), image, options);
    levels.add(last);
    if (options.overviews().isStated()) {
      int least = options.layout() == Layout.STRIPED ? SMALLEST : options.blockSize();
      while (last.width > least || last.height > least) {
        last =
            new CogLevel(Math.ceilDiv(last.width, 2), Math.ceilDiv(last.height, 2), image, options);
        levels.add(last);
      }
    }
    return levels;
  }

  /// Tiles that hold all pixels once.
  int tiles() {
    return across * down;
  }

  int indexOf(int tileCol, int tileRow) {
    return tileRow * across + tileCol;
  }

  /// The part of a tile that lies inside the image.
  PixelWindow window(int index) {
    int col = index % across * tileWidth;
    int row = index / across * tileHeight;
    return new PixelWindow(
        col, row, Math.min(tileWidth, width - col), Math.min(tileHeight, height - row));
  }

  /// Rows that a tile is stored with: those below the image too, but of strips.
  int storedRows(int index) {
    return isStriped ? window(index).height() : tileHeight;
  }

  /// Makes an open tile, for the first of its pixels.
  interface Opening {
    CogTile open(CogLevel level, int index);
  }

  /// @throws IllegalArgumentException where the tile has all its pixels already
  synchronized CogTile tile(int index, Opening opening) {
    CogTile tile = open.get(index);
    if (tile == null) {
      if (finished.get(index)) {
        PixelWindow window = window(index);
        throw new IllegalArgumentException(
            "a pixel was written twice in the tile at column "
                + window.col()
                + ", row "
                + window.row());
      }
      tile = opening.open(this, index);
      open.put(index, tile);
    }
    return tile;
  }

  /// A complete tile is open no more.
  synchronized void finish(int index) {
    open.remove(index);
    finished.set(index);
  }

  synchronized void spooled(int plane, int index, long at, int byteCount) {
    int frame = plane * tiles() + index;
    spooledAt[frame] = at;
    byteCounts[frame] = byteCount;
    spooledTiles++;
  }

  synchronized void spooledMask(int index, long at, int byteCount) {
    maskAt[index] = at;
    maskCounts[index] = byteCount;
    masked = true;
  }

  /// Whether a mask of a tile lacks a pixel. Asked after all are spooled.
  synchronized boolean isMasked() {
    return masked;
  }

  /// What is still to come, in words, or null where all tiles are spooled.
  synchronized @Nullable String incomplete() {
    if (spooledTiles == byteCounts.length) {
      return null;
    }
    int index = finished.nextClearBit(0);
    if (index >= tiles()) {
      return byteCounts.length - spooledTiles + " tiles were not stored";
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

  /// Of a spooled frame. Read after all are spooled.
  long spooledAt(int frame) {
    return spooledAt[frame];
  }

  int frames() {
    return byteCounts.length;
  }

  int byteCount(int frame) {
    return byteCounts[frame];
  }

  long maskAt(int index) {
    return maskAt[index];
  }

  /// 0 where the mask of a tile has all pixels.
  int maskCount(int index) {
    return maskCounts[index];
  }
}
