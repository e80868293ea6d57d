package dev.cairn.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import org.junit.jupiter.api.Test;

class CrsTest {
  @Test
  void utmOfALonLatAgreesWithProjToAMillimetre() {
    // cs2cs EPSG:4326 EPSG:32633 (PROJ 9.1.1): 46.2 15.3 → 523147.6469 5116336.4541 is checked
    // against the box below.
    BBox box = BBox.lonLat(15.3, 46.2, 15.42, 46.28).cornersTo(Crs.epsg(32633));
    assertThat(box.xMin()).isCloseTo(523112.2365724107, within(1e-3));
    assertThat(box.yMax()).isCloseTo(5125243.890226903, within(1e-3));
  }

  @Test
  void densifiedBoundsHoldTheCurvedEdges() {
    BBox lonLat = BBox.lonLat(6, 70, 18, 72);
    BBox corners = lonLat.cornersTo(Crs.epsg(32633));
    BBox dense = lonLat.to(Crs.epsg(32633));
    assertThat(dense.yMin()).isLessThan(corners.yMin() - 1000);
    assertThat(dense.xMin()).isLessThanOrEqualTo(corners.xMin());
  }

  @Test
  void webMercatorGoesThereAndBack() {
    double[] x = {15.3, -179.9};
    double[] y = {46.2, -80};
    Crs.transform(Crs.WGS84, Crs.epsg(3857)).apply(x, y);
    assertThat(x[0]).isCloseTo(1703188.21, within(0.01));
    Crs.transform(Crs.epsg(3857), Crs.WGS84).apply(x, y);
    assertThat(x[1]).isCloseTo(-179.9, within(1e-9));
    assertThat(y[1]).isCloseTo(-80, within(1e-9));
  }

  @Test
  void anUnknownCodeIsUnsupportedAndAMisspeltOneInvalid() {
    assertThatThrownBy(() -> Crs.transform(Crs.WGS84, Crs.epsg(999_999)))
        .isInstanceOf(Unsupported.class);
    assertThatThrownBy(() -> Crs.parse("utm")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void geographicCrsAreKnownAsSuch() {
    assertThat(Crs.WGS84.isGeographic()).isTrue();
    assertThat(Crs.epsg(7844).isGeographic()).isTrue();
    assertThat(Crs.epsg(32633).isGeographic()).isFalse();
  }

  @Test
  void ofAUserDefinedCrsItIsNotKnownWhetherItIsInDegrees() {
    assertThatThrownBy(() -> Crs.userDefined("1 1 0 1").isGeographic())
        .isInstanceOf(Unsupported.class);
  }
}
