package dev.cairn.raster;

/// What says, beside the samples of a band, which of its pixels hold a value.
public enum MaskKind {
  /// Nothing: the no-data value does, or every pixel holds one.
  NONE,
  /// A mask that is stored with the image. It speaks alone: the file's no-data value is passed
  /// over, as by GDAL.
  MASK,
  /// Another band, which is 0 where there is no value. Passed over where the file has a no-data
  /// value, as by GDAL.
  ALPHA
}
