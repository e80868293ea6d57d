package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// How a time is written on a picture: the directives of C's `strftime` as Python documents them
/// (https://docs.python.org/3/library/datetime.html#format-codes), in UTC and with English names
/// whatever the host's locale. `%-d` and the like leave out leading zeros, as glibc does. `%z` and
/// `%Z` give `+0000` and `UTC`.
///
/// @param pattern text with directives, checked when built
public record TimeFormat(String pattern) {
  /// `2021-07-01`.
  public static final TimeFormat DATE = new TimeFormat("%Y-%m-%d");

  private static final String KNOWN = "aAbBcdDeFfGHIjmMnpRSTtuUVwWxXyYzZ%";

  /// @throws InvalidRequest where the pattern holds a directive that is not known
  public TimeFormat {
    for (int i = pattern.indexOf('%'); i >= 0; i = pattern.indexOf('%', i)) {
      int directive = i + 1 < pattern.length() && pattern.charAt(i + 1) == '-' ? i + 2 : i + 1;
      if (directive >= pattern.length() || KNOWN.indexOf(pattern.charAt(directive)) < 0) {
        throw new InvalidRequest(
            "date format " + pattern,
            "found "
                + pattern.substring(i, Math.min(directive + 1, pattern.length()))
                + ", allowed are % and one of "
                + KNOWN);
      }
      i = directive + 1;
    }
  }

  public String format(Instant time) {
    LocalDateTime t = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    var text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%') {
        text.append(c);
      } else if (pattern.charAt(i + 1) == '-') {
        text.append(directive(pattern.charAt(i + 2), t).replaceFirst("^[0 ]+(?=.)", ""));
        i += 2;
      } else {
        text.append(directive(pattern.charAt(i + 1), t));
        i++;
      }
    }
    return text.toString();
  }

  private static String directive(char c, LocalDateTime t) {
    int dayOfYear = t.getDayOfYear();
    int weekday = t.getDayOfWeek().getValue();
    return switch (c) {
      case 'a' -> weekdayName(t).substring(0, 3);
      case 'A' -> weekdayName(t);
      case 'b' -> month(t).substring(0, 3);
      case 'B' -> month(t);
      case 'c' -> new TimeFormat("%a %b %e %H:%M:%S %Y").format(t.toInstant(ZoneOffset.UTC));
      case 'd' -> padded(t.getDayOfMonth(), 2);
      case 'D', 'x' -> directive('m', t) + "/" + directive('d', t) + "/" + directive('y', t);
      case 'e' -> String.format(Locale.ROOT, "%2d", t.getDayOfMonth());
      case 'F' -> directive('Y', t) + "-" + directive('m', t) + "-" + directive('d', t);
      case 'f' -> padded(t.getNano() / 1000, 6);
      case 'G' -> padded(t.get(IsoFields.WEEK_BASED_YEAR), 4);
      case 'H' -> padded(t.getHour(), 2);
      case 'I' -> padded(t.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2);
      case 'j' -> padded(dayOfYear, 3);
      case 'm' -> padded(t.getMonthValue(), 2);
      case 'M' -> padded(t.getMinute(), 2);
      case 'n' -> "\n";
      case 'p' -> t.getHour() < 12 ? "AM" : "PM";
      case 'R' -> directive('H', t) + ":" + directive('M', t);
      case 'S' -> padded(t.getSecond(), 2);
      case 'T', 'X' -> directive('R', t) + ":" + directive('S', t);
      case 't' -> "\t";
      case 'u' -> Integer.toString(weekday);
      case 'U' -> padded((dayOfYear + 6 - weekday % 7) / 7, 2);
      case 'V' -> padded(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'w' -> Integer.toString(weekday % 7);
      case 'W' -> padded((dayOfYear + 7 - weekday) / 7, 2);
      case 'y' -> padded(Math.floorMod(t.getYear(), 100), 2);
      case 'Y' -> padded(t.getYear(), 4);
      case 'z' -> "+0000";
      case 'Z' -> "UTC";
      case '%' -> "%";
      default -> throw new IllegalStateException("directive " + c + " passed the check");
    };
  }

  private static String weekdayName(LocalDateTime t) {
    return t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String month(LocalDateTime t) {
    return t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String padded(int number, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "d", number);
  }
}
