/// The demonstration: a made-up coast seen by made-up Landsat scenes, so that the main job runs
/// without a network and its answer can be checked against what is true.
///
/// ```
/// World ─ acquisitions ─► expose ─► Catalogue ─ RasterTarget ► COGs + STAC ─► FolderServer ─► (the
/// job) ─► CoastCheck
/// ```
///
/// Everything follows from one seed, in arithmetic that every JVM does alike (IEEE operations and
/// `StrictMath`). Reflectance and quality bands are scaled and coded as in Landsat Collection 2
/// Level 2 (USGS LSDS-1619, LSDS-1435); the catalogue is STAC 1.0.0.
@NullMarked
package dev.cairn.cli.demo;

import org.jspecify.annotations.NullMarked;
