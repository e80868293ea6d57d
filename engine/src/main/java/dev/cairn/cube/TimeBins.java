package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.BinOptions.Origin;
import dev.cairn.cube.BinOptions.Side;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// Times cut into bins, as pandas 2.2's `resample` cuts them: a label for each bin, and the times
/// that lie in it.
///
/// Bins follow one another without a gap from the first time's to the last time's; empty ones are
/// kept. A bin of weeks or of month, quarter or year ends that is closed right takes the whole of
/// its last day: 2023-03-31T15:19 lies in the first quarter. Immutable and thread-safe.
public final class TimeBins {
  /// Never more bins than this: a day of milliseconds is a mistake, not a time axis.
  public static final int MAX_BINS = 1_000_000;

  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;

  private final List<Instant> labels;

  /// The times of bin `i` are `starts[i]` to `starts[i + 1]`, exclusive.
  private final int[] starts;

  private TimeBins(List<Instant> labels, int[] starts) {
    this.labels = labels;
    this.starts = starts;
  }

  /// Cuts times into bins.
  ///
  /// @param sortedTimes ascending; equal ones are allowed; between the years 1678 and 2261, which
  ///     nanoseconds in 64 bits can tell apart. No times make no bins
  /// @throws InvalidRequest where there would be more than [#MAX_BINS] bins, or a time or the end
  ///     of a bin lies outside those years
  public static TimeBins of(List<Instant> sortedTimes, Offset offset, BinOptions options) {
    if (sortedTimes.isEmpty()) {
      return new TimeBins(List.of(), new int[1]);
    }
    try {
      return cut(sortedTimes.stream().mapToLong(TimeBins::nanos).toArray(), offset, options);
    } catch (ArithmeticException | DateTimeException e) {
      throw new InvalidRequest(
          "bins of " + offset + " from " + sortedTimes.getFirst() + " to " + sortedTimes.getLast(),
          "a time or the end of a bin lies outside the years 1678 to 2261",
          e);
    }
  }

  private static TimeBins cut(long[] times, Offset offset, BinOptions options) {
    for (int i = 1; i < times.length; i++) {
      if (times[i] < times[i - 1]) {
        throw new IllegalArgumentException(
            "times are not sorted: " + instant(times[i]) + " after " + instant(times[i - 1]));
      }
    }
    boolean fromEnd =
        options.origin() instanceof Origin.End || options.origin() instanceof Origin.EndDay;
    Side usual = fromEnd || offset.isRightByDefault() ? Side.RIGHT : Side.LEFT;
    Side closed = options.closed().orElse(usual);
    Side label = options.label().orElse(usual);

    // One edge more than bins.
    long[] edges =
        switch (offset.step()) {
          case Offset.Tick tick ->
              tickEdges(
                  times,
                  offset,
                  Math.multiplyExact(tick.nanos(), offset.multiple()),
                  closed,
                  options);
          case Offset.Dated dated -> datedEdges(times, offset, dated, closed);
        };
    List<Instant> labels =
        LongStream.range(0, edges.length - 1)
            .mapToObj(i -> instant(edges[(int) i + (label == Side.LEFT ? 0 : 1)]))
            .toList();
    if (closed == Side.RIGHT && offset.isRightByDefault()) {
      // The edge's whole day belongs to the bin that it closes.
      for (int i = 0; i < edges.length; i++) {
        edges[i] = Math.addExact(edges[i], DAY - 1);
      }
    }
    int[] starts = new int[edges.length];
    int t = 0;
    for (int bin = 0; bin < edges.length - 1; bin++) {
      starts[bin] = t;
      while (t < times.length
          && (closed == Side.RIGHT ? times[t] <= edges[bin + 1] : times[t] < edges[bin + 1])) {
        t++;
      }
    }
    starts[edges.length - 1] = t;
    if (t != times.length || times[0] < edges[0]) {
      throw new InvalidRequest(
          "bins of " + offset,
          "with this origin and offset the bins from "
              + instant(edges[0])
              + " do not reach all times from "
              + instant(times[0]));
    }
    return new TimeBins(labels, starts);
  }

  /// Edges `length` apart that hold all times, one of them at the origin.
  private static long[] tickEdges(
      long[] times, Offset offset, long length, Side closed, BinOptions options) {
    long first = times[0];
    long last = times[times.length - 1];
    long origin =
        switch (options.origin()) {
          case Origin.StartDay() -> midnight(first);
          case Origin.Start() -> first;
          case Origin.Epoch() -> 0;
          case Origin.At(Instant time) -> nanos(time);
          case Origin.End() -> first = backFrom(last, first, length, closed);
          case Origin.EndDay() ->
              first = backFrom(midnight(Math.addExact(last, DAY - 1)), first, length, closed);
        };
    origin = Math.addExact(origin, nanos(options.offset()));
    long sinceEdge = Math.floorMod(Math.subtractExact(first, origin), length);
    long untilEdge = length - Math.floorMod(Math.subtractExact(last, origin), length);
    long from =
        Math.subtractExact(first, sinceEdge > 0 || closed == Side.LEFT ? sinceEdge : length);
    long to = Math.addExact(last, untilEdge < length || closed == Side.LEFT ? untilEdge : 0);
    long bins = Math.subtractExact(to, from) / length;
    long[] edges = new long[edgeCount(bins, offset)];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = from + i * length;
    }
    return edges;
  }

  /// The edge at or before `first` when edges are counted back from `end`.
  private static long backFrom(long end, long first, long length, Side closed) {
    long steps = Math.subtractExact(end, first) / length + (closed == Side.LEFT ? 1 : 0);
    return Math.subtractExact(end, Math.multiplyExact(steps, length));
  }

  private static long[] datedEdges(long[] times, Offset offset, Offset.Dated dated, Side closed) {
    long firstDay = Math.floorDiv(times[0], DAY);
    long lastDay = Math.floorDiv(times[times.length - 1], DAY);
    long from = dated.indexOnOrBefore(firstDay);
    if (closed == Side.RIGHT) {
      from += (dated.epochDay(from) < firstDay ? 1 : 0) - offset.multiple();
    }
    long bins = (dated.indexOnOrBefore(lastDay) - from) / offset.multiple() + 1;
    boolean wholeDays = closed == Side.RIGHT && offset.isRightByDefault();
    long lastButOne =
        Math.multiplyExact(dated.epochDay(from + (bins - 1) * offset.multiple()), DAY);
    if (offset.isRightByDefault()
        && Math.addExact(lastButOne, wholeDays ? DAY - 1 : 0) > times[times.length - 1]) {
      bins--;
    }
    long[] edges = new long[edgeCount(bins, offset)];
    for (int i = 0; i < edges.length; i++) {
      edges[i] = Math.multiplyExact(dated.epochDay(from + (long) i * offset.multiple()), DAY);
    }
    return edges;
  }

  private static int edgeCount(long bins, Offset offset) {
    if (bins > MAX_BINS) {
      throw new InvalidRequest(
          "offset " + offset, "would make " + bins + " bins, at most " + MAX_BINS + " are allowed");
    }
    return (int) bins + 1;
  }

  /// Number of bins, empty ones too.
  public int size() {
    return labels.size();
  }

  /// The labels, ascending, one a bin. Unmodifiable.
  public List<Instant> labels() {
    return labels;
  }

  /// Index of the bin's first time.
  public int from(int bin) {
    return starts[bin];
  }

  /// Index after the bin's last time; equal to [#from] where the bin is empty.
  public int to(int bin) {
    return starts[bin + 1];
  }

  /// Number of times in the bin.
  public int count(int bin) {
    return starts[bin + 1] - starts[bin];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TimeBins b
        && b.labels.equals(labels)
        && Arrays.equals(b.starts, starts);
  }

  @Override
  public int hashCode() {
    return 31 * labels.hashCode() + Arrays.hashCode(starts);
  }

  @Override
  public String toString() {
    return labels.isEmpty()
        ? "no bins"
        : labels.size() + " bins, " + labels.getFirst() + " to " + labels.getLast();
  }

  private static long midnight(long nanos) {
    return Math.floorDiv(nanos, DAY) * DAY;
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), SECOND), time.getNano());
  }

  private static long nanos(Duration length) {
    return Math.addExact(Math.multiplyExact(length.getSeconds(), SECOND), length.getNano());
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
