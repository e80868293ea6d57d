package dev.cairn.format.tiff;

import dev.cairn.raster.ColorInterpretation;
import dev.cairn.raster.ColorTable;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the samples of a band mean to the eye: from its place among the bands, tags 262
/// (PhotometricInterpretation), 320 (ColorMap) and 338 (ExtraSamples), and what GDAL's metadata
/// says instead.
record BandColor(ColorInterpretation color, Stated<ColorTable> table) {
  private static final int ASSOCIATED_ALPHA = 1;
  private static final int UNASSOCIATED_ALPHA = 2;

  /// One for each band that is shown.
  static List<BandColor> from(Ifd ifd, ImageLayout image, BandMetadata metadata) {
    long photometric = ifd.integer(Tag.PHOTOMETRIC_INTERPRETATION, image.bands() >= 3 ? 2 : 1);
    long[] extra = ifd.integers(Tag.EXTRA_SAMPLES);
    Stated<ColorTable> table = table(ifd, image, photometric);
    var colors = new ArrayList<BandColor>();
    for (int band = 0; band < image.bands(); band++) {
      ColorInterpretation plain =
          switch (image.color()) {
            case ColorModel.JpegYcbcr _, ColorModel.Ycbcr _, ColorModel.Cmyk _ -> rgba(band);
            case ColorModel.AsStored _ ->
                band == 0 && table.isStated()
                    ? ColorInterpretation.PALETTE
                    : stored(photometric, band, image.samples(), extra);
          };
      Stated<String> named =
          image.color() instanceof ColorModel.Cmyk || image.color() instanceof ColorModel.Ycbcr
              ? Stated.silent() // said of the samples that are stored
              : metadata.color(band);
      colors.add(
          new BandColor(
              named.map(BandColor::parse).orElse(plain), band == 0 ? table : Stated.silent()));
    }
    return colors;
  }

  private static ColorInterpretation rgba(int band) {
    return switch (band) {
      case 0 -> ColorInterpretation.RED;
      case 1 -> ColorInterpretation.GREEN;
      case 2 -> ColorInterpretation.BLUE;
      default -> ColorInterpretation.ALPHA;
    };
  }

  private static ColorInterpretation stored(long photometric, int band, int samples, long[] extra) {
    int behind = band - (samples - extra.length);
    if (behind >= 0
        && behind < extra.length
        && (extra[behind] == ASSOCIATED_ALPHA || extra[behind] == UNASSOCIATED_ALPHA)) {
      return ColorInterpretation.ALPHA;
    }
    return switch ((int) photometric) {
      case Photometric.RGB, Photometric.YCBCR ->
          band < 3 ? rgba(band) : ColorInterpretation.UNDEFINED;
      case Photometric.CMYK ->
          switch (band) {
            case 0 -> ColorInterpretation.CYAN;
            case 1 -> ColorInterpretation.MAGENTA;
            case 2 -> ColorInterpretation.YELLOW;
            case 3 -> ColorInterpretation.BLACK;
            default -> ColorInterpretation.UNDEFINED;
          };
      case Photometric.MIN_IS_BLACK ->
          band == 0 ? ColorInterpretation.GRAY : ColorInterpretation.UNDEFINED;
      default -> ColorInterpretation.UNDEFINED;
    };
  }

  /// The table of a palette; and those that GDAL makes up for single bits and for grey from white
  /// to black, whose samples stay as they are stored.
  private static Stated<ColorTable> table(Ifd ifd, ImageLayout image, long photometric) {
    int bits = image.sample().bits();
    if (image.sample().kind() == SampleType.Kind.FLOATING || bits > 16) {
      return Stated.silent();
    }
    int entries = 1 << bits;
    if (photometric == Photometric.PALETTE) {
      long[] map = ifd.integers(Tag.COLOR_MAP);
      return map.length < 3L * entries ? Stated.silent() : Stated.as(palette(map, entries));
    }
    boolean isWhiteFirst = photometric == Photometric.MIN_IS_WHITE;
    boolean isBit = bits == 1 && photometric == Photometric.MIN_IS_BLACK;
    if (image.samples() != 1 || !isWhiteFirst && !isBit) {
      return Stated.silent();
    }
    var argb = new ArrayList<Integer>(entries);
    for (int i = 0; i < entries; i++) {
      int grey = 255 * (isWhiteFirst ? entries - 1 - i : i) / (entries - 1);
      argb.add(0xFF00_0000 | grey << 16 | grey << 8 | grey);
    }
    return Stated.as(new ColorTable(argb));
  }

  /// Reds, greens, blues of 16 bits each (TIFF 6.0 §5); some writers meant 8.
  private static ColorTable palette(long[] map, int entries) {
    long most = 0;
    for (int i = 0; i < 3 * entries; i++) {
      most = Math.max(most, map[i]);
    }
    int shift = most > 255 ? 8 : 0;
    var argb = new ArrayList<Integer>(entries);
    for (int i = 0; i < entries; i++) {
      argb.add(
          0xFF00_0000
              | ((int) map[i] >> shift & 0xFF) << 16
              | ((int) map[i + entries] >> shift & 0xFF) << 8
              | ((int) map[i + 2 * entries] >> shift & 0xFF));
    }
    return new ColorTable(argb);
  }

  private static ColorInterpretation parse(String name) {
    for (ColorInterpretation c : ColorInterpretation.values()) {
      if (c.name().equals(name.strip().toUpperCase(Locale.ROOT))) {
        return c;
      }
    }
    return ColorInterpretation.UNDEFINED;
  }
}
