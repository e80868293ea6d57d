package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.NotFound;
import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.OnReadError;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names that stand for bands of files.
class BandNamesTest {
  @TempDir Path folder;

  private String raster(String name, String file) {
    return name + "=" + folder.resolve(file);
  }

  @Test
  void anAssetsNameStandsForAllOfItsBands() throws InterruptedException {
    Oracle.ask(folder, "raster('a.tif', *np.zeros((3, 4, 4), 'uint8'), nodata=9)");
    try (Cairn cairn = Cairn.open()) {
      Cube cube = cairn.cube(cairn.items(raster("im", "a.tif")), LoadOptions.of("im"));
      assertThat(cube.bands()).containsExactly("im.1", "im.2", "im.3");
      cube =
          cairn.cube(
              cairn.items(raster("im", "a.tif"), raster("qa", "a.tif")),
              LoadOptions.of("im.2", "im").withQuality("qa"));
      assertThat(cube.bands()).containsExactly("im.2", "im.1", "im.3");
      assertThat(cube.mask("qa.3:values=1").bands()).hasSize(3);
      assertThat(cube.notes()).isEmpty();
    }
  }

  @Test
  void aPlainRasterThatCannotBeOpenedFailsWhereItIsNeeded() throws InterruptedException {
    Oracle.ask(folder, "raster('a.tif', np.zeros((4, 4), 'uint8'))");
    try (Cairn cairn = Cairn.open()) {
      var items = cairn.items(raster("a", "a.tif"), raster("gone", "gone.tif"));
      assertThatThrownBy(() -> cairn.cube(items, LoadOptions.of()))
          .isInstanceOf(NotFound.class)
          .hasMessageContaining("gone.tif");
      assertThat(cairn.cube(items, LoadOptions.of("a")).bands()).containsExactly("a");
      Cube rest = cairn.cube(items, LoadOptions.of().withOnError(OnReadError.SKIP));
      assertThat(rest.bands()).containsExactly("a");
      assertThat(rest.source().unread()).hasSize(1);
    }
  }
}
