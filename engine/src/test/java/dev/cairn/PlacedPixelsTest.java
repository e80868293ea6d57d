package dev.cairn;

import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.sink.Animation;
import dev.cairn.sink.Sinks;
import dev.cairn.store.NewFile;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pixels that are placed on another grid: which blocks and which overviews are read for them, and
/// what becomes of values that meet no-data.
class PlacedPixelsTest {
  @TempDir Path folder;

  private void write(Cube cube, Cairn cairn, String name) throws InterruptedException {
    var options = PlanOptions.of(200L << 20, 2).withChunk(new PlanOptions.Chunk.Of(50, 30));
    cairn.run(Planner.plan(cube, options), Sinks.of(folder.resolve(name), Sinks.Options.DEFAULT));
  }

  @Test
  void aMaskTakesNoPixelFromItsNeighboursInOtherBlocks() throws InterruptedException {
    Oracle.ask(
        folder,
        """
        random = np.random.default_rng(5)
        tiles = ['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16']
        raster('v.tif', random.integers(1, 1000, (96, 96)).astype('uint16'), nodata=0, options=tiles)
        # what is left lies along one side of an edge between blocks, so that the other side's block has no pixel left
        for name, kept in (('left', np.s_[:, 15::32]), ('right', np.s_[:, 16::32]), ('top', np.s_[15::32]),
                           ('bottom', np.s_[16::32])):
            mask = np.zeros((96, 96), 'uint8'); mask[kept] = 1
            raster(name + '.tif', mask)
        """);
    try (Cairn cairn = Cairn.open()) {
      for (String side : List.of("left", "right", "top", "bottom")) {
        for (double resolution : new double[] {5, 4, 7}) {
          Cube cube =
              cairn.cube(
                  cairn.items("v=" + folder.resolve("v.tif"), "q=" + folder.resolve(side + ".tif")),
                  LoadOptions.of("v")
                      .withQuality("q")
                      .withResampling("v", Resampling.BILINEAR)
                      .withGrid(GridRequest.AUTO.withResolution(resolution)));
          String name = side + resolution;
          write(cube, cairn, name + "-all.npy");
          write(cube.mask("q:keep=1"), cairn, name + "-masked.npy");
          Oracle.ask(
              folder,
              """
              every, masked = np.load('%1$s-all.npy'), np.load('%1$s-masked.npy')
              assert (masked > 0).any() and (masked == 0).any()
              same(masked, np.where(masked > 0, every, 0), said='%1$s')
              """
                  .formatted(name));
        }
      }
    }
  }

  @Test
  void anOverviewThatIsTooCoarseInOneDirectionIsNotRead() throws InterruptedException {
    Oracle.ask(
        folder,
        """
        v = np.arange(64 * 64).reshape(64, 64).astype('uint16')
        raster('v.tif', v, overviews=[v[::2, ::2] + 10000, v[::4, ::4] + 20000])
        """);
    try (Cairn cairn = Cairn.open()) {
      for (var asked :
          List.of(List.of(40, 10), List.of(10, 40), List.of(40, 20), List.of(20, 40))) {
        Cube cube =
            cairn.cube(
                cairn.items("v=" + folder.resolve("v.tif")),
                LoadOptions.of("v")
                    .withGrid(GridRequest.AUTO.withResolution(asked.get(0), asked.get(1))));
        String name = asked.get(0) + "-" + asked.get(1) + ".npy";
        write(cube, cairn, name);
        Oracle.ask(
            folder,
            """
            level = %d
            ours = np.load('%s')[0, 0]
            assert (ours // 10000 == level).all(), ours
            """
                .formatted(Math.min(asked.get(0), asked.get(1)) / 20, name));
      }
    }
  }

  @Test
  void aWeighedValueThatMeetsNoDataStaysAValueAsGdalHasIt() throws InterruptedException {
    // few values around no-data: a good part of the means falls on it
    String made =
        Oracle.ask(
            folder,
            """
            random = np.random.default_rng(9)
            for kind, none in (('uint8', 0), ('uint8', 7), ('uint8', 255), ('int16', 0), ('int16', -32768),
                               ('uint16', 0), ('uint16', 65535), ('int16', 32767), ('int32', -3)):
                name = f'{kind}{none}'
                near = np.arange(none - 3, none + 4)
                near = near[(near >= np.iinfo(kind).min) & (near <= np.iinfo(kind).max)]
                v = random.choice(near, (40, 50)).astype(kind)
                raster(name + '.tif', v, nodata=none)
                gdal.Warp(name + '-gdal.tif', name + '.tif', xRes=5, yRes=5, resampleAlg='bilinear', errorThreshold=0,
                          overviewLevel='NONE', srcNodata=none, dstNodata=none, warpOptions=['INIT_DEST=NO_DATA'])
                print(name)
            """);
    try (Cairn cairn = Cairn.open()) {
      for (String name : made.lines().toList()) {
        Cube cube =
            cairn.cube(
                cairn.items("v=" + folder.resolve(name + ".tif")),
                LoadOptions.of("v")
                    .withResampling(Resampling.BILINEAR)
                    .withGrid(GridRequest.AUTO.withResolution(5)));
        write(cube, cairn, name + "-ours.tif");
        write(cube, cairn, name + "-ours.npy");
        Oracle.ask(
            folder,
            """
            theirs = gdal.Open('%1$s-gdal.tif').ReadAsArray()
            source = gdal.Open('%1$s.tif')
            none = source.GetRasterBand(1).GetNoDataValue()
            there = source.ReadAsArray().repeat(2, 0).repeat(2, 1) != none
            assert ((theirs != none) == there).all(), 'GDAL keeps every pixel'
            same(gdal.Open('%1$s-ours.tif').ReadAsArray(), theirs, said='%1$s.tif')
            same(np.load('%1$s-ours.npy')[0, 0], theirs, said='%1$s.npy')
            """
                .formatted(name));
      }
    }
  }

  @Test
  void aComputedOrConvertedValueThatMeetsNoDataStaysAValue() throws InterruptedException {
    Oracle.ask(
        folder,
        """
        v = np.arange(-1000, 1000).reshape(40, 50).astype('float32')
        v[3, 4] = np.nan
        raster('v.tif', v)
        """);
    try (Cairn cairn = Cairn.open()) {
      Cube loaded = cairn.cube(cairn.items("v=" + folder.resolve("v.tif")), LoadOptions.of("v"));
      Cube computed = loaded.calculate("x=v*100");
      for (DType type : List.of(DType.UINT8, DType.INT16, DType.FLOAT32)) {
        for (double none : new double[] {type.isFloating() ? -500 : type.min(), 100, 255}) {
          // samples that nothing changes are never moved off: such a no-data value is refused
          for (Cube cube : type == DType.FLOAT32 ? List.of(computed) : List.of(loaded, computed)) {
            for (String ending : List.of(".tif", ".npy")) {
              var options =
                  PlanOptions.of(200L << 20, 2).withOutput(Stated.as(type), Stated.as(none));
              Path target = folder.resolve("o" + ending);
              var replacing =
                  new Sinks.Options(
                      CogOptions.DEFAULT, Animation.DEFAULT, NewFile.Existing.REPLACE);
              cairn.run(Planner.plan(cube, options), Sinks.of(target, replacing));
            }
            Oracle.ask(
                folder,
                """
                kind, none, factor = np.dtype('%s'), %s, np.float32(%d)
                v = gdal.Open('v.tif').ReadAsArray() * factor
                if kind.kind == 'f':
                    want, beside = v, np.nextafter(kind.type(none), kind.type(-np.inf))
                else:
                    ends = np.iinfo(kind)
                    want, beside = np.clip(np.rint(v), ends.min, ends.max), none - 1 if none > ends.min else none + 1
                want = np.where(np.isnan(v), none, np.where(want == none, beside, want))
                assert factor > 1 or abs(none) > 1000 or (want == beside).any()
                same(gdal.Open('o.tif').ReadAsArray(), want, said=f'{kind} {none} tif')
                same(np.load('o.npy')[0, 0], want, said=f'{kind} {none} npy')
                """
                    .formatted(type, none, cube == loaded ? 1 : 100));
          }
        }
      }
    }
  }
}
