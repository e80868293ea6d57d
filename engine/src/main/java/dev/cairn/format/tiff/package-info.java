/// TIFF and Cloud Optimized GeoTIFF, read and written.
///
/// Follows TIFF 6.0 (Adobe, 1992-06-03) with its Technical Notes, the BigTIFF design of libtiff,
/// OGC GeoTIFF 1.1 (19-008r4), OGC Cloud Optimized GeoTIFF 1.0 (21-026), and GDAL's conventions for
/// tags 42112 and 42113.
@NullMarked
package dev.cairn.format.tiff;

import org.jspecify.annotations.NullMarked;
