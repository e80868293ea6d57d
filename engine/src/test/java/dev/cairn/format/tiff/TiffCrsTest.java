package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.geo.Crs;
import dev.cairn.store.FileStore;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// CRSs that files write out in their keys, with no code for all of it.
class TiffCrsTest {
  @ParameterizedTest
  @CsvSource({
    "gdal-autotest/WGS_1984_Web_Mercator.tif, EPSG:3857",
    "gdal-autotest/WGS_1984_Web_Mercator_Auxiliary_Sphere.tif, EPSG:3857",
    "gdal-autotest/projection_3856.tif, EPSG:3857",
  })
  void whatTheKeysWriteOutIsRecognised(String file, String code) throws Exception {
    assertThat(crs(file)).isEqualTo(Crs.parse(code));
  }

  /// Coordinates mean to us what they mean to GDAL, up to the shift of the datum.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "gdal-autotest/ycbcr_with_mask.tif",
        "gdal-autotest/tiff_srs_iau_2015_30110.tif",
        "gdal-autotest/spaf27_correct.tif",
        "gdal-autotest/citation_mixedcase.tif",
        "gdal-autotest/pcscitation.tif",
        "gdal-autotest/geolocation_arrays_lon180_lon360.tif",
        "gdal-autotest/esri_pcs_gcs_ellipsoid_names.tif",
        "gdal-autotest/byte_user_defined_geokeys.tif",
        "rasterio/float_raster_with_nodata.tif",
        "rio-tiler/cog_tags.tif",
      })
  void userDefinedCrssMeanWhatGdalSays(String file) throws Exception {
    Crs ours = crs(file);
    Judge.require("gdalsrsinfo");
    var said =
        Judge.run(
            "gdalsrsinfo",
            "-o",
            "proj4",
            Fixtures.require("data/tiff-zoo").resolve(file).toString());
    Crs gdals =
        Crs.parse(
            said.output().lines().filter(l -> l.startsWith("+proj")).findFirst().orElseThrow());
    assertThat(ours.authority()).isEqualTo("user");
    var ellipsoid = ours.definition().datum().ellipsoid();
    Crs angles =
        Crs.parse(
            "+proj=longlat +a="
                + ellipsoid.semiMajorMetres()
                + " +b="
                + ellipsoid.semiMinorMetres());
    double[] x = new double[10];
    double[] y = new double[x.length];
    var random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextDouble(-20, 40);
      y[i] = random.nextDouble(30, 60);
    }
    double[] ourX = x.clone();
    double[] ourY = y.clone();
    Crs.transform(angles, ours).apply(ourX, ourY);
    Crs.transform(angles, gdals).apply(x, y);
    assertThat(ourX).containsExactly(x, within(1e-3));
    assertThat(ourY).containsExactly(y, within(1e-3));
  }

  private static Crs crs(String file) throws Exception {
    Tiff tiff = Tiff.open(new FileStore(), Fixtures.require("data/tiff-zoo").resolve(file).toUri());
    return tiff.structure().crs().orElse(Crs.WGS84);
  }
}
