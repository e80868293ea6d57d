package dev.cairn.format.tiff;

/// Values of tag 262, PhotometricInterpretation (TIFF 6.0 §8 and §16 to §23).
final class Photometric {
  static final int MIN_IS_WHITE = 0;
  static final int MIN_IS_BLACK = 1;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int MASK = 4;
  static final int CMYK = 5;
  static final int YCBCR = 6;

  private Photometric() {}
}
