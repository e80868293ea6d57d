package dev.cairn.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeReducerTest {
  private static final List<String> ALL =
      List.of(
          "median",
          "mean",
          "min",
          "max",
          "sum",
          "sum:zero",
          "std",
          "var",
          "count",
          "first",
          "last",
          "q05",
          "q97.5");
  private static final float NONE = Float.NaN;
  private static final float INF = Float.POSITIVE_INFINITY;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "median",
        "mean",
        "min",
        "max",
        "sum",
        "sum:zero",
        "std",
        "var",
        "count",
        "first",
        "last",
        "q05",
        "q00",
        "q50",
        "q02.5",
        "q97.5",
        "q100"
      })
  void aNameReadsBackAsItself(String name) {
    assertThat(TimeReducer.parse(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Median", "q", "q5", "q101", "q-5", "q050", "qNaN", "medoid", "geomedian"})
  void whatIsNoReducerIsRefusedWithThoseThereAre(String name) {
    assertThatThrownBy(() -> TimeReducer.parse(name))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("median mean min max sum std var count first last");
  }

  @ParameterizedTest
  @CsvSource({
    "median,NaN",
    "mean,NaN",
    "min,NaN",
    "max,NaN",
    "sum,NaN",
    "sum:zero,0",
    "std,NaN",
    "var,NaN",
    "count,0",
    "first,NaN",
    "last,NaN",
    "q05,NaN"
  })
  void aPixelWithoutAnyValueHasNoneButCountsAndZeroSums(String name, float expected) {
    for (int steps = 0; steps < 6; steps++) {
      float[][] values = new float[steps][1];
      for (float[] row : values) {
        row[0] = NONE;
      }

      assertThat(reduce(name, values)).containsExactly(expected);
    }
  }

  @Test
  void anInfinityIsAValue() {
    assertThat(reduce("median", column(INF, NONE, 1, NONE, INF))).containsExactly(INF);
    assertThat(reduce("median", column(-INF, NONE, 1, 3))).containsExactly(1);
    assertThat(reduce("median", column(-INF, INF, NONE))).containsExactly(NONE);
    assertThat(reduce("min", column(INF, NONE))).containsExactly(INF);
    assertThat(reduce("max", column(-INF, NONE))).containsExactly(-INF);
    assertThat(reduce("mean", column(INF, 1, NONE))).containsExactly(INF);
    assertThat(reduce("var", column(INF, 1, NONE))).containsExactly(NONE);
    assertThat(reduce("count", column(INF, NONE, -INF))).containsExactly(2);
    assertThat(reduce("q50", column(1, 2, INF))).containsExactly(2);
    assertThat(reduce("q100", column(1, 2, INF))).containsExactly(INF);
    assertThat(reduce("q90", column(1, 2, INF))).containsExactly(INF);
    assertThat(reduce("q05", column(-INF, 2, 3))).containsExactly(-INF);
    assertThat(reduce("q50", column(-INF, INF))).containsExactly(NONE);
  }

  @Test
  void everyBitPatternOfNaNIsNoValue() {
    for (int bits :
        new int[] {0x7fc00000, 0xffc00000, 0x7f800001, 0xff800001, 0x7fffffff, 0xffffffff}) {
      float nan = Float.intBitsToFloat(bits);
      assertThat(reduce("median", column(5, nan, 7, nan))).containsExactly(6);
      assertThat(reduce("max", column(nan, -INF))).containsExactly(-INF);
      assertThat(reduce("mean", column(5, nan, 7))).containsExactly(6);
      assertThat(reduce("count", column(5, nan, 7))).containsExactly(2);
      assertThat(reduce("q100", column(nan, 7))).containsExactly(7);
    }
  }

  @Test
  void minusZeroIsLessThanZero() {
    assertThat(Float.floatToRawIntBits(reduce("min", column(0f, -0f))[0]))
        .isEqualTo(Float.floatToRawIntBits(-0f));
    assertThat(Float.floatToRawIntBits(reduce("max", column(-0f, 0f))[0])).isZero();
    assertThat(Float.floatToRawIntBits(reduce("median", column(0f, -0f, -0f))[0]))
        .isEqualTo(Float.floatToRawIntBits(-0f));
  }

  @Test
  void anySplitOfThePixelsGivesTheSameBits() {
    var random = new Random(7);
    int pixels = 3 * FloatKernels.BLOCK + 17;
    for (int steps : new int[] {1, 2, 5, 12, 40, FloatKernels.NETWORK_STEPS + 1}) {
      double[][] wide = new double[steps][pixels];
      for (double[] row : wide) {
        Arrays.setAll(
            row, _ -> random.nextInt(3) == 0 ? Double.NaN : (float) random.nextGaussian());
      }
      float[][] narrow = TimeReducerNumpyTest.narrow(wide);
      for (String name : steps <= 40 ? ALL : List.of("median", "q05", "std")) {
        TimeReducer reducer = TimeReducer.parse(name);
        float[] whole = new float[pixels];
        float[] pieces = new float[pixels + 3];
        double[] wideWhole = new double[pixels];
        double[] widePieces = new double[pixels + 3];
        reducer.reduce(narrow, steps, 0, pixels, whole, 0);
        reducer.reduce(wide, steps, 0, pixels, wideWhole, 0);
        for (int from = 0, to; from < pixels; from = to) {
          to = Math.min(pixels, from + random.nextInt(2 * FloatKernels.BLOCK));
          reducer.reduce(narrow, steps, from, to, pieces, from + 3);
          reducer.reduce(wide, steps, from, to, widePieces, from + 3);
        }
        assertThat(bits(pieces, 3)).as("%s of %s", name, steps).isEqualTo(bits(whole, 0));
        assertThat(bits(widePieces, 3)).as("%s of %s", name, steps).isEqualTo(bits(wideWhole, 0));
      }
    }
  }

  @Test
  void theMedianOfManyStepsBySortingIsThatOfTheNetwork() {
    // one step more, which holds nothing, is past the network's limit
    int steps = FloatKernels.NETWORK_STEPS;
    var random = new Random(11);
    double[][] wide = new double[steps + 1][40];
    for (int t = 0; t <= steps; t++) {
      int step = t;
      Arrays.setAll(
          wide[t],
          _ ->
              step == steps || random.nextInt(4) == 0 ? Double.NaN : (float) random.nextGaussian());
    }
    float[][] narrow = TimeReducerNumpyTest.narrow(wide);
    for (String name : List.of("median", "q05", "q50", "q97.5")) {
      TimeReducer reducer = TimeReducer.parse(name);
      float[] network = new float[40];
      float[] sorted = new float[40];
      double[] wideNetwork = new double[40];
      double[] wideSorted = new double[40];
      reducer.reduce(narrow, steps, 0, 40, network, 0);
      reducer.reduce(narrow, steps + 1, 0, 40, sorted, 0);
      reducer.reduce(wide, steps, 0, 40, wideNetwork, 0);
      reducer.reduce(wide, steps + 1, 0, 40, wideSorted, 0);
      assertThat(bits(sorted, 0)).isEqualTo(bits(network, 0));
      assertThat(bits(wideSorted, 0)).isEqualTo(bits(wideNetwork, 0));
    }
  }

  @Test
  void inputsAreNotWrittenAndOnlyTheRangeOfTheOutputIs() {
    for (String name : ALL) {
      float[][] steps = {{1, 2, 3, 4}, {5, NONE, 7, 8}, {2, NONE, 1, 0}};
      float[][] before = {steps[0].clone(), steps[1].clone(), steps[2].clone()};
      float[] out = {-9, -9, -9, -9};

      TimeReducer.parse(name).reduce(steps, 3, 1, 3, out, 1);

      assertThat(Arrays.deepToString(steps)).isEqualTo(Arrays.deepToString(before));
      assertThat(out[0]).as(name).isEqualTo(-9);
      assertThat(out[3]).as(name).isEqualTo(-9);
      assertThat(out[2]).as(name).isNotEqualTo(-9);
    }
  }

  @Test
  void onlyTheFirstStepsAskedForAreRead() {
    float[] out = new float[1];

    TimeReducer.parse("max").reduce(column(1, 2, 99), 2, 0, 1, out, 0);

    assertThat(out).containsExactly(2);
  }

  @Test
  void arraysThatAreTooShortAreACallersBug() {
    TimeReducer median = TimeReducer.parse("median");

    assertThatThrownBy(() -> median.reduce(new float[2][3], 2, 0, 4, new float[4], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> median.reduce(new float[2][4], 3, 0, 4, new float[4], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> median.reduce(new float[2][4], 2, 0, 4, new float[4], 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> median.reduce(new double[2][4], 2, 3, 2, new double[4], 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TimeReducer.Quantile(101))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static float[][] column(float... values) {
    float[][] steps = new float[values.length][1];
    for (int t = 0; t < values.length; t++) {
      steps[t][0] = values[t];
    }
    return steps;
  }

  /// Reduces in both precisions, which must agree on these small numbers.
  private static float[] reduce(String name, float[][] steps) {
    float[] out = {-9};
    double[] wideOut = {-9};
    double[][] wide = new double[steps.length][1];
    for (int t = 0; t < steps.length; t++) {
      wide[t][0] = steps[t][0];
    }
    TimeReducer.parse(name).reduce(steps, steps.length, 0, 1, out, 0);
    TimeReducer.parse(name).reduce(wide, steps.length, 0, 1, wideOut, 0);
    assertThat(Float.valueOf((float) wideOut[0])).isEqualTo(Float.valueOf(out[0]));
    return out;
  }

  private static int[] bits(float[] values, int from) {
    int[] bits = new int[values.length - from];
    Arrays.setAll(bits, i -> Float.floatToIntBits(values[from + i]));
    return bits;
  }

  private static long[] bits(double[] values, int from) {
    long[] bits = new long[values.length - from];
    Arrays.setAll(bits, i -> Double.doubleToLongBits(values[from + i]));
    return bits;
  }
}
