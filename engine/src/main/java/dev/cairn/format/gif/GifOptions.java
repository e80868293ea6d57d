package dev.cairn.format.gif;

import dev.cairn.base.InvalidRequest;

/// What holds for all frames of an animation.
///
/// Holds its array without copying. Not a map key.
///
/// @param width of each frame in pixels, at most 65 535
/// @param height of each frame in pixels, at most 65 535
/// @param palette 1 to 256 colours, `0xAARRGGBB`; the one with alpha 0, at most one, is transparent
/// @param fps frames a second; GIF counts hundredths of a second, so 16 is shown as 16.7
/// @param loop how often the animation plays; 0 for ever
public record GifOptions(int width, int height, int[] palette, double fps, int loop) {
  private static final int MOST = 65_535;

  /// Players take a delay of 0 or 1 hundredths for 10, so what was asked to be fast would be slow.
  private static final int LEAST_DELAY = 2;

  /// @throws InvalidRequest where GIF cannot hold the size, the speed or the number of loops
  public GifOptions {
    if (width < 1 || height < 1 || width > MOST || height > MOST) {
      throw new InvalidRequest(
          "picture of " + width + "×" + height,
          "a GIF is at most 65535 pixels wide and high; --size makes it smaller");
    }
    if (palette.length < 1 || palette.length > 256) {
      throw new IllegalArgumentException("palette of " + palette.length + " colours");
    }
    int transparent = 0;
    for (int color : palette) {
      transparent += color >>> 24 == 0 ? 1 : 0;
    }
    if (transparent > 1) {
      throw new IllegalArgumentException(transparent + " transparent colours in a palette");
    }
    double delay = Math.rint(100 / fps);
    if (!(delay >= LEAST_DELAY && delay <= MOST)) {
      throw new InvalidRequest("fps " + fps, "a GIF shows 0.0016 to 66 frames a second");
    }
    if (loop < 0 || loop > MOST) {
      throw new InvalidRequest("loop " + loop, "0 for ever, or 1 to 65535 times");
    }
  }

  /// Hundredths of a second from one frame to the next.
  public int delay() {
    return (int) Math.rint(100 / fps);
  }

  /// Index of the transparent colour, or the palette's length where there is none.
  int transparent() {
    for (int i = 0; i < palette.length; i++) {
      if (palette[i] >>> 24 == 0) {
        return i;
      }
    }
    return palette.length;
  }
}
