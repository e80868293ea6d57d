package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;

/// How addresses are written into a saved document.
public enum HrefStyle {
  /// From the folder of the saved document where both lie on the same host, else absolute.
  RELATIVE,
  /// Whole, whatever they were.
  ABSOLUTE,
  /// As they were read: relative ones then mean another place, unless the document stays in its
  /// folder.
  AS_IS;

  /// `relative`, `absolute` or `as-is`.
  ///
  /// @throws InvalidRequest where the text is none of these
  public static HrefStyle parse(String text) {
    for (HrefStyle style : values()) {
      if (style.toString().equals(text)) {
        return style;
      }
    }
    throw new InvalidRequest("hrefs " + text, "one of relative, absolute, as-is");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
