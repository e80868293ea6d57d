package dev.cairn.raster;

/// What says, beside the samples of a band, which of its pixels hold a value.
public enum MaskKind {
  /// Nothing: the no-data value does, or every pixel holds one.
  NONE,
  /// A mask that is stored with the image. It speaks alone: the file's no-data value is passed
  /// over, as by GDAL.
  MASK,
  /// A no-data value for each band (GDAL's `NODATA_VALUES`): a pixel holds none where all bands are
  /// at theirs. The file's one no-data value is passed over, as by GDAL.
  VALUES,
  /// Another band, which is 0 where there is no value. Passed over where the file has a no-data
  /// value or several, as by GDAL.
  ALPHA
}
