package dev.cairn.cube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Bounds that lie on pixel edges, as far as numbers in degrees can.
class GridEdgesTest {
  private static final Scene SCENE =
      new Scene(
          "a",
          Stated.silent(),
          Stated.silent(),
          Stated.silent(),
          Map.of(),
          Map.of("b", new Band("b", Stated.silent(), Map.of())),
          Map.of(
              "b",
              new RasterSource(
                  URI.create("https://example.com/b.tif"),
                  0,
                  Stated.as(new GeoBox(100, 100, Affine.northUp(0, 10, 0.1, 0.1), Crs.WGS84)),
                  Stated.as(DType.UINT8),
                  Stated.silent(),
                  Stated.silent())));

  private static GeoBox grid(GridRequest request) {
    return Cube.load(List.of(SCENE), LoadOptions.of("b").withGrid(request)).grid();
  }

  @Test
  void boundsOnPixelEdgesTakeNoPixelBeyond() {
    for (int first = 0; first < 90; first++) {
      double west = first / 10.0; // 0.3 / 0.1 is a little less than 3
      double east = (first + 7) / 10.0;
      var bounds = new BBox(Crs.WGS84, west, 10 - east, east, 10 - west);
      for (GridRequest.Align align : List.of(GridRequest.Align.NATIVE, GridRequest.Align.ORIGIN)) {
        GeoBox grid = grid(GridRequest.AUTO.withBounds(bounds).withAlign(align));
        assertThat(List.of(grid.width(), grid.height()))
            .as(align + " " + bounds)
            .containsExactly(7, 7);
        assertThat(grid.bounds().xMin()).isBetween(west - 1e-9, west + 1e-9);
        assertThat(grid.bounds().yMax()).isBetween(10 - west - 1e-9, 10 - west + 1e-9);
      }
    }
  }

  @Test
  void boundsBeyondAPixelEdgeTakeThePixel() {
    var bounds = new BBox(Crs.WGS84, 0.3 - 1e-4, 9.3 - 1e-4, 0.7 + 1e-4, 9.7 + 1e-4);
    GeoBox grid = grid(GridRequest.AUTO.withBounds(bounds));
    assertThat(List.of(grid.width(), grid.height())).containsExactly(6, 6);
  }
}
