package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterHeader;
import dev.cairn.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How one image of a TIFF lies in its file: the tags of its directory, checked. Tiles stand for
/// strips too, which are tiles as wide as the image.
///
/// @param ifdOffset byte at which its directory lies
/// @param samples bands
/// @param isPlanar true where a tile holds one band
/// @param compression tag 259 as it stands
/// @param predictor tag 317 as it stands, 1 where the codec has none
/// @param isFillOrderReversed true where the bits of each byte are stored low bit first (tag 266)
/// @param obstacle why its pixels cannot be read, where they cannot
record ImageLayout(
    long ifdOffset,
    int width,
    int height,
    boolean isTiled,
    int tileWidth,
    int tileHeight,
    int samples,
    boolean isPlanar,
    DType dtype,
    int compression,
    int predictor,
    boolean isFillOrderReversed,
    TileIndex index,
    Optional<String> obstacle) {

  /// A tile that takes more memory than this is not read.
  private static final long LARGEST_TILE = 1L << 30;

  private static final int UINT = 1;
  private static final int INT = 2;
  private static final int FLOAT = 3;
  private static final int VOID = 4;

  /// @throws Malformed where the tags contradict each other
  /// @throws Unsupported where not even a header can be made of them
  static ImageLayout from(Ifd ifd, Store store) {
    HeaderBytes bytes = ifd.bytes();
    int width = dimension(ifd, Tag.IMAGE_WIDTH, "image width");
    int height = dimension(ifd, Tag.IMAGE_LENGTH, "image height");
    boolean tiled = ifd.has(Tag.TILE_WIDTH);
    int tileWidth = tiled ? dimension(ifd, Tag.TILE_WIDTH, "tile width") : width;
    int tileHeight =
        tiled
            ? dimension(ifd, Tag.TILE_LENGTH, "tile height")
            : ifd.has(Tag.ROWS_PER_STRIP)
                ? (int) Math.min(height, positive(ifd, Tag.ROWS_PER_STRIP, "rows per strip"))
                : height;
    long samples = ifd.integer(Tag.SAMPLES_PER_PIXEL, 1);
    if (samples == 0 || samples > 65_535) {
      throw new Malformed(bytes.uri(), ifd.offset(), samples + " samples per pixel");
    }
    long planarConfiguration = ifd.integer(Tag.PLANAR_CONFIGURATION, 1);
    if (planarConfiguration != 1 && planarConfiguration != 2) {
      throw new Malformed(
          bytes.uri(),
          ifd.offset(),
          "planar configuration " + planarConfiguration + ", TIFF 6.0 allows 1 and 2");
    }
    boolean planar = planarConfiguration == 2;
    long perPlane = tiles(width, tileWidth) * tiles(height, tileHeight);
    if (perPlane > Integer.MAX_VALUE || perPlane * (planar ? samples : 1) > Integer.MAX_VALUE) {
      throw new Unsupported(
          bytes.uri(), "an image of 2³¹ tiles or more: " + tileWidth + "×" + tileHeight + " each");
    }
    IfdEntry offsets =
        ifd.entry(Tag.TILE_OFFSETS)
            .or(() -> ifd.entry(Tag.STRIP_OFFSETS))
            .orElseThrow(
                () ->
                    new Malformed(
                        bytes.uri(), ifd.offset(), "an image without TileOffsets or StripOffsets"));
    @Nullable IfdEntry byteCounts =
        ifd.entry(Tag.TILE_BYTE_COUNTS).or(() -> ifd.entry(Tag.STRIP_BYTE_COUNTS)).orElse(null);
    requireIntegers(bytes, offsets);
    if (byteCounts != null) {
      requireIntegers(bytes, byteCounts);
    }
    long compression = ifd.integer(Tag.COMPRESSION, 1);
    Optional<Compression> codec =
        compression > 65_535 ? Optional.empty() : Compression.of((int) compression);
    boolean predicts = codec.isPresent() && codec.get() != Compression.NONE;
    long predictor = predicts ? ifd.integer(Tag.PREDICTOR, 1) : 1;
    var sample = SampleType.from(ifd, (int) samples);
    long tileBytes;
    try {
      tileBytes =
          Math.multiplyExact(
              Math.multiplyExact((long) tileWidth, (long) tileHeight),
              (planar ? 1 : samples) * sample.dtype.bytes());
    } catch (ArithmeticException _) {
      tileBytes = Long.MAX_VALUE;
    }
    Optional<String> obstacle =
        codec.isEmpty()
            ? Optional.of("compression " + Compression.nameOf((int) Math.min(compression, 65_536)))
            : sample
                .obstacle
                .or(() -> photometric(ifd.integer(Tag.PHOTOMETRIC_INTERPRETATION, 1)))
                .or(() -> predictor(predictor, sample.dtype));
    if (obstacle.isEmpty() && tileBytes > LARGEST_TILE) {
      obstacle =
          Optional.of(
              "tiles of "
                  + tileBytes
                  + " bytes once decoded, at most "
                  + LARGEST_TILE
                  + " are read");
    }
    return new ImageLayout(
        ifd.offset(),
        width,
        height,
        tiled,
        tileWidth,
        tileHeight,
        (int) samples,
        planar,
        sample.dtype,
        (int) Math.min(compression, 65_536),
        (int) Math.min(predictor, 65_536),
        ifd.integer(Tag.FILL_ORDER, 1) == 2,
        new TileIndex(store, bytes, offsets, byteCounts),
        obstacle);
  }

  private record SampleType(DType dtype, Optional<String> obstacle) {
    /// Tags 258 and 339. The type is the one that GDAL gives, so that a header can be shown of
    /// samples we do not read, such as those of 12 bits.
    static SampleType from(Ifd ifd, int samples) {
      long[] bits = ifd.integers(Tag.BITS_PER_SAMPLE);
      long[] formats = ifd.integers(Tag.SAMPLE_FORMAT);
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
      Optional<DType> dtype = dtype(format, bit);
      if (dtype.isEmpty()) {
        throw new Unsupported(ifd.bytes().uri(), "samples of " + name(format, bit));
      }
      boolean whole = bit == dtype.get().bytes() * 8L;
      return new SampleType(
          dtype.get(), whole ? Optional.empty() : Optional.of("samples of " + name(format, bit)));
    }

    private static Optional<DType> dtype(long format, long bits) {
      if (format == FLOAT) {
        return bits == 64
            ? Optional.of(DType.FLOAT64)
            : bits == 16 || bits == 24 || bits == 32
                ? Optional.of(DType.FLOAT32)
                : Optional.empty();
      }
      if (bits < 1 || bits > 32 || format != UINT && format != INT && format != VOID) {
        return Optional.empty();
      }
      boolean signed = format == INT;
      return Optional.of(
          bits <= 8
              ? signed ? DType.INT8 : DType.UINT8
              : bits <= 16
                  ? signed ? DType.INT16 : DType.UINT16
                  : signed ? DType.INT32 : DType.UINT32);
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
  }

  /// Colour models whose stored samples are not the bands that GDAL shows, or that are packed in a
  /// way of their own (TIFF 6.0 §16, §20 to §23).
  private static Optional<String> photometric(long code) {
    return switch ((int) Math.min(code, 65_536)) {
      case 5 -> Optional.of("colour model CMYK (5)");
      case 6 -> Optional.of("colour model YCbCr (6)");
      case 8, 9, 10 -> Optional.of("colour model CIE L*a*b* (" + code + ")");
      case 32_844, 32_845 -> Optional.of("colour model LogLuv (" + code + ")");
      default -> Optional.empty(); // samples as they stand: grey, RGB, palette, colour filters
    };
  }

  private static Optional<String> predictor(long predictor, DType dtype) {
    if (predictor == 1 || predictor == 2) {
      return Optional.empty();
    }
    if (predictor == 3) {
      return dtype.isFloating()
          ? Optional.empty()
          : Optional.of("floating-point predictor (3) of " + dtype + " samples");
    }
    return Optional.of("predictor " + predictor);
  }

  private static void requireIntegers(HeaderBytes bytes, IfdEntry entry) {
    if (!entry.type().isInteger()) {
      throw new Malformed(
          bytes.uri(), entry.entryAt(), "tag " + entry.tag() + " of type " + entry.type());
    }
  }

  private static int dimension(Ifd ifd, int tag, String what) {
    long v = positive(ifd, tag, what);
    if (v > Integer.MAX_VALUE) {
      throw new Unsupported(ifd.bytes().uri(), what + " of " + v + ", at most 2³¹ − 1 is read");
    }
    return (int) v;
  }

  private static long positive(Ifd ifd, int tag, String what) {
    long v = ifd.integer(tag, 0);
    if (v == 0) {
      throw new Malformed(
          ifd.bytes().uri(), ifd.offset(), "an image without " + what + " (tag " + tag + ")");
    }
    return v;
  }

  private static long tiles(int size, int tile) {
    return ((long) size + tile - 1) / tile;
  }

  int tilesAcross() {
    return (int) tiles(width, tileWidth);
  }

  int tilesDown() {
    return (int) tiles(height, tileHeight);
  }

  long tilesPerPlane() {
    return (long) tilesAcross() * tilesDown();
  }

  /// Rows that tile `row` from the top holds: a strip ends with the image, a tile is filled up.
  int rowsStored(int tileRow) {
    return isTiled ? tileHeight : (int) Math.min(tileHeight, height - (long) tileRow * tileHeight);
  }

  /// Bytes of a tile's samples once decoded; at most [#LARGEST_TILE] where there is no obstacle.
  long decodedBytes(int tileRow) {
    return (long) tileWidth * rowsStored(tileRow) * (isPlanar ? 1 : samples) * dtype.bytes();
  }

  RasterHeader.Level level() {
    return new RasterHeader.Level(width, height, tileWidth, tileHeight);
  }
}
