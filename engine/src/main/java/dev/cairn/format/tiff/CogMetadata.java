package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;

/// The XML text of tag 42112, GDAL_METADATA.
///
/// GDAL escapes an item's text and then escapes it once more as it writes the document, and undoes
/// both when it reads; so do we, or a text with `&lt;` in it would come back as `<`.
final class CogMetadata {
  private CogMetadata() {}

  /// The document, or an empty text where there is nothing to say.
  static String xml(CogImage image, CogStatistics statistics) {
    var xml = new StringBuilder();
    image.metadata().forEach((name, text) -> xml.append(item(name, "", text)));
    for (int i = 0; i < image.bands().size(); i++) {
      OutputBand band = image.bands().get(i);
      String sample = " sample=\"" + i + "\"";
      statistics.items(i).forEach((name, text) -> xml.append(item(name, sample, text)));
      if (!band.scaling().isIdentity()) {
        xml.append(item("OFFSET", role(i, "offset"), Double.toString(band.scaling().offset())));
        xml.append(item("SCALE", role(i, "scale"), Double.toString(band.scaling().scale())));
      }
      if (!band.description().isBlank()) {
        xml.append(item("DESCRIPTION", role(i, "description"), band.description()));
      }
      if (isColorUntold(image, i)) {
        xml.append(item("COLORINTERP", role(i, "colorinterp"), band.color().toString()));
      }
    }
    return xml.isEmpty() ? "" : "<GDALMetadata>\n" + xml + "</GDALMetadata>\n";
  }

  /// True where a band's colour is stated and tags 262 and 338 do not tell it.
  private static boolean isColorUntold(CogImage image, int band) {
    return switch (image.bands().get(band).color()) {
      case UNDEFINED -> false;
      case GRAY -> band > 0 || image.isRgb();
      case PALETTE -> !image.colors().isStated();
      case RED, GREEN, BLUE -> !image.isRgb() || band > 2;
      case ALPHA, CYAN, MAGENTA, YELLOW, BLACK -> true;
    };
  }

  /// @throws InvalidRequest where the text has a character that XML 1.0 §2.2 excludes
  static void requireXml(String what, String text) {
    text.codePoints()
        .filter(CogMetadata::isExcluded)
        .findFirst()
        .ifPresent(
            c -> {
              throw new InvalidRequest(
                  what, "holds U+" + String.format("%04X", c) + ", which XML cannot hold");
            });
  }

  private static boolean isExcluded(int c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r')
        || (c >= 0xD800 && c <= 0xDFFF)
        || c == 0xFFFE
        || c == 0xFFFF;
  }

  private static String role(int sample, String role) {
    return " sample=\"" + sample + "\" role=\"" + role + "\"";
  }

  private static String item(String name, String attributes, String text) {
    return "  <Item name=\""
        + escape(name)
        + "\""
        + attributes
        + ">"
        + escape(escape(text))
        + "</Item>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
