package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

/// The index's tolerance for pixels that a peer took from up to an eighth of a source pixel beside
/// their place.
///
/// @param unit what a difference of one is, once scaled
record Approximate(int width, double unit) {
  static final String WORDS = "approximated transform (error up to 0.125 source px)";

  /// @param ours exact, or nearly; NaN for none
  void check(String what, double[] ours, double[] theirs, String tolerance) {
    assertThat(tolerance).startsWith(WORDS);
    boolean isNearest = tolerance.contains("pixels identical");
    int same = 0;
    int both = 0;
    double off = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < ours.length; i++) {
      same += Double.compare(ours[i], theirs[i]) == 0 ? 1 : 0;
      if (Double.isNaN(ours[i]) || Double.isNaN(theirs[i])) {
        assertThat(around(ours, i, 1).hasNone || Double.isNaN(ours[i]) == Double.isNaN(theirs[i]))
            .as(what + " validity at " + i)
            .isTrue();
        continue;
      }
      both++;
      double d = Math.abs(ours[i] - theirs[i]);
      off += d;
      sum += theirs[i];
      squares += theirs[i] * theirs[i];
      if (isNearest) {
        // A direct neighbour in the source, which may be none of ours where pixels shrink.
        Around near = around(ours, i, 2);
        double slack = 0.2 * (near.most - near.least) + 1.0001 * unit;
        boolean isEdge = isEdge(i, ours.length);
        assertThat(isEdge || theirs[i] >= near.least - slack && theirs[i] <= near.most + slack)
            .as(what + " at " + i + ": " + theirs[i] + ", ours " + near)
            .isTrue();
      } else if (!isEdge(i, ours.length)) {
        Around near = around(ours, i, 2);
        assertThat(d)
            .as(what + " at " + i)
            .isLessThanOrEqualTo(1.0001 * unit + 0.2 * (near.most - near.least));
      }
    }
    if (both == 0) {
      assertThat(same).as(what + " without values").isEqualTo(ours.length);
      return;
    }
    if (isNearest) {
      assertThat(same).as(what + " identical").isGreaterThanOrEqualTo(ours.length * 88 / 100);
    } else {
      double deviation = Math.sqrt(squares / both - sum / both * sum / both);
      assertThat(off / both).as(what + " mean").isLessThanOrEqualTo(0.05 * deviation);
    }
  }

  private boolean isEdge(int i, int length) {
    int col = i % width;
    int row = i / width;
    return col == 0 || row == 0 || col == width - 1 || row == length / width - 1;
  }

  private record Around(double least, double most, boolean hasNone) {}

  private Around around(double[] ours, int i, int reach) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    boolean hasNone = false;
    for (int row = -reach; row <= reach; row++) {
      for (int col = -reach; col <= reach; col++) {
        int at = neighbour(i, col, row, ours.length);
        if (at >= 0 && Double.isNaN(ours[at])) {
          hasNone = true;
        } else if (at >= 0) {
          least = Math.min(least, ours[at]);
          most = Math.max(most, ours[at]);
        }
      }
    }
    return new Around(least, most, hasNone);
  }

  private int neighbour(int i, int col, int row, int length) {
    int x = i % width + col;
    int at = i + row * width + col;
    return x >= 0 && x < width && at >= 0 && at < length ? at : -1;
  }
}
