package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Judge;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CRSs that no EPSG code names, written out in keys.
class CogCrsTest {
  private static final List<String> DEFINITIONS =
      List.of(
          "+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m",
          "+proj=laea +lat_0=48 +lon_0=11 +x_0=500000 +y_0=200000 +datum=WGS84 +units=m",
          "+proj=aea +lat_1=20 +lat_2=60 +lat_0=40 +lon_0=-96.5 +x_0=10 +y_0=20 +datum=NAD83",
          "+proj=lcc +lat_1=33 +lat_2=45 +lat_0=39 +lon_0=-96 +x_0=1000 +y_0=0 +datum=WGS84",
          "+proj=lcc +lat_1=47 +lat_0=47 +lon_0=13 +k_0=0.9998 +x_0=400000 +datum=WGS84",
          "+proj=tmerc +lat_0=10 +lon_0=12.5 +k=0.9999 +x_0=300000 +y_0=7 +ellps=GRS80"
              + " +units=us-ft",
          "+proj=tmerc +lat_0=0 +lon_0=15 +k=1 +x_0=5 +ellps=bessel"
              + " +towgs84=577.326,90.129,463.919,5.137,1.474,5.297,2.4232",
          "+proj=stere +lat_0=90 +lat_ts=71 +lon_0=-39 +x_0=0 +y_0=0 +datum=WGS84",
          "+proj=stere +lat_0=-90 +lat_ts=-75 +lon_0=10 +x_0=3 +y_0=4 +ellps=WGS84",
          "+proj=stere +lat_0=52 +lon_0=5 +k=0.9999 +x_0=155000 +y_0=463000 +ellps=bessel",
          "+proj=sterea +lat_0=52.15 +lon_0=5.4 +k=0.9999 +x_0=155000 +y_0=463000 +ellps=bessel",
          "+proj=merc +lon_0=20 +k=0.95 +x_0=100 +y_0=200 +ellps=GRS80",
          "+proj=aeqd +lat_0=35 +lon_0=135 +x_0=0 +y_0=0 +datum=WGS84",
          "+proj=eqc +lat_ts=30 +lon_0=10 +x_0=0 +y_0=0 +R=6371000",
          "+proj=eqdc +lat_0=40 +lon_0=-96 +lat_1=20 +lat_2=60 +datum=NAD83",
          "+proj=cass +lat_0=31.7 +lon_0=35.2 +x_0=170251 +y_0=126867 +ellps=clrk80",
          "+proj=poly +lat_0=0 +lon_0=-54 +x_0=5000000 +y_0=10000000 +ellps=GRS80",
          "+proj=cea +lat_ts=30 +lon_0=5 +x_0=0 +y_0=0 +datum=WGS84",
          "+proj=robin +lon_0=10 +x_0=0 +y_0=0 +R=6371000",
          "+proj=mill +lon_0=10 +x_0=0 +y_0=0 +R=6371000",
          "+proj=vandg +lon_0=0 +x_0=0 +y_0=0 +R=6371000",
          "+proj=gnom +lat_0=40 +lon_0=10 +x_0=0 +y_0=0 +R=6371000",
          "+proj=ortho +lat_0=40 +lon_0=10 +x_0=0 +y_0=0 +R=6371000",
          "+proj=longlat +a=3396190 +b=3376200 +no_defs",
          "+proj=longlat +ellps=bessel +no_defs");

  @TempDir Path folder;

  @Test
  void gdalAndWeReadBackTheSameCrs() throws Exception {
    Judge.requirePython("osgeo");
    var arguments = new ArrayList<>(List.of(folder.toString()));
    for (String definition : DEFINITIONS) {
      Crs crs = Crs.parse(definition);
      assertThat(crs.isEpsg()).as(definition).isFalse();
      Path file = folder.resolve(arguments.size() - 1 + ".tif");
      CogImage image =
          CogImage.of(
              new GeoBox(16, 16, Affine.northUp(0, 0, 1, 1), crs),
              DType.UINT8,
              Stated.silent(),
              List.of(OutputBand.of("")));
      CogWriterTest.writeAll(
          file,
          image,
          CogOptions.DEFAULT,
          CogHeader.CLASSIC_LIMIT,
          Pixels.random(DType.UINT8, 16, 16, false, 1));
      Stated<Crs> read = Tiff.open(FileBytes.ofFiles(), file.toUri()).structure().crs();
      assertThat(read).as(definition).isEqualTo(Stated.as(crs));
      arguments.add(definition);
    }

    Judge.Verdict verdict =
        Judge.python(
            """
            import sys
            from osgeo import gdal, osr
            gdal.UseExceptions()
            osr.UseExceptions()
            for i, definition in enumerate(sys.argv[2:]):
                found = gdal.Open(f'{sys.argv[1]}/{i}.tif').GetSpatialRef()
                wanted = osr.SpatialReference()
                wanted.ImportFromProj4(definition)
                for s in (found, wanted):
                    s.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
                if wanted.IsGeographic():
                    off = abs(found.GetSemiMajor() - wanted.GetSemiMajor()) + abs(found.GetInvFlattening() - wanted.GetInvFlattening())
                    assert found.IsGeographic() and off < 1e-6, (definition, found.ExportToWkt())
                    continue
                places = []
                for s in (found, wanted):
                    base = s.CloneGeogCS()
                    base.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
                    go = osr.CoordinateTransformation(base, s)
                    lon, lat = wanted.GetNormProjParm('central_meridian', 0), wanted.GetNormProjParm('latitude_of_origin', 0)
                    lon = lon or wanted.GetNormProjParm('longitude_of_center', 0)
                    lat = lat or wanted.GetNormProjParm('latitude_of_center', 0)
                    lat = max(-80, min(80, lat))
                    places.append([c for dx, dy in ((0, 0), (3, 2), (-5, 4), (7, -6)) for c in go.TransformPoint(lon + dx, lat + dy)[:2]])
                    places[-1] += [s.GetSemiMajor(), s.GetInvFlattening(), s.GetLinearUnits()]
                    places[-1] += [round(float(t), 6) for t in s.ExportToProj4().split('+towgs84=')[-1].split(' ')[0].split(',') if '+towgs84' in s.ExportToProj4()]
                assert len(places[0]) == len(places[1]), (definition, places)
                off = max(abs(a - b) for a, b in zip(*places))
                assert off < 1e-3, (definition, off, found.ExportToProj4())
            print('ok')
            """,
            arguments.toArray(String[]::new));
    assertThat(verdict.output()).isEqualTo("ok\n");
  }

  @Test
  void aCrsThatNoKeySaysIsRefusedInWords() {
    for (String definition :
        List.of("+proj=moll +lon_0=7 +datum=WGS84", "+proj=geos +h=35785831 +ellps=GRS80")) {
      assertThatThrownBy(() -> CogGeoKeys.of(Crs.parse(definition)))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("a GeoTIFF has no keys for");
    }
  }
}
