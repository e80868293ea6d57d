package dev.cairn.raster;

/// What a band's samples mean to the eye, as far as a file says it; GDAL's kinds.
public enum ColorInterpretation {
  UNDEFINED,
  GRAY,
  /// Indices into the band's [ColorTable].
  PALETTE,
  RED,
  GREEN,
  BLUE,
  /// How opaque a pixel is; 0 stands for no value.
  ALPHA,
  CYAN,
  MAGENTA,
  YELLOW,
  BLACK;

  /// GDAL's name, such as `Red`.
  @Override
  public String toString() {
    return name().charAt(0) + name().substring(1).toLowerCase(java.util.Locale.ROOT);
  }
}
