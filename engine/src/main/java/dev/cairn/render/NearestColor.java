package dev.cairn.render;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Finds the nearest of some colours by Euclidean distance in RGB: outwards in green from the one
/// that is nearest there, until green alone is too far.
final class NearestColor {
  private final double[] red;
  private final double[] green;
  private final double[] blue;

  /// @param colors red, green, blue each; sorted here
  NearestColor(List<double[]> colors) {
    double[][] sorted = colors.toArray(double[][]::new);
    Arrays.sort(
        sorted,
        Comparator.<double[]>comparingDouble(c -> c[1])
            .thenComparingDouble(c -> c[0])
            .thenComparingDouble(c -> c[2]));
    red = Arrays.stream(sorted).mapToDouble(c -> c[0]).toArray();
    green = Arrays.stream(sorted).mapToDouble(c -> c[1]).toArray();
    blue = Arrays.stream(sorted).mapToDouble(c -> c[2]).toArray();
  }

  int size() {
    return green.length;
  }

  /// Red, green, blue of a colour by its place in ascending order of green, red, blue.
  double[] color(int i) {
    return new double[] {red[i], green[i], blue[i]};
  }

  /// The place of the nearest colour.
  int nearest(double r, double g, double b) {
    int found = Arrays.binarySearch(green, g);
    int up = found < 0 ? -found - 1 : found;
    int down = up - 1;
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    while (true) {
      double above = up < green.length ? green[up] - g : Double.POSITIVE_INFINITY;
      double below = down >= 0 ? g - green[down] : Double.POSITIVE_INFINITY;
      double step = Math.min(above, below);
      if (step * step >= least) {
        return best;
      }
      int i = above <= below ? up++ : down--;
      double distance = step * step + (red[i] - r) * (red[i] - r) + (blue[i] - b) * (blue[i] - b);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
  }
}
