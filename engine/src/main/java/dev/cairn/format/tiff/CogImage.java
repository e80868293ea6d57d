package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a file to be written holds, beside its pixels.
///
/// @param grid shape and place; its CRS is an EPSG one
/// @param dtype type of all samples
/// @param nodata the sample that stands for no value; silent for floating types means NaN, for
///     integers that every pixel must hold a value. For float32 it is rounded to one
/// @param bands at least one
/// @param metadata items of the file by name, in this order; names without `=`, texts that XML can
///     hold
public record CogImage(
    GeoBox grid,
    DType dtype,
    Stated<Double> nodata,
    List<OutputBand> bands,
    Map<String, String> metadata) {
  /// @throws InvalidRequest where `dtype` cannot hold `nodata`, or an item cannot be written
  public CogImage {
    bands = List.copyOf(bands);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    if (bands.isEmpty() || bands.size() > 65_535) {
      throw new IllegalArgumentException(bands.size() + " bands, a TIFF has 1 to 65535");
    }
    if (nodata instanceof Stated.As<Double>(Double value)) {
      double stored = dtype == DType.FLOAT32 ? (double) (float) (double) value : value;
      if (!dtype.holds(value) || (Double.isInfinite(stored) && !Double.isInfinite(value))) {
        throw new InvalidRequest("no-data value " + value, "is no " + dtype);
      }
      nodata = Stated.as(stored);
    } else if (dtype.isFloating()) {
      nodata = Stated.as(Double.NaN);
    }
    metadata.forEach(
        (name, text) -> {
          if (name.isBlank() || name.chars().anyMatch(c -> c == '=' || Character.isISOControl(c))) {
            throw new InvalidRequest(
                "metadata item '" + name + "'",
                "a name has a letter and neither '=' nor line breaks");
          }
          CogMetadata.requireXml("metadata item " + name, name + text);
        });
    for (OutputBand band : bands) {
      CogMetadata.requireXml("description of band " + band.description(), band.description());
    }
  }

  /// An image without metadata items.
  public static CogImage of(
      GeoBox grid, DType dtype, Stated<Double> nodata, List<OutputBand> bands) {
    return new CogImage(grid, dtype, nodata, bands, Map.of());
  }

  public CogImage withMetadata(Map<String, String> items) {
    return new CogImage(grid, dtype, nodata, bands, items);
  }
}
