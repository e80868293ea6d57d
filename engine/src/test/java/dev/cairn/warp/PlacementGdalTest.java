package dev.cairn.warp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Cairn;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.sink.NpySink;
import dev.cairn.store.NewFile;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Placing pixels of one CRS against `gdalwarp -et 0` with unified source no-data, on random grids:
/// finer and coarser than the source, reaching outside it, with non-square pixels.
class PlacementGdalTest {
  /// GDAL's Lanczos is wrong where pixels shrink until 3.10: stored results speak for it.
  private static final List<Resampling> METHODS =
      Arrays.stream(Resampling.values()).filter(m -> m != Resampling.LANCZOS).toList();

  @TempDir Path folder;

  /// A random grid on a source.
  private record Target(
      int id, double x0, double y0, double x1, double y1, double rx, double ry, Resampling method) {
    /// Whether a pixel lies on the source in part.
    boolean touches(int i, BBox source) {
      return lies(i, source, false);
    }

    /// Whether all of it does.
    boolean isWithin(int i, BBox source) {
      return lies(i, source, true);
    }

    private boolean lies(int i, BBox source, boolean wholly) {
      int width = (int) Math.floor((x1 - x0) / rx + 0.5);
      double left = x0 + i % width * rx;
      double top = y1 - i / width * ry;
      double x = wholly ? rx : 0;
      double y = wholly ? ry : 0;
      return left + x < source.xMax()
          && left + rx - x > source.xMin()
          && top - y > source.yMin()
          && top - ry + y < source.yMax();
    }
  }

  private static final String GDAL =
      """
      import sys, json, numpy as np
      from osgeo import gdal
      gdal.UseExceptions()
      source, nodata, folder = sys.argv[1], sys.argv[2], sys.argv[3]
      size = float(sys.argv[4])
      for line in open(folder + '/targets.txt'):
          i, x0, y0, x1, y1, rx, ry, w, h, method = line.split()
          out = gdal.Warp('', source, format='MEM', outputBounds=[float(x0), float(y1) - int(h) * float(ry), float(x0) + int(w) * float(rx), float(y1)],
              width=int(w), height=int(h), resampleAlg=method.replace('_', ''), errorThreshold=0, overviewLevel='NONE',
              srcNodata=None if nodata == 'none' else nodata, dstNodata='-32768' if nodata == 'none' else nodata,
              outputType=gdal.GDT_Float64 if nodata == 'none' else gdal.GDT_Unknown,
              warpOptions=['UNIFIED_SRC_NODATA=YES', 'INIT_DEST=NO_DATA', 'SAMPLE_GRID=NO',
                  # without these GDAL takes the scale from the rounded size of its source window
                  'XSCALE=%r' % (size / float(rx)), 'YSCALE=%r' % (size / float(ry))])
          np.save(folder + '/' + i + '.npy', out.ReadAsArray().astype('f8'))
      print('warped')
      """;

  private void compare(
      Path source, String nodata, Crs crs, BBox around, double size, double tolerance)
      throws IOException, InterruptedException {
    Judge.requirePython("osgeo.gdal", "numpy");
    long seed = 20_261_120;
    var random = new Random(seed);
    var targets = new ArrayList<Target>();
    var lines = new ArrayList<String>();
    var cubes = new ArrayList<Cube>();
    try (Cairn cairn = Cairn.open()) {
      for (int i = 0; i < 52; i++) {
        double rx = size * Math.exp(random.nextDouble() * 3 - 1.2);
        double ry = i % 3 == 0 ? rx : size * Math.exp(random.nextDouble() * 3 - 1.2);
        double x0 = around.xMin() + random.nextDouble() * around.width() - 15 * rx;
        double y1 = around.yMax() - random.nextDouble() * around.height() + 15 * ry;
        double x1 = x0 + rx * (20 + random.nextInt(60));
        double y0 = y1 - ry * (20 + random.nextInt(60));
        Resampling method = METHODS.get(i % METHODS.size());
        var target = new Target(i, x0, y0, x1, y1, rx, ry, method);
        Cube cube =
            cairn.cube(
                cairn.items("x=" + source),
                LoadOptions.of("x")
                    .withScale(ScalePolicy.NONE)
                    .withoutOverviews()
                    .withResampling(method)
                    .withGrid(
                        GridRequest.AUTO
                            .withBounds(new BBox(crs, x0, y0, x1, y1))
                            .withResolution(rx, ry)
                            .withAlign(GridRequest.Align.NONE)));
        targets.add(target);
        cubes.add(cube);
        lines.add(
            String.format(
                Locale.ROOT,
                "%d %s %s %s %s %s %s %d %d %s",
                i,
                x0,
                y0,
                x1,
                y1,
                rx,
                ry,
                cube.grid().width(),
                cube.grid().height(),
                method));
      }
      Files.write(folder.resolve("targets.txt"), lines);
      var warped =
          Judge.python(GDAL, source.toString(), nodata, folder.toString(), Double.toString(size));
      assertThat(warped.output()).contains("warped");
      for (Target target : targets) {
        Path ours = folder.resolve("ours" + target.id() + ".npy");
        Cube cube = cubes.get(target.id());
        // small chunks, so that every edge of one is inside the picture
        var options = PlanOptions.of(200L << 20, 2).withChunk(new PlanOptions.Chunk.Of(17, 23));
        var silent = dev.cairn.raster.Stated.<Double>silent();
        var plan =
            Planner.plan(
                cube,
                options.withOutput(
                    dev.cairn.raster.Stated.as(dev.cairn.raster.DType.FLOAT64), silent));
        cairn.run(plan, new NpySink(ours, NewFile.Existing.REFUSE));
        check(
            target,
            NpyReader.read(ours).samples(),
            NpyReader.read(folder.resolve(target.id() + ".npy")).samples(),
            nodata,
            around,
            tolerance);
      }
    }
  }

  private static void check(
      Target target, Samples ours, Samples theirs, String nodata, BBox source, double tolerance) {
    assertThat(ours.length()).isEqualTo(theirs.length());
    double none = nodata.equals("none") ? -32768 : Double.parseDouble(nodata);
    for (int i = 0; i < ours.length(); i++) {
      if (!target.touches(i, source)) {
        assertThat(ours.at(i)).as(target + " pixel " + i).isNaN();
        continue; // where GDAL takes the nearest pixel for what a box less than one away covers
      }
      boolean valid = theirs.at(i) != none;
      assertThat(!Double.isNaN(ours.at(i)))
          .as(target + " pixel " + i + " valid, theirs " + theirs.at(i))
          .isEqualTo(valid);
      // GDAL counts the outermost pixels once for each that would lie beyond them.
      boolean isShared = target.method() == Resampling.AVERAGE || target.method() == Resampling.RMS;
      if (valid && !(isShared && !target.isWithin(i, source))) {
        double allowed = target.method() == Resampling.NEAREST ? 0 : tolerance;
        assertThat(Math.abs(ours.at(i) - theirs.at(i)))
            .as(target + " pixel " + i + ": " + ours.at(i) + ", theirs " + theirs.at(i))
            .isLessThanOrEqualTo(allowed);
      }
    }
  }

  @Test
  void integersWithNoDataAreWhereGdalPutsThem() throws IOException, InterruptedException {
    // rounding of a half: the sums differ in the last bit
    compare(
        Fixtures.require("data/stac/s2-l2a-33twm/S2B_33TWM_20230820_0_L2A/B04.tif"),
        "0",
        Crs.epsg(32633),
        new BBox(Crs.epsg(32633), 499_980, 5_090_220, 609_780, 5_200_020),
        120,
        1);
  }

  @Test
  void floatsInDegreesAreWhereGdalPutsThem() throws IOException, InterruptedException {
    compare(
        Fixtures.require(
            "data/stac/copdem-30m-n00e006/Copernicus_DSM_COG_10_N00_00_E006_00_DEM/Copernicus_DSM_COG_10_N00_00_E006_00_DEM.tif"),
        "none",
        Crs.WGS84,
        BBox.lonLat(6, 0, 7, 1),
        1.0 / 3600,
        1e-3);
  }

  private static final String MASKED =
      """
      import sys, numpy as np
      from osgeo import gdal, osr
      gdal.UseExceptions()
      gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK', 'YES')
      width, height, rng = 211, 173, np.random.default_rng(7)
      y, x = np.mgrid[0:height, 0:width]
      valid = ((x // 13 + y // 11) % 3 != 0) & (rng.random((height, width)) > 0.1)
      a = (1000 + 300 * np.sin(x / 9) * np.cos(y / 7) + rng.integers(0, 50, (height, width))).astype('u2')

      def create(name, bands, **options):
          tiles = ['TILED=YES', 'BLOCKXSIZE=48', 'BLOCKYSIZE=32', 'COMPRESS=DEFLATE']
          ds = gdal.GetDriverByName('GTiff').Create(sys.argv[1] + '/' + name, width, height, bands, gdal.GDT_UInt16,
              tiles + [f'{k}={v}' for k, v in options.items()])
          srs = osr.SpatialReference(); srs.ImportFromEPSG(32633)
          ds.SetProjection(srs.ExportToWkt())
          ds.SetGeoTransform((600000, 10, 0, 5000000, 0, -10))
          ds.GetRasterBand(1).WriteArray(a)
          return ds

      ds = create('mask.tif', 1)
      ds.CreateMaskBand(gdal.GMF_PER_DATASET)
      ds.GetRasterBand(1).GetMaskBand().WriteArray(valid.astype('u1') * 255)
      ds = None
      # 1000 is a sample that the mask calls a value: the no-data value does not.
      ds = create('both.tif', 1)
      ds.GetRasterBand(1).SetNoDataValue(1000)
      ds.CreateMaskBand(gdal.GMF_PER_DATASET)
      ds.GetRasterBand(1).GetMaskBand().WriteArray(valid.astype('u1') * 255)
      ds = None
      for interleave in ('PIXEL', 'BAND'):
          ds = create(f'alpha-{interleave}.tif', 2, ALPHA='YES', INTERLEAVE=interleave)
          ds.GetRasterBand(2).WriteArray(np.where(valid, rng.integers(1, 65536, valid.shape), 0).astype('u2'))
          ds = None
      print('written')
      """;

  private void writeMasked() {
    Judge.requirePython("osgeo.gdal", "numpy");
    assertThat(Judge.python(MASKED, folder.toString()).output()).contains("written");
  }

  @Test
  void pixelsThatAMaskTakesAwayAreMissingWhereGdalMissesThem()
      throws IOException, InterruptedException {
    writeMasked();
    compare(
        folder.resolve("mask.tif"),
        "none",
        Crs.epsg(32633),
        new BBox(Crs.epsg(32633), 600_000, 4_998_270, 602_110, 5_000_000),
        10,
        1);
  }

  @Test
  void transparencyAndAMaskBesideANoDataValueAreTheSamePixels()
      throws IOException, InterruptedException {
    writeMasked();
    for (Resampling method : Resampling.values()) {
      double[] wanted = placed("mask.tif", method);
      for (String name : List.of("both.tif", "alpha-PIXEL.tif", "alpha-BAND.tif")) {
        assertThat(placed(name, method)).as(name + " " + method).containsExactly(wanted);
      }
    }
  }

  /// Band 1 on a grid of other pixels.
  private double[] placed(String name, Resampling method) throws InterruptedException {
    Path out = folder.resolve(name + method + ".npy");
    try (Cairn cairn = Cairn.open()) {
      Cube cube =
          cairn.cube(
              cairn.items("x=" + folder.resolve(name)),
              LoadOptions.of("x")
                  .withResampling(method)
                  .withGrid(GridRequest.AUTO.withResolution(13, 17)));
      var plan =
          Planner.plan(
              cube,
              PlanOptions.of(200L << 20, 2)
                  .withChunk(new PlanOptions.Chunk.Of(31, 29))
                  .withOutput(
                      dev.cairn.raster.Stated.as(dev.cairn.raster.DType.FLOAT64),
                      dev.cairn.raster.Stated.<Double>silent()));
      cairn.run(plan, new NpySink(out, NewFile.Existing.REPLACE));
    }
    var array = NpyReader.read(out); // (time, band, y, x), of which transparency is a band too
    int pixels = array.shape().get(2) * array.shape().get(3);
    return Arrays.copyOf((double[]) array.samples().array(), pixels);
  }
}
