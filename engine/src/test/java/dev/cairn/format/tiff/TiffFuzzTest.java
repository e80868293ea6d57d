package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Any bytes end in pixels or a [CairnException], within bounds of time and memory: mutations of
/// files of every codec and layout, and of the zoo's where the fixtures are there.
///
/// Runs for `-Dcairn.fuzz.seconds=60`. What was found wrong is a case of a test; a new finding is
/// written to `target/fuzz/`.
class TiffFuzzTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final Path FINDINGS = Fixtures.root().resolve("engine/target/fuzz");

  /// The longest that a file may take, on a machine that does other things too.
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /// What reading some windows may allocate beside what the tiles take that it reads.
  private static final long MOST_ALLOCATED = 64L << 20;

  /// Larger tiles are not decoded here: whether they fit is a run's decision, by its memory.
  private static final long LARGEST_TILE = 128L << 20;

  private static final int LARGEST_FILE = 300_000;

  /// Bytes of the tiles that were decoded, or tried.
  private long tiles;

  @Test
  void mutatedFilesEndInPixelsOrAFailureOfOurs() throws Exception {
    long seed = Long.getLong("cairn.fuzz.seed", System.nanoTime());
    long seconds = Long.getLong("cairn.fuzz.seconds", 60);
    System.out.println("TiffFuzzTest: -Dcairn.fuzz.seed=" + seed);
    List<byte[]> files = files();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int pixels = 0;
    int failures = 0;
    long slowest = 0;
    long most = 0;
    for (int i = 0; System.nanoTime() < end || i < 1000; i++) {
      var random = new SplittableRandom(seed + i);
      byte[] mutated = mutate(files, random);
      long begin = System.nanoTime();
      long allocated = allocated();
      try {
        tiles = 0;
        readSome(mutated);
        pixels++;
      } catch (CairnException _) {
        failures++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(kept(mutated, seed + i), e);
      }
      long took = System.nanoTime() - begin;
      long bytes = allocated() - allocated;
      slowest = Math.max(slowest, took);
      most = Math.max(most, bytes);
      if (took > LONGEST.toNanos() || bytes > MOST_ALLOCATED + 4 * tiles) {
        throw new AssertionError(
            kept(mutated, seed + i) + ": " + took / 1e9 + " s, " + (bytes >> 20) + " MiB");
      }
    }
    System.out.println(
        "TiffFuzzTest: "
            + pixels
            + " read, "
            + failures
            + " failed; at most "
            + slowest / 1_000_000
            + " ms and "
            + (most >> 20)
            + " MiB");
    // Both ends are reached, or the mutations are no good.
    assertThat(pixels).isGreaterThan((pixels + failures) / 20);
    assertThat(failures).isGreaterThan((pixels + failures) / 20);
  }

  private static String kept(byte[] file, long seed) throws IOException {
    Files.createDirectories(FINDINGS);
    return Files.write(FINDINGS.resolve(seed + ".tif"), file) + " (seed " + seed + ")";
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /// Our own, and the zoo's small ones.
  private static List<byte[]> files() throws IOException {
    var files = new ArrayList<byte[]>();
    String fixtures = System.getProperty("cairn.fixtures", "");
    List<Path> roots =
        fixtures.isBlank() ? List.of(ROOT) : List.of(ROOT, Fixtures.require("data/tiff-zoo"));
    for (Path root : roots) {
      try (var all = Files.walk(root)) {
        for (Path file : all.filter(f -> f.toString().matches(".*\\.tiff?")).sorted().toList()) {
          if (Files.size(file) <= LARGEST_FILE) {
            files.add(Files.readAllBytes(file));
          }
        }
      }
    }
    return files;
  }

  private static byte[] mutate(List<byte[]> files, SplittableRandom random) {
    byte[] m = files.get(random.nextInt(files.size())).clone();
    int changes = 1 + random.nextInt(4);
    for (int k = 0; k < changes && m.length > 8; k++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> entry(m, random);
        case 2 -> {
          // Anywhere: samples and codecs.
          m[random.nextInt(m.length)] = (byte) random.nextInt(256);
        }
        case 3 -> {
          int at = random.nextInt(Math.min(m.length, 400));
          m[at] = (byte) (m[at] ^ 1 << random.nextInt(8));
        }
        default -> {
          // A run of one part over another.
          int length = 1 + random.nextInt(Math.min(64, m.length - 1));
          int from = random.nextInt(m.length - length + 1);
          System.arraycopy(m, from, m, random.nextInt(m.length - length + 1), length);
        }
      }
    }
    return random.nextInt(10) == 0 ? Arrays.copyOf(m, random.nextInt(m.length + 1)) : m;
  }

  /// Changes an entry of the first directory: its type, its count, or its value to a small number,
  /// to one at an edge, or to any.
  private static void entry(byte[] m, SplittableRandom random) {
    var b = ByteBuffer.wrap(m).order(m[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    boolean big = b.getShort(2) == 43;
    long ifd = big ? (m.length >= 16 ? b.getLong(8) : -1) : b.getInt(4) & 0xFFFF_FFFFL;
    if (ifd < 0 || ifd > m.length - 32) {
      return;
    }
    int first = (int) ifd + (big ? 8 : 2);
    int size = big ? 20 : 12;
    int count = Math.clamp(b.getShort((int) ifd + (big && m[0] != 'I' ? 6 : 0)), 1, 40);
    int at = first + size * random.nextInt(count);
    if (at > m.length - size) {
      return;
    }
    long value =
        switch (random.nextInt(4)) {
          case 0 -> random.nextInt(20);
          case 1 -> 1L << random.nextInt(big ? 63 : 32);
          case 2 -> (1L << random.nextInt(1, big ? 63 : 32)) - 1;
          default -> random.nextInt(70_000);
        };
    switch (random.nextInt(4)) {
      case 0 -> b.putShort(at + 2, (short) random.nextInt(20));
      case 1 -> {
        if (big) {
          b.putLong(at + 4, value);
        } else {
          b.putInt(at + 4, (int) value);
        }
      }
      default -> {
        if (big) {
          b.putLong(at + 12, value);
        } else if (b.getShort(at + 2) == 3) {
          b.putShort(at + 8, (short) value);
        } else {
          b.putInt(at + 8, (int) value);
        }
      }
    }
  }

  /// The corners of every level: a header may claim any number of pixels.
  private void readSome(byte[] file) throws InterruptedException {
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
          long bytes =
              (long) grid.blockWidth()
                  * grid.blockHeight()
                  * (h.interleaved() ? h.bands().size() : 1)
                  * h.bands().getFirst().dtype().bytes();
          if (bytes > LARGEST_TILE) {
            continue;
          }
          tiles += bytes + 32L * h.bands().size(); // and the list of its bands
          tiff.decode(blocks.get(i), fetched.get(i)).band(last);
        }
      }
    }
  }
}
