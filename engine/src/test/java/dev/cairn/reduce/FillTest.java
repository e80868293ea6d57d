package dev.cairn.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FillTest {
  private static final float NONE = Float.NaN;

  @Test
  void forwardTakesTheLastValueBeforeAndLeavesWhatHasNone() {
    float[][] steps = {{NONE, 1, 2}, {5, NONE, NONE}, {NONE, NONE, 4}};

    Fill.parse("forward").series(steps, 3, 0, 3);

    assertSame(steps, new float[][] {{NONE, 1, 2}, {5, 1, 2}, {5, 1, 4}});
  }

  @Test
  void backwardTakesTheNextValueAfterAndLeavesWhatHasNone() {
    double[][] steps = {
      {Double.NaN, 1, 2}, {5, Double.NaN, Double.NaN}, {Double.NaN, Double.NaN, 4}
    };

    Fill.parse("backward").series(steps, 3, 0, 3);

    assertSame(steps, new double[][] {{5, 1, 2}, {5, Double.NaN, 4}, {Double.NaN, Double.NaN, 4}});
  }

  @Test
  void onlyTheRangeOfARowIsFilled() {
    float[] current = {NONE, NONE, 7, NONE};

    Fill.row(new float[] {1, 2, 3, 4}, current, 1, 3);

    assertThat(current).containsExactly(NONE, 2, 7, NONE);
  }

  @Test
  void linearIsNotDoneYetAndOthersAreNotKnown() {
    assertThatThrownBy(() -> Fill.parse("linear")).isInstanceOf(Unsupported.class);
    assertThatThrownBy(() -> Fill.parse("nearest"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("forward");
  }

  /// Deep equality for which NaN equals NaN.
  private static void assertSame(Object[] actual, Object[] expected) {
    assertThat(Arrays.deepToString(actual)).isEqualTo(Arrays.deepToString(expected));
  }
}
