package dev.cairn.format.tiff;

import org.jspecify.annotations.Nullable;

/// Field types of IFD entries (TIFF 6.0 §2; 13 from TIFF Technical Note 1, 16 to 18 from BigTIFF).
enum IfdType {
  BYTE(1, 1),
  ASCII(2, 1),
  SHORT(3, 2),
  LONG(4, 4),
  RATIONAL(5, 8),
  SBYTE(6, 1),
  UNDEFINED(7, 1),
  SSHORT(8, 2),
  SLONG(9, 4),
  SRATIONAL(10, 8),
  FLOAT(11, 4),
  DOUBLE(12, 8),
  IFD(13, 4),
  LONG8(16, 8),
  SLONG8(17, 8),
  IFD8(18, 8);

  private static final @Nullable IfdType[] BY_CODE = new IfdType[19];

  static {
    for (IfdType t : values()) {
      BY_CODE[t.code] = t;
    }
  }

  private final int code;
  private final int bytes;

  IfdType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// The type, or null where the code names none; readers skip such entries (TIFF 6.0 §2).
  static @Nullable IfdType of(int code) {
    return code < BY_CODE.length ? BY_CODE[code] : null;
  }

  /// Bytes of one value.
  int bytes() {
    return bytes;
  }

  boolean isInteger() {
    return switch (this) {
      case BYTE, SHORT, LONG, SBYTE, UNDEFINED, SSHORT, SLONG, IFD, LONG8, SLONG8, IFD8 -> true;
      case ASCII, RATIONAL, SRATIONAL, FLOAT, DOUBLE -> false;
    };
  }
}
