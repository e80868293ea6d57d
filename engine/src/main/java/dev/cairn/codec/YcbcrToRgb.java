package dev.cairn.codec;

/// Makes RGB of 8-bit YCbCr by tables of 16-bit fixed point. Immutable.
public final class YcbcrToRgb {
  private static final int ONE = 1 << 16;
  private static final int HALF = ONE / 2;

  /// The equations of JFIF 1.02, with the constants that libjpeg rounds to five digits.
  public static final YcbcrToRgb JFIF = jfif();

  private final int[] luma = new int[256];
  private final int[] redOfCr = new int[256];
  private final int[] blueOfCb = new int[256];

  /// These two are added before they are shifted.
  private final int[] greenOfCr = new int[256];

  private final int[] greenOfCb = new int[256];

  private YcbcrToRgb() {}

  private static YcbcrToRgb jfif() {
    var table = new YcbcrToRgb();
    for (int i = 0; i < 256; i++) {
      int chroma = i - 128;
      table.luma[i] = i;
      table.redOfCr[i] = (fixed(1.402) * chroma + HALF) >> 16;
      table.blueOfCb[i] = (fixed(1.772) * chroma + HALF) >> 16;
      table.greenOfCr[i] = -fixed(0.71414) * chroma;
      table.greenOfCb[i] = -fixed(0.34414) * chroma + HALF;
    }
    return table;
  }

  /// The equations of TIFF 6.0 §21 in the arithmetic of libtiff: coded values are first brought to
  /// whole numbers of full range.
  ///
  /// @param coefficients luminance of red, green and blue (tag 529)
  /// @param reference black and white of Y, Cb and Cr (tag 532)
  public static YcbcrToRgb of(float[] coefficients, float[] reference) {
    float red = coefficients[0];
    float green = coefficients[1];
    float blue = coefficients[2];
    float ofCr = 2 - 2 * red;
    float ofCb = 2 - 2 * blue;
    int redOfCr = fixed(limited(ofCr));
    int greenOfCr = -fixed(limited(red * ofCr / green));
    int blueOfCb = fixed(limited(ofCb));
    int greenOfCb = -fixed(limited(blue * ofCb / green));
    var table = new YcbcrToRgb();
    for (int i = 0; i < 256; i++) {
      int cr = full(i - 128, reference[4] - 128, reference[5] - 128, 127);
      int cb = full(i - 128, reference[2] - 128, reference[3] - 128, 127);
      table.luma[i] = full(i, reference[0], reference[1], 255);
      table.redOfCr[i] = (redOfCr * cr + HALF) >> 16;
      table.blueOfCb[i] = (blueOfCb * cb + HALF) >> 16;
      table.greenOfCr[i] = greenOfCr * cr;
      table.greenOfCb[i] = greenOfCb * cb + HALF;
    }
    return table;
  }

  private static int fixed(double v) {
    return (int) (v * ONE + 0.5);
  }

  private static float limited(float v) {
    return Math.clamp(v, 0f, 2f); // NaN where green weighs nothing
  }

  private static int full(int code, float black, float white, float range) {
    float span = white - black != 0 ? white - black : 1;
    return (int) Math.clamp((code - (int) black) * range / span, -4096f, 4096f);
  }

  /// Turns interleaved YCbCr into RGB, in place.
  public void convert(byte[] pixels, int from, int count) {
    for (int p = from, end = from + 3 * count; p < end; p += 3) {
      put(pixels, p, pixels[p] & 0xFF, pixels[p + 1] & 0xFF, pixels[p + 2] & 0xFF);
    }
  }

  /// Turns rows of data units, each of `across × down` Y, a Cb and a Cr, into interleaved RGB. All
  /// luminances of a unit share its chrominances.
  public void expand(
      byte[] units, int across, int down, int width, int height, byte[] rgb, int at) {
    int unit = across * down + 2;
    int unitsAcross = (width + across - 1) / across;
    for (int y = 0; y < height; y++) {
      int row = y / down * unitsAcross * unit;
      int line = y % down * across;
      for (int x = 0; x < width; x++) {
        int u = row + x / across * unit;
        put(
            rgb,
            at + 3 * (y * width + x),
            units[u + line + x % across] & 0xFF,
            units[u + unit - 2] & 0xFF,
            units[u + unit - 1] & 0xFF);
      }
    }
  }

  private void put(byte[] rgb, int at, int y, int cb, int cr) {
    int bright = luma[y];
    rgb[at] = (byte) Math.clamp(bright + redOfCr[cr], 0, 255);
    rgb[at + 1] = (byte) Math.clamp(bright + ((greenOfCb[cb] + greenOfCr[cr]) >> 16), 0, 255);
    rgb[at + 2] = (byte) Math.clamp(bright + blueOfCb[cb], 0, 255);
  }
}
