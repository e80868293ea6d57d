package dev.cairn.reduce;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// A network of comparators that brings the rows of some ranks into place, for all columns (pixels)
/// at once.
///
/// Batcher's merge exchange (Knuth, TAOCP 3, 5.2.2, algorithm M) for any number of rows, pruned
/// from its end to what the wanted ranks need; where only one side of a comparator is needed, only
/// that side is computed. Immutable.
///
/// Measured on JDK 25, AVX-512 and AVX2 alike, 512 columns: a comparator 0.054 ns a column on
/// `int`, 0.09 on `long`. What lost: all rows in one flat array, 0.56 (not vectorised);
/// `Math.min`/`max` on floats, 0.09; `?:` on floats, 0.24; min and max in two loops, 0.10. Fusing
/// the first five comparators of four rows into one loop wins 0.02 a comparator, 5 % of the whole
/// at 40 rows: not worth a second kind of node.
final class SelectionNetwork {
  private static final int BOTH = 0;
  private static final int MIN = 1;
  private static final int MAX = 2;

  private record Key(int rows, int low, int high) {}

  /// At most a few networks a row count are ever asked for, and a row count has an upper bound.
  private static final Map<Key, SelectionNetwork> CACHE = new ConcurrentHashMap<>();

  /// Kind, first row, second row of each comparator.
  private final int[] nodes;

  private SelectionNetwork(int[] nodes) {
    this.nodes = nodes;
  }

  /// The network for that many rows after which rows `low` to `high` (inclusive) hold the columns'
  /// values of those ranks. The other rows hold something.
  static SelectionNetwork of(int rows, int low, int high) {
    return CACHE.computeIfAbsent(
        new Key(rows, low, high), k -> new SelectionNetwork(prune(mergeExchange(k.rows), k)));
  }

  /// Pairs of rows, first to last.
  private static int[] mergeExchange(int rows) {
    var pairs = IntStream.builder();
    int top = rows < 2 ? 0 : Integer.highestOneBit(rows - 1);
    for (int p = top; p > 0; p >>= 1) {
      int distance = p;
      int remainder = 0;
      int q = top;
      while (true) {
        for (int i = 0; i + distance < rows; i++) {
          if ((i & p) == remainder) {
            pairs.add(i).add(i + distance);
          }
        }
        if (q == p) {
          break;
        }
        distance = q - p;
        q >>= 1;
        remainder = p;
      }
    }
    return pairs.build().toArray();
  }

  /// Goes backwards and keeps what the wanted ranks depend on.
  private static int[] prune(int[] pairs, Key key) {
    boolean[] needed = new boolean[key.rows];
    Arrays.fill(needed, key.low, key.high + 1, true);
    int[] nodes = new int[pairs.length / 2 * 3];
    int start = nodes.length;
    for (int i = pairs.length - 2; i >= 0; i -= 2) {
      int a = pairs[i];
      int b = pairs[i + 1];
      if (needed[a] || needed[b]) {
        start -= 3;
        nodes[start] = !needed[b] ? MIN : !needed[a] ? MAX : BOTH;
        nodes[start + 1] = a;
        nodes[start + 2] = b;
        needed[a] = true;
        needed[b] = true;
      }
    }
    return Arrays.copyOfRange(nodes, start, nodes.length);
  }

  /// Runs the network over columns 0 to `width`, exclusive. The rows must be distinct arrays.
  void run(int[][] rows, int width) {
    for (int i = 0; i < nodes.length; i += 3) {
      int[] a = rows[nodes[i + 1]];
      int[] b = rows[nodes[i + 2]];
      switch (nodes[i]) {
        case MIN -> min(a, b, width);
        case MAX -> max(a, b, width);
        default -> exchange(a, b, width);
      }
    }
  }

  /// As for `int`.
  void run(long[][] rows, int width) {
    for (int i = 0; i < nodes.length; i += 3) {
      long[] a = rows[nodes[i + 1]];
      long[] b = rows[nodes[i + 2]];
      switch (nodes[i]) {
        case MIN -> min(a, b, width);
        case MAX -> max(a, b, width);
        default -> exchange(a, b, width);
      }
    }
  }

  // Each loop is a method of its own: C2 vectorises it there whatever happens around it.

  private static void exchange(int[] a, int[] b, int width) {
    for (int i = 0; i < width; i++) {
      int x = a[i];
      int y = b[i];
      a[i] = Math.min(x, y);
      b[i] = Math.max(x, y);
    }
  }

  static void min(int[] a, int[] b, int width) {
    for (int i = 0; i < width; i++) {
      a[i] = Math.min(a[i], b[i]);
    }
  }

  static void max(int[] a, int[] b, int width) {
    for (int i = 0; i < width; i++) {
      b[i] = Math.max(a[i], b[i]);
    }
  }

  private static void exchange(long[] a, long[] b, int width) {
    for (int i = 0; i < width; i++) {
      long x = a[i];
      long y = b[i];
      a[i] = Math.min(x, y);
      b[i] = Math.max(x, y);
    }
  }

  static void min(long[] a, long[] b, int width) {
    for (int i = 0; i < width; i++) {
      a[i] = Math.min(a[i], b[i]);
    }
  }

  static void max(long[] a, long[] b, int width) {
    for (int i = 0; i < width; i++) {
      b[i] = Math.max(a[i], b[i]);
    }
  }
}
