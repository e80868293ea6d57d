package dev.cairn.format.tiff;

import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.codec.NarrowSamples;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterHeader;
import dev.cairn.store.Store;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How one image of a TIFF lies in its file: the tags of its directory, checked. Tiles stand for
/// strips too, which are tiles as wide as the image.
///
/// @param ifdOffset byte at which its directory lies
/// @param samples stored for each pixel
/// @param isPlanar true where a tile holds one of them
/// @param color what has to be done to make the bands of them that are shown
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
    SampleType sample,
    ColorModel color,
    Coding coding,
    TileIndex index,
    Optional<String> obstacle) {

  /// How a tile's bytes are coded.
  ///
  /// @param compression tag 259 as it stands
  /// @param predictor tag 317 as it stands, 1 where the codec has none
  /// @param isFillOrderReversed true where the bits of each byte are stored low bit first (tag 266)
  /// @param jpegTables tables that the streams of the tiles lack (TIFF Technical Note 2); empty for
  ///     none. Not copied
  /// @param lercExtra what further compresses LERC: 0 nothing, 1 Deflate, 2 Zstandard
  /// @param endsInAlpha true where the last sample of a pixel is transparency that is not
  ///     multiplied into the others (tag 338, value 2)
  record Coding(
      int compression,
      int predictor,
      boolean isFillOrderReversed,
      byte[] jpegTables,
      int lercExtra,
      boolean endsInAlpha) {}

  /// A tile that takes more memory than this is not read.
  private static final long LARGEST_TILE = 1L << 30;

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
    long predictor = predicts && !codec.get().isOfPixels() ? ifd.integer(Tag.PREDICTOR, 1) : 1;
    SampleType sample = SampleType.from(ifd, (int) samples);
    ColorModel color = ColorModel.from(ifd, sample, (int) samples, codec);
    long[] lerc = ifd.integers(Tag.LERC_PARAMETERS);
    long[] extra = ifd.integers(Tag.EXTRA_SAMPLES);
    var coding =
        new Coding(
            (int) Math.min(compression, 65_536),
            (int) Math.min(predictor, 65_536),
            ifd.integer(Tag.FILL_ORDER, 1) == 2,
            ifd.raw(Tag.JPEG_TABLES),
            lerc.length < 2 ? 0 : (int) Math.min(lerc[1], 65_536),
            extra.length > 0 && extra[extra.length - 1] == 2);
    var layout =
        new ImageLayout(
            ifd.offset(),
            width,
            height,
            tiled,
            tileWidth,
            tileHeight,
            (int) samples,
            planar,
            sample,
            color,
            coding,
            new TileIndex(
                store, bytes, planar ? perPlane * samples : perPlane, offsets, byteCounts),
            Optional.empty());
    return layout.withObstacle(
        codec.isEmpty()
            ? Optional.of("compression " + Compression.nameOf(coding.compression))
            : layout.obstacleOf(codec.get(), ifd.integer(Tag.PHOTOMETRIC_INTERPRETATION, 1)));
  }

  private ImageLayout withObstacle(Optional<String> why) {
    return new ImageLayout(
        ifdOffset,
        width,
        height,
        isTiled,
        tileWidth,
        tileHeight,
        samples,
        isPlanar,
        sample,
        color,
        coding,
        index,
        why);
  }

  private Optional<String> obstacleOf(Compression codec, long photometric) {
    return codecObstacle(codec)
        .or(() -> colorObstacle(photometric))
        .or(this::predictorObstacle)
        .or(this::sizeObstacle);
  }

  /// Colour models whose stored samples are not the bands that GDAL shows, or that are packed in a
  /// way of their own (TIFF 6.0 §21 to §23).
  private Optional<String> colorObstacle(long photometric) {
    return switch ((int) Math.min(photometric, 65_536)) {
      case Photometric.YCBCR ->
          color instanceof ColorModel.AsStored
              ? Optional.of("colour model YCbCr (6) of " + samples + " samples of " + sample)
              : isPlanar
                  ? Optional.of("colour model YCbCr (6), a component a plane")
                  : Optional.empty();
      case 8, 9, 10 -> Optional.of("colour model CIE L*a*b* (" + photometric + ")");
      case 32_844, 32_845 -> Optional.of("colour model LogLuv (" + photometric + ")");
      default ->
          isPlanar && color instanceof ColorModel.Cmyk
              ? Optional.of("colour model CMYK (5), an ink a plane")
              : Optional.empty();
    };
  }

  private Optional<String> codecObstacle(Compression codec) {
    boolean bytes = sample.equals(new SampleType(SampleType.Kind.UNSIGNED, 8));
    int inTile = isPlanar ? 1 : samples;
    return switch (codec) {
      case JPEG ->
          bytes && inTile <= 4
              ? Optional.empty()
              : Optional.of("JPEG of " + inTile + " samples of " + sample);
      case WEBP ->
          bytes && (inTile == 3 || inTile == 4)
              ? Optional.empty()
              : Optional.of("WebP of " + inTile + " samples of " + sample);
      case LERC ->
          coding.lercExtra > 2
              ? Optional.of("LERC with further compression " + coding.lercExtra)
              : LercTiles.type(dtype()).isPresent() && sample.isWhole()
                  ? Optional.empty()
                  : Optional.of("LERC of " + sample);
      case NONE, LZW, DEFLATE, PACKBITS, LZMA, ZSTD -> Optional.empty();
    };
  }

  private Optional<String> predictorObstacle() {
    boolean fits =
        switch (coding.predictor) {
          case 1 -> true;
          case 2 -> sample.bits() == 8 || sample.bits() == 16 || sample.bits() >= 32;
          case 3 -> sample.kind() == SampleType.Kind.FLOATING;
          default -> false;
        };
    boolean isPlain = coding.predictor == 1 || !(color instanceof ColorModel.Ycbcr);
    return fits && isPlain
        ? Optional.empty()
        : Optional.of("predictor " + coding.predictor + " of " + sample);
  }

  private Optional<String> sizeObstacle() {
    long bytes;
    try {
      bytes =
          Math.multiplyExact(
              Math.multiplyExact((long) tileWidth, (long) tileHeight),
              (isPlanar ? 1L : Math.max(samples, bands())) * dtype().bytes());
    } catch (ArithmeticException _) {
      bytes = Long.MAX_VALUE;
    }
    return bytes <= LARGEST_TILE
        ? Optional.empty()
        : Optional.of(
            "tiles of " + bytes + " bytes once decoded, at most " + LARGEST_TILE + " are read");
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

  /// Rows that a row of tiles holds: a strip ends with the image, a tile is filled up.
  int rowsStored(int tileRow) {
    return isTiled ? tileHeight : rowsShown(tileRow);
  }

  /// Rows of a row of tiles that lie inside the image.
  int rowsShown(int tileRow) {
    return (int) Math.min(tileHeight, height - (long) tileRow * tileHeight);
  }

  /// Bytes of a tile once decompressed; at most [#LARGEST_TILE] where there is no obstacle.
  long rawBytes(int rows) {
    return color instanceof ColorModel.Ycbcr units
        ? units.bytes(tileWidth, rows)
        : NarrowSamples.rowBytes((long) tileWidth * (isPlanar ? 1 : samples), sample.bits()) * rows;
  }

  /// Bands that are shown.
  int bands() {
    return color.bands(samples);
  }

  /// The type of the bands that are shown.
  DType dtype() {
    return sample.dtype();
  }

  int compression() {
    return coding.compression;
  }

  int predictor() {
    return coding.predictor;
  }

  RasterHeader.Level level() {
    return new RasterHeader.Level(width, height, tileWidth, tileHeight);
  }
}
