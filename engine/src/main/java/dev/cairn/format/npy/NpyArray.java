package dev.cairn.format.npy;

import dev.cairn.raster.Samples;
import java.util.List;

/// An array as a file holds it, row-major. Holds its samples without copying; never a map key.
///
/// @param shape length of each axis, the slowest first; empty for a single number
/// @param samples as many as the lengths' product
public record NpyArray(List<Integer> shape, Samples samples) {
  public NpyArray {
    shape = List.copyOf(shape);
    long product = 1;
    for (int n : shape) {
      product = Math.multiplyExact(product, (long) n);
    }
    if (product != samples.length()) {
      throw new IllegalArgumentException(
          "shape " + shape + " with " + samples.length() + " samples");
    }
  }
}
