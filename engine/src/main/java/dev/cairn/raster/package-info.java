/// What pixels are: sample types, no-data, rasters of native samples with their validity, where a
/// band's pixels are stored ([RasterSource][dev.cairn.raster.RasterSource]), how they are read
/// ([RasterReader][dev.cairn.raster.RasterReader]), and one acquisition with its bands
/// ([Scene][dev.cairn.raster.Scene]).
///
/// ```
/// Scene ─ band ─► RasterSource ─ RasterOpener ─► RasterReader ─ blocks ► fetch ► decode ─► Samples
/// ─► Raster
/// ```
///
/// Arrays are `(y, x)`, row-major. A sample is the number as it is stored; a value is `sample ×
/// scale + offset`.
@NullMarked
package dev.cairn.raster;

import org.jspecify.annotations.NullMarked;
