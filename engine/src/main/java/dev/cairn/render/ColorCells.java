package dev.cairn.render;

/// How often colours occur, in cells of 4 × 4 × 4 levels: a histogram of 2^18 cells, each with the
/// sum of what fell in, so that its mean is exact. Sums are integers: the order of adding does not
/// matter.
final class ColorCells {
  static final int CELLS = 1 << 18;

  /// Count, red, green, blue of each cell, side by side.
  private final long[] sums = new long[4 * CELLS];

  /// The cell of a colour: 6 bits each of red, green, blue.
  static int cell(int rgb) {
    return (rgb >> 18 & 0x3F) << 12 | (rgb >> 10 & 0x3F) << 6 | (rgb >> 2 & 0x3F);
  }

  void add(int rgb, long count) {
    int at = 4 * cell(rgb);
    sums[at] += count;
    sums[at + 1] += count * (rgb >> 16 & 0xFF);
    sums[at + 2] += count * (rgb >> 8 & 0xFF);
    sums[at + 3] += count * (rgb & 0xFF);
  }

  void add(ColorCells other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
  }

  long count(int cell) {
    return sums[4 * cell];
  }

  /// Sum of a channel's levels.
  ///
  /// @param channel 0 red, 1 green, 2 blue
  long sum(int cell, int channel) {
    return sums[4 * cell + 1 + channel];
  }

  /// Mean level of a channel in a cell that is not empty.
  double mean(int cell, int channel) {
    return (double) sum(cell, channel) / count(cell);
  }
}
