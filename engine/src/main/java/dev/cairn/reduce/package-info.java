/// Many values to one: reducers along time, gaps filled from neighbours in time, and statistics
/// over whole stacks that can be gathered in pieces.
///
/// ```
/// steps[t][pixel] ─ TimeReducer ─► out[pixel]        one bin of time, lanes across pixels
/// rows in time order ─ Fill ─► rows without gaps
/// pieces ─ add, merge ─► Extrema, ExactPercentiles   the same whatever the pieces
/// ```
///
/// Values are float32 or float64, and NaN stands for "no value". Every kernel goes through a
/// pixel's values in time order and without fused multiply-add, so that chunks, threads and runners
/// cannot change a bit. Semantics follow numpy's `nan…` functions as xarray calls them
/// (<https://numpy.org/doc/stable/reference/routines.statistics.html>).
@NullMarked
package dev.cairn.reduce;

import org.jspecify.annotations.NullMarked;
