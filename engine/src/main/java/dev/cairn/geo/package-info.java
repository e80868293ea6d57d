/// Where pixels lie: coordinate reference systems, grids on the ground, rectangles in pixels and in
/// coordinates.
///
/// Coordinates are `(x, y)`, arrays `(y, x)`; bounds are half-open; row 0 of a grid is its top
/// edge. Longitudes and latitudes are in degrees, east and north positive, in that order
/// (OGC:CRS84) whatever the CRS's own axis order.
///
/// ```text
/// code ─► EpsgRegister ─┐
/// WKT, PROJJSON, PROJ ──┼─► CrsDefinition ─► CrsTransform: off a map ─► datum ─► onto a map
/// string, GeoTIFF keys ─┘        │                         MapProjection, DatumShift
///                                └─► one form for all spellings: Crs
/// ```
///
/// A grid is a [GeoBox]. An area becomes one by a [Gridding], a grid becomes one in another CRS by
/// a [GridInCrs]; grids that share their pixels' edges are windows of one [Lattice]; [GeoBoxTiles]
/// cut a grid, a [TileMatrixSet] a whole CRS.
///
/// ```text
/// BBox, geometry ─ Gridding ─► GeoBox ─ Lattice, GeoBoxTiles ─► PixelWindow
///                                │ ▲
///                                ▼ └─ TileMatrixSet ◄─ WellKnownTileMatrixSets, JSON
///                     Ring: footprint, GridInCrs
/// ```
///
/// Codes are looked up in the EPSG register as proj4j carries it. Formulas are our own for the maps
/// that most images are on (UTM and other transverse Mercators, Mercators, polar stereographic,
/// sinusoidal, Equal Earth), and proj4j's for the others. Followed are OGC 18-010r7 (WKT 2), 01-009
/// (WKT 1), PROJJSON 0.7, OGC 19-008r4 (GeoTIFF), EPSG guidance note 7-2, OGC 17-083r4 and 17-083r2
/// (tile matrix sets).
@NullMarked
package dev.cairn.geo;

import org.jspecify.annotations.NullMarked;
