package dev.cairn;

import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Resampling;
import dev.cairn.sink.Sinks;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which blocks and which overviews are read for pixels that are placed on another grid.
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
}
