package dev.cairn.warp;

import dev.cairn.raster.Validity;
import dev.cairn.warp.Gathering.Pixels;

/// Values between pixels of which none is missing, for kernels of two and four pixels each way that
/// are not widened: what most pixels of most warps need, in loops without calls.
///
/// A place is left without a value (NaN) where the kernel lacks a pixel, inside the window or in
/// the source, and where the value is no finite number: these are weighed one by one. That depends
/// on the pixels around a place alone, so that each place has one value, however the target is cut.
final class Interpolation {
  private Interpolation() {}

  /// Between 2 × 2 pixels.
  ///
  /// @param x places in source pixels; NaN for none
  /// @param values comes out; NaN where there is none
  static void linear(Pixels pixels, double[] x, double[] y, double[] values) {
    double[] v = pixels.values();
    int width = pixels.window().width();
    int left = pixels.window().col();
    int top = pixels.window().row();
    double right = pixels.window().colEnd() - 1.0;
    double bottom = pixels.window().rowEnd() - 1.0;
    boolean isWhole = pixels.isWhole();
    for (int i = 0; i < values.length; i++) {
      double px = x[i] - 0.5;
      double py = y[i] - 0.5;
      double value = Double.NaN;
      if (px >= left && px < right && py >= top && py < bottom) {
        int column = (int) px;
        int row = (int) py;
        int at = (row - top) * width + column - left;
        if (isWhole || areValid(pixels.valid(), at, width, 2)) {
          double fx = px - column;
          double fy = py - row;
          double upper = v[at] * (1 - fx) + v[at + 1] * fx;
          double lower = v[at + width] * (1 - fx) + v[at + width + 1] * fx;
          value = upper * (1 - fy) + lower * fy;
        }
      }
      values[i] = value;
    }
    dropInfinite(values);
  }

  /// Between 4 × 4 pixels, by [Kernel#CATMULL_ROM].
  static void cubic(Pixels pixels, double[] x, double[] y, double[] values) {
    double[] v = pixels.values();
    int width = pixels.window().width();
    int left = pixels.window().col();
    int top = pixels.window().row();
    double right = pixels.window().colEnd() - 2.0;
    double bottom = pixels.window().rowEnd() - 2.0;
    boolean isWhole = pixels.isWhole();
    for (int i = 0; i < values.length; i++) {
      double px = x[i] - 0.5;
      double py = y[i] - 0.5;
      double value = Double.NaN;
      if (px >= left + 1 && px < right && py >= top + 1 && py < bottom) {
        int column = (int) px;
        int row = (int) py;
        int at = (row - 1 - top) * width + column - 1 - left;
        if (isWhole || areValid(pixels.valid(), at, width, 4)) {
          double f = px - column;
          double w0 = f * (f * (1 - 0.5 * f) - 0.5);
          double w1 = f * f * (1.5 * f - 2.5) + 1;
          double w2 = f * (f * (2 - 1.5 * f) + 0.5);
          double w3 = f * f * (0.5 * f - 0.5);
          double r0 = v[at] * w0 + v[at + 1] * w1 + v[at + 2] * w2 + v[at + 3] * w3;
          at += width;
          double r1 = v[at] * w0 + v[at + 1] * w1 + v[at + 2] * w2 + v[at + 3] * w3;
          at += width;
          double r2 = v[at] * w0 + v[at + 1] * w1 + v[at + 2] * w2 + v[at + 3] * w3;
          at += width;
          double r3 = v[at] * w0 + v[at + 1] * w1 + v[at + 2] * w2 + v[at + 3] * w3;
          f = py - row;
          value =
              r0 * (f * (f * (1 - 0.5 * f) - 0.5))
                  + r1 * (f * f * (1.5 * f - 2.5) + 1)
                  + r2 * (f * (f * (2 - 1.5 * f) + 0.5))
                  + r3 * (f * f * (0.5 * f - 0.5));
        }
      }
      values[i] = value;
    }
    dropInfinite(values);
  }

  private static boolean areValid(Validity valid, int at, int width, int side) {
    long all = (1L << side) - 1;
    for (int row = 0; row < side; row++) {
      all &= valid.bits(at + row * width);
    }
    return all == (1L << side) - 1;
  }

  /// An infinite pixel of no weight makes no number of what has one.
  private static void dropInfinite(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.isFinite(values[i]) ? values[i] : Double.NaN;
    }
  }
}
