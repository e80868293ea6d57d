package dev.cairn.cli.demo;

/// The codes of the QA_PIXEL band of Landsat 8 and 9 (USGS LSDS-1619, table 6-3): eight flags, then
/// two bits of confidence each for cloud, shadow, snow and cirrus, where 1 is low and 3 is high.
final class Quality {
  static final int FILL = 1;
  static final int DILATED = 1 << 1;
  static final int CIRRUS = 1 << 2;
  static final int CLOUD = 1 << 3;
  static final int SHADOW = 1 << 4;
  static final int SNOW = 1 << 5;
  static final int CLEAR = 1 << 6;
  static final int WATER = 1 << 7;

  private static final int LOW = 0b01_01_01_01 << 8;

  private Quality() {}

  /// The sample for the flags cloud, near cloud, cirrus, shadow, snow and water.
  static int code(int flags) {
    int code = flags | LOW;
    if ((flags & CLOUD) != 0) {
      code |= 3 << 8;
    }
    if ((flags & SHADOW) != 0) {
      code |= 3 << 10;
    }
    if ((flags & SNOW) != 0) {
      code |= 3 << 12;
    }
    if ((flags & CIRRUS) != 0) {
      code |= 3 << 14;
    }
    return (flags & (CLOUD | DILATED)) == 0 ? code | CLEAR : code;
  }
}
