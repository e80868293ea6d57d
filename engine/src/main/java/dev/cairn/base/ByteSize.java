package dev.cairn.base;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes as people write it: `512M`, `2G`, `64K`, binary multiples.
public record ByteSize(long bytes) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,12})(?:\\.(\\d{1,3}))?\\s*([KMGT]?)i?B?", Pattern.CASE_INSENSITIVE);

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative size: " + bytes);
    }
  }

  /// @throws InvalidRequest where the text is no size
  public static ByteSize parse(String text) {
    Matcher m = TEXT.matcher(text.strip());
    if (!m.matches()) {
      throw new InvalidRequest("size " + text, "expected a number of bytes such as 512M or 2G");
    }
    long unit =
        switch (m.group(3).toUpperCase(Locale.ROOT)) {
          case "K" -> 1L << 10;
          case "M" -> 1L << 20;
          case "G" -> 1L << 30;
          case "T" -> 1L << 40;
          default -> 1L;
        };
    double fraction = m.group(2) == null ? 0 : Double.parseDouble("0." + m.group(2));
    return new ByteSize(
        Math.addExact(
            Math.multiplyExact(Long.parseLong(m.group(1)), unit), Math.round(fraction * unit)));
  }

  /// `1.5 GiB`, `512 MiB`, `17 B`.
  @Override
  public String toString() {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 || value >= 100
        ? Math.round(value) + " " + units[unit]
        : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}
