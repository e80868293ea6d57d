package dev.cairn.render;

import java.util.Arrays;
import java.util.Set;

/// Brings a few too many exact colours down to the number allowed by joining, again and again, the
/// two that cost the least squared error to show as one: W. Equitz' pairwise nearest neighbour
/// (IEEE Trans. ASSP 37, 1989). For colour maps, which have 256 colours where a palette has 255 and
/// a label.
final class PairMerge {
  private final int[] rgb;
  private final int[] group;
  private final boolean[] kept;
  private final double[] weight;
  private final double[][] mean;
  private final int[] partner;
  private final double[] cost;

  private PairMerge(int[] rgb, ColorCounts counts, Set<Integer> keep) {
    int n = rgb.length;
    this.rgb = rgb;
    group = new int[n];
    kept = new boolean[n];
    weight = new double[n];
    mean = new double[n][];
    partner = new int[n];
    cost = new double[n];
    for (int i = 0; i < n; i++) {
      group[i] = i;
      kept[i] = keep.contains(rgb[i]);
      weight[i] = Math.max(1, counts.count(rgb[i]));
      mean[i] = new double[] {rgb[i] >> 16 & 0xFF, rgb[i] >> 8 & 0xFF, rgb[i] & 0xFF};
    }
  }

  /// What each colour is shown as.
  ///
  /// @param counts at most [ColorCounts#MOST] colours
  /// @param keep `0x00RRGGBB` of colours that stay as they are; fewer than `most`
  /// @return for each of `counts.colors()`, in its order, the colour to show: `0x00RRGGBB`, at most
  ///     `most` different
  static int[] shown(ColorCounts counts, Set<Integer> keep, int most) {
    var merge = new PairMerge(counts.colors(), counts, keep);
    merge.run(most);
    return Arrays.stream(merge.group).map(merge::color).toArray();
  }

  private void run(int most) {
    for (int i = 0; i < rgb.length; i++) {
      findPartner(i);
    }
    for (int left = rgb.length; left > most; left--) {
      int a = -1;
      for (int i = 0; i < rgb.length; i++) {
        if (isOpen(i) && (a < 0 || cost[i] < cost[a])) {
          a = i;
        }
      }
      join(a, partner[a]);
    }
  }

  private void join(int a, int b) {
    double sum = weight[a] + weight[b];
    for (int c = 0; c < 3; c++) {
      mean[a][c] = (mean[a][c] * weight[a] + mean[b][c] * weight[b]) / sum;
    }
    weight[a] = sum;
    for (int i = 0; i < rgb.length; i++) {
      if (group[i] == b) {
        group[i] = a;
      }
    }
    findPartner(a);
    for (int i = 0; i < rgb.length; i++) {
      if (i == a || !isOpen(i)) {
        continue;
      }
      if (partner[i] == a || partner[i] == b) {
        findPartner(i);
      } else if (joinCost(i, a) < cost[i]) {
        partner[i] = a;
        cost[i] = joinCost(i, a);
      }
    }
  }

  /// A group that may join another: led by its first colour, and not one to keep.
  private boolean isOpen(int i) {
    return group[i] == i && !kept[i];
  }

  private void findPartner(int i) {
    partner[i] = i;
    cost[i] = Double.POSITIVE_INFINITY;
    for (int j = 0; j < rgb.length; j++) {
      if (j != i && isOpen(j) && joinCost(i, j) < cost[i]) {
        partner[i] = j;
        cost[i] = joinCost(i, j);
      }
    }
  }

  private double joinCost(int a, int b) {
    double distance = 0;
    for (int c = 0; c < 3; c++) {
      distance += (mean[a][c] - mean[b][c]) * (mean[a][c] - mean[b][c]);
    }
    return distance * weight[a] * weight[b] / (weight[a] + weight[b]);
  }

  private int color(int leader) {
    double[] m = mean[leader];
    return (int) Math.rint(m[0]) << 16 | (int) Math.rint(m[1]) << 8 | (int) Math.rint(m[2]);
  }
}
