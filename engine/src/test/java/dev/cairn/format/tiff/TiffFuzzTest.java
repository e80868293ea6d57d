package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.testing.Fixtures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Any bytes end in pixels or a [CairnException], within bounds of time and memory.
class TiffFuzzTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final int MUTATIONS = 3000;

  @Test
  void mutatedFilesEndInPixelsOrAFailureOfOurs() throws Exception {
    long seed = Long.getLong("cairn.fuzz.seed", 20_250_101);
    System.out.println("TiffFuzzTest: -Dcairn.fuzz.seed=" + seed);
    List<Path> files;
    try (var all = Files.list(ROOT)) {
      files = all.filter(f -> f.toString().endsWith(".tif")).sorted().toList();
    }
    int pixels = 0;
    int failures = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      var random = new SplittableRandom(seed + i);
      byte[] file = Files.readAllBytes(files.get(random.nextInt(files.size())));
      byte[] mutated = mutate(file, random);
      long begin = System.nanoTime();
      try {
        readSome(mutated);
        pixels++;
      } catch (CairnException _) {
        failures++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + " + " + i, e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("seed " + seed + " + " + i)
          .isLessThan(Duration.ofSeconds(5));
    }
    // Both ends are reached, or the mutations are no good.
    assertThat(pixels).isGreaterThan(MUTATIONS / 20);
    assertThat(failures).isGreaterThan(MUTATIONS / 20);
  }

  private static byte[] mutate(byte[] file, SplittableRandom random) {
    byte[] m = file.clone();
    int flips = 1 + random.nextInt(4);
    for (int k = 0; k < flips; k++) {
      // Headers are where it hurts.
      int at = random.nextInt(random.nextBoolean() ? Math.min(m.length, 400) : m.length);
      m[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xFF;
            case 1 -> (byte) 0;
            case 2 -> (byte) (m[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt(256);
          };
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(m, random.nextInt(m.length)) : m;
  }

  /// The corners of every level: a header may claim any number of pixels.
  private static void readSome(byte[] file) throws InterruptedException {
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());
    tiff.cogReport();
    RasterHeader h = tiff.header();
    for (int level = 0; level < h.levels().size(); level++) {
      RasterHeader.Level grid = h.levels().get(level);
      int last = h.bands().size() - 1;
      for (var window :
          List.of(
              new PixelWindow(0, 0, Math.min(64, grid.width()), Math.min(64, grid.height())),
              new PixelWindow(grid.width() - 1, grid.height() - 1, 1, 1))) {
        List<Block> blocks = tiff.blocks(last, level, window);
        List<FetchedBlock> fetched = tiff.fetch(blocks);
        for (int i = 0; i < blocks.size(); i++) {
          tiff.decode(blocks.get(i), fetched.get(i)).band(last);
        }
      }
    }
  }
}
