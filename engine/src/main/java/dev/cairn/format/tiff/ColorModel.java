package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.codec.YcbcrToRgb;
import java.util.Optional;

/// What stored samples have to go through to become the bands that are shown (tag 262,
/// PhotometricInterpretation).
///
/// Bands are those that GDAL shows: YCbCr is read as RGB, 8-bit CMYK as RGB and an opaque
/// transparency, everything else as it is stored: grey of either sense, RGB, palette indices, CMYK
/// of other types.
sealed interface ColorModel {
  /// Bands as they are stored.
  record AsStored() implements ColorModel {}

  /// YCbCr inside JPEG, which knows its own subsampling and coefficients (JFIF 1.02).
  record JpegYcbcr() implements ColorModel {}

  /// YCbCr in data units of `across × down` luminances and one pair of chrominances (TIFF 6.0 §21).
  record Ycbcr(int across, int down, YcbcrToRgb table) implements ColorModel {
    /// Bytes of a row of data units.
    long unitRowBytes(int width) {
      return ((long) width + across - 1) / across * (across * down + 2);
    }

    long bytes(int width, int height) {
      return unitRowBytes(width) * ((height + down - 1) / down);
    }
  }

  /// Four inks of 8 bits, and more samples behind them that are passed over.
  record Cmyk() implements ColorModel {}

  ColorModel AS_STORED = new AsStored();

  /// Bands that are shown of so many samples.
  default int bands(int samples) {
    return switch (this) {
      case AsStored _ -> samples;
      case JpegYcbcr _, Ycbcr _ -> 3;
      case Cmyk _ -> 4;
    };
  }

  /// @throws Malformed where the tags of YCbCr make no sense
  static ColorModel from(Ifd ifd, SampleType sample, int samples, Optional<Compression> codec) {
    long photometric = ifd.integer(Tag.PHOTOMETRIC_INTERPRETATION, 1);
    boolean bytes = sample.equals(new SampleType(SampleType.Kind.UNSIGNED, 8));
    if (photometric == Photometric.CMYK && bytes && samples >= 4 && isFourInks(ifd)) {
      return new Cmyk();
    }
    if (photometric != Photometric.YCBCR || !bytes || samples != 3) {
      return AS_STORED;
    }
    if (codec.filter(Compression.JPEG::equals).isPresent()) {
      return new JpegYcbcr();
    }
    long[] units = ifd.integers(Tag.YCBCR_SUBSAMPLING);
    long across = units.length < 2 ? 2 : units[0];
    long down = units.length < 2 ? 2 : units[1];
    if (!isFactor(across) || !isFactor(down)) {
      throw new Malformed(
          ifd.bytes().uri(),
          ifd.offset(),
          "YCbCrSubSampling " + across + "×" + down + ", TIFF 6.0 §21 allows 1, 2 and 4");
    }
    return new Ycbcr(
        (int) across,
        (int) down,
        YcbcrToRgb.of(
            floats(ifd, Tag.YCBCR_COEFFICIENTS, 0.299f, 0.587f, 0.114f),
            floats(ifd, Tag.REFERENCE_BLACK_WHITE, 0, 255, 128, 255, 128, 255)));
  }

  private static boolean isFourInks(Ifd ifd) {
    return ifd.integer(Tag.INK_SET, 1) == 1;
  }

  private static boolean isFactor(long n) {
    return n == 1 || n == 2 || n == 4;
  }

  private static float[] floats(Ifd ifd, int tag, float... absent) {
    double[] stated = ifd.numbers(tag);
    if (stated.length < absent.length) {
      return absent;
    }
    float[] v = new float[absent.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = (float) stated[i];
      if (!Float.isFinite(v[i])) {
        throw new Malformed(ifd.bytes().uri(), ifd.offset(), "tag " + tag + " is no number");
      }
    }
    return v;
  }
}
