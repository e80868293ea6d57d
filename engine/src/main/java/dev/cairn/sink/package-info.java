/// Destinations: what a run's pieces become. Each appears whole or not at all and is bounded in
/// memory.
///
/// ```
/// Piece ─► CogSink ─► CogWriter          one time step, tiles compressed as they fill
///       ─► NpySink ─► NpyWriter          (time, band, y, x)
///       ─► GifSink ─► spool ─ stretch, palette ► GifWriter
/// ```
@NullMarked
package dev.cairn.sink;

import org.jspecify.annotations.NullMarked;
