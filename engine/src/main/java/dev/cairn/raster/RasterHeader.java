package dev.cairn.raster;

import dev.cairn.geo.GeoBox;
import java.util.List;

/// What an object says of its pixels before any is read.
///
/// @param format such as `GTiff`
/// @param grid where the full-resolution pixels lie; silent where the object is not georeferenced
/// or its CRS is unknown
/// @param bands one a band, in order
/// @param levels resolutions, the full one first, then overviews from fine to coarse; at least one
/// @param compression the format's name of the codec, such as `DEFLATE`
/// @param predictor the format's number of the predictor, 1 for none
/// @param interleaved true where a block holds all bands (chunky), false where it holds one
/// (planar)
public record RasterHeader(
    String format,
    Stated<GeoBox> grid,
    List<BandHeader> bands,
    List<Level> levels,
    String compression,
    int predictor,
    boolean interleaved) {
  public RasterHeader {
    bands = List.copyOf(bands);
    levels = List.copyOf(levels);
    if (bands.isEmpty() || levels.isEmpty()) {
      throw new IllegalArgumentException("a raster has at least one band and one level");
    }
  }

  /// One band of an object.
  ///
  /// @param description the name that the file gives it
  /// @param color what its samples mean to the eye
  /// @param colors the colours they stand for, where it has a table of them
  /// @param mask what says, beside the samples, which pixels hold a value
  public record BandHeader(
      DType dtype,
      Stated<Double> nodata,
      Stated<Scaling> scaling,
      Stated<String> description,
      ColorInterpretation color,
      Stated<ColorTable> colors,
      MaskKind mask) {

    /// The file's no-data value as far as it tells which pixels hold a value: silent where a mask
    /// does, or the values of all bands.
    public Stated<Double> effectiveNodata() {
      return switch (mask) {
        case MASK, VALUES -> Stated.silent();
        case NONE, ALPHA -> nodata;
      };
    }
  }

  /// One resolution of an object.
  ///
  /// @param width columns
  /// @param height rows
  /// @param blockWidth columns of a stored block; the image's width for strips
  public record Level(int width, int height, int blockWidth, int blockHeight) {
    public Level {
      if (width <= 0 || height <= 0 || blockWidth <= 0 || blockHeight <= 0) {
        throw new IllegalArgumentException(
            "level of " + width + "×" + height + " in blocks of " + blockWidth + "×" + blockHeight);
      }
    }
  }

  public int width() {
    return levels.getFirst().width();
  }

  public int height() {
    return levels.getFirst().height();
  }
}
