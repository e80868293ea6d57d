package dev.cairn.format.tiff;

import java.util.Optional;

/// TIFF tag 259: how a tile's bytes are compressed (TIFF 6.0 §8; Deflate and Zstandard from
/// libtiff's registry), as far as we read it.
public enum Compression {
  NONE(1),
  LZW(5),
  JPEG(7),
  DEFLATE(8),
  PACKBITS(32_773),
  LERC(34_887),
  LZMA(34_925),
  ZSTD(50_000),
  WEBP(50_001);

  private final int code;

  Compression(int code) {
    this.code = code;
  }

  /// True where samples are coded as such: a predictor has nothing to do there.
  boolean isOfPixels() {
    return this == JPEG || this == LERC || this == WEBP;
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

  /// The name of any code: ours, or one of libtiff's registry that we do not read, such as
  /// `JXL (50002)`.
  static String nameOf(int code) {
    return of(code)
        .map(Compression::name)
        .orElseGet(
            () ->
                switch (code) {
                  case 2 -> "CCITTRLE (2)";
                  case 3 -> "CCITTFAX3 (3)";
                  case 4 -> "CCITTFAX4 (4)";
                  case 6 -> "OJPEG (6)";
                  case 32_766 -> "NEXT (32766)";
                  case 32_809 -> "THUNDERSCAN (32809)";
                  case 34_676, 34_677 -> "SGILOG (" + code + ")";
                  case 34_712 -> "JP2000 (34712)";
                  case 50_002, 52_546 -> "JXL (" + code + ")";
                  default -> "of unknown code " + code;
                });
  }
}
