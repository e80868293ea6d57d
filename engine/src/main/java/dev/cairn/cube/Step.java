package dev.cairn.cube;

import dev.cairn.expr.MaskTest;
import dev.cairn.expr.NamedExpr;
import dev.cairn.reduce.Fill;
import dev.cairn.reduce.TimeReducer;
import java.time.Instant;
import java.util.List;

/// One operation on a cube, with everything that its labels decided already worked out: replaying
/// it needs no calendar.
public sealed interface Step {
  /// Pixels that a quality band rules out lose their values, in every band.
  ///
  /// @param band the quality band
  record Mask(String band, MaskTest test) implements Step {
    /// As a user would write it.
    @Override
    public String toString() {
      return band + ":" + test;
    }
  }

  /// New bands, computed pixel by pixel from those there are, which they replace.
  record Calculate(List<NamedExpr> bands) implements Step {
    public Calculate {
      bands = List.copyOf(bands);
    }
  }

  /// Some of the bands, in this order.
  record SelectBands(List<String> bands) implements Step {
    public SelectBands {
      bands = List.copyOf(bands);
    }
  }

  /// Some of the time steps, by position, ascending.
  record SelectTimes(List<Integer> positions) implements Step {
    public SelectTimes {
      positions = List.copyOf(positions);
      for (int i = 1; i < positions.size(); i++) {
        if (positions.get(i) <= positions.get(i - 1)) {
          throw new IllegalArgumentException("time positions must ascend: " + positions);
        }
      }
    }
  }

  /// Many time steps to one, bin by bin; a bin may be empty and then has no value.
  record Reduce(TimeReducer reducer, List<Bin> bins) implements Step {
    public Reduce {
      bins = List.copyOf(bins);
    }
  }

  /// Pixels without a value take that of the nearest time step before or after which has one.
  record Carry(Fill fill) implements Step {}

  /// Time steps `[from, to)` that become one.
  ///
  /// @param label the new step's time
  record Bin(Instant label, int from, int to) {
    public Bin {
      if (from < 0 || to < from) {
        throw new IllegalArgumentException("bin of time steps " + from + " to " + to);
      }
    }

    public int size() {
      return to - from;
    }
  }
}
