package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// Brings rasters to the size of the picture, before stretch and colour: a pixel is the mean of the
/// valid area that it covers, each source pixel weighted by how much of it is covered. It is
/// invalid where less than half of what it covers is valid. Enlarging by whole numbers repeats
/// pixels.
///
/// @param width of the picture, in pixels
/// @param height of the picture, in pixels
public record Resize(int width, int height) {
  public Resize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("picture of " + width + "×" + height);
    }
  }

  /// The size that keeps the shape of the source.
  ///
  /// @param width what `--size` asks for
  /// @throws InvalidRequest where that is no picture
  public static Resize toWidth(int width, int sourceWidth, int sourceHeight) {
    long height = Math.max(1, Math.round((double) sourceHeight * width / sourceWidth));
    if (width < 1 || width * height > 1 << 28) {
      throw new InvalidRequest(
          "size " + width, "a width in pixels, of a picture of 1 to 2^28 pixels");
    }
    return new Resize(width, (int) height);
  }

  /// The raster in this size, float32; the raster itself where it has that size.
  public Raster apply(Raster source) {
    if (source.width() == width && source.height() == height) {
      return source;
    }
    Cover columns = new Cover(source.width(), width);
    Cover rows = new Cover(source.height(), height);
    float[] out = new float[width * height];
    Validity valid = Validity.none(out.length);
    double[] values = new double[source.width()];
    double[] sums = new double[width];
    double[] weights = new double[width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      Arrays.fill(weights, 0);
      for (int row = rows.first(y); row <= rows.last(y); row++) {
        Values.widen(source.samples(), row * source.width(), source.width(), values);
        addRow(source.valid(), row, values, rows.part(y, row), columns, sums, weights);
      }
      double half = 0.5 * columns.span() * rows.span() * (1 - 1e-9);
      for (int x = 0; x < width; x++) {
        if (weights[x] >= half) {
          out[y * width + x] = (float) (sums[x] / weights[x]);
          valid.set(y * width + x);
        }
      }
    }
    return new Raster(width, height, new Samples.Float32(out), valid);
  }

  private void addRow(
      Validity valid,
      int row,
      double[] values,
      double part,
      Cover columns,
      double[] sums,
      double[] weights) {
    int start = row * values.length;
    for (int x = 0; x < width; x++) {
      for (int col = columns.first(x); col <= columns.last(x); col++) {
        if (valid.get(start + col) && !Double.isNaN(values[col])) {
          double weight = part * columns.part(x, col);
          sums[x] += weight * values[col];
          weights[x] += weight;
        }
      }
    }
  }

  /// Which cells of one axis each cell of another number covers.
  private record Cover(int from, int to) {
    double span() {
      return (double) from / to;
    }

    int first(int cell) {
      return (int) ((long) cell * from / to);
    }

    int last(int cell) {
      return (int) (((long) (cell + 1) * from - 1) / to);
    }

    /// How much of the source cell lies within.
    double part(int cell, int source) {
      double start = Math.max((double) cell * from / to, source);
      double end = Math.min((double) (cell + 1) * from / to, source + 1.0);
      return end - start;
    }
  }
}
