package dev.cairn.render;

import java.util.Arrays;

/// How often each exact colour occurs: an open-addressed table of at most [#MOST] colours.
///
/// What it holds does not depend on the order in which colours came.
final class ColorCounts {
  /// More colours than this are counted by cell instead.
  static final int MOST = 1024;

  private static final int SLOTS = 8 * MOST;

  private final int[] keys = new int[SLOTS];
  private final long[] counts = new long[SLOTS];
  private int size;

  int size() {
    return size;
  }

  /// Counts a colour so often.
  ///
  /// @param rgb `0x00RRGGBB`
  /// @return false where there is no room for another colour
  boolean add(int rgb, long count) {
    int slot = slot(rgb);
    if (keys[slot] == 0) {
      if (size == MOST) {
        return false;
      }
      keys[slot] = rgb | 0xFF00_0000;
      size++;
    }
    counts[slot] += count;
    return true;
  }

  /// The colours, `0x00RRGGBB`, ascending.
  int[] colors() {
    int[] colors = Arrays.stream(keys).filter(k -> k != 0).map(k -> k & 0xFF_FFFF).toArray();
    Arrays.sort(colors);
    return colors;
  }

  long count(int rgb) {
    return counts[slot(rgb)];
  }

  /// The slot of the colour, or the free one where it would go.
  private int slot(int rgb) {
    int key = rgb | 0xFF00_0000;
    int slot = (key * 0x9E37_79B1) >>> (32 - 13);
    while (keys[slot] != 0 && keys[slot] != key) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }
}
