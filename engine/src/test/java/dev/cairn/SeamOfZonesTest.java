package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Resampling;
import dev.cairn.testing.Oracle;
import dev.cairn.testing.WindowSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images of two UTM zones in one cube: each is placed once, values and validity together, and what
/// lies where they meet is what one of them alone gives there.
class SeamOfZonesTest {
  private static final BBox AREA = BBox.lonLat(11.95, 46.0, 12.06, 46.05);

  @TempDir Path folder;

  private void items(String... ids) throws IOException {
    var features = new StringBuilder();
    for (String id : ids) {
      features
          .append(features.isEmpty() ? "" : ",")
          .append(
              """
              {"type":"Feature","stac_version":"1.0.0","id":"%1$s","collection":"c","geometry":null,
               "bbox":[11.9,45.9,12.2,46.2],"links":[],"properties":{"datetime":"2023-06-0%2$sT10:00:00Z"},
               "assets":{"red":{"href":"%1$s.tif","type":"image/tiff; application=geotiff"}}}\
              """
                  .formatted(id, id.equals("west") ? "1" : "2"));
    }
    Files.writeString(
        folder.resolve("items.json"),
        "{\"type\":\"FeatureCollection\",\"features\":[" + features + "]}");
  }

  private double[] pixels(Crs crs, double resolution, Resampling method, String reduce, int chunk)
      throws InterruptedException {
    try (Cairn cairn = Cairn.open()) {
      Cube cube =
          cairn
              .cube(
                  cairn.items(folder.resolve("items.json").toString()),
                  LoadOptions.of("red")
                      .withResampling(method)
                      .withGrid(
                          GridRequest.AUTO
                              .withCrs(crs)
                              .withResolution(resolution)
                              .withBounds(AREA)))
              .reduce(dev.cairn.reduce.TimeReducer.parse(reduce));
      var sink = new WindowSink(new PixelWindow(0, 0, cube.grid().width(), cube.grid().height()));
      var options =
          PlanOptions.of(200L << 20, 2).withChunk(new PlanOptions.Chunk.Of(chunk, chunk + 9));
      cairn.run(Planner.plan(cube, options), sink);
      return sink.plane(0, 0);
    }
  }

  @Test
  void aPixelOnTheSeamIsThatOfOneImageAlone() throws IOException, InterruptedException {
    Oracle.ask(
        folder,
        """
        from osgeo import osr
        random = np.random.default_rng(8)
        for name, zone, left in (('west', 32632, 729000), ('east', 32633, 265000)):
            v = random.integers(1, 5000, (400, 400)).astype('uint16')
            v[random.random(v.shape) < 0.05] = 0
            v[:, -60:] = 0 if name == 'west' else v[:, -60:]
            ds = gdal.GetDriverByName('GTiff').Create(name + '.tif', 400, 400, 1, gdal.GDT_UInt16, ['TILED=YES', 'BLOCKXSIZE=64', 'BLOCKYSIZE=64'])
            crs = osr.SpatialReference(); crs.ImportFromEPSG(zone); ds.SetProjection(crs.ExportToWkt())
            ds.SetGeoTransform((left, 20, 0, 5105000, 0, -20)); ds.GetRasterBand(1).SetNoDataValue(0); ds.GetRasterBand(1).WriteArray(v)
        """);
    for (Crs crs : List.of(Crs.epsg(32632), Crs.epsg(32633), Crs.epsg(3857))) {
      for (Resampling method : List.of(Resampling.NEAREST, Resampling.CUBIC, Resampling.AVERAGE)) {
        double resolution = crs.equals(Crs.epsg(3857)) ? 31 : 23;
        items("west", "east");
        double[] first = pixels(crs, resolution, method, "first", 64);
        double[] count = pixels(crs, resolution, method, "count", 50);
        items("west");
        double[] west = pixels(crs, resolution, method, "first", 1000);
        items("east");
        double[] east = pixels(crs, resolution, method, "first", 37);
        assertThat(west).hasSameSizeAs(first);
        int both = 0;
        int onlyEast = 0;
        for (int i = 0; i < first.length; i++) {
          boolean isWest = !Double.isNaN(west[i]);
          boolean isEast = !Double.isNaN(east[i]);
          both += isWest && isEast ? 1 : 0;
          onlyEast += !isWest && isEast ? 1 : 0;
          assertThat(Double.valueOf(first[i]))
              .as(crs + " " + method + " " + i)
              .isEqualTo(Double.valueOf(isWest ? west[i] : east[i]));
          assertThat(count[i]).isEqualTo((isWest ? 1 : 0) + (isEast ? 1 : 0));
        }
        assertThat(both).isGreaterThan(1000);
        assertThat(onlyEast).isGreaterThan(1000);
      }
    }
  }
}
