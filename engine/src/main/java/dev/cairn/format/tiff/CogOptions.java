package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.store.NewFile.Existing;

/// How a GeoTIFF is written.
///
/// @param layout Cloud Optimized, or plain
/// @param codec of every tile
/// @param prediction what is done to samples before they are compressed
/// @param interleave what a tile holds
/// @param blockSize pixels along both sides of a tile, rows of a strip: a multiple of 16, 16 to
///     16384
/// @param overviews how reduced copies are made of the level before; silent for none. Copies are of
///     half the size each, down to one that fits a single tile; a side of n pixels has ⌈n / 2⌉ in
///     the next, whose pixel stands for the 2 × 2 pixels that begin at twice its column and row,
///     fewer in the last column and row of an image with an odd side. A sum is none: it would not
///     fit the type
/// @param existing what happens to a file of the target's name
public record CogOptions(
    Layout layout,
    Codec codec,
    Prediction prediction,
    Interleave interleave,
    int blockSize,
    Stated<Resampling> overviews,
    Existing existing) {
  /// A COG: Deflate at level 6, tiles of 512², averaged overviews, an existing file refused.
  public static final CogOptions DEFAULT =
      new CogOptions(
          Layout.COG,
          Codec.of(Compression.DEFLATE),
          Prediction.AUTO,
          Interleave.PIXEL,
          512,
          Stated.as(Resampling.AVERAGE),
          Existing.REFUSE);

  /// How a file is laid out.
  public enum Layout {
    /// Cloud Optimized GeoTIFF (OGC 21-026), with GDAL's promises in its ghost area.
    COG,
    /// Tiles, the full resolution first.
    TILED,
    /// Strips as wide as the image.
    STRIPED
  }

  /// TIFF tag 284: whether a tile has all bands of its pixels, or one.
  public enum Interleave {
    PIXEL,
    /// Not in a COG, where a reader would need a request a band.
    BAND
  }

  /// TIFF tag 317: 1 none, 2 horizontal differencing (TIFF 6.0 §14), 3 floating point (TIFF
  /// Technical Note 3).
  public enum Prediction {
    /// [#HORIZONTAL] for integers, [#FLOATING_POINT] for floats, [#NONE] where the codec takes
    /// none.
    AUTO,
    NONE,
    /// For integers only.
    HORIZONTAL,
    /// For floating types only.
    FLOATING_POINT
  }

  /// @throws InvalidRequest where a number is out of range, or two choices do not go together
  public CogOptions {
    if (blockSize < 16 || blockSize > 16_384 || blockSize % 16 != 0) {
      throw new InvalidRequest("block size " + blockSize, "a multiple of 16 from 16 to 16384");
    }
    if (overviews instanceof Stated.As<Resampling>(Resampling r) && r == Resampling.SUM) {
      throw new InvalidRequest("overviews by " + r, "a sum of samples does not fit their type");
    }
    if (layout == Layout.COG && interleave == Interleave.BAND) {
      throw new InvalidRequest("interleave by band", "a COG has all bands in a tile");
    }
  }

  public CogOptions withLayout(Layout other) {
    return new CogOptions(other, codec, prediction, interleave, blockSize, overviews, existing);
  }

  public CogOptions withCodec(Codec other) {
    return new CogOptions(layout, other, prediction, interleave, blockSize, overviews, existing);
  }

  /// At the compression's usual level.
  public CogOptions withCompression(Compression other) {
    return withCodec(Codec.of(other));
  }

  public CogOptions withCompression(Compression other, int level) {
    return withCodec(Codec.of(other).withLevel(level));
  }

  public CogOptions withPrediction(Prediction other) {
    return new CogOptions(layout, codec, other, interleave, blockSize, overviews, existing);
  }

  public CogOptions withInterleave(Interleave other) {
    return new CogOptions(layout, codec, prediction, other, blockSize, overviews, existing);
  }

  public CogOptions withBlockSize(int pixels) {
    return new CogOptions(layout, codec, prediction, interleave, pixels, overviews, existing);
  }

  public CogOptions withOverviews(Resampling method) {
    return withOverviews(Stated.as(method));
  }

  public CogOptions withoutOverviews() {
    return withOverviews(Stated.silent());
  }

  public CogOptions withOverviews(Stated<Resampling> method) {
    return new CogOptions(layout, codec, prediction, interleave, blockSize, method, existing);
  }

  public CogOptions withExisting(Existing other) {
    return new CogOptions(layout, codec, prediction, interleave, blockSize, overviews, other);
  }

  Compression compression() {
    return codec.compression();
  }

  /// The prediction that is written for samples of a type: never [Prediction#AUTO].
  ///
  /// @throws InvalidRequest where the one asked for does not fit the type or the compression
  Prediction predictionFor(DType dtype) {
    Compression compression = compression();
    boolean takesNone =
        switch (compression) {
          case NONE, PACKBITS, JPEG, LERC, WEBP -> true;
          case LZW, DEFLATE, ZSTD, LZMA -> false;
        };
    return switch (prediction) {
      case NONE -> Prediction.NONE;
      case AUTO ->
          takesNone
              ? Prediction.NONE
              : dtype.isFloating() ? Prediction.FLOATING_POINT : Prediction.HORIZONTAL;
      case HORIZONTAL, FLOATING_POINT -> {
        if (takesNone) {
          throw new InvalidRequest(
              "predictor " + prediction,
              compression == Compression.NONE
                  ? "needs a compression"
                  : "does not go with " + compression);
        }
        if (dtype.isFloating() != (prediction == Prediction.FLOATING_POINT)) {
          throw new InvalidRequest(
              "predictor " + prediction,
              "does not fit " + dtype + ": HORIZONTAL is for integers, FLOATING_POINT for floats");
        }
        yield prediction;
      }
    };
  }

  /// @throws InvalidRequest where the codec does not take such pixels
  void requireFor(CogImage image) {
    predictionFor(image.dtype());
    int samples = interleave == Interleave.BAND ? 1 : image.samples();
    String what = "compression " + compression();
    switch (codec) {
      case Codec.Plain _, Codec.Leveled _ -> {}
      case Codec.Lerc _ -> {
        if (LercTiles.type(image.dtype()).isEmpty()) {
          throw new InvalidRequest(what, "has no " + image.dtype());
        }
      }
      case Codec.Jpeg _ -> {
        requireBytes(what, image);
        if (image.missing() == CogImage.Missing.ALPHA) {
          throw new InvalidRequest(what, "would blur alpha: a mask goes beside it");
        }
        if (samples != 1 && samples != 3) {
          throw new InvalidRequest(what, "takes one band or three, not " + samples);
        }
      }
      case Codec.Webp _ -> {
        requireBytes(what, image);
        boolean isAlpha = image.missing() == CogImage.Missing.ALPHA;
        if (samples != 4 && (samples != 3 || isAlpha)) {
          throw new InvalidRequest(
              what,
              "takes three bands, or four, or three with alpha, not "
                  + (isAlpha ? samples - 1 + " with alpha" : String.valueOf(samples)));
        }
      }
    }
    if (!codec.isLossless()
        && image.missing() == CogImage.Missing.NO_DATA
        && image.nodata().isStated()
        && !(codec instanceof Codec.Lerc && isNaN(image.nodata()))) {
      throw new InvalidRequest(
          what,
          "changes samples, and with them the no-data value "
              + image.nodata().orElse(Double.NaN)
              + ": use a mask");
    }
  }

  private static boolean isNaN(Stated<Double> nodata) {
    return Double.isNaN(nodata.orElse(0.0));
  }

  private static void requireBytes(String what, CogImage image) {
    if (image.dtype() != DType.UINT8) {
      throw new InvalidRequest(what, "is for uint8, not " + image.dtype());
    }
  }
}
