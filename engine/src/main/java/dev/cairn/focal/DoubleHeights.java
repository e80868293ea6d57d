package dev.cairn.focal;

/// The loops of [Heights] over float64 elevations. [FloatHeights] is the same for float32: change
/// both.
final class DoubleHeights extends Heights {
  private double[] above;
  private double[] here;
  private double[] below;
  private final double[] highs;
  private final double[] lows;

  DoubleHeights(int width) {
    super(width);
    above = new double[width + 2];
    here = new double[width + 2];
    below = new double[width + 2];
    highs = new double[width + 2];
    lows = new double[width + 2];
  }

  @Override
  Heights single() {
    return new DoubleHeights(1);
  }

  @Override
  boolean readLowest(Rows rows, int row, long[] into) {
    double[] spare = above;
    above = here;
    here = below;
    below = spare;
    return rows.read(row, below, into);
  }

  private double[] line(int line) {
    return line == 0 ? above : line == 1 ? here : below;
  }

  @Override
  double at(int line, int column) {
    return line(line)[column];
  }

  @Override
  void put(int line, int column, double height) {
    line(line)[column] = height;
  }

  @Override
  void horn(double perX, double perY, double[] gx, double[] gy, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width; i++) {
      double west = a[i] + h[i] + h[i] + b[i];
      double east = a[i + 2] + h[i + 2] + h[i + 2] + b[i + 2];
      gx[at + i] = (west - east) * perX;
    }
    for (int i = 0; i < width; i++) {
      double south = b[i] + b[i + 1] + b[i + 1] + b[i + 2];
      double north = a[i] + a[i + 1] + a[i + 1] + a[i + 2];
      gy[at + i] = (south - north) * perY;
    }
  }

  @Override
  void zevenbergenThorne(double perX, double perY, double[] gx, double[] gy, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width; i++) {
      gx[at + i] = (h[i] - h[i + 2]) * perX;
    }
    for (int i = 0; i < width; i++) {
      gy[at + i] = (b[i + 1] - a[i + 1]) * perY;
    }
  }

  @Override
  void position(float[] out, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width; i++) {
      double sum = a[i] + a[i + 1] + a[i + 2] + h[i] + h[i + 2] + b[i] + b[i + 1] + b[i + 2];
      out[at + i] = (float) (h[i + 1] - sum * 0.125f);
    }
  }

  @Override
  void riley(float[] out, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width; i++) {
      double z = h[i + 1];
      double sum =
          square(a[i] - z)
              + square(a[i + 1] - z)
              + square(a[i + 2] - z)
              + square(h[i] - z)
              + square(h[i + 2] - z)
              + square(b[i] - z)
              + square(b[i + 1] - z)
              + square(b[i + 2] - z);
      out[at + i] = (float) Math.sqrt(sum);
    }
  }

  private static double square(double v) {
    return v * v;
  }

  @Override
  void wilson(float[] out, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width; i++) {
      double z = h[i + 1];
      double sum =
          Math.abs(a[i] - z)
              + Math.abs(a[i + 1] - z)
              + Math.abs(a[i + 2] - z)
              + Math.abs(h[i] - z)
              + Math.abs(h[i + 2] - z)
              + Math.abs(b[i] - z)
              + Math.abs(b[i + 1] - z)
              + Math.abs(b[i + 2] - z);
      out[at + i] = (float) (sum * 0.125f);
    }
  }

  @Override
  void roughness(float[] out, int at) {
    double[] a = above;
    double[] h = here;
    double[] b = below;
    for (int i = 0; i < width + 2; i++) {
      highs[i] = Math.max(Math.max(a[i], h[i]), b[i]);
    }
    for (int i = 0; i < width + 2; i++) {
      lows[i] = Math.min(Math.min(a[i], h[i]), b[i]);
    }
    for (int i = 0; i < width; i++) {
      double high = Math.max(Math.max(highs[i], highs[i + 1]), highs[i + 2]);
      double low = Math.min(Math.min(lows[i], lows[i + 1]), lows[i + 2]);
      out[at + i] = (float) (high - low);
    }
  }
}
