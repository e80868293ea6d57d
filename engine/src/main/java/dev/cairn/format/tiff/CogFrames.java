package dev.cairn.format.tiff;

import dev.cairn.format.tiff.CogOptions.Layout;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The stored frames of a finished image in the order in which the file has them, and where each of
/// them comes to lie.
///
/// A COG has the smallest overview first and each mask right behind its tile, as GDAL writes both;
/// a plain file has the full resolution first, each mask behind the whole image that it is of.
final class CogFrames {
  private final List<CogLevel> levels;
  private final boolean isCog;
  private final int overhead;

  /// By level, the frame of a mask without a gap, and of the last strip's, which may be lower.
  private final List<Full> full;

  /// @param last of the last tile
  record Full(byte[] usual, byte[] last) {}

  /// @param full empty where there are no masks
  CogFrames(List<CogLevel> levels, CogOptions options, List<Full> full) {
    this.levels = levels;
    this.full = full;
    isCog = options.layout() == Layout.COG;
    overhead = CogTileEncoder.overhead(options);
  }

  static List<Full> fullMasks(List<CogLevel> levels, CogTileEncoder encoder) {
    var full = new ArrayList<Full>();
    for (CogLevel level : levels) {
      full.add(new Full(fullMask(level, 0, encoder), fullMask(level, level.tiles() - 1, encoder)));
    }
    return full;
  }

  private static byte[] fullMask(CogLevel level, int index, CogTileEncoder encoder) {
    int pixels = level.tileWidth * level.storedRows(index);
    ByteBuffer frame = encoder.mask(Validity.all(pixels), level.tileWidth);
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }

  List<CogLevel> levels() {
    return levels;
  }

  boolean hasMasks() {
    return !full.isEmpty();
  }

  /// Compressed bytes of a tile's mask.
  int maskCount(int level, int index) {
    int count = levels.get(level).maskCount(index);
    return count > 0 ? count : full(level, index).length - overhead;
  }

  private byte[] full(int level, int index) {
    Full f = full.get(level);
    return index + 1 == levels.get(level).tiles() ? f.last() : f.usual();
  }

  /// Where frames lie, in the order of the file.
  private interface Visitor {
    void tile(int level, int frame, long length) throws InterruptedException;

    void mask(int level, int index, long length) throws InterruptedException;
  }

  private void visit(Visitor visitor) throws InterruptedException {
    for (int i = 0; i < levels.size(); i++) {
      int k = isCog ? levels.size() - 1 - i : i;
      CogLevel level = levels.get(k);
      for (int frame = 0; frame < level.frames(); frame++) {
        visitor.tile(k, frame, level.byteCount(frame) + (long) overhead);
        if (isCog && hasMasks()) {
          visitor.mask(k, frame, maskCount(k, frame) + (long) overhead);
        }
      }
      for (int index = 0; !isCog && hasMasks() && index < level.tiles(); index++) {
        visitor.mask(k, index, maskCount(k, index) + (long) overhead);
      }
    }
  }

  /// Where the bytes of each tile and mask begin.
  ///
  /// @param tiles by level, then frame
  /// @param masks by level, then tile; empty where there are none
  /// @param length of all frames
  record Places(List<long[]> tiles, List<long[]> masks, long length) {}

  /// @param from where the first frame lies
  Places places(long from) {
    var tiles = new ArrayList<long[]>();
    var masks = new ArrayList<long[]>();
    for (CogLevel level : levels) {
      tiles.add(new long[level.frames()]);
      masks.add(new long[hasMasks() ? level.tiles() : 0]);
    }
    int lead = overhead > 0 ? CogTileEncoder.LEADER : 0;
    long[] at = {from};
    try {
      visit(
          new Visitor() {
            @Override
            public void tile(int level, int frame, long length) {
              tiles.get(level)[frame] = at[0] + lead;
              at[0] += length;
            }

            @Override
            public void mask(int level, int index, long length) {
              masks.get(level)[index] = at[0] + lead;
              at[0] += length;
            }
          });
    } catch (InterruptedException e) {
      throw new AssertionError(e); // nothing waits here
    }
    return new Places(tiles, masks, at[0] - from);
  }

  /// Appends all frames; those that lie one behind the other in the spool at once.
  void copyTo(TiffTarget target) throws InterruptedException {
    var run = new Run(target);
    visit(
        new Visitor() {
          @Override
          public void tile(int level, int frame, long length) throws InterruptedException {
            run.add(levels.get(level).spooledAt(frame), length);
          }

          @Override
          public void mask(int level, int index, long length) throws InterruptedException {
            if (levels.get(level).maskCount(index) > 0) {
              run.add(levels.get(level).maskAt(index), length);
            } else {
              run.end();
              target.append(ByteBuffer.wrap(full(level, index)));
            }
          }
        });
    run.end();
  }

  private static final class Run {
    private final TiffTarget target;
    private long from;
    private long length;

    Run(TiffTarget target) {
      this.target = target;
    }

    void add(long at, long n) throws InterruptedException {
      if (at != from + length) {
        end();
        from = at;
      }
      length += n;
    }

    void end() throws InterruptedException {
      if (length > 0) {
        target.appendSpooled(from, length);
      }
      length = 0;
    }
  }
}
