package dev.cairn.warp;

/// For each of some places along an axis, the source pixels that a kernel reaches from there and
/// their weights, as far as they lie inside the source. For one thread.
///
/// @param count the most pixels that one place has
/// @param begin the first pixel, within the window that was read
/// @param length how many there are
/// @param weight `count` numbers for each place, of which `length` count
record Taps(int count, int[] begin, int[] length, double[] weight) {
  static Taps ofPlaces(int places, Kernel kernel, double scale) {
    int count = 2 * kernel.reach(scale);
    return new Taps(count, new int[places], new int[places], new double[places * count]);
  }

  /// @param position the place, in source pixels
  /// @param from where the window that was read begins
  /// @param size how long it is: beyond it lies nothing, or nothing that is reached
  void set(int i, double position, Kernel kernel, double scale, int from, int size) {
    double before = Math.floor(position - 0.5);
    double offset = position - 0.5 - before;
    int reach = count / 2;
    int first = (int) before + 1 - reach - from;
    int skipped = Math.max(0, -first);
    int end = Math.min(count, size - first);
    begin[i] = first + skipped;
    length[i] = Math.max(0, end - skipped);
    for (int k = skipped; k < end; k++) {
      weight[i * count + k - skipped] = kernel.weight((k + 1 - reach - offset) * scale);
    }
  }

  /// True where the source has every pixel that the kernel reaches.
  boolean isWhole(int i) {
    return length[i] == count;
  }
}
