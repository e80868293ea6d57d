package dev.cairn.stac;

import dev.cairn.raster.Stated;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When an item was taken: an instant, or an interval, or both (STAC 1.1 common metadata, "Date and
/// Time").
///
/// @param datetime the item's `datetime`
/// @param start first instant of the interval
/// @param end last instant of the interval
public record ItemTime(Stated<Instant> datetime, Stated<Instant> start, Stated<Instant> end) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})"
              + "(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?\\s?"
              + "(?:[Zz]|UTC|([+-])(\\d{2}):?(\\d{2})?)?)?");

  /// No time is known.
  static final ItemTime NONE = new ItemTime(Stated.silent(), Stated.silent(), Stated.silent());

  /// `datetime`, or else `start`.
  public Stated<Instant> nominal() {
    return datetime.or(start);
  }

  /// True where the interval shares an instant with the range, or, for an item that has no
  /// interval, where its instant lies within; false where no time is known.
  public boolean isWithin(DatetimeRange range) {
    if (start instanceof Stated.As<Instant>(Instant from)
        && end instanceof Stated.As<Instant>(Instant to)) {
      return range.overlaps(from, to);
    }
    return nominal() instanceof Stated.As<Instant>(Instant at) && range.overlaps(at, at);
  }

  /// An instant as catalogues write it: RFC 3339, and what is seen in its place: no zone (UTC is
  /// meant), a blank for the T, no seconds, a date alone (its first instant).
  ///
  /// @throws DateTimeException where the text is no date
  static Instant parse(String text) {
    Matcher m = TEXT.matcher(text.strip());
    if (!m.matches()) {
      throw new DateTimeException("not a date and time as RFC 3339 has it");
    }
    if (m.group(4) == null) {
      return local(m, 0, 0, 0, 0).toInstant(ZoneOffset.UTC);
    }
    String fraction = m.group(7) == null ? "" : m.group(7);
    int nanos =
        Integer.parseInt(
            (fraction.length() > 9
                ? fraction.substring(0, 9)
                : fraction + "0".repeat(9 - fraction.length())));
    LocalDateTime time =
        local(m, number(m, 4), number(m, 5), m.group(6) == null ? 0 : number(m, 6), nanos);
    if (m.group(8) == null) {
      return time.toInstant(ZoneOffset.UTC);
    }
    int sign = m.group(8).equals("-") ? -1 : 1;
    int minutes = m.group(10) == null ? 0 : number(m, 10);
    return time.toInstant(ZoneOffset.ofHoursMinutes(sign * number(m, 9), sign * minutes));
  }

  private static LocalDateTime local(Matcher m, int hour, int minute, int second, int nanos) {
    return LocalDateTime.of(number(m, 1), number(m, 2), number(m, 3), hour, minute, second, nanos);
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }
}
