/// Where pixels lie: coordinate reference systems, grids on the ground, rectangles in pixels and in
/// coordinates.
///
/// Coordinates are `(x, y)`, arrays `(y, x)`; bounds are half-open; row 0 of a grid is its top
/// edge. Longitudes and latitudes are in degrees, east and north positive, in that order
/// (OGC:CRS84) whatever the CRS's own axis order. Transforms are computed by proj4j from the EPSG
/// dataset, and by hand for EPSG:4326 and EPSG:3857.
@NullMarked
package dev.cairn.geo;

import org.jspecify.annotations.NullMarked;
