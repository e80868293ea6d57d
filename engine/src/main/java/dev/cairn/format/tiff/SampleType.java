package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.raster.DType;
import java.util.Optional;

/// How a sample is stored (tags 258 and 339), the same for all bands.
///
/// Integers of 1 to 32 and of 64 bits, floats of 16, 24, 32 and 64. What is narrower than a type
/// of ours is widened to the next one; integers of other widths than whole bytes are packed.
record SampleType(Kind kind, int bits) {
  enum Kind {
    UNSIGNED,
    SIGNED,
    FLOATING
  }

  private static final int UINT = 1;
  private static final int INT = 2;
  private static final int FLOAT = 3;
  private static final int VOID = 4;

  /// @throws Malformed where there are fewer widths than bands, and not one for all
  /// @throws Unsupported where no sample of ours can hold one, or bands differ
  static SampleType from(Ifd ifd, int samples) {
    long[] bits = ifd.integers(Tag.BITS_PER_SAMPLE);
    long[] formats = ifd.integers(Tag.SAMPLE_FORMAT);
    if (bits.length > 1 && bits.length < samples) {
      throw new Malformed( // as for libtiff: a number of bands gone wrong
          ifd.bytes().uri(),
          ifd.offset(),
          samples + " samples per pixel, but BitsPerSample (tag 258) has " + bits.length);
    }
    long bit = bits.length == 0 ? 1 : bits[0];
    long format = formats.length == 0 ? UINT : formats[0];
    boolean mixed = false;
    for (int i = 1; i < Math.min(samples, bits.length); i++) {
      mixed |= bits[i] != bit;
    }
    for (int i = 1; i < Math.min(samples, formats.length); i++) {
      mixed |= formats[i] != format;
    }
    if (mixed) {
      throw new Unsupported(ifd.bytes().uri(), "bands of several sample types");
    }
    return of(format, bit)
        .orElseThrow(() -> new Unsupported(ifd.bytes().uri(), "samples of " + name(format, bit)));
  }

  private static Optional<SampleType> of(long format, long bits) {
    boolean isInteger = format == UINT || format == INT || format == VOID;
    boolean isKnown =
        isInteger && (bits >= 1 && bits <= 32 || bits == 64)
            || format == FLOAT && (bits == 16 || bits == 24 || bits == 32 || bits == 64);
    return isKnown
        ? Optional.of(
            new SampleType(
                format == FLOAT ? Kind.FLOATING : format == INT ? Kind.SIGNED : Kind.UNSIGNED,
                (int) bits))
        : Optional.empty();
  }

  private static String name(long format, long bits) {
    String kind =
        format == UINT || format == VOID
            ? "unsigned integer"
            : format == INT
                ? "signed integer"
                : format == FLOAT
                    ? "floating point"
                    : format == 5 || format == 6 ? "complex" : "sample format " + format;
    return bits + " bits, " + kind;
  }

  /// The type that its samples are read as. GDAL calls signed integers of odd widths unsigned; we
  /// keep their sign.
  DType dtype() {
    return switch (kind) {
      case FLOATING -> bits == 64 ? DType.FLOAT64 : DType.FLOAT32;
      case SIGNED ->
          bits <= 8
              ? DType.INT8
              : bits <= 16 ? DType.INT16 : bits <= 32 ? DType.INT32 : DType.INT64;
      case UNSIGNED ->
          bits <= 8
              ? DType.UINT8
              : bits <= 16 ? DType.UINT16 : bits <= 32 ? DType.UINT32 : DType.UINT64;
    };
  }

  /// True where a stored sample is one of ours, bit for bit.
  boolean isWhole() {
    return bits == dtype().bytes() * 8;
  }

  /// True where samples are stored high bit first whatever the file's byte order.
  boolean isPacked() {
    return !isWhole() && kind != Kind.FLOATING;
  }

  @Override
  public String toString() {
    return bits
        + "-bit "
        + switch (kind) {
          case UNSIGNED -> "unsigned integers";
          case SIGNED -> "signed integers";
          case FLOATING -> "floats";
        };
  }
}
