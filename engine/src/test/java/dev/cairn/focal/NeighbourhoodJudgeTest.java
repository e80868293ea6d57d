package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.focal.Terrain.Aspect;
import dev.cairn.focal.Terrain.Edges;
import dev.cairn.focal.Terrain.Flat;
import dev.cairn.focal.Terrain.Formula;
import dev.cairn.focal.Terrain.Gradient;
import dev.cairn.focal.Terrain.Hillshade;
import dev.cairn.focal.Terrain.Light;
import dev.cairn.focal.Terrain.Position;
import dev.cairn.focal.Terrain.Roughness;
import dev.cairn.focal.Terrain.Ruggedness;
import dev.cairn.focal.Terrain.Slope;
import dev.cairn.focal.Terrain.Unit;
import dev.cairn.focal.Terrain.Zero;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random pictures with gaps against `gdaldem` and `scipy.ndimage`.
class NeighbourhoodJudgeTest {
  private static final double NONE = -9999;

  @TempDir Path folder;

  /// The measures with `gdaldem`'s words for them. `SQUARE` after them: gdaldem looks at no cell
  /// size.
  private static Map<String, Terrain> measures() {
    var all = new LinkedHashMap<String, Terrain>();
    Hillshade shade = Hillshade.DEFAULT;
    all.put("hillshade -z 3", Terrain.of(shade.withExaggeration(3)));
    all.put(
        "hillshade -az 100 -alt 20 -alg ZevenbergenThorne",
        Terrain.of(shade.from(100, 20).withGradient(Gradient.ZEVENBERGEN_THORNE)));
    all.put("hillshade -multidirectional", Terrain.of(shade.withLight(Light.COMPASS)));
    all.put("hillshade -combined", Terrain.of(shade.withLight(Light.COMBINED)));
    all.put("slope", Terrain.of(Slope.DEGREES));
    all.put(
        "slope -p -alg ZevenbergenThorne",
        Terrain.of(new Slope(Unit.PERCENT, Gradient.ZEVENBERGEN_THORNE, 1)));
    all.put("aspect SQUARE", Terrain.of(Aspect.DEFAULT));
    all.put(
        "aspect -trigonometric -zero_for_flat -alg ZevenbergenThorne SQUARE",
        Terrain.of(new Aspect(Zero.EAST, Flat.ZERO, Gradient.ZEVENBERGEN_THORNE)));
    all.put("TRI", Terrain.of(new Ruggedness(Formula.RILEY)));
    all.put("TRI -alg Wilson", Terrain.of(new Ruggedness(Formula.WILSON)));
    all.put("TPI", Terrain.of(new Position()));
    all.put("roughness", Terrain.of(new Roughness()));
    var with = new LinkedHashMap<>(all);
    all.forEach(
        (words, terrain) ->
            with.put(
                words.replace("SQUARE", "").strip()
                    + " -compute_edges"
                    + (words.contains("SQUARE") ? " SQUARE" : ""),
                terrain.withEdges(Edges.COMPUTED)));
    return with;
  }

  private static final String HEIGHTS =
      """
      rng = np.random.default_rng(int('%s'))
      height, width = 61, 83
      y, x = np.mgrid[0:height, 0:width]
      z = 400 + 90 * np.sin(x / 9) * np.cos(y / 7) + rng.normal(0, 6, (height, width))
      z = np.where((x > 60) & (y < 20), 512, z)
      z[rng.random(z.shape) < 0.03] = -9999
      z[30:34, 40:50] = -9999
      z[0, 3:9] = z[-1, -4:] = z[10:13, 0] = -9999
      z = z.astype('%s')
      np.save('z.npy', z)
      """;

  private Raster heights(String dtype, int seed, String program) {
    Oracle.ask(folder, HEIGHTS.formatted(seed, dtype) + program);
    var array = NpyReader.read(folder.resolve("z.npy"));
    Validity valid = Validity.none(array.samples().length());
    NoData.markValid(array.samples(), Stated.as(NONE), 0, valid.length(), valid, 0);
    return new Raster(array.shape().get(1), array.shape().get(0), array.samples(), valid);
  }

  private void gdaldem(String dtype, int seed) {
    Judge.require("gdaldem");
    Map<String, Terrain> measures = measures();
    var program =
        new StringBuilder(
            """
            import subprocess
            ds = gdal.GetDriverByName('GTiff').Create('z.tif', width, height, 1,
                {'float32': gdal.GDT_Float32, 'int16': gdal.GDT_Int16, 'int32': gdal.GDT_Int32}[str(z.dtype)])
            ds.SetGeoTransform((0, 11, 0, 0, 0, -7))
            ds.GetRasterBand(1).SetNoDataValue(-9999)
            ds.GetRasterBand(1).WriteArray(z)
            ds = None
            def dem(name, words):
                words = words.replace('SQUARE', '').split()
                subprocess.run(['gdaldem', words[0], 'z.tif', 'out.tif', '-q'] + words[1:], check=True)
                np.save(name, gdal.Open('out.tif').ReadAsArray())
            """);
    int number = 0;
    for (String words : measures.keySet()) {
      program.append("dem('dem%d.npy', '%s')%n".formatted(number++, words));
    }
    Raster z = heights(dtype, seed, program.toString());
    number = 0;
    for (var entry : measures.entrySet()) {
      Samples theirs = NpyReader.read(folder.resolve("dem" + number++ + ".npy")).samples();
      CellSize cells =
          entry.getKey().contains("SQUARE") ? CellSize.PIXELS : new CellSize.Uniform(11, -7);
      Raster ours = entry.getValue().apply(Patch.whole(z), cells, whole(z));
      boolean shade = ours.dtype() == DType.UINT8;
      double none = shade || entry.getKey().contains("-zero_for_flat") ? 0 : NONE;
      int flat = 0;
      for (int i = 0; i < ours.pixels(); i++) {
        double have = ours.valid().get(i) ? ours.samples().at(i) : none;
        // without a no-data value of its own gdaldem writes -9999 for what is missing
        double want = none == 0 && theirs.at(i) == NONE ? 0 : theirs.at(i);
        flat += have == 0 ? 1 : 0;
        assertThat(Math.abs(have - want))
            .as("%s of %s, pixel %d: %s, theirs %s", entry.getKey(), dtype, i, have, want)
            .isLessThanOrEqualTo(shade ? 1 : 1e-4 * Math.max(1e-2, Math.abs(want)));
      }
      assertThat(flat).as(entry.getKey()).isLessThan(ours.pixels() / 2);
    }
  }

  @Test
  void floatsAreAsGdaldemComputesThem() {
    gdaldem("float32", 1);
  }

  @Test
  void shortsAreAsGdaldemComputesThem() {
    gdaldem("int16", 2);
  }

  @Test
  void integersAreAsGdaldemComputesThem() {
    gdaldem("int32", 3);
  }

  private static final String SCIPY =
      """
      from scipy import ndimage as nd
      valid = z != -9999
      v = np.where(valid, z, 0).astype('f8')

      def normalised(filter):
          with np.errstate(all='ignore'):
              return np.where(valid, filter(v) / filter(valid.astype('f8')), -9999)

      np.save('box.npy', normalised(lambda a: nd.uniform_filter(a, 7, mode='constant')))
      for sigma in (0.7, 2.0):
          np.save(f'gauss{sigma}.npy', normalised(lambda a: nd.gaussian_filter(a, sigma, mode='constant')))

      def element(shape, r):
          y, x = np.mgrid[-r:r + 1, -r:r + 1]
          return {'SQUARE': x * 0 == 0, 'DIAMOND': abs(x) + abs(y) <= r, 'DISC': x * x + y * y <= r * r}[shape]

      def dilate(a, e):
          return nd.grey_dilation(np.where(valid, a, -1e9), footprint=e, mode='constant', cval=-1e9)

      def erode(a, e):
          return nd.grey_erosion(np.where(valid, a, 1e9), footprint=e, mode='constant', cval=1e9)

      for shape in ('SQUARE', 'DIAMOND', 'DISC'):
          for r in (1, 3):
              e = element(shape, r)
              results = {'DILATION': dilate(z, e), 'EROSION': erode(z, e),
                  'OPENING': dilate(erode(z, e), e), 'CLOSING': erode(dilate(z, e), e)}
              for name, result in results.items():
                  np.save(f'{name}{shape}{r}.npy', np.where(valid, result, -9999).astype('f8'))
      """;

  private void scipy(String dtype, int seed) {
    Judge.requirePython("scipy.ndimage");
    Raster z = heights(dtype, seed, SCIPY);
    compare(z, new Smoothing.Box(3), "box.npy", 1e-4);
    compare(z, Smoothing.Gaussian.of(0.7), "gauss0.7.npy", 1e-4);
    compare(z, Smoothing.Gaussian.of(2), "gauss2.0.npy", 1e-4);
    for (Morphology.Operation operation : Morphology.Operation.values()) {
      for (Morphology.Shape shape : Morphology.Shape.values()) {
        for (int radius : new int[] {1, 3}) {
          compare(
              z,
              new Morphology(operation, radius, shape),
              "" + operation + shape + radius + ".npy",
              0);
        }
      }
    }
  }

  private void compare(Raster z, Neighbourhood n, String file, double tolerance) {
    Samples theirs = NpyReader.read(folder.resolve(file)).samples();
    Raster ours = n.apply(Patch.whole(z), CellSize.PIXELS, whole(z));
    for (int i = 0; i < ours.pixels(); i++) {
      double have = ours.valid().get(i) ? ours.samples().at(i) : NONE;
      assertThat(Math.abs(have - theirs.at(i)))
          .as("%s of %s, pixel %d: %s, theirs %s", n, z.dtype(), i, have, theirs.at(i))
          .isLessThanOrEqualTo(tolerance);
    }
  }

  @Test
  void floatsAreSmoothedAndDilatedAsScipyDoes() {
    scipy("float32", 4);
  }

  @Test
  void shortsAreSmoothedAndDilatedAsScipyDoes() {
    scipy("int16", 5);
  }

  private static PixelWindow whole(Raster r) {
    return new PixelWindow(0, 0, r.width(), r.height());
  }
}
