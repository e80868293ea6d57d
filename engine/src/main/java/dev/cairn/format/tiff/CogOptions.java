package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.store.NewFile.Existing;

/// How a Cloud Optimized GeoTIFF is written.
///
/// @param compression of every tile
/// @param level 1 to 9 for Deflate, 1 to 22 for Zstandard, 0 for the others, which have none
/// @param prediction what is done to samples before they are compressed
/// @param blockSize pixels along both sides of a tile: a multiple of 16, 16 to 16384
/// @param overviews how reduced copies are made
/// @param existing what happens to a file of the target's name
public record CogOptions(
    Compression compression,
    int level,
    Prediction prediction,
    int blockSize,
    Overviews overviews,
    Existing existing) {
  /// Deflate at level 6, tiles of 512², averaged overviews, an existing file refused.
  public static final CogOptions DEFAULT =
      new CogOptions(
          Compression.DEFLATE,
          defaultLevel(Compression.DEFLATE),
          Prediction.AUTO,
          512,
          Overviews.AVERAGE,
          Existing.REFUSE);

  /// TIFF tag 317: 1 none, 2 horizontal differencing (TIFF 6.0 §14), 3 floating point (TIFF
  /// Technical Note 3).
  public enum Prediction {
    /// [#HORIZONTAL] for integers, [#FLOATING_POINT] for floats, [#NONE] without compression.
    AUTO,
    NONE,
    /// For integers only.
    HORIZONTAL,
    /// For floating types only.
    FLOATING_POINT
  }

  /// Copies of half the size each, down to one that fits a single tile; a side of n pixels has ⌈n /
  /// 2⌉ in the next. A pixel stands for the 2 × 2 pixels that begin at twice its column and row,
  /// fewer in the last column and row of an image with an odd side.
  public enum Overviews {
    NONE,
    /// The mean of those that hold a value. For integers it is rounded to the nearest, halves away
    /// from zero, as GDAL does; a mean that happens to be the no-data value is moved to the next
    /// number.
    AVERAGE,
    /// The first of them, as GDAL takes it: for classes and bit fields.
    NEAREST
  }

  /// @throws InvalidRequest where a number is out of range
  public CogOptions {
    if (blockSize < 16 || blockSize > 16_384 || blockSize % 16 != 0) {
      throw new InvalidRequest("block size " + blockSize, "a multiple of 16 from 16 to 16384");
    }
    int highest =
        switch (compression) {
          case DEFLATE -> 9;
          case ZSTD -> 22;
          case LZW, NONE -> 0;
          case JPEG, PACKBITS, LERC, LZMA, WEBP ->
              throw new InvalidRequest("compression " + compression, "is read and not written");
        };
    if (level < Math.min(1, highest) || level > highest) {
      throw new InvalidRequest(
          "compression level " + level,
          highest == 0
              ? compression + " has no levels"
              : compression + " has levels 1 to " + highest);
    }
  }

  /// 6 for Deflate and 9 for Zstandard, as in GDAL; 0 for the others.
  public static int defaultLevel(Compression compression) {
    return switch (compression) {
      case DEFLATE -> 6;
      case ZSTD -> 9;
      case LZW, NONE, JPEG, PACKBITS, LERC, LZMA, WEBP -> 0;
    };
  }

  /// At the compression's default level.
  public CogOptions withCompression(Compression other) {
    return withCompression(other, defaultLevel(other));
  }

  public CogOptions withCompression(Compression other, int otherLevel) {
    return new CogOptions(other, otherLevel, prediction, blockSize, overviews, existing);
  }

  public CogOptions withPrediction(Prediction other) {
    return new CogOptions(compression, level, other, blockSize, overviews, existing);
  }

  public CogOptions withBlockSize(int pixels) {
    return new CogOptions(compression, level, prediction, pixels, overviews, existing);
  }

  public CogOptions withOverviews(Overviews other) {
    return new CogOptions(compression, level, prediction, blockSize, other, existing);
  }

  public CogOptions withExisting(Existing other) {
    return new CogOptions(compression, level, prediction, blockSize, overviews, other);
  }

  /// The prediction that is written for samples of a type: never [Prediction#AUTO].
  ///
  /// @throws InvalidRequest where the one asked for does not fit the type or the compression
  Prediction predictionFor(DType dtype) {
    Prediction resolved =
        switch (prediction) {
          case NONE -> Prediction.NONE;
          case AUTO ->
              compression == Compression.NONE
                  ? Prediction.NONE
                  : dtype.isFloating() ? Prediction.FLOATING_POINT : Prediction.HORIZONTAL;
          case HORIZONTAL, FLOATING_POINT -> {
            if (compression == Compression.NONE) {
              throw new InvalidRequest("predictor " + prediction, "needs a compression");
            }
            if (dtype.isFloating() != (prediction == Prediction.FLOATING_POINT)) {
              throw new InvalidRequest(
                  "predictor " + prediction,
                  "does not fit "
                      + dtype
                      + ": HORIZONTAL is for integers, FLOATING_POINT for floats");
            }
            yield prediction;
          }
        };
    return resolved;
  }
}
