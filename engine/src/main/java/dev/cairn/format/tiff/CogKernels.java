package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Resampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Halves the tiles of one level by kernels that reach beyond 2 × 2 pixels: those of GDAL's
/// overviews, at a scale of one half. Thread-safe.
///
/// Of a complete tile the part that needs no other is made at once; then only a strip along its
/// edges is kept, until the tiles around it are complete and the rest is made too.
///
/// As in GDAL, pixels are weighed along rows, then along columns; weights of taps outside the image
/// are shared by the others. Where a pixel under the kernel holds no value, only those that do are
/// weighed, by a triangle where the kernel has weights below zero; and the result holds a value
/// where one of its own 2 × 2 does.
final class CogKernels {
  /// Where halves are put.
  interface Taker {
    /// @param window in the next level
    /// @param rows numbers by band, then row; NaN for no value. The taker's own afterwards
    void take(PixelWindow window, double[][][] rows);
  }

  private final CogLevel level;
  private final CogImage image;
  private final AtomicLong openBytes;
  private final double[] taps;

  /// The same, or a triangle's where there are weights below zero.
  private final double[] positive;

  private final int reach;

  /// What is kept of complete tiles, as long as a tile around them needs it: whole ones, or four
  /// strips. By tile; guarded by itself, as are the others.
  private final Map<Integer, List<CogTile>> held = new HashMap<>();

  private final BitSet complete = new BitSet();
  private final BitSet begun = new BitSet();
  private final BitSet made = new BitSet();

  /// @param openBytes what is kept is added to it
  CogKernels(CogLevel level, CogImage image, Resampling method, AtomicLong openBytes) {
    this.level = level;
    this.image = image;
    this.openBytes = openBytes;
    taps = taps(method);
    positive = Arrays.stream(taps).allMatch(t -> t > 0) ? taps : taps(Resampling.BILINEAR);
    reach = taps.length / 2;
  }

  /// True where a method needs more than 2 × 2 pixels.
  static boolean has(Resampling method) {
    return switch (method) {
      case BILINEAR, CUBIC, CUBIC_SPLINE, LANCZOS -> true;
      case NEAREST, AVERAGE, MODE, MIN, MAX, MED, Q1, Q3, SUM, RMS -> false;
    };
  }

  /// Weights of the pixels around the corner that the halved pixel's centre lies on, from left to
  /// right; they add up to 1.
  private static double[] taps(Resampling method) {
    // From the middle outwards: at 1/4, 3/4, 5/4, … of the halved pixels' width.
    double[] half =
        switch (method) {
          case BILINEAR -> new double[] {3, 1};
          case CUBIC -> new double[] {111, 29, -9, -3};
          case CUBIC_SPLINE -> new double[] {235, 121, 27, 1};
          case LANCZOS -> {
            double[] w = new double[6];
            for (int i = 0; i < w.length; i++) {
              double t = StrictMath.PI * (i + 0.5) / 2;
              w[i] = StrictMath.sin(t) / t * StrictMath.sin(t / 3) / (t / 3);
            }
            yield w;
          }
          case NEAREST, AVERAGE, MODE, MIN, MAX, MED, Q1, Q3, SUM, RMS ->
              throw new IllegalArgumentException(method + " has no kernel");
        };
    double sum = 2 * Arrays.stream(half).sum();
    double[] taps = new double[2 * half.length];
    for (int i = 0; i < half.length; i++) {
      taps[half.length - 1 - i] = half[i] / sum;
      taps[half.length + i] = half[i] / sum;
    }
    return taps;
  }

  /// Makes what can be made now that a tile is complete.
  void completed(int index, CogTile tile, Taker taker) {
    Optional<PixelWindow> middle = middle(index);
    middle.ifPresent(w -> make(w, List.of(tile), taker));
    List<CogTile> kept = kept(tile, middle.isPresent());
    var ready = new ArrayList<Integer>();
    synchronized (held) {
      held.put(index, kept);
      openBytes.addAndGet(bytes(kept));
      complete.set(index);
      for (int near : around(index)) {
        if (!begun.get(near) && around(near).stream().allMatch(complete::get)) {
          begun.set(near);
          ready.add(near);
        }
      }
    }
    for (int i : ready) {
      makeRim(i, taker);
    }
  }

  /// Forgets what is kept.
  void clear() {
    synchronized (held) {
      held.clear();
    }
  }

  private void makeRim(int index, Taker taker) {
    var pieces = new ArrayList<CogTile>();
    synchronized (held) {
      for (int near : around(index)) {
        pieces.addAll(held.getOrDefault(near, List.of()));
      }
    }
    for (PixelWindow w : rim(index)) {
      make(w, pieces, taker);
    }
    synchronized (held) {
      made.set(index);
      for (int near : around(index)) {
        if (around(near).stream().allMatch(made::get)) {
          List<CogTile> gone = held.remove(near);
          openBytes.addAndGet(gone == null ? 0 : -bytes(gone));
        }
      }
    }
  }

  /// A tile and those around it.
  private List<Integer> around(int index) {
    int col = index % level.across;
    int row = index / level.across;
    var near = new ArrayList<Integer>(9);
    for (int r = Math.max(0, row - 1); r <= Math.min(level.down - 1, row + 1); r++) {
      for (int c = Math.max(0, col - 1); c <= Math.min(level.across - 1, col + 1); c++) {
        near.add(level.indexOf(c, r));
      }
    }
    return near;
  }

  /// Strips along the edges, as wide as they are looked at for the rims of the tile itself and of
  /// those around it.
  private List<CogTile> kept(CogTile tile, boolean hasMiddle) {
    PixelWindow w = tile.window;
    int t = 2 * reach;
    if (!hasMiddle || w.width() < 4 * t || w.height() < 4 * t) {
      return List.of(tile);
    }
    return List.of(
        tile.part(new PixelWindow(w.col(), w.row(), w.width(), t)),
        tile.part(new PixelWindow(w.col(), w.rowEnd() - t, w.width(), t)),
        tile.part(new PixelWindow(w.col(), w.row(), t, w.height())),
        tile.part(new PixelWindow(w.colEnd() - t, w.row(), t, w.height())));
  }

  private long bytes(List<CogTile> kept) {
    return kept.stream().mapToLong(t -> CogTile.bytes(t.planes[0].length(), image)).sum();
  }

  /// All of the next level's pixels that stand for a tile's.
  private PixelWindow halves(int index) {
    PixelWindow w = level.window(index);
    return new PixelWindow(
        w.col() / 2, w.row() / 2, Math.ceilDiv(w.width(), 2), Math.ceilDiv(w.height(), 2));
  }

  /// Those that need no other tile.
  private Optional<PixelWindow> middle(int index) {
    PixelWindow all = halves(index);
    int col = index % level.across;
    int row = index / level.across;
    int left = all.col() + (col > 0 ? reach / 2 : 0);
    int right = all.colEnd() - (col + 1 < level.across ? reach / 2 : 0);
    int top = all.row() + (row > 0 ? reach / 2 : 0);
    int bottom = all.rowEnd() - (row + 1 < level.down ? reach / 2 : 0);
    return left < right && top < bottom
        ? Optional.of(new PixelWindow(left, top, right - left, bottom - top))
        : Optional.empty();
  }

  private List<PixelWindow> rim(int index) {
    PixelWindow all = halves(index);
    Optional<PixelWindow> middle = middle(index);
    if (middle.isEmpty()) {
      return List.of(all);
    }
    PixelWindow m = middle.get();
    var rim = new ArrayList<PixelWindow>();
    add(rim, all.col(), all.row(), all.colEnd(), m.row());
    add(rim, all.col(), m.rowEnd(), all.colEnd(), all.rowEnd());
    add(rim, all.col(), m.row(), m.col(), m.rowEnd());
    add(rim, m.colEnd(), m.row(), all.colEnd(), m.rowEnd());
    return rim;
  }

  private static void add(List<PixelWindow> to, int left, int top, int right, int bottom) {
    if (left < right && top < bottom) {
      to.add(new PixelWindow(left, top, right - left, bottom - top));
    }
  }

  private void make(PixelWindow window, List<CogTile> pieces, Taker taker) {
    int left = Math.max(0, 2 * window.col() + 1 - reach);
    int right = Math.min(level.width, 2 * window.colEnd() - 1 + reach);
    int top = Math.max(0, 2 * window.row() + 1 - reach);
    int bottom = Math.min(level.height, 2 * window.rowEnd() - 1 + reach);
    double[][][] halves = new double[image.bands().size()][][];
    for (int band = 0; band < halves.length; band++) {
      double[][] source = new double[bottom - top][right - left];
      for (int y = top; y < bottom; y++) {
        read(pieces, band, y, left, right, source[y - top]);
      }
      halves[band] = halved(window, source, left, top);
    }
    taker.take(window, halves);
  }

  /// Samples of the level's row `y`, from wherever they are kept.
  private static void read(
      List<CogTile> pieces, int band, int y, int left, int right, double[] row) {
    int x = left;
    while (x < right) {
      CogTile best = null;
      for (CogTile piece : pieces) {
        PixelWindow w = piece.window;
        boolean holds = y >= w.row() && y < w.rowEnd() && x >= w.col() && x < w.colEnd();
        if (holds && (best == null || w.colEnd() > best.window.colEnd())) {
          best = piece;
        }
      }
      if (best == null) {
        throw new AssertionError("column " + x + ", row " + y + " is not kept");
      }
      PixelWindow w = best.window;
      int end = Math.min(right, w.colEnd());
      best.widen(band, y - w.row(), x - w.col(), end - x, row, x - left);
      x = end;
    }
  }

  /// @param source samples of all taps inside the image, the first at `left`, `top`
  private double[][] halved(PixelWindow window, double[][] source, int left, int top) {
    int width = window.width();
    double[][] across = new double[source.length][width];
    for (int y = 0; y < source.length; y++) {
      double[] in = source[y];
      double[] out = across[y];
      for (int x = 0; x < width; x++) {
        int first = 2 * (window.col() + x) + 1 - reach;
        out[x] = weighed(in, first - left);
      }
    }
    double[] column = new double[source.length];
    double[][] made = new double[window.height()][width];
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < column.length; y++) {
        column[y] = across[y][x];
      }
      for (int y = 0; y < made.length; y++) {
        int first = 2 * (window.row() + y) + 1 - reach;
        made[y][x] = weighed(column, first - top);
      }
    }
    for (int y = 0; y < made.length; y++) {
      for (int x = 0; x < width; x++) {
        if (Double.isNaN(made[y][x])) {
          made[y][x] = ofSome(source, 2 * (window.col() + x) - left, 2 * (window.row() + y) - top);
        }
      }
    }
    return made;
  }

  /// @param first where the first tap lies; taps outside the samples are outside the image
  private double weighed(double[] v, int first) {
    double sum = 0;
    if (first >= 0 && first + taps.length <= v.length) {
      for (int k = 0; k < taps.length; k++) {
        sum += taps[k] * v[first + k];
      }
      return sum;
    }
    double weights = 0;
    for (int k = Math.max(0, -first); k < Math.min(taps.length, v.length - first); k++) {
      sum += taps[k] * v[first + k];
      weights += taps[k];
    }
    return sum / weights;
  }

  /// Where one of all taps holds no value.
  ///
  /// @param x first column of the 2 × 2 that stand under the halved pixel
  /// @param y likewise, the first row
  private double ofSome(double[][] source, int x, int y) {
    boolean any = false;
    for (int row = y; row < Math.min(y + 2, source.length); row++) {
      for (int col = x; col < Math.min(x + 2, source[row].length); col++) {
        any |= !Double.isNaN(source[row][col]);
      }
    }
    if (!any) {
      return Double.NaN;
    }
    int far = positive.length / 2;
    double sum = 0;
    double weights = 0;
    for (int k = 0; k < positive.length; k++) {
      int row = y + 1 - far + k;
      if (row < 0 || row >= source.length) {
        continue;
      }
      for (int i = 0; i < positive.length; i++) {
        int col = x + 1 - far + i;
        if (col >= 0 && col < source[row].length && !Double.isNaN(source[row][col])) {
          double w = positive[k] * positive[i];
          sum += w * source[row][col];
          weights += w;
        }
      }
    }
    return sum / weights;
  }
}
