package dev.cairn.raster;

import dev.cairn.base.InvalidRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The type of a sample, by its numpy name.
public enum DType {
  UINT8(1, 0, 255),
  INT8(1, -128, 127),
  UINT16(2, 0, 65_535),
  INT16(2, -32_768, 32_767),
  UINT32(4, 0, 4_294_967_295.0),
  INT32(4, -2_147_483_648.0, 2_147_483_647),
  UINT64(8, 0, 0x1p64),
  INT64(8, -0x1p63, 0x1p63),
  FLOAT32(4, -Float.MAX_VALUE, Float.MAX_VALUE),
  FLOAT64(8, -Double.MAX_VALUE, Double.MAX_VALUE);

  private final int bytes;
  private final double min;
  private final double max;

  DType(int bytes, double min, double max) {
    this.bytes = bytes;
    this.min = min;
    this.max = max;
  }

  /// @throws InvalidRequest where the text names no sample type
  public static DType parse(String name) {
    for (DType t : values()) {
      if (t.toString().equals(name.strip().toLowerCase(Locale.ROOT))) {
        return t;
      }
    }
    throw new InvalidRequest(
        "data type " + name,
        "one of " + Arrays.stream(values()).map(DType::toString).collect(Collectors.joining(", ")));
  }

  /// Bytes of one sample.
  public int bytes() {
    return bytes;
  }

  /// The smallest finite value.
  public double min() {
    return min;
  }

  /// The largest finite value; that of 64-bit integers is rounded up to a float64, and who converts
  /// it back saturates.
  public double max() {
    return max;
  }

  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  public boolean isSigned() {
    return min < 0;
  }

  /// True where every sample is exactly a float32.
  public boolean fitsFloat32() {
    return bytes <= 2 || this == FLOAT32;
  }

  /// True where the number is a sample of this type: an integer in range, or any number for floats.
  public boolean holds(double value) {
    return isFloating() || (value == Math.rint(value) && value >= min && value <= max);
  }

  /// True where every sample of the other type is one of this; float64 counts as holding 64-bit
  /// integers, as numpy has it, though those beyond 2⁵³ are rounded.
  public boolean holdsAll(DType other) {
    return this == other
        || switch (this) {
          case FLOAT64 -> true;
          case FLOAT32 -> other.fitsFloat32();
          case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
              !other.isFloating() && min <= other.min && max >= other.max;
        };
  }

  /// numpy's name, such as `uint16`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
