package dev.cairn.format.tiff;

import dev.cairn.raster.Scaling;

/// What a file says of one of its bands.
///
/// @param description the band's name, as GDAL and rasterio show it; blank for none
/// @param scaling how a reader makes values of the samples; the identity is not written
public record OutputBand(String description, Scaling scaling) {
  public static OutputBand of(String description) {
    return new OutputBand(description, Scaling.IDENTITY);
  }
}
