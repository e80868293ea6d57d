package dev.cairn.raster;

/// Pixels of one band: native samples and which of them hold a value, `(y, x)` row-major.
///
/// Holds its arrays without copying; the builder hands them over and nobody writes to them
/// afterwards. A sample under an invalid pixel is any number. Not a map key.
public record Raster(int width, int height, Samples samples, Validity valid) {
  public Raster {
    long pixels = (long) width * height;
    if (width <= 0 || height <= 0 || samples.length() < pixels || valid.length() != pixels) {
      throw new IllegalArgumentException(
          "raster of "
              + width
              + "×"
              + height
              + " with "
              + samples.length()
              + " samples and validity of "
              + valid.length());
    }
  }

  public DType dtype() {
    return samples.dtype();
  }

  public int pixels() {
    return width * height;
  }
}
