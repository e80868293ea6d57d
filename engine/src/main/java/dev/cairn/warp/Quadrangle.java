package dev.cairn.warp;

/// Four points around a source pixel's ground, in target pixels. For one thread.
final class Quadrangle {
  /// More points than four have once four straight cuts are made.
  private static final int MOST_POINTS = 16;

  private final double[] x = new double[4];
  private final double[] y = new double[4];
  private double[] fromX = new double[MOST_POINTS];
  private double[] fromY = new double[MOST_POINTS];
  private double[] cutX = new double[MOST_POINTS];
  private double[] cutY = new double[MOST_POINTS];

  void set(int corner, double cornerX, double cornerY) {
    x[corner] = cornerX;
    y[corner] = cornerY;
  }

  double left() {
    return Math.min(Math.min(x[0], x[1]), Math.min(x[2], x[3]));
  }

  double right() {
    return Math.max(Math.max(x[0], x[1]), Math.max(x[2], x[3]));
  }

  double top() {
    return Math.min(Math.min(y[0], y[1]), Math.min(y[2], y[3]));
  }

  double bottom() {
    return Math.max(Math.max(y[0], y[1]), Math.max(y[2], y[3]));
  }

  /// Moves the corners of the left half by a distance to the right.
  void join(double distance) {
    double middle = (left() + right()) / 2;
    for (int i = 0; i < 4; i++) {
      x[i] += x[i] < middle ? distance : 0;
    }
  }

  void move(double distance) {
    for (int i = 0; i < 4; i++) {
      x[i] += distance;
    }
  }

  /// False where a corner has no place, where nothing lies between them, and where sides cross.
  boolean isProper() {
    int turns = 0;
    for (int i = 0; i < 4; i++) {
      int j = (i + 1) & 3;
      int k = (i + 2) & 3;
      double turn = (x[j] - x[i]) * (y[k] - y[j]) - (y[j] - y[i]) * (x[k] - x[j]);
      if (!Double.isFinite(turn)) {
        return false;
      }
      turns += turn > 0 ? 1 : turn < 0 ? -1 : 0;
    }
    return Math.abs(turns) >= 2;
  }

  /// Which part of it lies within a pixel.
  double shareWithin(int col, int row) {
    System.arraycopy(x, 0, fromX, 0, 4);
    System.arraycopy(y, 0, fromY, 0, 4);
    double whole = area(4);
    int n = cut(4, true, col, 1);
    n = cut(n, true, col + 1, -1);
    n = cut(n, false, row, 1);
    n = cut(n, false, row + 1, -1);
    return area(n) / whole;
  }

  /// Leaves what lies on one side of a line (Sutherland and Hodgman, "Reentrant polygon clipping",
  /// 1974).
  ///
  /// @param isColumn true where the line is at an x
  /// @param side 1 to leave what is greater, -1 for what is less
  private int cut(int count, boolean isColumn, double line, int side) {
    double[] along = isColumn ? fromX : fromY;
    int n = 0;
    for (int i = 0; i < count; i++) {
      int j = i + 1 == count ? 0 : i + 1;
      double a = (along[i] - line) * side;
      double b = (along[j] - line) * side;
      if (a >= 0) {
        cutX[n] = fromX[i];
        cutY[n++] = fromY[i];
      }
      if (a > 0 && b < 0 || a < 0 && b > 0) {
        double part = a / (a - b);
        cutX[n] = isColumn ? line : fromX[i] + part * (fromX[j] - fromX[i]);
        cutY[n++] = isColumn ? fromY[i] + part * (fromY[j] - fromY[i]) : line;
      }
    }
    double[] freeX = fromX;
    double[] freeY = fromY;
    fromX = cutX;
    fromY = cutY;
    cutX = freeX;
    cutY = freeY;
    return n;
  }

  private double area(int count) {
    double twice = 0;
    for (int i = 1; i + 1 < count; i++) {
      twice +=
          (fromX[i] - fromX[0]) * (fromY[i + 1] - fromY[0])
              - (fromX[i + 1] - fromX[0]) * (fromY[i] - fromY[0]);
    }
    return Math.abs(twice) / 2;
  }
}
