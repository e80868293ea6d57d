package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.Stated;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A span of time that is asked for: both ends belong to it, and either may be open.
///
/// @param start first instant
/// @param end last instant
/// @param text the span as an API takes it: RFC 3339 instants, `..` for an open end
public record DatetimeRange(Stated<Instant> start, Stated<Instant> end, String text) {
  private static final Pattern COMPONENT =
      Pattern.compile(
          "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})"
              + "([Tt]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})?)?)?)?");

  public DatetimeRange {
    if (start instanceof Stated.As<Instant>(Instant from)
        && end instanceof Stated.As<Instant>(Instant to)
        && from.isAfter(to)) {
      throw new IllegalArgumentException(text + " ends before it starts");
    }
  }

  private record Component(Instant first, Instant last, String firstText, String lastText) {}

  /// `2023`, `2023-07`, `2023-07-13`, RFC 3339 instants (no zone means UTC), or two of them as
  /// `A/B`, where `..` or nothing is an open end. A year, month or day means all of it, at the end
  /// of an interval too.
  ///
  /// The text is what pystac-client makes of the same words, whose last second is written without a
  /// fraction; here the whole of that second belongs to the range.
  ///
  /// @throws InvalidRequest where the text is no time or ends before it starts
  public static DatetimeRange parse(String words) {
    String[] parts = words.strip().split("/", -1);
    if (parts.length > 2) {
      throw invalid(words, "expected one time or two (A/B), found " + parts.length);
    }
    if (parts.length == 1) {
      if (isOpen(parts[0])) {
        return new DatetimeRange(Stated.silent(), Stated.silent(), "..");
      }
      Component only = component(parts[0], words);
      String text =
          only.firstText().equals(only.lastText())
              ? only.firstText()
              : only.firstText() + "/" + only.lastText();
      return new DatetimeRange(Stated.as(only.first()), Stated.as(only.last()), text);
    }
    Stated<Instant> start = Stated.silent();
    Stated<Instant> end = Stated.silent();
    String startText = "..";
    String endText = "..";
    if (!isOpen(parts[0])) {
      Component first = component(parts[0], words);
      start = Stated.as(first.first());
      startText = first.firstText();
    }
    if (!isOpen(parts[1])) {
      Component last = component(parts[1], words);
      end = Stated.as(last.last());
      endText = last.lastText();
    }
    try {
      return new DatetimeRange(start, end, startText + "/" + endText);
    } catch (IllegalArgumentException e) {
      throw invalid(words, "it ends before it starts");
    }
  }

  /// True where the span from one instant to another, both included, shares an instant with this.
  boolean overlaps(Instant from, Instant to) {
    return !(start instanceof Stated.As<Instant>(Instant first) && to.isBefore(first))
        && !(end instanceof Stated.As<Instant>(Instant last) && from.isAfter(last));
  }

  /// The text.
  @Override
  public String toString() {
    return text;
  }

  private static boolean isOpen(String part) {
    return part.isBlank() || part.strip().equals("..");
  }

  private static Component component(String part, String words) {
    Matcher m = COMPONENT.matcher(part.strip());
    if (!m.matches()) {
      throw invalid(
          words,
          "'"
              + part.strip()
              + "' is no year (2023), month (2023-07), day (2023-07-13) or RFC 3339 instant"
              + " (2023-07-13T10:00:00Z)");
    }
    try {
      if (m.group(4) != null) {
        String text = part.strip() + (m.group(5) == null ? "Z" : "");
        Instant at = ItemTime.parse(text);
        return new Component(at, at, text, text);
      }
      int year = Integer.parseInt(m.group(1));
      LocalDate from;
      LocalDate to;
      if (m.group(3) != null) {
        from = LocalDate.of(year, Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
        to = from;
      } else if (m.group(2) != null) {
        YearMonth month = YearMonth.of(year, Integer.parseInt(m.group(2)));
        from = month.atDay(1);
        to = month.atEndOfMonth();
      } else {
        from = LocalDate.of(year, 1, 1);
        to = LocalDate.of(year, 12, 31);
      }
      return new Component(
          from.atStartOfDay().toInstant(ZoneOffset.UTC),
          to.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC).minusNanos(1),
          from + "T00:00:00Z",
          to + "T23:59:59Z");
    } catch (DateTimeException e) {
      throw new InvalidRequest("datetime " + words, String.valueOf(e.getMessage()), e);
    }
  }

  private static InvalidRequest invalid(String words, String why) {
    return new InvalidRequest("datetime " + words, why);
  }
}
