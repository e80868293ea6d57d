/// What will be done: a cube turned into a pure, serialisable plan with its cost. Nothing here
/// reads or writes.
///
/// ```
/// Cube ─ Planner (memory budget) ► Plan ─► chunks ─► (exec)
///                                   └─ PlanJson ⇄ text
/// ```
///
/// A plan holds everything that a run needs and nothing that is secret: addresses without
/// signatures, expressions and masks as text, labels worked out. Any runner, any chunk shape and
/// any number of threads make the same bytes of it.
@NullMarked
package dev.cairn.plan;

import org.jspecify.annotations.NullMarked;
