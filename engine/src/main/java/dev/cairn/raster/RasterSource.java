package dev.cairn.raster;

import dev.cairn.geo.GeoBox;
import java.net.URI;

/// One band of one object: where it is stored, and what is known of it before it is opened.
///
/// @param href where the object lies; unsigned
/// @param band index of the band in the object, from 0
/// @param grid where its pixels lie
/// @param dtype type of its samples
/// @param nodata the sample that stands for no value
/// @param scaling how samples become values
public record RasterSource(
    URI href,
    int band,
    Stated<GeoBox> grid,
    Stated<DType> dtype,
    Stated<Double> nodata,
    Stated<Scaling> scaling) {
  public RasterSource {
    if (band < 0) {
      throw new IllegalArgumentException("band " + band);
    }
  }

  /// A source of which nothing is known but its place.
  public static RasterSource of(URI href, int band) {
    return new RasterSource(
        href, band, Stated.silent(), Stated.silent(), Stated.silent(), Stated.silent());
  }

  public RasterSource withGrid(GeoBox known) {
    return new RasterSource(href, band, Stated.as(known), dtype, nodata, scaling);
  }
}
