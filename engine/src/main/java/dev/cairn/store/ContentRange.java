package dev.cairn.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which bytes a partial answer holds (RFC 9110 §14.4): `bytes first-last/size`.
record ContentRange(long first, long last, long size) {
  private static final Pattern TEXT =
      Pattern.compile(
          "\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18})\\s*", Pattern.CASE_INSENSITIVE);

  /// Empty where the text is no such range, which includes one of unknown size.
  static Optional<ContentRange> parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    var range =
        new ContentRange(
            Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), Long.parseLong(m.group(3)));
    return range.first <= range.last && range.last < range.size
        ? Optional.of(range)
        : Optional.empty();
  }

  long length() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
