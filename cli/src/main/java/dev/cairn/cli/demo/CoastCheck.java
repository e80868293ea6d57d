package dev.cairn.cli.demo;

import java.time.Instant;
import java.util.List;

/// Measures half-yearly composites of the [World] against what is true in it.
///
/// The coast of a frame is where the land, bright sand in red, ends at the open sea: on the sea's
/// side of the barrier, around its end and its inlets, and on the mainland's beaches. It is
/// compared with the true coast at the median date of the half-year's scenes, both as pixels of
/// land with water beside them, in both directions. A pixel is cloud where its blue is brighter by
/// more than 0.1 than the cloudless ground of that half-year or the one before, from which gaps are
/// filled; snow that was left counts as well.
///
/// Frames are given in time order. Not thread-safe.
public final class CoastCheck {
  /// Sand is brighter in red, water darker, however shallow.
  private static final float SAND = 0.175f;

  private static final float CLOUD = 0.1f;
  /// Islands of fewer pixels, and lakes, are specks and no coast.
  private static final int SPECK = 24;
  /// Distances are measured up to here.
  private static final int FAR = 12;

  private static final int RIM = 3;

  private final World world;
  private final List<Instant> dates;
  private final int n;
  private float[] before = new float[0];

  /// @param world where the truth is
  /// @param dates of the scenes that went into the composites
  public CoastCheck(World world, List<Instant> dates) {
    this.world = world;
    this.dates = dates.stream().sorted().toList();
    n = world.ground().width();
  }

  /// How far one frame is from the truth.
  ///
  /// @param coast the date whose coast was compared
  /// @param pixels of coast that were compared, in both directions
  /// @param mean distance in pixels
  /// @param p95 distance that 95 % of the coast's pixels stay within
  /// @param max the largest distance, in pixels; [#FAR] where there is none in reach
  /// @param cloud share of the pixels with a value that are cloud
  /// @param missing share of the pixels without a value
  public record Verdict(
      Instant coast,
      int pixels,
      double mean,
      double p95,
      double max,
      double cloud,
      double missing) {}

  /// Measures the next frame.
  ///
  /// @param label any instant within the half-year, such as the end of its last day
  /// @param blue reflectance over [World#ground()], `(y, x)`, NaN where there is none
  /// @param red the same
  /// @throws IllegalArgumentException where no scene lies in the half-year or the frame has another
  /// shape
  public Verdict next(Instant label, float[] blue, float[] red) {
    if (blue.length != n * n || red.length != n * n) {
      throw new IllegalArgumentException(
          "a frame of " + blue.length + " pixels, not " + n + "×" + n);
    }
    int half = Schedule.halfYear(label);
    List<Instant> used = dates.stream().filter(d -> Schedule.halfYear(d) == half).toList();
    if (used.isEmpty()) {
      throw new IllegalArgumentException("no scene in the half-year of " + label);
    }
    Instant middle = median(used);
    World.Truth truth = world.truth(middle);
    boolean[] seen = new boolean[n * n];
    int missing = 0;
    for (int i = 0; i < seen.length; i++) {
      seen[i] = red[i] > SAND;
      missing += Float.isNaN(red[i]) ? 1 : 0;
    }
    removeSpecks(seen);
    boolean[] expected = truth.land().clone();
    removeSpecks(expected);
    boolean[] around = widened(truth.open());
    int[] histogram = new int[FAR * FAR + 1];
    distances(coast(seen, truth.open()), coast(expected, around), histogram);
    distances(coast(expected, truth.open()), coast(seen, around), histogram);
    double sum = 0;
    int pixels = 0;
    double max = 0;
    for (int d = 0; d < histogram.length; d++) {
      pixels += histogram[d];
      sum += histogram[d] * Math.sqrt(d);
      max = histogram[d] > 0 ? Math.sqrt(d) : max;
    }
    double p95 = 0;
    int below = 0;
    for (int d = 0; d < histogram.length && below < 0.95 * pixels; d++) {
      below += histogram[d];
      p95 = Math.sqrt(d);
    }
    return new Verdict(
        middle,
        pixels,
        sum / Math.max(pixels, 1),
        p95,
        max,
        cloud(middle, blue),
        (double) missing / (n * n));
  }

  private static Instant median(List<Instant> sorted) {
    int k = sorted.size();
    long a = sorted.get((k - 1) / 2).getEpochSecond();
    long b = sorted.get(k / 2).getEpochSecond();
    return Instant.ofEpochSecond((a + b) / 2);
  }

  private double cloud(Instant middle, float[] blue) {
    float[] brightest = world.clear(middle)[0];
    int cloudy = 0;
    int filled = 0;
    for (int i = 0; i < blue.length; i++) {
      if (!Float.isNaN(blue[i])) {
        filled++;
        float limit =
            CLOUD + (before.length == 0 ? brightest[i] : Math.max(brightest[i], before[i]));
        cloudy += blue[i] > limit ? 1 : 0;
      }
    }
    before = brightest;
    return (double) cloudy / Math.max(filled, 1);
  }

  /// A little more, so that a pixel of coast at the rim finds its counterpart just outside.
  private boolean[] widened(boolean[] open) {
    boolean[] out = open.clone();
    for (int i = RIM * n; i < out.length - RIM * n; i++) {
      out[i] = open[i] || open[i + RIM] || open[i + RIM * n] || open[i - RIM * n];
    }
    return out;
  }

  /// Land with water beside it, where the shore is the open sea's.
  private boolean[] coast(boolean[] land, boolean[] open) {
    boolean[] out = new boolean[n * n];
    for (int row = 1; row < n - 1; row++) {
      for (int col = 1; col < n - 1; col++) {
        int i = row * n + col;
        out[i] = land[i] && open[i] && !(land[i - 1] && land[i + 1] && land[i - n] && land[i + n]);
      }
    }
    return out;
  }

  /// Turns 4-connected patches of either kind that are smaller than a speck into the other.
  private void removeSpecks(boolean[] v) {
    boolean[] done = new boolean[v.length];
    int[] patch = new int[v.length];
    for (int start = 0; start < v.length; start++) {
      if (done[start]) {
        continue;
      }
      int size = 0;
      patch[size++] = start;
      done[start] = true;
      for (int k = 0; k < size; k++) {
        int i = patch[k];
        int col = i % n;
        size = visit(v, done, patch, size, start, col > 0 ? i - 1 : -1);
        size = visit(v, done, patch, size, start, col < n - 1 ? i + 1 : -1);
        size = visit(v, done, patch, size, start, i - n);
        size = visit(v, done, patch, size, start, i + n);
      }
      if (size < SPECK) {
        for (int k = 0; k < size; k++) {
          v[patch[k]] = !v[patch[k]];
        }
      }
    }
  }

  private static int visit(boolean[] v, boolean[] done, int[] patch, int size, int start, int i) {
    if (i < 0 || i >= v.length || done[i] || v[i] != v[start]) {
      return size;
    }
    done[i] = true;
    patch[size] = i;
    return size + 1;
  }

  /// Counts the squared distances from each pixel of one set to the nearest of the other.
  private void distances(boolean[] from, boolean[] to, int[] histogram) {
    for (int i = 0; i < from.length; i++) {
      if (!from[i]) {
        continue;
      }
      int best = FAR * FAR;
      int row = i / n;
      int col = i % n;
      for (int r = Math.max(0, row - FAR); r <= Math.min(n - 1, row + FAR); r++) {
        for (int c = Math.max(0, col - FAR); c <= Math.min(n - 1, col + FAR); c++) {
          if (to[r * n + c]) {
            best = Math.min(best, (r - row) * (r - row) + (c - col) * (c - col));
          }
        }
      }
      histogram[best]++;
    }
  }
}
