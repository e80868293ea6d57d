package dev.cairn.format.tiff;

import java.util.List;

/// Whether a TIFF is laid out as a Cloud Optimized GeoTIFF (OGC 21-026), by the rules of GDAL's
/// `validate_cloud_optimized_geotiff` without its check of the bytes around each tile.
///
/// @param errors why it is none; empty where it is one
/// @param warnings what would be better
public record CogReport(List<String> errors, List<String> warnings) {
  public CogReport {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  public boolean isValid() {
    return errors.isEmpty();
  }
}
