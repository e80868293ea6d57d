package dev.cairn.render;

/// Up to 256 colours that all frames of an animation share, and the way from a frame's colours to
/// them. Immutable and thread-safe; built by [PaletteBuilder].
///
/// Where any frame has a transparent pixel, entry 0 is transparent. The other entries are opaque,
/// each once, in ascending order of green, red, blue.
public final class Palette {
  private final int[] argb;
  private final Lookup lookup;

  Palette(int[] argb, Lookup lookup) {
    this.argb = argb;
    this.lookup = lookup;
  }

  /// From an opaque colour to an entry.
  interface Lookup {
    /// The entry that shows a colour.
    ///
    /// @param rgb `0x00RRGGBB`
    int entry(int rgb);
  }

  /// A copy of the colours, `0xAARRGGBB`; the transparent one, if any, is 0 and comes first.
  public int[] argb() {
    return argb.clone();
  }

  public boolean hasTransparent() {
    return argb[0] == 0;
  }

  /// The frame as entries of this palette, one byte (unsigned) a pixel, `(y, x)` row-major.
  ///
  /// @throws IllegalArgumentException where the frame has transparent pixels and no frame that the
  ///     palette was built from had
  public byte[] index(Frame frame) {
    int[] pixels = frame.argb();
    byte[] entries = new byte[pixels.length];
    int last = hasTransparent() ? 0 : 0xFF00_0000;
    int lastEntry = hasTransparent() ? 0 : lookup.entry(0);
    for (int i = 0; i < pixels.length; i++) {
      int pixel = pixels[i];
      if (pixel != last) {
        if (pixel >>> 24 != 0) {
          lastEntry = lookup.entry(pixel & 0xFF_FFFF);
        } else if (hasTransparent()) {
          lastEntry = 0;
        } else {
          throw new IllegalArgumentException(
              "pixel " + i + " is transparent and the palette has no such entry");
        }
        last = pixel;
      }
      entries[i] = (byte) lastEntry;
    }
    return entries;
  }

  @Override
  public String toString() {
    return "palette of " + argb.length + " colours" + (hasTransparent() ? ", one transparent" : "");
  }
}
