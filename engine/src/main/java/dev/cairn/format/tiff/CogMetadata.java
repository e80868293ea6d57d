package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import java.util.List;
import java.util.Map;

/// The XML text of tag 42112, GDAL_METADATA.
///
/// GDAL escapes an item's text and then escapes it once more as it writes the document, and undoes
/// both when it reads; so do we, or a text with `&lt;` in it would come back as `<`.
final class CogMetadata {
  private CogMetadata() {}

  /// The document, or an empty text where there is nothing to say.
  static String xml(List<OutputBand> bands, Map<String, String> items) {
    var xml = new StringBuilder();
    items.forEach((name, text) -> xml.append(item(name, "", text)));
    for (int i = 0; i < bands.size(); i++) {
      OutputBand band = bands.get(i);
      if (!band.scaling().isIdentity()) {
        xml.append(item("OFFSET", role(i, "offset"), Double.toString(band.scaling().offset())));
        xml.append(item("SCALE", role(i, "scale"), Double.toString(band.scaling().scale())));
      }
      if (!band.description().isBlank()) {
        xml.append(item("DESCRIPTION", role(i, "description"), band.description()));
      }
    }
    return xml.isEmpty() ? "" : "<GDALMetadata>\n" + xml + "</GDALMetadata>\n";
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
