package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.BBox;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Raster;
import dev.cairn.store.HttpOptions;
import dev.cairn.store.StoreOptions;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random windows by many threads over a server of which a fifth of the answers are faulty: every
/// pixel is right or there is an error of a known kind, and memory stays flat.
/// `mvn -P soak verify`; `-Dcairn.soak.minutes=10`.
///
/// One door serves all threads but one, so what it keeps is seen; that one opens a door for each
/// window and closes it, so what a closed one leaves behind is seen too. The server is a process of
/// its own: the JDK's keeps some 12 kB of each connection that a handler cuts, 6 MB a minute here.
@Tag("soak")
class SoakTest {
  private static final Path TIFF = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final int THREADS = 16;
  private static final double FAULTY = 0.2;

  /// How long windows are read before memory is looked at, with nothing under way.
  private static final Duration ROUND = Duration.ofSeconds(5);

  /// Keeps the one piece of a one-chunk cube.
  private static final class Kept implements Sink {
    private @Nullable Raster raster;

    @Override
    public void open(Plan plan) {}

    @Override
    public synchronized void write(Piece piece) {
      raster = piece.bands().getFirst();
    }

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }

  private record Scene(String name, URI near, GeoBox grid, int bands) {}

  /// The server, in a process that ends with this one.
  private static final class Server implements AutoCloseable {
    private final Process process;
    private final URI root;

    private Server(Process process, URI root) {
      this.process = process;
      this.root = root;
    }

    static Server start() throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-XX:+UseSerialGC",
                  "-Dcairn.root=" + Fixtures.root(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Server.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Server(process, URI.create(process.inputReader().readLine()));
    }

    /// Serves until its standard input ends.
    public static void main(String[] args) throws Exception {
      try (var server = RangeServer.serving(TIFF)) {
        server.sometimes(SoakTest::fault);
        Thread.ofVirtual()
            .start(
                () -> {
                  while (true) {
                    server.clear(); // which remembers every request
                    LockSupport.parkNanos(100_000_000);
                  }
                });
        System.out.println(server.uri(""));
        while (System.in.read() >= 0) {}
      }
    }

    URI uri(String name) {
      return root.resolve(name);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  /// What is held once nothing is under way.
  private record Held(
      long windows, long heap, long resident, int threads, long files, int classes) {
    /// Anonymous memory of the process where the system tells it, 0 elsewhere.
    private static long anonymous() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.isReadable(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D+", "")))
          .findFirst()
          .orElse(0);
    }

    static Held now(long windows) throws IOException {
      for (int i = 0; i < 3; i++) {
        System.gc(); // more than once: cleaners and the like let go of what they guard in between
        LockSupport.parkNanos(20_000_000);
      }
      return new Held(
          windows,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          anonymous(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
              ? system.getOpenFileDescriptorCount()
              : 0,
          ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    }
  }

  private static Fault fault() {
    var random = ThreadLocalRandom.current();
    if (random.nextDouble() >= FAULTY) {
      return Fault.none();
    }
    return switch (random.nextInt(12)) {
      case 0 -> Fault.status(500);
      case 1 -> Fault.status(503);
      case 2 -> Fault.retryAfter(429, "0");
      case 3 -> new Fault.HangUp();
      case 4 -> new Fault.CutShort(random.nextInt(200));
      case 5 -> new Fault.FewerBytes(random.nextInt(1, 100));
      // Longer than a stall may last; for ever would pile up in the server, not in what is tested.
      case 6 -> new Fault.Delay(Duration.ofMillis(900));
      case 7 -> new Fault.OtherETag();
      case 8 -> Fault.status(403);
      case 9 -> Fault.status(404);
      case 10 -> new Fault.WholeObject();
      default -> new Fault.Delay(Duration.ofMillis(random.nextInt(50)));
    };
  }

  private static Raster read(Cairn cairn, URI uri, int band, BBox window)
      throws InterruptedException {
    var load = LoadOptions.of("img." + (band + 1)).withGrid(GridRequest.AUTO.withBounds(window));
    var kept = new Kept();
    cairn.run(cairn.plan(cairn.cube(cairn.items("img=" + uri), load)), kept);
    return Objects.requireNonNull(kept.raster);
  }

  @Test
  void everyPixelIsRightOrThereIsANamedError() throws Exception {
    var minutes = Double.parseDouble(System.getProperty("cairn.soak.minutes", "10"));
    long seed = System.nanoTime();
    System.out.println("SoakTest: " + minutes + " minutes, seed " + seed);
    var http =
        HttpOptions.standard()
            .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(10))
            .withRetries(5, Duration.ofMillis(5));
    var outcomes = new ConcurrentHashMap<String, LongAdder>();
    var held = new ArrayList<Held>();
    var options =
        CairnOptions.standard()
            .withCachedBlocks(1 << 16)
            .withStores(StoreOptions.standard().withHttp(http));
    long end = System.nanoTime() + (long) (minutes * 60e9);
    try (Server server = Server.start();
        Cairn truth = Cairn.open(CairnOptions.standard().withCachedBlocks(1 << 16));
        Cairn cairn = Cairn.open(options)) {
      List<Scene> scenes = scenes(truth);
      assertThat(scenes).hasSizeGreaterThan(30);
      while (System.nanoTime() < end) {
        long round = Math.min(end, System.nanoTime() + ROUND.toNanos());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
          List<Future<Boolean>> running = new ArrayList<>();
          for (int t = 0; t < THREADS; t++) {
            var random = new SplittableRandom(seed++);
            boolean isGuest = t == 0;
            running.add(
                threads.submit(
                    () -> {
                      while (System.nanoTime() < round) {
                        if (isGuest) {
                          try (Cairn own = Cairn.open(options)) {
                            window(truth, own, server, scenes, random, outcomes);
                          }
                        } else {
                          window(truth, cairn, server, scenes, random, outcomes);
                        }
                      }
                      return true;
                    }));
          }
          for (Future<Boolean> one : running) {
            one.get();
          }
        }
        held.add(Held.now(outcomes.values().stream().mapToLong(LongAdder::sum).sum()));
        System.out.println("SoakTest: " + held.getLast());
      }
    }
    System.out.println("SoakTest: " + new TreeMap<>(outcomes));
    assertThat(outcomes).containsKeys("equal");
    assertThat(Objects.requireNonNull(outcomes.get("equal")).sum()).isGreaterThan(100);
    assertThat(outcomes.keySet()).hasSizeGreaterThan(3);
    if (held.size() >= 12) {
      requireFlat(held);
    }
  }

  /// The lows of the last third are those of the second; caches fill and code is compiled in the
  /// first.
  private static void requireFlat(List<Held> held) {
    int third = held.size() / 3;
    List<Held> second = held.subList(third, 2 * third);
    List<Held> last = held.subList(2 * third, held.size());
    long windows = last.getLast().windows - second.getLast().windows;
    // A leak of some bytes for each window is found, or of some tens for each of those that have a
    // door to themselves, which is one in a dozen.
    assertThat(low(last, Held::heap) - low(second, Held::heap))
        .as("growth of the heap in " + windows + " windows")
        .isLessThan((64 << 10) + 2 * windows);
    // Memory that the heap does not show, such as that of native decoders; the heap's own pages and
    // compiled code come and go in it.
    assertThat(low(last, Held::resident) - low(second, Held::resident))
        .as("growth of the process in " + windows + " windows")
        .isLessThan(32 << 20);
    assertThat(low(last, Held::threads)).isLessThanOrEqualTo(low(second, Held::threads) + 2);
    assertThat(low(last, Held::files)).isLessThanOrEqualTo(low(second, Held::files) + 4);
    assertThat(low(last, Held::classes)).isLessThanOrEqualTo(low(second, Held::classes) + 20);
  }

  private static long low(List<Held> held, ToLongFunction<Held> of) {
    return held.stream().mapToLong(of).min().orElseThrow();
  }

  /// The files that are read at all.
  private static List<Scene> scenes(Cairn truth) throws Exception {
    List<Scene> scenes = new ArrayList<>();
    try (var files = Files.list(TIFF)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".tif")).sorted().toList()) {
        try {
          var header = truth.raster(file.toString()).header();
          GeoBox grid = header.grid().orElseThrow(() -> new Malformed(file.toString(), "no grid"));
          read(truth, file.toUri(), 0, grid.bounds());
          scenes.add(
              new Scene(file.getFileName().toString(), file.toUri(), grid, header.bands().size()));
        } catch (CairnException _) {
          // no part of this
        }
      }
    }
    return scenes;
  }

  private static void window(
      Cairn truth,
      Cairn cairn,
      Server server,
      List<Scene> scenes,
      SplittableRandom random,
      Map<String, LongAdder> outcomes)
      throws InterruptedException {
    Scene scene = scenes.get(random.nextInt(scenes.size()));
    GeoBox grid = scene.grid;
    int col = random.nextInt(grid.width());
    int row = random.nextInt(grid.height());
    var window =
        grid.crop(
                new PixelWindow(
                    col,
                    row,
                    1 + random.nextInt(grid.width() - col),
                    1 + random.nextInt(grid.height() - row)))
            .bounds();
    int band = random.nextInt(scene.bands);
    String outcome;
    try {
      Raster got = read(cairn, server.uri(scene.name), band, window);
      Raster want = read(truth, scene.near, band, window);
      assertThat(got.valid()).as(scene.name).isEqualTo(want.valid());
      for (int i = 0; i < want.samples().length(); i++) {
        if (want.valid().get(i) && got.samples().at(i) != want.samples().at(i)) {
          throw new AssertionError(
              scene.name + " band " + band + " " + window + " pixel " + i + " is wrong");
        }
      }
      outcome = "equal";
    } catch (Unavailable | NotFound | AccessDenied | Unsupported | Malformed e) {
      outcome = e.getClass().getSimpleName();
    }
    outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
  }
}
