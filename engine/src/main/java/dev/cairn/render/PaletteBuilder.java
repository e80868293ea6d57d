package dev.cairn.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Gathers the colours of all frames and makes one [Palette] for them.
///
/// Up to 1024 different colours are counted each; beyond that, colours are counted in 2^18 cells (8
/// MiB, and 11 MiB more while building). The palette depends on the pixels alone, not on the order
/// of frames or on how they were split among builders. Where few colours suffice they are kept
/// exactly; else the colour cube is cut by variance (Wu) and the colours moved to the means of the
/// pixels they serve (Lloyd). There is no dithering (docs/adr/010-gif-encoder.md). For one thread
/// at a time.
public final class PaletteBuilder {
  /// On stacks of Sentinel-2 and NAIP three rounds take 2 to 3 % off the mean difference, seventeen
  /// more at most another 1.4 %.
  private static final int ROUNDS = 3;

  /// Marks a cell into which no pixel fell.
  private static final short EMPTY = -1;

  private @Nullable ColorCounts exact = new ColorCounts();
  private @Nullable ColorCells cells;
  private boolean transparent;
  private final TreeSet<Integer> keep = new TreeSet<>();

  /// Counts the colours of a frame.
  public void add(Frame frame) {
    int[] pixels = frame.argb();
    for (int i = 0; i < pixels.length; ) {
      int pixel = pixels[i];
      int start = i++;
      while (i < pixels.length && pixels[i] == pixel) {
        i++;
      }
      if (pixel >>> 24 == 0) {
        transparent = true;
      } else {
        count(pixel & 0xFF_FFFF, i - start);
      }
    }
  }

  /// Adds what another builder gathered; that one is not used any more.
  public void merge(PaletteBuilder other) {
    transparent |= other.transparent;
    keep.addAll(other.keep);
    if (other.exact != null) {
      for (int color : other.exact.colors()) {
        count(color, other.exact.count(color));
      }
    } else if (other.cells != null) {
      cells().add(other.cells);
    }
  }

  /// Makes the palette hold these colours exactly, whether or not they occur: those of labels.
  public void keep(Collection<Rgb> colors) {
    colors.forEach(c -> keep.add(c.argb() & 0xFF_FFFF));
  }

  /// The palette for all frames added so far.
  ///
  /// @param most entries, at most 256, with room for a transparent one, those to keep and another
  public Palette build(int most) {
    int opaque = most - (transparent ? 1 : 0);
    if (most > 256 || opaque <= keep.size()) {
      throw new IllegalArgumentException(
          "palette of " + most + " colours, " + keep.size() + " of them to keep");
    }
    return exact == null ? ofCells(cells(), opaque) : ofExact(exact, opaque);
  }

  private void count(int rgb, long count) {
    if (exact != null && exact.add(rgb, count)) {
      return;
    }
    cells().add(rgb, count);
  }

  /// The cells; from the first call on all is counted there.
  private ColorCells cells() {
    if (cells == null) {
      cells = new ColorCells();
    }
    if (exact != null) {
      for (int color : exact.colors()) {
        cells.add(color, exact.count(color));
      }
      exact = null;
    }
    return cells;
  }

  private Palette ofExact(ColorCounts counts, int opaque) {
    int[] colors = counts.colors();
    var missing = new TreeSet<>(keep);
    for (int color : colors) {
      missing.remove(color);
    }
    int[] shown =
        colors.length + missing.size() <= opaque
            ? colors
            : PairMerge.shown(counts, keep, opaque - missing.size());
    var entries = new TreeSet<>(BY_GREEN);
    entries.addAll(keep);
    for (int color : shown) {
      entries.add(color);
    }
    List<Integer> order = List.copyOf(entries);
    var places = new HashMap<Integer, Integer>();
    int first = transparent ? 1 : 0;
    for (int i = 0; i < order.size(); i++) {
      places.put(order.get(i), first + i);
    }
    var lookup = new HashMap<Integer, Integer>();
    for (int i = 0; i < colors.length; i++) {
      lookup.put(colors[i], places.get(shown[i]));
    }
    keep.forEach(color -> lookup.put(color, places.get(color)));
    var nearest = nearest(order);
    return new Palette(
        argb(order),
        rgb -> {
          Integer entry = lookup.get(rgb);
          return entry != null ? entry : first + nearestTo(nearest, rgb);
        });
  }

  private Palette ofCells(ColorCells counted, int opaque) {
    List<double[]> kept = keep.stream().map(PaletteBuilder::levels).toList();
    List<double[]> colors = VarianceCut.colors(counted, opaque - kept.size());
    for (int round = 0; round < ROUNDS; round++) {
      colors = moved(counted, colors, kept);
    }
    var entries = new TreeSet<>(BY_GREEN);
    entries.addAll(keep);
    for (double[] c : colors) {
      entries.add((int) Math.rint(c[0]) << 16 | (int) Math.rint(c[1]) << 8 | (int) Math.rint(c[2]));
    }
    List<Integer> order = List.copyOf(entries);
    NearestColor nearest = nearest(order);
    int first = transparent ? 1 : 0;
    short[] table = new short[ColorCells.CELLS];
    for (int cell = 0; cell < table.length; cell++) {
      table[cell] =
          counted.count(cell) == 0
              ? EMPTY
              : (short)
                  (first
                      + nearest.nearest(
                          counted.mean(cell, 0), counted.mean(cell, 1), counted.mean(cell, 2)));
    }
    int[] exactly = keep.stream().mapToInt(c -> c).toArray();
    int[] exactEntries = keep.stream().mapToInt(c -> first + order.indexOf(c)).toArray();
    return new Palette(
        argb(order),
        rgb -> {
          for (int i = 0; i < exactly.length; i++) {
            if (exactly[i] == rgb) {
              return exactEntries[i];
            }
          }
          short entry = table[ColorCells.cell(rgb)];
          return entry == EMPTY ? first + nearestTo(nearest, rgb) : entry;
        });
  }

  /// Each colour at the mean of the pixels that it is nearest to, those to keep apart; colours
  /// nearest to none are left out.
  private static List<double[]> moved(
      ColorCells counted, List<double[]> colors, List<double[]> kept) {
    var all = new ArrayList<>(colors);
    all.addAll(kept);
    var nearest = new NearestColor(all);
    long[][] sums = new long[nearest.size()][4];
    for (int cell = 0; cell < ColorCells.CELLS; cell++) {
      long count = counted.count(cell);
      if (count > 0) {
        long[] sum =
            sums[
                nearest.nearest(
                    counted.mean(cell, 0), counted.mean(cell, 1), counted.mean(cell, 2))];
        sum[0] += count;
        for (int c = 0; c < 3; c++) {
          sum[1 + c] += counted.sum(cell, c);
        }
      }
    }
    var moved = new ArrayList<double[]>();
    for (int i = 0; i < sums.length; i++) {
      double[] color = nearest.color(i);
      boolean isKept = kept.stream().anyMatch(k -> Arrays.equals(k, color));
      if (!isKept && sums[i][0] > 0) {
        double count = sums[i][0];
        moved.add(new double[] {sums[i][1] / count, sums[i][2] / count, sums[i][3] / count});
      }
    }
    return moved;
  }

  private static final Comparator<Integer> BY_GREEN =
      Comparator.<Integer>comparingInt(c -> c >> 8 & 0xFF)
          .thenComparingInt(c -> c >> 16)
          .thenComparingInt(c -> c & 0xFF);

  private int[] argb(List<Integer> order) {
    int first = transparent ? 1 : 0;
    int[] argb = new int[first + order.size()];
    for (int i = 0; i < order.size(); i++) {
      argb[first + i] = 0xFF00_0000 | order.get(i);
    }
    return argb;
  }

  /// Places in it are places in `order`, since both ascend in green, red, blue.
  private static NearestColor nearest(List<Integer> order) {
    return new NearestColor(order.stream().map(PaletteBuilder::levels).toList());
  }

  private static int nearestTo(NearestColor colors, int rgb) {
    return colors.nearest(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }

  private static double[] levels(int rgb) {
    return new double[] {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
  }
}
