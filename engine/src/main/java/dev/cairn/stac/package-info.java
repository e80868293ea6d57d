/// Catalogues: what SpatioTemporal Asset Catalogs say of imagery, searched and made into scenes.
///
/// ```
/// document, catalogue, NAME=HREF ─ StacReader ─► ItemCollection of Item ─ Search ─► Item
///   Item ─ Scenes (projection, raster and eo fields of STAC 1.0 and 1.1, one reading) ─► Scene
///   Item ─ ItemWriter ─► ItemCollection or ndjson, unchanged or with other hrefs
/// ```
///
/// Followed: STAC 1.0.0 and 1.1.0 (https://github.com/radiantearth/stac-spec), older ones as far as
/// their fields mean the same; extensions projection 1.x and 2.0, raster 1.x and 2.0, eo 1.x and
/// 2.0 (https://github.com/stac-extensions); the query, sort and fields extensions of the STAC API
/// (https://github.com/stac-api-extensions) as far as they apply to items at hand; RFC 3339 for
/// times, RFC 7946 for geometries.
///
/// A field that is `null`, or a list that holds `null`, is as absent as one that is not there.
@NullMarked
package dev.cairn.stac;

import org.jspecify.annotations.NullMarked;
