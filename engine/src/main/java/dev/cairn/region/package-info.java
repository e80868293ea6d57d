/// Areas of interest on the ground, in longitude and latitude, from GeoJSON (RFC 7946,
/// https://www.rfc-editor.org/rfc/rfc7946) and well-known text (OGC 06-103r4 §7).
///
/// ```
/// text or file ─► GeoJson | WKT ─► Region ─ matcher() ─► true or false for other geometries
/// ```
///
/// Longitudes are continuous: a polygon whose writer ran it across the antimeridian without cutting
/// it has longitudes beyond 180, and comparisons hold modulo 360 degrees.
@NullMarked
package dev.cairn.region;

import org.jspecify.annotations.NullMarked;
