package dev.cairn.cube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.BinOptions.Origin;
import dev.cairn.cube.BinOptions.Side;
import dev.cairn.cube.Offset.MonthDay;
import dev.cairn.cube.Offset.Period;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bins of random dates against the pandas on this machine: a second judge beside the truth set,
/// for many more offsets.
class TimeBinsPandasTest {
  /// Names that pandas 1.5 and 2.2 both know.
  private static final List<String> NAMES =
      List.of(
          "D", "H", "min", "T", "S", "B", "W", "W-MON", "W-WED", "W-SAT", "M", "MS", "BM", "BMS",
          "SM", "SMS", "SM-3", "SMS-20", "Q", "Q-JAN", "Q-NOV", "QS", "QS-FEB", "QS-DEC", "BQ",
          "BQ-OCT", "BQS", "BQS-MAR", "A", "Y", "A-JUN", "AS", "AS-JUL", "YS", "BA", "BA-MAY",
          "BAS", "BAS-APR");

  /// Closed right, pandas 1.5 adds the last day to working days, days by the multiple and working
  /// quarter starts, and not to working year ends; 2.2 does none of that (its GH 55271, 55281,
  /// 55282).
  private static boolean isOtherwiseSince22WhenClosedRight(Offset offset) {
    return switch (offset.step()) {
      case Offset.WorkingDay() -> true;
      case Offset.Months(Period period, _, MonthDay day) ->
          period == Period.YEAR && day == MonthDay.LAST_WORKING
              || period == Period.QUARTER && day == MonthDay.FIRST_WORKING;
      case Offset.Tick(String unit, _) -> unit.equals("D") && offset.multiple() > 1;
      case Offset.Week _, Offset.SemiMonth _ -> false;
    };
  }

  private static final String PANDAS =
      """
      import sys, pandas as pd
      for line in open(sys.argv[1]):
          f = line.rstrip('\\n').split('|')
          kw = {}
          if f[1]: kw['closed'] = f[1]
          if f[2]: kw['label'] = f[2]
          kw['origin'] = pd.Timestamp(int(f[3][1:])) if f[3].startswith('@') else f[3]
          if f[4] != '0': kw['offset'] = pd.Timedelta(int(f[4]))
          times = pd.to_datetime([int(t) for t in f[5].split(',')])
          try:
              c = pd.Series(1, index=times).resample(f[0], **kw).count()
              print(','.join('%d:%d' % (k, n) for k, n in zip(c.index.asi8, c.values)))
          except ValueError as e:
              print('error', e)
      """;

  private record Case(Offset offset, BinOptions options, List<Instant> times, String line) {}

  @Test
  void binsOfRandomDatesAreThoseOfPandas(@TempDir Path folder) throws IOException {
    Judge.requirePython("pandas");
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("TimeBinsPandasTest seed " + seed);
    var random = new Random(seed);
    List<Case> cases =
        IntStream.range(0, 1200)
            .mapToObj(i -> randomCase(NAMES.get(i % NAMES.size()), random))
            .toList();
    Path file = Files.write(folder.resolve("cases"), cases.stream().map(Case::line).toList());

    Judge.Verdict pandas = Judge.python(PANDAS, file.toString());

    assertThat(pandas.exitCode()).as(pandas.output()).isZero();
    List<String> answers = pandas.output().lines().filter(l -> !l.contains("Warning")).toList();
    assertThat(answers).hasSameSizeAs(cases);
    var wrong = new ArrayList<String>();
    for (int i = 0; i < cases.size(); i++) {
      Case c = cases.get(i);
      String ours;
      try {
        TimeBins bins = TimeBins.of(c.times, c.offset, c.options);
        var text = new ArrayList<String>();
        for (int bin = 0; bin < bins.size(); bin++) {
          text.add(nanos(bins.labels().get(bin)) + ":" + bins.count(bin));
        }
        ours = String.join(",", text);
      } catch (dev.cairn.base.InvalidRequest e) {
        ours = "error Values falls before first bin";
      }
      if (!ours.equals(answers.get(i))) {
        wrong.add(c.line + "\n  pandas " + answers.get(i) + "\n  ours   " + ours);
      }
    }
    assertThat(wrong.stream().limit(5)).as("seed " + seed).isEmpty();
  }

  private static Case randomCase(String name, Random random) {
    int multiple = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(7);
    Offset offset = Offset.parse((multiple == 1 ? "" : multiple) + name);
    BinOptions options = BinOptions.DEFAULT;
    String closed = pick(random, "", "", "left", "right");
    if (isOtherwiseSince22WhenClosedRight(offset)) {
      closed = "left";
    }
    String label = pick(random, "", "", "left", "right");
    if (!closed.isEmpty()) {
      options = options.withClosed(closed.equals("left") ? Side.LEFT : Side.RIGHT);
    }
    if (!label.isEmpty()) {
      options = options.withLabel(label.equals("left") ? Side.LEFT : Side.RIGHT);
    }

    long unit = offset.step() instanceof Offset.Tick(_, long nanos) ? nanos : 86_400_000_000_000L;
    long spread = unit * multiple * (1 + random.nextInt(400));
    long start = 1_400_000_000_000_000_000L + random.nextLong(300_000_000_000_000_000L);
    // Some of the times stand on whole units, so that edges are met.
    List<Instant> times =
        random
            .longs(1 + random.nextInt(15), 0, spread)
            .map(
                t ->
                    random.nextBoolean()
                        ? (start + t) / unit * unit
                        : random.nextBoolean() ? (start + t) / unit * unit - 1 : start + t)
            .sorted()
            .mapToObj(t -> Instant.ofEpochSecond(0, t))
            .toList();

    String origin =
        pick(
            random, "start_day", "start_day", "start_day", "start", "epoch", "end", "end_day", "@");
    long at = start + random.nextLong(spread);
    if (origin.equals("@")) {
      origin = "@" + at;
    }
    options =
        options.withOrigin(
            switch (origin) {
              case "start_day" -> new Origin.StartDay();
              case "start" -> new Origin.Start();
              case "epoch" -> new Origin.Epoch();
              case "end" -> new Origin.End();
              case "end_day" -> new Origin.EndDay();
              default -> new Origin.At(Instant.ofEpochSecond(0, at));
            });
    long by = random.nextInt(4) == 0 ? random.nextLong(-2 * unit, 2 * unit) : 0;
    options = options.withOffset(Duration.ofNanos(by));
    String text = String.join(",", times.stream().map(t -> Long.toString(nanos(t))).toList());
    return new Case(
        offset,
        options,
        times,
        String.join(
            "|",
            (multiple == 1 ? "" : multiple) + name,
            closed,
            label,
            origin,
            Long.toString(by),
            text));
  }

  private static String pick(Random random, String... from) {
    return from[random.nextInt(from.length)];
  }

  private static long nanos(Instant t) {
    return t.getEpochSecond() * 1_000_000_000L + t.getNano();
  }
}
