package dev.cairn.format.tiff;

import dev.cairn.raster.ColorInterpretation;
import dev.cairn.raster.Scaling;

/// What a file says of one of its bands.
///
/// @param description the band's name, as GDAL and rasterio show it; blank for none
/// @param scaling how a reader makes values of the samples; the identity is not written
/// @param color what the samples mean to the eye; undefined for what their number and type suggest:
///     three or four bands of uint8 begin with red, green and blue, else the first one is grey
public record OutputBand(String description, Scaling scaling, ColorInterpretation color) {
  public OutputBand(String description, Scaling scaling) {
    this(description, scaling, ColorInterpretation.UNDEFINED);
  }

  public static OutputBand of(String description) {
    return new OutputBand(description, Scaling.IDENTITY);
  }

  public OutputBand withColor(ColorInterpretation other) {
    return new OutputBand(description, scaling, other);
  }
}
