package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GeoBoxTest {
  @Test
  void aGridWithoutFiniteBoundsOrWithoutAnInsideIsNone() {
    for (Affine transform :
        new Affine[] {
          new Affine(1, 0, 0, 0, -1e308, 0),
          new Affine(1e308, 0, 0, 0, -1, 0),
          new Affine(1, 0, 1e20, 0, -1, 0), // ten columns at one coordinate
        }) {
      assertThatThrownBy(() -> new GeoBox(10, 10, transform, Crs.WGS84))
          .as(String.valueOf(transform))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("box");
    }
  }
}
