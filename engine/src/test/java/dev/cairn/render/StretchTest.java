package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.base.InvalidRequest;
import dev.cairn.render.Stretch.Between;
import dev.cairn.render.Stretch.End.Percentile;
import dev.cairn.render.Stretch.End.Value;
import dev.cairn.render.Stretch.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StretchTest {
  @Test
  void theFormsOfTheCommandLineAreUnderstood() {
    assertThat(Stretch.parse("p2,p98")).isEqualTo(Stretch.robust());
    assertThat(Stretch.parse(" P0.5 , p99.5 "))
        .isEqualTo(new Between(new Percentile(0.5), new Percentile(99.5)));
    assertThat(Stretch.parse("-0.2,9e-1")).isEqualTo(new Between(new Value(-0.2), new Value(0.9)));
    assertThat(Stretch.parse("0,p98")).isEqualTo(new Between(new Value(0), new Percentile(98)));
    assertThat(Stretch.parse("minmax")).isEqualTo(Stretch.minMax());
    assertThat(Stretch.parse("none")).isEqualTo(new Stretch.None());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "p2",
        "p2,p98,p99",
        "p98,p2",
        "p2,p2",
        "p-1,p98",
        "p2,p101",
        "5,5",
        "NaN,1",
        "1,Infinity",
        "1e999,2",
        "0x10,20",
        "1f,2",
        "auto",
        "2,,3"
      })
  void otherTextIsRefused(String text) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Stretch.parse(text))
        .withMessageContaining("stretch");
  }

  @Test
  void percentilesOfTheStackBecomeTheRange() {
    Stretch stretch = Stretch.parse("p2,p98");

    assertThat(stretch.percentiles()).containsExactly(2.0, 98.0);
    assertThat(stretch.range(p -> 10 * p)).isEqualTo(new Range(20, 980));
    assertThat(Stretch.minMax().range(p -> 10 * p)).isEqualTo(new Range(0, 1000));
    assertThat(Stretch.parse("5,p98").percentiles()).containsExactly(98.0);
    assertThat(Stretch.parse("5,p98").range(p -> 10 * p)).isEqualTo(new Range(5, 980));
  }

  @Test
  void aGivenEndBeyondThePercentileIsRefusedAndTwoGivenEndsMayShowTheNegative() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Stretch.parse("5000,p98").range(_ -> 3000))
        .withMessageContaining("5000.0 to 3000.0");
    assertThat(Stretch.parse("9,1").range(_ -> Double.NaN)).isEqualTo(new Range(9, 1));
    assertThat(new Range(9, 1).position(1)).isEqualTo(1f);
  }

  @Test
  void aStackWithoutValuesHasSomeRangeAndOneThatReachesInfinityIsRefused() {
    assertThat(Stretch.robust().range(_ -> Double.NaN)).isEqualTo(new Range(0, 1));
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Stretch.minMax().range(p -> p == 0 ? 1 : Double.POSITIVE_INFINITY))
        .withMessageContaining("Infinity");
  }

  @Test
  void withoutAStretchTheLevelsOfEightBitsComeOutAsTheyAre() {
    Range range = new Stretch.None().range(_ -> Double.NaN);

    for (int level = 0; level < 256; level++) {
      assertThat((int) (range.position(level) * 255f)).isEqualTo(level);
    }
    assertThat(range.position(-3)).isZero();
    assertThat(range.position(300)).isEqualTo(1f);
  }

  @Test
  void aConstantStackIsDarkAndWhatLiesAboveIsBright() {
    Range constant = new Range(7, 7);

    assertThat(constant.position(7)).isZero();
    assertThat(constant.position(6)).isZero();
    assertThat(constant.position(7.5)).isEqualTo(1f);
    assertThat(constant.position(Double.NaN)).isNaN();
  }

  @Test
  void infinitiesGoToTheEnds() {
    Range range = new Range(0, 10);

    assertThat(range.position(Double.POSITIVE_INFINITY)).isEqualTo(1f);
    assertThat(range.position(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(range.position(Double.NaN)).isNaN();
  }
}
