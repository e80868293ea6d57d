/// What a user holds: a lazy, labelled cube over (time, band, y, x), and how its time axis is cut
/// into bins.
///
/// ```
/// times ─ Offset, BinOptions ─► TimeBins: a label and a range of time steps for each bin
/// ```
///
/// Time bins follow pandas 2.2 (`DataFrame.resample`,
/// <https://pandas.pydata.org/docs/user_guide/timeseries.html#dateoffset-objects>).
@NullMarked
package dev.cairn.cube;

import org.jspecify.annotations.NullMarked;
