/// A pixel and its neighbours: terrain, contour lines, dilation and its kin, smoothing.
///
/// ```
/// Neighbourhood ─ needed(wanted, image) ► what to hold ► Patch ─ apply(patch, cells, wanted) ►
/// Raster
/// ```
///
/// Every operation says how far it reaches ([Neighbourhood#reach]); given that many pixels around a
/// window, as far as the image goes, any cutting into windows gives the same bytes. A pixel's
/// result depends on its neighbourhood and on its row in the whole grid alone: no running sums, no
/// fused multiply-add. Pixels that hold no value never lend one to a neighbour.
///
/// Elevations are computed as GDAL's `gdaldem` does (`apps/gdaldem_lib.cpp`, 3.10), with the cell
/// size in metres ([CellSize]); B. K. P. Horn, Hill shading and the reflectance map (1981); L. W.
/// Zevenbergen and C. R. Thorne, Quantitative analysis of land surface topography (1987).
@NullMarked
package dev.cairn.focal;

import org.jspecify.annotations.NullMarked;
