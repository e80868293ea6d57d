package dev.cairn.render;

import java.util.ArrayList;
import java.util.List;

/// Cuts the colour cube into boxes of little variance: X. Wu, "Color Quantization by Dynamic
/// Programming and Principal Analysis", and its greedy form in Graphics Gems II (1991), II.10, over
/// 64³ cells.
///
/// Each step cuts the box with the largest sum of squared distances from its mean, where the cut
/// leaves the least.
final class VarianceCut {
  private static final int SIDE = 65;

  /// Sums over all cells below a corner: count, red, green, blue, squares. Cell c along an axis
  /// lies between corners c and c + 1.
  private final double[][] moments = new double[5][SIDE * SIDE * SIDE];

  /// A box of cells, half-open along each axis.
  private record Box(int r0, int g0, int b0, int r1, int g1, int b1) {
    int low(int axis) {
      return axis == 0 ? r0 : axis == 1 ? g0 : b0;
    }

    int high(int axis) {
      return axis == 0 ? r1 : axis == 1 ? g1 : b1;
    }

    Box upTo(int axis, int at) {
      return new Box(r0, g0, b0, axis == 0 ? at : r1, axis == 1 ? at : g1, axis == 2 ? at : b1);
    }

    Box from(int axis, int at) {
      return new Box(axis == 0 ? at : r0, axis == 1 ? at : g0, axis == 2 ? at : b0, r1, g1, b1);
    }
  }

  private VarianceCut(ColorCells cells) {
    for (int r = 1; r < SIDE; r++) {
      double[][] plane = new double[5][SIDE];
      for (int g = 1; g < SIDE; g++) {
        double[] line = new double[5];
        for (int b = 1; b < SIDE; b++) {
          int cell = (r - 1) << 12 | (g - 1) << 6 | (b - 1);
          long count = cells.count(cell);
          if (count > 0) {
            line[0] += count;
            for (int c = 0; c < 3; c++) {
              double sum = cells.sum(cell, c);
              line[1 + c] += sum;
              line[4] += sum * sum / count;
            }
          }
          int at = corner(r, g, b);
          for (int m = 0; m < 5; m++) {
            plane[m][b] += line[m];
            moments[m][at] = moments[m][at - SIDE * SIDE] + plane[m][b];
          }
        }
      }
    }
  }

  /// The mean colours of at most so many boxes, none of them empty: red, green, blue each.
  static List<double[]> colors(ColorCells cells, int most) {
    return new VarianceCut(cells).cut(most);
  }

  private List<double[]> cut(int most) {
    var boxes = new ArrayList<Box>();
    var spreads = new ArrayList<Double>();
    Box all = new Box(0, 0, 0, SIDE - 1, SIDE - 1, SIDE - 1);
    boxes.add(all);
    spreads.add(spread(all));
    while (boxes.size() < most) {
      int widest = 0;
      for (int i = 1; i < boxes.size(); i++) {
        if (spreads.get(i) > spreads.get(widest)) {
          widest = i;
        }
      }
      if (spreads.get(widest) <= 0) {
        break;
      }
      Box box = boxes.get(widest);
      int axis = -1;
      int at = -1;
      double most2 = Double.NEGATIVE_INFINITY;
      for (int a = 0; a < 3; a++) {
        for (int p = box.low(a) + 1; p < box.high(a); p++) {
          Box lower = box.upTo(a, p);
          Box upper = box.from(a, p);
          double below = sum(lower, 0);
          double above = sum(upper, 0);
          if (below > 0 && above > 0) {
            double between = squaredSums(lower) / below + squaredSums(upper) / above;
            if (between > most2) {
              most2 = between;
              axis = a;
              at = p;
            }
          }
        }
      }
      if (axis < 0) {
        spreads.set(widest, 0.0); // one cell: nothing to cut
        continue;
      }
      boxes.set(widest, box.upTo(axis, at));
      boxes.add(box.from(axis, at));
      spreads.set(widest, spread(boxes.get(widest)));
      spreads.add(spread(boxes.getLast()));
    }
    var colors = new ArrayList<double[]>();
    for (Box box : boxes) {
      double count = sum(box, 0);
      if (count > 0) {
        colors.add(new double[] {sum(box, 1) / count, sum(box, 2) / count, sum(box, 3) / count});
      }
    }
    return colors;
  }

  /// Sum of the squared distances from the box's mean colour.
  private double spread(Box box) {
    double count = sum(box, 0);
    return count == 0 ? 0 : sum(box, 4) - squaredSums(box) / count;
  }

  private double squaredSums(Box box) {
    double r = sum(box, 1);
    double g = sum(box, 2);
    double b = sum(box, 3);
    return r * r + g * g + b * b;
  }

  private double sum(Box k, int moment) {
    double[] m = moments[moment];
    return m[corner(k.r1, k.g1, k.b1)]
        - m[corner(k.r1, k.g1, k.b0)]
        - m[corner(k.r1, k.g0, k.b1)]
        + m[corner(k.r1, k.g0, k.b0)]
        - m[corner(k.r0, k.g1, k.b1)]
        + m[corner(k.r0, k.g1, k.b0)]
        + m[corner(k.r0, k.g0, k.b1)]
        - m[corner(k.r0, k.g0, k.b0)];
  }

  private static int corner(int r, int g, int b) {
    return (r * SIDE + g) * SIDE + b;
  }
}
