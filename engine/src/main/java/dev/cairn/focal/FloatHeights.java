package dev.cairn.focal;

/// The loops of [Heights] over float32 elevations. [DoubleHeights] is the same for float64: change
/// both.
final class FloatHeights extends Heights {
  private float[] above;
  private float[] here;
  private float[] below;
  private final float[] highs;
  private final float[] lows;

  FloatHeights(int width) {
    super(width);
    above = new float[width + 2];
    here = new float[width + 2];
    below = new float[width + 2];
    highs = new float[width + 2];
    lows = new float[width + 2];
  }

  @Override
  Heights single() {
    return new FloatHeights(1);
  }

  @Override
  boolean readLowest(Rows rows, int row, long[] into) {
    float[] spare = above;
    above = here;
    here = below;
    below = spare;
    return rows.read(row, below, into);
  }

  private float[] line(int line) {
    return line == 0 ? above : line == 1 ? here : below;
  }

  @Override
  double at(int line, int column) {
    return line(line)[column];
  }

  @Override
  void put(int line, int column, double height) {
    line(line)[column] = (float) height;
  }

  @Override
  void horn(double perX, double perY, double[] gx, double[] gy, int at) {
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width; i++) {
      float west = a[i] + h[i] + h[i] + b[i];
      float east = a[i + 2] + h[i + 2] + h[i + 2] + b[i + 2];
      gx[at + i] = (west - east) * perX;
    }
    for (int i = 0; i < width; i++) {
      float south = b[i] + b[i + 1] + b[i + 1] + b[i + 2];
      float north = a[i] + a[i + 1] + a[i + 1] + a[i + 2];
      gy[at + i] = (south - north) * perY;
    }
  }

  @Override
  void zevenbergenThorne(double perX, double perY, double[] gx, double[] gy, int at) {
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width; i++) {
      gx[at + i] = (h[i] - h[i + 2]) * perX;
    }
    for (int i = 0; i < width; i++) {
      gy[at + i] = (b[i + 1] - a[i + 1]) * perY;
    }
  }

  @Override
  void position(float[] out, int at) {
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width; i++) {
      float sum = a[i] + a[i + 1] + a[i + 2] + h[i] + h[i + 2] + b[i] + b[i + 1] + b[i + 2];
      out[at + i] = (h[i + 1] - sum * 0.125f);
    }
  }

  @Override
  void riley(float[] out, int at) {
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width; i++) {
      float z = h[i + 1];
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
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width; i++) {
      float z = h[i + 1];
      float sum =
          Math.abs(a[i] - z)
              + Math.abs(a[i + 1] - z)
              + Math.abs(a[i + 2] - z)
              + Math.abs(h[i] - z)
              + Math.abs(h[i + 2] - z)
              + Math.abs(b[i] - z)
              + Math.abs(b[i + 1] - z)
              + Math.abs(b[i + 2] - z);
      out[at + i] = (sum * 0.125f);
    }
  }

  @Override
  void roughness(float[] out, int at) {
    float[] a = above;
    float[] h = here;
    float[] b = below;
    for (int i = 0; i < width + 2; i++) {
      highs[i] = Math.max(Math.max(a[i], h[i]), b[i]);
    }
    for (int i = 0; i < width + 2; i++) {
      lows[i] = Math.min(Math.min(a[i], h[i]), b[i]);
    }
    for (int i = 0; i < width; i++) {
      float high = Math.max(Math.max(highs[i], highs[i + 1]), highs[i + 2]);
      float low = Math.min(Math.min(lows[i], lows[i + 1]), lows[i + 2]);
      out[at + i] = high - low;
    }
  }
}
