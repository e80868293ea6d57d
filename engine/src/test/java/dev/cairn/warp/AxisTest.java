package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
  /// Centres of pixels twice as large lie on the source's edges, but for what is lost where
  /// coordinates are rounded.
  @ParameterizedTest
  @CsvSource({
    "6, 0.0002777777777777778", // 1″
    "-179.99986111111112, 0.0002777777777777778",
    "0.1, 0.1",
    "500000, 10",
  })
  void aCentreOnAnEdgeBelongsToTheHigherPixel(double start, double step) {
    var down = new Axis(start, step, 3600, start, 2 * step);
    var up = new Axis(-start, -step, 3600, -start, -2 * step);
    for (int i = 0; i < 1800; i++) {
      assertThat(down.nearest(i)).as("pixel " + i).isEqualTo(2 * i + 1);
      assertThat(up.nearest(i)).as("pixel " + i + " northward").isEqualTo(2 * i + 1);
    }
  }
}
