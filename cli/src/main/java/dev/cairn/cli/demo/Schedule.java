package dev.cairn.cli.demo;

import static dev.cairn.cli.demo.Noise.hash;
import static dev.cairn.cli.demo.Noise.unit;

import dev.cairn.cli.demo.Acquisition.Sky;
import dev.cairn.cli.demo.Acquisition.Swath;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// When the satellites came, and under which sky: Landsat 8 from April 2013 and Landsat 9 from
/// November 2021, each every 16 days on two neighbouring paths seven days apart, of which three or
/// four passes a half-year were kept.
final class Schedule {
  private static final long FIRST_PASS = LocalDate.of(2013, 4, 18).toEpochDay();
  private static final long LANDSAT_9 = LocalDate.of(2021, 11, 5).toEpochDay();
  private static final int HALF_YEARS = 20;
  private static final int EAST = 11;
  private static final int WEST = 12;

  /// How cloudy a pass is: each half-year has a good one, a middling one and a bad one, every
  /// second also a hopeless one.
  private enum Luck {
    GOOD,
    MIDDLING,
    BAD,
    HOPELESS
  }

  private static final Luck[][] ORDERS = {
    {Luck.BAD, Luck.GOOD, Luck.MIDDLING, Luck.HOPELESS},
    {Luck.MIDDLING, Luck.BAD, Luck.GOOD, Luck.HOPELESS},
    {Luck.MIDDLING, Luck.HOPELESS, Luck.GOOD, Luck.BAD},
    {Luck.BAD, Luck.MIDDLING, Luck.HOPELESS, Luck.GOOD},
    {Luck.HOPELESS, Luck.GOOD, Luck.BAD, Luck.MIDDLING},
  };

  /// A winter with snow is seen once and badly: its snow is in a scene, hardly in a median.
  private static final Luck[] SNOWY = {Luck.BAD, Luck.GOOD, Luck.MIDDLING, Luck.GOOD};

  private static final Luck[] FIRST = {Luck.GOOD, Luck.BAD, Luck.GOOD, Luck.MIDDLING};

  private final int seed;
  private final GeoBox frame;

  private Schedule(int seed, GeoBox frame) {
    this.seed = seed;
    this.frame = frame;
  }

  /// All passes, in time order.
  static List<Acquisition> of(int seed, GeoBox frame) {
    return new Schedule(seed, frame).passes();
  }

  private List<Acquisition> passes() {
    var out = new ArrayList<Acquisition>();
    for (int half = 0; half < HALF_YEARS; half++) {
      int year = 2013 + half / 2;
      boolean spring = half % 2 == 0;
      int[] days =
          half == 0
              ? new int[] {114, 130, 150, 168}
              : spring ? new int[] {48, 112, 140, 166} : new int[] {200, 228, 258, 296};
      boolean snowy = spring && Cover.snow(year, 52) > 0;
      Luck[] order =
          half == 0 ? FIRST : snowy ? SNOWY : ORDERS[(hash(half, 1, seed) >>> 8) % ORDERS.length];
      int side = hash(half, 2, seed) & 1;
      for (int k = 0; k < order.length; k++) {
        if (order[k] == Luck.HOPELESS && !spring) {
          continue;
        }
        // The good pass and the middling one are on different paths: one sees what lies outside the
        // other's swath.
        int path =
            switch (order[k]) {
              case GOOD -> side++ % 2 == 0 ? EAST : WEST;
              case MIDDLING -> side % 2 == 0 ? EAST : WEST;
              case BAD, HOPELESS -> snowy || (hash(half, k, seed + 2) & 1) == 0 ? EAST : WEST;
            };
        double day = days[k] + 16 * (unit(half, k, seed + 1) - 0.5);
        long wanted = LocalDate.of(year, 1, 1).toEpochDay() + (long) day;
        out.add(pass(wanted, path, order[k], hash(half, k, seed + 3)));
      }
    }
    out.sort(Comparator.comparing(Acquisition::time));
    return List.copyOf(out);
  }

  /// The pass nearest to a day.
  private Acquisition pass(long wanted, int path, Luck luck, int h) {
    long first = FIRST_PASS + (path == WEST ? 7 : 0);
    long day8 = first + 16 * Math.max(0, Math.round((wanted - first) / 16.0));
    long first9 = first + 8;
    long day9 = first9 + 16 * Math.round((wanted - first9) / 16.0);
    boolean nine = day9 >= LANDSAT_9 && Math.abs(day9 - wanted) < Math.abs(day8 - wanted);
    long day = nine ? day9 : day8;
    long second = (path == EAST ? 15 * 3600 + 17 * 60 : 15 * 3600 + 23 * 60) + (h >>> 9) % 46;
    Instant time = Instant.ofEpochSecond(day * 86_400 + second);
    int col = 62 + (h >>> 3 & 0x1F) + (path == WEST ? 0 : 16);
    int row = 68 + (h >>> 13 & 0x1F);
    var window = new PixelWindow(col, row, 828 + (h >>> 20 & 0x1F), 828 + (h >>> 25 & 0x1F));
    LocalDate date = LocalDate.ofEpochDay(day);
    // A strip that a snowy pass alone sees would stay white in the median.
    boolean white = Cover.snow(date.getYear(), date.getDayOfYear()) > 0;
    double wobble = white ? (path == EAST ? 6 : -6) : 9 * (unit(h, 2, seed) - 0.5);
    double lean = -0.186;
    Swath swath =
        path == EAST
            ? new Swath(Terrain.MARGIN + 148 + wobble, lean, true)
            : new Swath(Terrain.MARGIN + 905 + wobble, lean, false);
    double[] sun = sun(date.getDayOfYear(), second / 3600.0);
    String id =
        String.format(
            Locale.ROOT,
            "CAIRN_LC0%d_%03d%03d_%s",
            nine ? 9 : 8,
            path,
            Acquisition.ROW,
            date.toString().replace("-", ""));
    return new Acquisition(
        id,
        time,
        nine ? "landsat-9" : "landsat-8",
        path,
        window,
        frame.crop(window),
        swath,
        sun[0],
        sun[1],
        sky(luck, h));
  }

  private static Sky sky(Luck luck, int h) {
    double u = unit(h, 5, 5);
    int shapes = hash(h, 6, 6);
    return switch (luck) {
      case GOOD -> new Sky(Sky.Kind.CUMULUS, 0.002 + 0.05 * u * u, shapes);
      case MIDDLING -> new Sky(Sky.Kind.CUMULUS, 0.10 + 0.16 * u, shapes);
      case BAD ->
          switch (h >>> 5 & 3) {
            case 0 -> new Sky(Sky.Kind.CIRRUS, 0.03 + 0.07 * u, shapes);
            case 1 -> new Sky(Sky.Kind.CUMULUS, 0.30 + 0.16 * u, shapes);
            default -> new Sky(Sky.Kind.FRONT, 0.34 + 0.22 * u, shapes);
          };
      case HOPELESS -> new Sky(Sky.Kind.FRONT, 0.80 + 0.2 * u, shapes);
    };
  }

  /// Azimuth and elevation of the sun in degrees, good to half a degree.
  private static double[] sun(int day, double hourUtc) {
    double latitude = StrictMath.toRadians(World.LATITUDE);
    double g = 2 * Math.PI * (day - 81) / 365.25;
    double declination = StrictMath.toRadians(23.44) * StrictMath.sin(g);
    double equation =
        (9.87 * StrictMath.sin(2 * g) - 7.53 * StrictMath.cos(g) - 1.5 * StrictMath.sin(g)) / 60;
    double hour = StrictMath.toRadians(15 * (hourUtc + World.LONGITUDE / 15 + equation - 12));
    double sine =
        StrictMath.sin(latitude) * StrictMath.sin(declination)
            + StrictMath.cos(latitude) * StrictMath.cos(declination) * StrictMath.cos(hour);
    double elevation = StrictMath.asin(sine);
    double south =
        StrictMath.atan2(
            StrictMath.sin(hour),
            StrictMath.cos(hour) * StrictMath.sin(latitude)
                - StrictMath.tan(declination) * StrictMath.cos(latitude));
    return new double[] {180 + StrictMath.toDegrees(south), StrictMath.toDegrees(elevation)};
  }

  /// The half-year of an instant, counted from the first of 2013.
  static int halfYear(Instant when) {
    var date = when.atZone(ZoneOffset.UTC);
    return 2 * (date.getYear() - 2013) + (date.getMonthValue() > 6 ? 1 : 0);
  }
}
