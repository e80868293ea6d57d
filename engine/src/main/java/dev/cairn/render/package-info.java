/// Values to pictures: stretch, colour map, labels, and the palette that all frames of an animation
/// share.
///
/// ```
/// bands: List<Raster> ─ Painter (Stretch.Range, Coloring) ─► Frame ─ LabelPainter ─► Frame
///                                                                                    │ all frames
///        byte[] indices ◄─ Palette.index ◄─ Palette ◄─ build ─ PaletteBuilder.add ◄──┘
/// ```
///
/// Arrays are `(y, x)`, row-major, row 0 at the top. One stretch and one palette serve a whole
/// stack of frames, so that an animation does not flicker; both are found from all frames before
/// the first is written. The arithmetic of stretch and colour map is GeoGIF 0.3's
/// (https://github.com/gjoseph92/geogif), which is xarray's `_rescale_imshow_rgb` and matplotlib's
/// `Colormap.__call__`. Nothing here touches AWT: its fonts differ by host and it slows the start.
@NullMarked
package dev.cairn.render;

import org.jspecify.annotations.NullMarked;
