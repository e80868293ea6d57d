/// Moving pixels between grids: copying where grids agree, picking the nearest, weighing
/// neighbours.
///
/// ```
/// Placement.of(source grid, target grid, method) ─ sourceWindow(target) ► blocks ─ Placing.add ►
/// Placing.finish ► Raster
/// ```
///
/// A target pixel's source position depends on its index in the whole target grid alone, never on
/// the window that is asked, so that any cutting into windows gives the same pixels. Semantics are
/// those of GDAL's warp kernel (`alg/gdalwarpkernel.cpp`) with `-et 0` and unified source no-data.
/// Grids of different CRSs are not placed yet.
@NullMarked
package dev.cairn.warp;

import org.jspecify.annotations.NullMarked;
