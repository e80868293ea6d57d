package dev.cairn.format.tiff;

import java.util.Optional;

/// TIFF tag 259: how a tile's bytes are compressed (TIFF 6.0 §8; Deflate and Zstandard from
/// libtiff's registry), as far as
/// we read and write it.
public enum Compression {
  NONE(1),
  LZW(5),
  DEFLATE(8),
  ZSTD(50_000);

  private final int code;

  Compression(int code) {
    this.code = code;
  }

  /// The code that is written; the old Deflate code 32946 is read as [#DEFLATE] too.
  public int code() {
    return code;
  }

  static Optional<Compression> of(int code) {
    for (Compression c : values()) {
      if (c.code == code) {
        return Optional.of(c);
      }
    }
    return code == 32_946 ? Optional.of(DEFLATE) : Optional.empty();
  }
}
