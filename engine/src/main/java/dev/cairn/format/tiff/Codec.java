package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;
import java.util.OptionalInt;

/// How the tiles of a file that is written are compressed. Values are checked when they are made.
public sealed interface Codec {
  /// Tag 259.
  Compression compression();

  /// True where samples come back as they were.
  boolean isLossless();

  /// Bytes as they are, LZW (TIFF 6.0 §13) or PackBits (§9): codecs without a choice.
  record Plain(Compression compression) implements Codec {
    public Plain {
      switch (compression) {
        case NONE, LZW, PACKBITS -> {}
        case DEFLATE, ZSTD, LZMA, JPEG, LERC, WEBP ->
            throw new IllegalArgumentException(compression + " has choices");
      }
    }

    @Override
    public boolean isLossless() {
      return true;
    }
  }

  /// Deflate (levels 1 to 9), Zstandard (1 to 22) or LZMA (0 to 9): slower and smaller as the level
  /// goes up.
  record Leveled(Compression compression, int level) implements Codec {
    public Leveled {
      switch (compression) {
        case DEFLATE -> requireLevel(compression, level, 1, 9);
        case ZSTD -> requireLevel(compression, level, 1, 22);
        case LZMA -> requireLevel(compression, level, 0, 9);
        case NONE, LZW, PACKBITS, JPEG, LERC, WEBP ->
            throw new IllegalArgumentException(compression + " has no levels");
      }
    }

    @Override
    public boolean isLossless() {
      return true;
    }
  }

  /// LERC, whose blobs may be compressed further.
  ///
  /// @param maxError how far a value may lie from its own; at 0 (integers: below 1) none changes
  record Lerc(double maxError, Further further) implements Codec {
    /// What compresses blobs once more, at its usual level (tag 50674).
    public enum Further {
      NONE,
      DEFLATE,
      ZSTD
    }

    public Lerc {
      if (!(maxError >= 0) || Double.isInfinite(maxError)) {
        throw new InvalidRequest("error of LERC " + maxError, "a number from 0");
      }
    }

    @Override
    public Compression compression() {
      return Compression.LERC;
    }

    @Override
    public boolean isLossless() {
      return maxError == 0;
    }
  }

  /// JPEG: one band of grey, or three as YCbCr, of uint8.
  ///
  /// @param quality 1 (small) to 100 (good)
  record Jpeg(int quality) implements Codec {
    public Jpeg {
      requireLevel(Compression.JPEG, quality, 1, 100);
    }

    @Override
    public Compression compression() {
      return Compression.JPEG;
    }

    @Override
    public boolean isLossless() {
      return false;
    }
  }

  /// WebP: three or four bands of uint8.
  ///
  /// @param quality 1 (small) to 100 (good); empty for pixels that come back as they were
  record Webp(OptionalInt quality) implements Codec {
    public Webp {
      quality.ifPresent(q -> requireLevel(Compression.WEBP, q, 1, 100));
    }

    @Override
    public Compression compression() {
      return Compression.WEBP;
    }

    @Override
    public boolean isLossless() {
      return quality.isEmpty();
    }
  }

  /// The codec at its usual level: 6 for Deflate and LZMA, 9 for Zstandard, as in GDAL; quality 75
  /// for JPEG, no loss for LERC and WebP.
  static Codec of(Compression compression) {
    return switch (compression) {
      case NONE, LZW, PACKBITS -> new Plain(compression);
      case DEFLATE, LZMA -> new Leveled(compression, 6);
      case ZSTD -> new Leveled(compression, 9);
      case LERC -> new Lerc(0, Lerc.Further.NONE);
      case JPEG -> new Jpeg(75);
      case WEBP -> new Webp(OptionalInt.empty());
    };
  }

  /// This codec at a level, or of a quality where it loses something.
  ///
  /// @throws InvalidRequest where it has no levels, or not this one
  default Codec withLevel(int level) {
    return switch (this) {
      case Plain(Compression c) ->
          throw new InvalidRequest("compression level " + level, c + " has no levels");
      case Leveled(Compression c, int _) -> new Leveled(c, level);
      case Lerc _ ->
          throw new InvalidRequest(
              "compression level " + level, "LERC has an error, and no levels");
      case Jpeg _ -> new Jpeg(level);
      case Webp(OptionalInt quality) when quality.isPresent() -> new Webp(OptionalInt.of(level));
      case Webp _ ->
          throw new InvalidRequest("compression level " + level, "WebP without loss has no levels");
    };
  }

  /// By its name in lower case: `deflate`, `zstd`, `lzw`, `packbits`, `lzma`, `lerc`,
  /// `lerc_deflate`, `lerc_zstd`, `jpeg`, `webp` (which loses something), `webp_lossless`, `none`.
  ///
  /// @throws InvalidRequest where the text names none
  static Codec parse(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "none" -> of(Compression.NONE);
      case "deflate" -> of(Compression.DEFLATE);
      case "zstd" -> of(Compression.ZSTD);
      case "lzw" -> of(Compression.LZW);
      case "packbits" -> of(Compression.PACKBITS);
      case "lzma" -> of(Compression.LZMA);
      case "lerc" -> of(Compression.LERC);
      case "lerc_deflate" -> new Lerc(0, Lerc.Further.DEFLATE);
      case "lerc_zstd" -> new Lerc(0, Lerc.Further.ZSTD);
      case "jpeg" -> of(Compression.JPEG);
      case "webp" -> new Webp(OptionalInt.of(75));
      case "webp_lossless" -> of(Compression.WEBP);
      default ->
          throw new InvalidRequest(
              "compression " + name,
              "one of deflate, zstd, lzw, packbits, lzma, lerc, lerc_deflate, lerc_zstd, jpeg,"
                  + " webp, webp_lossless, none");
    };
  }

  private static void requireLevel(Compression compression, int level, int lowest, int highest) {
    if (level < lowest || level > highest) {
      throw new InvalidRequest(
          "compression level " + level, compression + " has levels " + lowest + " to " + highest);
    }
  }
}
