/// Runs plans: waits on virtual threads, computes on a fixed pool, within a memory budget.
///
/// ```
///            per chunk: scenes in order of time, a few ahead
/// Plan ─► LocalRunner ─► SceneLoad: masks ► fetch (waits) ► decode, place (computes) ► kernel ─►
/// Frame
///                        ─► FrameStream: reduce ► fill ► calculate ─► Piece ─► Sink
/// ```
///
/// What comes out does not depend on the number of threads, the chunks' shape or the budget: each
/// pixel is computed from its own column of time, in order. The first failure stops the rest; a
/// sink that is not committed leaves nothing.
@NullMarked
package dev.cairn.exec;

import org.jspecify.annotations.NullMarked;
