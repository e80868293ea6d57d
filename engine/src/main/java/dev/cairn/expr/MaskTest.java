package dev.cairn.expr;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// Which pixels a quality band masks, told by its native samples: never scaled, never interpolated.
///
/// A pixel whose quality band holds no value is masked by [Keep] and by nothing else: xarray's
/// `where(isin)` and `where(~isin)`. Samples of floating bands are compared as numbers and are in a
/// set only where they are integers.
public sealed interface MaskTest {
  /// Masked where one of these bits of the sample is set; integer bands only.
  ///
  /// @param bits bit `n` stands for bit number `n` of the sample, 0 the lowest; of 32 at most
  record Bits(long bits) implements MaskTest {
    public Bits {
      if (bits <= 0 || bits >= 1L << 32) {
        throw new IllegalArgumentException("mask of bits " + Long.toHexString(bits));
      }
    }

    @Override
    public String toString() {
      return "bits="
          + LongStream.range(0, 32)
              .filter(n -> (bits >>> n & 1) != 0)
              .mapToObj(Long::toString)
              .collect(Collectors.joining(","));
    }
  }

  /// Masked where the sample is one of these.
  ///
  /// @param values ascending, each once
  record Values(List<Long> values) implements MaskTest {
    public Values {
      values = set(values);
    }

    @Override
    public String toString() {
      return "values=" + joined(values);
    }
  }

  /// Masked where the sample is none of these, and where there is no sample.
  ///
  /// @param values ascending, each once
  record Keep(List<Long> values) implements MaskTest {
    public Keep {
      values = set(values);
    }

    @Override
    public String toString() {
      return "keep=" + joined(values);
    }
  }

  private static List<Long> set(List<Long> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a mask of no values");
    }
    return values.stream().sorted().distinct().toList();
  }

  private static String joined(List<Long> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
