package dev.cairn.cube;

import dev.cairn.expr.MaskSpec;
import dev.cairn.expr.MaskTest;
import dev.cairn.expr.NamedExpr;
import dev.cairn.focal.FocalSpec;
import dev.cairn.focal.Morphology;
import dev.cairn.focal.Neighbourhood;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
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
  /// @param dilation pixels of the cube's grid by which what is ruled out grows
  record Mask(String band, MaskTest test, int dilation) implements Step {
    /// As a user would write it.
    @Override
    public String toString() {
      return band + ":" + test + MaskSpec.dilate(dilation);
    }
  }

  /// New bands, computed pixel by pixel from those there are, which they replace.
  record Calculate(List<NamedExpr> bands) implements Step {
    public Calculate {
      bands = List.copyOf(bands);
    }
  }

  /// New bands in place of those there are, each computed from the pixels of one of them and those
  /// around.
  record Focal(List<FocalBand> bands) implements Step {
    public Focal {
      bands = List.copyOf(bands);
      if (bands.isEmpty()) {
        throw new IllegalArgumentException("neighbourhoods of no band");
      }
    }

    /// The farthest that all steps of a cube may reach together, in pixels.
    public static final int MAX_REACH = 4 * Neighbourhood.MAX_RADIUS;

    /// How many pixels to each side a pixel depends on.
    public int reach() {
      return bands.stream().mapToInt(b -> b.spec().what().reach()).max().orElse(0);
    }

    /// How many pixels to each side a pixel depends on that comes out of these steps.
    public static int reach(List<Step> steps) {
      long reach = 0;
      for (Step step : steps) {
        reach += step instanceof Focal focal ? focal.reach() : 0;
      }
      return (int) Math.min(reach, Integer.MAX_VALUE);
    }

    /// The type of the values: that of the results where all bands have one and some number of it
    /// can say that there is none, else that in which cubes compute. What only moves values about
    /// leaves them their type.
    DType resultType(DType before, DType computed) {
      if (movesAlone()) {
        return before.equals(DType.INT64) || before.equals(DType.UINT64) ? computed : before;
      }
      DType first = bands.getFirst().spec().what().resultType(computed);
      boolean one =
          bands.stream().allMatch(b -> b.spec().what().resultType(computed).equals(first));
      return one && !first.isFloating() && none(computed).isStated() ? first : computed;
    }

    /// The sample that can say of every band that there is no value.
    ///
    /// @param computed the type in which cubes compute
    public Stated<Double> none(DType computed) {
      Stated<Double> first = bands.getFirst().spec().what().none(computed);
      boolean one = bands.stream().allMatch(b -> b.spec().what().none(computed).equals(first));
      return one ? first : Stated.silent();
    }

    /// True where every result is one of the values around.
    public boolean movesAlone() {
      return bands.stream().allMatch(b -> b.spec().what() instanceof Morphology);
    }

    /// The bands' names.
    public List<String> names() {
      return bands.stream().map(FocalBand::name).toList();
    }
  }

  /// A band that is made of another and its neighbourhoods.
  ///
  /// @param name its own
  /// @param band the other's
  record FocalBand(String name, String band, FocalSpec spec) {
    /// As a user would write it.
    @Override
    public String toString() {
      String what = spec.toString();
      return name + "=" + what + (what.contains(":") ? "," : ":") + "band=" + band;
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
