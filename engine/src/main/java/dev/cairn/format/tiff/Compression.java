package dev.cairn.format.tiff;

import java.util.Optional;

/// TIFF tag 259: how a tile's bytes are compressed (TIFF 6.0 §8; Deflate and Zstandard from
/// libtiff's registry), as far as we read and write it.
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

  /// The name of any code: ours, or one of libtiff's registry that we do not read, such as
  /// `LERC (34887)`.
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
                  case 7 -> "JPEG (7)";
                  case 32_766 -> "NEXT (32766)";
                  case 32_773 -> "PACKBITS (32773)";
                  case 32_809 -> "THUNDERSCAN (32809)";
                  case 34_676, 34_677 -> "SGILOG (" + code + ")";
                  case 34_712 -> "JP2000 (34712)";
                  case 34_887 -> "LERC (34887)";
                  case 34_925 -> "LZMA (34925)";
                  case 50_001 -> "WEBP (50001)";
                  case 50_002, 52_546 -> "JXL (" + code + ")";
                  default -> "of unknown code " + code;
                });
  }
}
