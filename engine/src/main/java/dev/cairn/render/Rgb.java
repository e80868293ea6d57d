package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An opaque colour in sRGB, 0 to 255 a channel.
public record Rgb(int red, int green, int blue) {
  public static final Rgb BLACK = new Rgb(0, 0, 0);
  public static final Rgb WHITE = new Rgb(255, 255, 255);

  /// The sixteen names of HTML 4 §6.5, and orange.
  private static final Map<String, Integer> NAMES =
      Map.ofEntries(
          Map.entry("black", 0x000000),
          Map.entry("silver", 0xC0C0C0),
          Map.entry("gray", 0x808080),
          Map.entry("grey", 0x808080),
          Map.entry("white", 0xFFFFFF),
          Map.entry("maroon", 0x800000),
          Map.entry("red", 0xFF0000),
          Map.entry("purple", 0x800080),
          Map.entry("fuchsia", 0xFF00FF),
          Map.entry("magenta", 0xFF00FF),
          Map.entry("green", 0x008000),
          Map.entry("lime", 0x00FF00),
          Map.entry("olive", 0x808000),
          Map.entry("yellow", 0xFFFF00),
          Map.entry("navy", 0x000080),
          Map.entry("blue", 0x0000FF),
          Map.entry("teal", 0x008080),
          Map.entry("aqua", 0x00FFFF),
          Map.entry("cyan", 0x00FFFF),
          Map.entry("orange", 0xFFA500));

  private static final Pattern PARTS =
      Pattern.compile("\\(?\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*,\\s*(\\d{1,3})\\s*\\)?");
  private static final Pattern HEX = Pattern.compile("#([0-9a-f]{3}|[0-9a-f]{6})");

  public Rgb {
    if (((red | green | blue) & ~0xFF) != 0) {
      throw new IllegalArgumentException("colour " + red + "," + green + "," + blue);
    }
  }

  /// A name (`white`), `#ff8800`, `#f80`, or `255,136,0`.
  ///
  /// @throws InvalidRequest where the text is none of these
  public static Rgb parse(String text) {
    String asked = text.strip().toLowerCase(Locale.ROOT);
    Integer named = NAMES.get(asked);
    if (named != null) {
      return of(named);
    }
    if (HEX.matcher(asked).matches()) {
      String digits = asked.substring(1);
      return of(
          Integer.parseInt(
              digits.length() == 3 ? digits.replaceAll("[0-9a-f]", "$0$0") : digits, 16));
    }
    Matcher parts = PARTS.matcher(asked);
    if (parts.matches()) {
      int red = Integer.parseInt(parts.group(1));
      int green = Integer.parseInt(parts.group(2));
      int blue = Integer.parseInt(parts.group(3));
      if (Math.max(red, Math.max(green, blue)) <= 255) {
        return new Rgb(red, green, blue);
      }
    }
    throw new InvalidRequest(
        "colour " + text,
        "#rrggbb, R,G,B of 0 to 255, or one of "
            + String.join(", ", NAMES.keySet().stream().sorted().toList()));
  }

  /// @param rgb `0x00RRGGBB`; the high byte is ignored
  static Rgb of(int rgb) {
    return new Rgb(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
  }

  /// `0xFFRRGGBB`.
  public int argb() {
    return 0xFF00_0000 | red << 16 | green << 8 | blue;
  }
}
