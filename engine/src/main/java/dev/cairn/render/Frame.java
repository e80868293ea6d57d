package dev.cairn.render;

/// One picture: colours of 8 bits a channel, `(y, x)` row-major, as `0xAARRGGBB`. Alpha is 255
/// where all bands hold a value; elsewhere the pixel is 0, transparent black.
///
/// Holds its array without copying. A label is drawn into it by whoever made it; afterwards it is
/// only read. Not a map key.
public record Frame(int width, int height, int[] argb) {
  public Frame {
    if (width <= 0 || height <= 0 || argb.length != (long) width * height) {
      throw new IllegalArgumentException(
          "frame of " + width + "×" + height + " with " + argb.length + " pixels");
    }
  }
}
