package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Samples;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Any bytes end in pixels or a [CairnException], within bounds of time and memory, and in the same
/// ones when they are read again: mutations of files of every codec and layout, and of the zoo's
/// where the fixtures are there.
///
/// Runs for `-Dcairn.fuzz.seconds=60`. What was found wrong is a case of a test; a new finding is
/// written to `target/fuzz/`.
class TiffFuzzTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final Path FINDINGS = Fixtures.root().resolve("engine/target/fuzz");

  /// The longest that a file may compute beside what its tiles take; time on the processor, since
  /// the machine does other things too.
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private static final long LONGEST_NANOS_A_TILE_BYTE = 50;

  /// What reading some windows may allocate beside what the tiles take that it reads.
  private static final long MOST_ALLOCATED = 64L << 20;

  /// Larger tiles are not decoded here: whether they fit is a run's decision, by its memory.
  private static final long LARGEST_TILE = 128L << 20;

  private static final int LARGEST_FILE = 300_000;

  /// Bytes of the tiles that were decoded, or tried.
  private long tiles;

  /// What came of the mutations of one codec's files.
  private static final class Outcomes {
    private int read;
    private final Map<String, Integer> failed = new TreeMap<>();

    private int failures() {
      return failed.values().stream().mapToInt(n -> n).sum();
    }

    @Override
    public String toString() {
      return read + " read, " + failed;
    }
  }

  @Test
  void mutatedFilesEndInPixelsOrAFailureOfOurs() throws Exception {
    long seed = Long.getLong("cairn.fuzz.seed", System.nanoTime());
    long seconds = Long.getLong("cairn.fuzz.seconds", 60);
    System.out.println("TiffFuzzTest: -Dcairn.fuzz.seed=" + seed);
    Map<String, List<TiffMutations>> files = files();
    List<List<TiffMutations>> byCodec = List.copyOf(files.values());
    List<String> codecs = List.copyOf(files.keySet());
    var outcomes = new TreeMap<String, Outcomes>();
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int mutations = 0;
    long slowest = 0;
    long most = 0;
    for (; System.nanoTime() < end || mutations < 1000; mutations++) {
      var random = new SplittableRandom(seed + mutations);
      int codec = random.nextInt(codecs.size());
      List<TiffMutations> some = byCodec.get(codec);
      byte[] mutated = some.get(random.nextInt(some.size())).mutate(random);
      String name = codecs.get(codec) + ", seed " + (seed + mutations);
      Read first = read(mutated, Tiff.Options.DEFAULT, name);
      slowest = Math.max(slowest, first.nanos);
      most = Math.max(most, first.allocated);
      if (first.nanos > LONGEST.toNanos() + LONGEST_NANOS_A_TILE_BYTE * first.tiles
          || first.allocated > MOST_ALLOCATED + 4 * first.tiles) {
        throw new AssertionError(kept(mutated, name) + ": " + first);
      }
      // Again, its header in pieces.
      var pieces = new Tiff.Options(random.nextInt(256, 2048));
      Read second = read(mutated, pieces, name);
      if (!second.outcome.equals(first.outcome)) {
        throw new AssertionError(kept(mutated, name) + ": " + first + ", then " + second);
      }
      Outcomes of = outcomes.computeIfAbsent(codecs.get(codec), _ -> new Outcomes());
      if (first.outcome.startsWith("pixels")) {
        of.read++;
      } else {
        of.failed.merge(first.outcome.replaceFirst("(?s):.*", ""), 1, Integer::sum);
      }
    }
    System.out.printf(
        "TiffFuzzTest: %d mutations of %d files in %d s; at most %d ms and %d MiB; %s%n",
        mutations,
        byCodec.stream().mapToInt(List::size).sum(),
        seconds,
        slowest / 1_000_000,
        most >> 20,
        outcomes);
    // Both ends are reached for each codec, or the mutations are no good.
    assertThat(codecs)
        .containsAll(Arrays.stream(Compression.values()).map(Compression::name).toList());
    for (Compression codec : Compression.values()) {
      Outcomes of = Objects.requireNonNull(outcomes.get(codec.name()));
      int all = of.read + of.failures();
      assertThat(of.read).as(codec + ": " + of).isGreaterThan(all / 20);
      assertThat(of.failures()).as(codec + ": " + of).isGreaterThan(all / 20);
    }
  }

  private static String kept(byte[] file, String name) {
    try {
      Files.createDirectories(FINDINGS);
      Path path = FINDINGS.resolve(name.replaceAll("\\D+", "") + ".tif");
      return Files.write(path, file) + " (" + name + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  /// Our own, and the zoo's small ones, by what compresses them.
  private static Map<String, List<TiffMutations>> files() throws IOException {
    var files = new TreeMap<String, List<TiffMutations>>();
    String fixtures = System.getProperty("cairn.fixtures", "");
    List<Path> roots =
        fixtures.isBlank() ? List.of(ROOT) : List.of(ROOT, Fixtures.require("data/tiff-zoo"));
    for (Path root : roots) {
      try (var all = Files.walk(root)) {
        for (Path file : all.filter(f -> f.toString().matches(".*\\.tiff?")).sorted().toList()) {
          if (Files.size(file) <= LARGEST_FILE) {
            var tiff = TiffMutations.of(Files.readAllBytes(file));
            String codec = Compression.of(tiff.compression()).map(Enum::name).orElse("others");
            files.computeIfAbsent(codec, _ -> new ArrayList<>()).add(tiff);
          }
        }
      }
    }
    return files;
  }

  /// What came of a reading: `pixels` and a hash of them, or the kind of failure and its message.
  private record Read(String outcome, long nanos, long allocated, long tiles) {}

  private Read read(byte[] file, Tiff.Options options, String name) throws InterruptedException {
    tiles = 0;
    var threads = ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    long allocated = allocated();
    String outcome;
    try {
      outcome = "pixels " + readSome(file, options);
    } catch (CairnException e) {
      outcome = e.getClass().getSimpleName() + ": " + e.getMessage();
    } catch (RuntimeException | Error e) {
      throw new AssertionError(kept(file, name), e);
    }
    return new Read(
        outcome, threads.getCurrentThreadCpuTime() - begin, allocated() - allocated, tiles);
  }

  /// The corners of every level: a header may claim any number of pixels.
  private int readSome(byte[] file, Tiff.Options options) throws InterruptedException {
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri(), options);
    RasterHeader h = tiff.header();
    int hash = 31 * h.hashCode() + tiff.cogReport().hashCode();
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
          DecodedBlock decoded = tiff.decode(blocks.get(i), fetched.get(i));
          hash = 31 * hash + hash(decoded.band(last)) + decoded.valid(last).hashCode();
        }
      }
    }
    return hash;
  }

  private static int hash(Samples samples) {
    return switch (samples) {
      case Samples.UInt8(var v) -> Arrays.hashCode(v);
      case Samples.Int8(var v) -> Arrays.hashCode(v);
      case Samples.UInt16(var v) -> Arrays.hashCode(v);
      case Samples.Int16(var v) -> Arrays.hashCode(v);
      case Samples.UInt32(var v) -> Arrays.hashCode(v);
      case Samples.Int32(var v) -> Arrays.hashCode(v);
      case Samples.UInt64(var v) -> Arrays.hashCode(v);
      case Samples.Int64(var v) -> Arrays.hashCode(v);
      case Samples.Float32(var v) -> Arrays.hashCode(v);
      case Samples.Float64(var v) -> Arrays.hashCode(v);
    };
  }
}
