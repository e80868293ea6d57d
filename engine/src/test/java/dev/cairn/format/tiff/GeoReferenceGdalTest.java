package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Cairn;
import dev.cairn.geo.Affine;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where files lie whose tags GDAL reads and never writes.
class GeoReferenceGdalTest {
  @TempDir Path folder;

  private static final String PATCH =
      """
      import struct
      def patched(name, tag, values, point='AREA'):
          \"""A raster some of whose doubles of one tag are others.\"""
          ds = gdal.GetDriverByName('GTiff').Create(name, 20, 10, 1, gdal.GDT_Byte)
          crs = osr.SpatialReference(); crs.ImportFromEPSG(EPSG); ds.SetProjection(crs.ExportToWkt())
          ds.SetGeoTransform((LEFT, 10, 0, TOP, 0, -20))
          ds.SetMetadataItem('AREA_OR_POINT', point)
          del ds
          data = bytearray(open(name, 'rb').read())
          at, = struct.unpack_from('<I', data, 4)
          for i in range(struct.unpack_from('<H', data, at)[0]):
              code, kind, count, place = struct.unpack_from('<HHII', data, at + 2 + 12 * i)
              if code == tag:
                  assert kind == 12 and count == len(values)
                  struct.pack_into('<%dd' % count, data, place, *values)
          open(name, 'wb').write(data)
          print(*gdal.Open(name).GetGeoTransform())
      """;

  private Affine ours(String name) throws InterruptedException {
    try (Cairn cairn = Cairn.open()) {
      return cairn
          .raster(folder.resolve(name).toString())
          .header()
          .grid()
          .map(g -> g.transform())
          .orElseThrow(IllegalStateException::new);
    }
  }

  @Test
  void aTiePointMayBeAnyPixel() throws InterruptedException {
    for (String point : new String[] {"Area", "Point"}) {
      String told =
          Oracle.ask(
              folder,
              PATCH
                  + "patched('a.tif', 33922, (3, 7, 0, 600030, 4000070, 0), '%s')"
                      .formatted(point));
      double[] t =
          Arrays.stream(told.strip().split(" ")).mapToDouble(Double::parseDouble).toArray();
      assertThat(ours("a.tif")).isEqualTo(new Affine(t[1], t[2], t[0], t[4], t[5], t[3]));
      assertThat(t[0]).as("the oracle read the patch").isBetween(599_990.0, 600_000.0);
      assertThat(t[3]).isBetween(4_000_200.0, 4_000_220.0);
    }
  }

  @Test
  void pixelsThatReachIntoInfinityLieNowhere() throws InterruptedException {
    Oracle.ask(folder, PATCH + "patched('b.tif', 33550, (1e-3, 1.7e308, 0))");
    try (Cairn cairn = Cairn.open()) {
      assertThat(cairn.raster(folder.resolve("b.tif").toString()).header().grid())
          .isEqualTo(Stated.silent());
    }
  }
}
