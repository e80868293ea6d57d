package dev.cairn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import org.junit.jupiter.api.Test;

class FootprintsTest {
  @Test
  void aTileAcrossTheSeamTouchesWhatLiesOnEitherSideOfIt() {
    var tile = new BBox(Crs.epsg(32601), 300_000, 7_490_220, 409_800, 7_600_020);
    assertThat(Footprints.touches(tile, BBox.lonLat(-179.8, 67.6, -179.4, 68), 1e-3)).isTrue();
    assertThat(Footprints.touches(tile, BBox.lonLat(178.6, 67.6, 179, 68), 1e-3)).isTrue();
    assertThat(Footprints.touches(tile, BBox.lonLat(-177, 67.6, -176, 68), 1e-3)).isFalse();
  }

  /// What lies nearer to the pole than twenty points an edge say.
  @Test
  void aBoxBesideThePoleTouchesWhereItComesNearest() {
    var beside = new BBox(Crs.epsg(3413), 500_000, -4_200_000, 8_500_000, 3_800_000);
    assertThat(Footprints.touches(beside, BBox.lonLat(44, 85.3, 46, 86), 1e-4)).isTrue();
    assertThat(Footprints.touches(beside, BBox.lonLat(44, 85.4, 46, 86), 1e-4)).isFalse();
  }
}
