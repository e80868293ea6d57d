package dev.cairn.reduce;

import java.util.Arrays;
import java.util.List;

/// Percentiles of a stack that is too large to sort: exact, and the same whatever the pieces, their
/// order and the threads.
///
/// Values are counted by 16 bits of their ordered bit pattern a pass, from the top, in each pass
/// only those that can be the wanted ones: two passes over float32, four over float64. As numpy's
/// `nanpercentile` with its default `linear`, in float64; NaN is skipped and infinities are values.
///
/// ```java
/// var pass = ExactPercentiles.float32(2, 98);
/// while (true) {
///   // every value again: pass.add(…), or in each thread own = pass.fork(), own.add(…), then
/// pass.merge(own)
///   switch (pass.next()) {
///     case Again(var following) -> pass = following;
///     case Found(var values) -> …
///     case Nothing() -> …
///   }
/// }
/// ```
///
/// Mutable, for one thread at a time. A pass takes 512 KiB for the first, and that for each
/// different value range wanted (up to two a percentile) for those after it; a fork as much again.
public final class ExactPercentiles {
  private static final int DIGIT_BITS = 16;
  private static final int DIGITS = 1 << DIGIT_BITS;
  private static final int DIGIT_MASK = DIGITS - 1;

  /// What comes after a pass.
  public sealed interface Outcome {
    /// Another pass over the same values is needed.
    record Again(ExactPercentiles pass) implements Outcome {}

    /// The percentiles, in the order they were asked for. The list is unmodifiable.
    record Found(List<Double> values) implements Outcome {}

    /// There was no value.
    record Nothing() implements Outcome {}
  }

  /// A value looked for: among the values whose known top bits are `prefixes[prefix]`, the one of
  /// that rank.
  private record Sought(int prefix, long rank) {}

  private final boolean wide;
  private final double[] percents;

  /// How many low bits are not known yet before this pass.
  private final int unknownBits;

  /// The known top bits of the values still in question, ascending.
  private final long[] prefixes;

  /// Two for each percentile: the neighbour below and the one above. Empty in the first pass.
  private final List<Sought> sought;

  /// Number of all values; known after the first pass.
  private final long total;

  /// For each prefix, the number of values by their next 16 bits.
  private final long[][] counts;

  private ExactPercentiles(
      boolean wide,
      double[] percents,
      int unknownBits,
      long[] prefixes,
      List<Sought> sought,
      long total) {
    this.wide = wide;
    this.percents = percents;
    this.unknownBits = unknownBits;
    this.prefixes = prefixes;
    this.sought = sought;
    this.total = total;
    this.counts = new long[prefixes.length][DIGITS];
  }

  /// The first of two passes over float32 values.
  ///
  /// @param percents each 0 to 100
  public static ExactPercentiles float32(double... percents) {
    return first(false, Float.SIZE, percents);
  }

  /// The first of four passes over float64 values.
  ///
  /// @param percents each 0 to 100
  public static ExactPercentiles float64(double... percents) {
    return first(true, Double.SIZE, percents);
  }

  private static ExactPercentiles first(boolean wide, int bits, double... percents) {
    for (double p : percents) {
      if (!(p >= 0 && p <= 100)) {
        throw new IllegalArgumentException("percentile at " + p + " percent");
      }
    }
    return new ExactPercentiles(wide, percents.clone(), bits, new long[1], List.of(), 0);
  }

  /// An empty one for the same pass, for another thread.
  public ExactPercentiles fork() {
    return new ExactPercentiles(wide, percents, unknownBits, prefixes, sought, total);
  }

  /// Adds values `from` to `to`, exclusive.
  ///
  /// @throws IllegalStateException where these are percentiles of float64 values
  public void add(float[] values, int from, int to) {
    if (wide) {
      throw new IllegalStateException("float32 values for percentiles of float64");
    }
    if (unknownBits == Float.SIZE) {
      long[] all = counts[0];
      for (int i = from; i < to; i++) {
        float v = values[i];
        if (!Float.isNaN(v)) {
          all[(int) unsigned(v) >>> DIGIT_BITS]++;
        }
      }
    } else {
      for (int i = from; i < to; i++) {
        float v = values[i];
        if (!Float.isNaN(v)) {
          narrow(unsigned(v));
        }
      }
    }
  }

  /// Adds values `from` to `to`, exclusive.
  ///
  /// @throws IllegalStateException where these are percentiles of float32 values
  public void add(double[] values, int from, int to) {
    if (!wide) {
      throw new IllegalStateException("float64 values for percentiles of float32");
    }
    if (unknownBits == Double.SIZE) {
      long[] all = counts[0];
      for (int i = from; i < to; i++) {
        double v = values[i];
        if (!Double.isNaN(v)) {
          all[(int) (unsigned(v) >>> unknownBits - DIGIT_BITS)]++;
        }
      }
    } else {
      for (int i = from; i < to; i++) {
        double v = values[i];
        if (!Double.isNaN(v)) {
          narrow(unsigned(v));
        }
      }
    }
  }

  private void narrow(long bits) {
    long prefix = bits >>> unknownBits;
    for (int p = 0; p < prefixes.length; p++) {
      if (prefixes[p] == prefix) {
        counts[p][(int) (bits >>> unknownBits - DIGIT_BITS) & DIGIT_MASK]++;
        return;
      }
    }
  }

  /// Adds what a fork of this pass has counted.
  ///
  /// @throws IllegalArgumentException where the other belongs to another pass
  public void merge(ExactPercentiles other) {
    if (other.wide != wide
        || other.unknownBits != unknownBits
        || other.total != total
        || !Arrays.equals(other.percents, percents)
        || !Arrays.equals(other.prefixes, prefixes)) {
      throw new IllegalArgumentException("counts of another pass");
    }
    for (int p = 0; p < counts.length; p++) {
      for (int d = 0; d < DIGITS; d++) {
        counts[p][d] += other.counts[p][d];
      }
    }
  }

  /// Ends the pass.
  ///
  /// @throws IllegalStateException where a later pass did not get the values of the first
  public Outcome next() {
    long all = total;
    List<Sought> looked = sought;
    if (looked.isEmpty()) {
      all = Arrays.stream(counts[0]).sum();
      if (all == 0) {
        return new Outcome.Nothing();
      }
      long n = all;
      looked =
          Arrays.stream(percents)
              .mapToLong(p -> Quantiles.lower(p / 100, n))
              .mapToObj(low -> List.of(new Sought(0, low), new Sought(0, Math.min(low + 1, n - 1))))
              .flatMap(List::stream)
              .toList();
    }
    long[] known = new long[looked.size()];
    long[] ranks = new long[looked.size()];
    for (int i = 0; i < known.length; i++) {
      Sought s = looked.get(i);
      long rank = s.rank;
      int digit = 0;
      while (digit < DIGITS && rank >= counts[s.prefix][digit]) {
        rank -= counts[s.prefix][digit++];
      }
      if (digit == DIGITS) {
        throw new IllegalStateException("this pass had fewer values than the first one's " + all);
      }
      known[i] = prefixes[s.prefix] << DIGIT_BITS | digit;
      ranks[i] = rank;
    }
    if (unknownBits == DIGIT_BITS) {
      return found(known, all);
    }
    long[] distinct = Arrays.stream(known).distinct().toArray();
    Sought[] following = new Sought[known.length];
    for (int i = 0; i < following.length; i++) {
      int p = 0;
      while (distinct[p] != known[i]) {
        p++;
      }
      following[i] = new Sought(p, ranks[i]);
    }
    return new Outcome.Again(
        new ExactPercentiles(
            wide, percents, unknownBits - DIGIT_BITS, distinct, List.of(following), all));
  }

  private Outcome.Found found(long[] bits, long all) {
    Double[] values = new Double[percents.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Quantiles.between(
              value(bits[2 * i]), value(bits[2 * i + 1]), Quantiles.weight(percents[i] / 100, all));
    }
    return new Outcome.Found(List.of(values));
  }

  /// Bits whose unsigned order is the order of the values.
  private static long unsigned(float v) {
    int b = Float.floatToRawIntBits(v);
    return (b ^ (b >> 31 | Integer.MIN_VALUE)) & 0xFFFF_FFFFL;
  }

  private static long unsigned(double v) {
    long b = Double.doubleToRawLongBits(v);
    return b ^ (b >> 63 | Long.MIN_VALUE);
  }

  private double value(long bits) {
    if (wide) {
      return Double.longBitsToDouble(bits < 0 ? bits ^ Long.MIN_VALUE : ~bits);
    }
    int b = (int) bits;
    return Float.intBitsToFloat(b < 0 ? b ^ Integer.MIN_VALUE : ~b);
  }
}
