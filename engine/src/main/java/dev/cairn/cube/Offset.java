package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A length of time bins: pandas' offset, such as `2QE` (two quarters, each named by its last day).
/// All times are UTC.
///
/// Names are those of pandas 2.2 and the older ones that it still takes:
///
/// | bins | names | older |
/// |---|---|---|
/// | fixed lengths | `D` `h` `min` `s` `ms` `us` `ns` | `H` `T` `S` `L` `U` `N` |
/// | working days (Monday to Friday) | `B` | |
/// | weeks, by their last day | `W` = `W-SUN`, `W-MON` … `W-SAT` | |
/// | months by first, last, first working, last working day | `MS` `ME` `BMS` `BME` | `M` `BM` |
/// | quarters | `QS` = `QS-JAN`, `QE` = `QE-DEC`, `BQS` `BQE`, `QS-FEB` … | `Q` `BQ` |
/// | years | `YS` = `YS-JAN`, `YE` = `YE-DEC`, `BYS` `BYE`, … | `AS` `A` `Y` `BAS` `BA` `BY` |
/// | half months: the 1st and 15th; the 15th and last | `SMS` `SME`, `SMS-10` … | `SM` |
///
/// @param multiple how many steps make a bin, at least 1
/// @param step one step
public record Offset(int multiple, Step step) {
  private static final int MAX_MULTIPLE = 1_000_000_000;
  private static final long SECOND = 1_000_000_000L;
  private static final Pattern TEXT = Pattern.compile("(\\d{0,10})([A-Za-z]+)(?:-([A-Za-z0-9]+))?");

  /// What one step is.
  public sealed interface Step {}

  /// A step on the calendar: its dates are numbered without a gap, in their order.
  sealed interface Dated extends Step {
    /// The number of the last date on or before a day (days since 1970-01-01).
    long indexOnOrBefore(long epochDay);

    /// The date of that number, in days since 1970-01-01.
    long epochDay(long index);
  }

  /// A fixed length.
  ///
  /// @param name pandas' name of the unit
  /// @param nanos its length
  public record Tick(String name, long nanos) implements Step {
    public Tick {
      if (nanos < 1) {
        throw new IllegalArgumentException("tick of " + nanos + " ns");
      }
    }
  }

  /// Every week's day of that name.
  public record Week(DayOfWeek day) implements Dated {
    @Override
    public long indexOnOrBefore(long epochDay) {
      return Math.floorDiv(epochDay - phase(), 7L);
    }

    @Override
    public long epochDay(long index) {
      return index * 7 + phase();
    }

    /// Days from a Thursday, which 1970-01-01 was.
    private long phase() {
      return day.getValue() - DayOfWeek.THURSDAY.getValue();
    }
  }

  /// Monday to Friday.
  public record WorkingDay() implements Dated {
    /// 1969-12-29.
    private static final long A_MONDAY = -3;

    @Override
    public long indexOnOrBefore(long epochDay) {
      long days = epochDay - A_MONDAY;
      return Math.floorDiv(days, 7L) * 5 + Math.min(Math.floorMod(days, 7L), 4);
    }

    @Override
    public long epochDay(long index) {
      return Math.floorDiv(index, 5L) * 7 + Math.floorMod(index, 5L) + A_MONDAY;
    }
  }

  /// One day in every month, quarter or year.
  ///
  /// @param period how far apart
  /// @param month a month that has such a day; of no meaning for [Period#MONTH]
  /// @param day which day of that month
  public record Months(Period period, Month month, MonthDay day) implements Dated {
    @Override
    public long indexOnOrBefore(long epochDay) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      long index =
          Math.floorDiv(date.getYear() * 12L + date.getMonthValue() - 1 - phase(), period.months);
      return epochDay(index) <= epochDay ? index : index - 1;
    }

    @Override
    public long epochDay(long index) {
      long months = index * period.months + phase();
      LocalDate first =
          LocalDate.of(
              Math.toIntExact(Math.floorDiv(months, 12L)), 1 + Math.floorMod(months, 12), 1);
      LocalDate last = first.plusDays(first.lengthOfMonth() - 1L);
      return switch (day) {
        case FIRST -> first.toEpochDay();
        case LAST -> last.toEpochDay();
        case FIRST_WORKING -> first.toEpochDay() + weekendDaysFrom(first);
        case LAST_WORKING -> last.toEpochDay() - Math.max(0, last.getDayOfWeek().getValue() - 5);
      };
    }

    private int phase() {
      return (month.getValue() - 1) % period.months;
    }

    private static int weekendDaysFrom(LocalDate date) {
      return switch (date.getDayOfWeek()) {
        case SATURDAY -> 2;
        case SUNDAY -> 1;
        case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> 0;
      };
    }

    boolean isAtEnd() {
      return day == MonthDay.LAST || day == MonthDay.LAST_WORKING;
    }
  }

  /// Two days of every month: the 1st and another, or another and the last.
  ///
  /// @param day the other day of the month: 2 to 27 beside the 1st, 1 to 27 beside the last
  /// @param atEnd whether the last day is the one beside it
  public record SemiMonth(int day, boolean atEnd) implements Dated {
    public SemiMonth {
      if (day < (atEnd ? 1 : 2) || day > 27) {
        throw new IllegalArgumentException("half months at day " + day);
      }
    }

    @Override
    public long indexOnOrBefore(long epochDay) {
      LocalDate date = LocalDate.ofEpochDay(epochDay);
      long index = 2 * (date.getYear() * 12L + date.getMonthValue() - 1) + 1;
      while (epochDay(index) > epochDay) {
        index--;
      }
      return index;
    }

    @Override
    public long epochDay(long index) {
      long months = Math.floorDiv(index, 2L);
      LocalDate first =
          LocalDate.of(
              Math.toIntExact(Math.floorDiv(months, 12L)), 1 + Math.floorMod(months, 12), 1);
      boolean later = Math.floorMod(index, 2L) == 1;
      if (later && atEnd) {
        return first.toEpochDay() + first.lengthOfMonth() - 1;
      }
      return first.toEpochDay() + (later || atEnd ? day - 1 : 0);
    }
  }

  /// How far apart the dates of [Months] are.
  public enum Period {
    MONTH(1),
    QUARTER(3),
    YEAR(12);

    final int months;

    Period(int months) {
      this.months = months;
    }
  }

  /// Which day of a month.
  public enum MonthDay {
    FIRST("S"),
    LAST("E"),
    FIRST_WORKING("S"),
    LAST_WORKING("E");

    final String letter;

    MonthDay(String letter) {
      this.letter = letter;
    }
  }

  /// A name without its suffix, and what it makes of the suffix.
  private sealed interface Name {
    record Plain(Step step) implements Name {}

    record OfWeek() implements Name {}

    record OfYear(Period period, Month usual, MonthDay day) implements Name {}

    record OfMonth(boolean atEnd) implements Name {}
  }

  private static final Map<String, Name> NAMES =
      Map.ofEntries(
          Map.entry("D", tick("D", 86_400 * SECOND)),
          Map.entry("h", tick("h", 3_600 * SECOND)),
          Map.entry("min", tick("min", 60 * SECOND)),
          Map.entry("s", tick("s", SECOND)),
          Map.entry("ms", tick("ms", 1_000_000)),
          Map.entry("us", tick("us", 1_000)),
          Map.entry("ns", tick("ns", 1)),
          Map.entry("B", new Name.Plain(new WorkingDay())),
          Map.entry("W", new Name.OfWeek()),
          Map.entry("MS", month(MonthDay.FIRST)),
          Map.entry("ME", month(MonthDay.LAST)),
          Map.entry("BMS", month(MonthDay.FIRST_WORKING)),
          Map.entry("BME", month(MonthDay.LAST_WORKING)),
          Map.entry("QS", new Name.OfYear(Period.QUARTER, Month.JANUARY, MonthDay.FIRST)),
          Map.entry("QE", new Name.OfYear(Period.QUARTER, Month.DECEMBER, MonthDay.LAST)),
          Map.entry("BQS", new Name.OfYear(Period.QUARTER, Month.JANUARY, MonthDay.FIRST_WORKING)),
          Map.entry("BQE", new Name.OfYear(Period.QUARTER, Month.DECEMBER, MonthDay.LAST_WORKING)),
          Map.entry("YS", new Name.OfYear(Period.YEAR, Month.JANUARY, MonthDay.FIRST)),
          Map.entry("YE", new Name.OfYear(Period.YEAR, Month.DECEMBER, MonthDay.LAST)),
          Map.entry("BYS", new Name.OfYear(Period.YEAR, Month.JANUARY, MonthDay.FIRST_WORKING)),
          Map.entry("BYE", new Name.OfYear(Period.YEAR, Month.DECEMBER, MonthDay.LAST_WORKING)),
          Map.entry("SMS", new Name.OfMonth(false)),
          Map.entry("SME", new Name.OfMonth(true)));

  /// Older name → the name of pandas 2.2.
  private static final Map<String, String> OLDER =
      Map.ofEntries(
          Map.entry("H", "h"),
          Map.entry("T", "min"),
          Map.entry("S", "s"),
          Map.entry("L", "ms"),
          Map.entry("U", "us"),
          Map.entry("N", "ns"),
          Map.entry("M", "ME"),
          Map.entry("BM", "BME"),
          Map.entry("SM", "SME"),
          Map.entry("Q", "QE"),
          Map.entry("BQ", "BQE"),
          Map.entry("A", "YE"),
          Map.entry("Y", "YE"),
          Map.entry("BA", "BYE"),
          Map.entry("BY", "BYE"),
          Map.entry("AS", "YS"),
          Map.entry("BAS", "BYS"));

  public Offset {
    if (multiple < 1 || multiple > MAX_MULTIPLE) {
      throw new IllegalArgumentException("multiple " + multiple + " of an offset");
    }
  }

  /// Reads pandas' text: a number (1 where left out), a name, and for weeks, quarters and years a
  /// suffix.
  ///
  /// @throws InvalidRequest where there is no such offset
  public static Offset parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw unknown(text);
    }
    Name name = NAMES.get(OLDER.getOrDefault(m.group(2), m.group(2)));
    if (name == null) {
      throw unknown(text);
    }
    long multiple = m.group(1).isEmpty() ? 1 : Long.parseLong(m.group(1));
    if (multiple < 1 || multiple > MAX_MULTIPLE) {
      throw new InvalidRequest("offset " + text, "the number is 1 to " + MAX_MULTIPLE);
    }
    return new Offset((int) multiple, step(text, name, m.group(3) == null ? "" : m.group(3)));
  }

  private static Step step(String text, Name name, String suffix) {
    return switch (name) {
      case Name.Plain(Step step) -> {
        if (!suffix.isEmpty()) {
          throw new InvalidRequest("offset " + text, "this name takes no suffix, found -" + suffix);
        }
        yield step;
      }
      case Name.OfWeek() -> {
        for (DayOfWeek day : DayOfWeek.values()) {
          if (shortName(day).equals(suffix.isEmpty() ? "SUN" : suffix)) {
            yield new Week(day);
          }
        }
        throw new InvalidRequest(
            "offset " + text,
            "no such day of the week: " + suffix + "; there are MON TUE WED THU FRI SAT SUN");
      }
      case Name.OfYear(Period period, Month usual, MonthDay day) -> {
        for (Month month : Month.values()) {
          if (shortName(month).equals(suffix.isEmpty() ? shortName(usual) : suffix)) {
            yield new Months(period, month, day);
          }
        }
        throw new InvalidRequest(
            "offset " + text, "no such month: " + suffix + "; there are JAN FEB … DEC");
      }
      case Name.OfMonth(boolean atEnd) -> {
        int day = suffix.isEmpty() ? 15 : suffix.matches("\\d{1,2}") ? Integer.parseInt(suffix) : 0;
        if (day < (atEnd ? 1 : 2) || day > 27) {
          throw new InvalidRequest(
              "offset " + text, "the day is " + (atEnd ? "1" : "2") + " to 27, found " + suffix);
        }
        yield new SemiMonth(day, atEnd);
      }
    };
  }

  private static InvalidRequest unknown(String text) {
    return new InvalidRequest(
        "offset " + text,
        "no such offset; a number may stand before one of "
            + String.join(" ", new TreeSet<>(NAMES.keySet()))
            + " (older names: "
            + String.join(" ", new TreeSet<>(OLDER.keySet()))
            + "), a suffix after W (-MON), Q and Y (-JUN), SM (-10)");
  }

  /// Whether bins are closed and labelled at their right end when nothing is said: weeks, and what
  /// is named by the last (working) day of a month. Half months are not, as in pandas.
  public boolean isRightByDefault() {
    return step instanceof Week || step instanceof Months months && months.isAtEnd();
  }

  /// pandas 2.2's text, which [#parse] reads: `2QE-DEC`.
  @Override
  public String toString() {
    String name =
        switch (step) {
          case Tick(String unit, _) -> unit;
          case Week(DayOfWeek day) -> "W-" + shortName(day);
          case WorkingDay() -> "B";
          case Months(Period period, Month month, MonthDay day) ->
              (day == MonthDay.FIRST_WORKING || day == MonthDay.LAST_WORKING ? "B" : "")
                  + period.name().charAt(0)
                  + day.letter
                  + (period == Period.MONTH ? "" : "-" + shortName(month));
          case SemiMonth(int day, boolean atEnd) -> (atEnd ? "SME-" : "SMS-") + day;
        };
    return multiple == 1 ? name : multiple + name;
  }

  private static String shortName(Enum<?> dayOrMonth) {
    return dayOrMonth.name().substring(0, 3).toUpperCase(Locale.ROOT);
  }

  private static Name tick(String name, long nanos) {
    return new Name.Plain(new Tick(name, nanos));
  }

  private static Name month(MonthDay day) {
    return new Name.Plain(new Months(Period.MONTH, Month.JANUARY, day));
  }
}
