/// What a user holds: a lazy, labelled cube over (time, band, y, x), and how its time axis is cut
/// into bins.
///
/// ```
/// scenes ─ GridChoice ► grid ─┐
/// scenes, bands, policies ────┴► Load ─ mask, calculate, focal, reduce, fill ► Cube ─ plan ► Plan
/// ```
///
/// A [Cube][dev.cairn.cube.Cube] says what is wanted; nothing is read until a plan of it runs. Time
/// follows pandas ([TimeBins][dev.cairn.cube.TimeBins]), coordinates follow xarray: pixel centres,
/// instants in UTC.
@NullMarked
package dev.cairn.cube;

import org.jspecify.annotations.NullMarked;
