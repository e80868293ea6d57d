package dev.cairn.format.npy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import java.util.List;

/// What an array file to be written holds, beside its samples.
///
/// @param shape length of each axis, the slowest first, two or more; the last two are (y, x).
///     Usually (time, band, y, x)
/// @param dtype type of all samples
/// @param nodata the sample that stands for no value; silent for floating types means NaN, for
///     integers that every pixel must hold a value. The file does not tell it
public record NpyLayout(List<Integer> shape, DType dtype, Stated<Double> nodata) {
  /// @throws InvalidRequest where `dtype` cannot hold `nodata`
  public NpyLayout {
    shape = List.copyOf(shape);
    if (shape.size() < 2 || shape.size() > 32) {
      throw new IllegalArgumentException("2 to 32 axes, not " + shape);
    }
    long bytes = dtype.bytes();
    for (int n : shape) {
      if (n <= 0) {
        throw new IllegalArgumentException("empty array: " + shape);
      }
      bytes = Math.multiplyExact(bytes, (long) n);
    }
    if (nodata instanceof Stated.As<Double>(Double value)) {
      boolean overflows = dtype == DType.FLOAT32 && Float.isInfinite((float) (double) value);
      if (!dtype.holds(value) || (overflows && !Double.isInfinite(value))) {
        throw new InvalidRequest("no-data value " + value, "is no " + dtype);
      }
    } else if (dtype.isFloating()) {
      nodata = Stated.as(Double.NaN);
    }
  }

  public int width() {
    return shape.getLast();
  }

  public int height() {
    return shape.get(shape.size() - 2);
  }

  /// How many (y, x) planes there are: the product of the leading axes.
  public long planes() {
    long n = 1;
    for (int axis : shape.subList(0, shape.size() - 2)) {
      n *= axis;
    }
    return n;
  }

  /// Which plane has these indices along the leading axes, such as (time, band).
  public long plane(int... leading) {
    if (leading.length != shape.size() - 2) {
      throw new IllegalArgumentException(leading.length + " indices for the planes of " + shape);
    }
    long plane = 0;
    for (int i = 0; i < leading.length; i++) {
      if (leading[i] < 0 || leading[i] >= shape.get(i)) {
        throw new IllegalArgumentException(
            "index " + leading[i] + " on axis " + i + " of " + shape);
      }
      plane = plane * shape.get(i) + leading[i];
    }
    return plane;
  }
}
