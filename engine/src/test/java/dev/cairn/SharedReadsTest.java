package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.OnReadError;
import dev.cairn.exec.RunReport;
import dev.cairn.format.tiff.HandMadeTiff;
import dev.cairn.format.tiff.HandMadeTiff.Entry;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import dev.cairn.sink.NpySink;
import dev.cairn.store.NewFile;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.RangeServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests are behaviour: how many a window takes, through the whole engine.
class SharedReadsTest {
  private static final Path TIFF = Fixtures.root().resolve("engine/src/test/resources/tiff");

  @TempDir Path folder;
  private RangeServer server;
  private int outputs;

  @BeforeEach
  void serve() {
    server = RangeServer.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private URI put(String name) throws Exception {
    return server.put(name, Files.readAllBytes(TIFF.resolve(name)));
  }

  private RunReport read(Cairn cairn, URI uri, String... bands) throws Exception {
    Cube cube = cairn.cube(cairn.items("img=" + uri), LoadOptions.of(bands));
    Path out;
    synchronized (this) {
      out = folder.resolve(outputs++ + ".npy");
    }
    return cairn.write(cube, out);
  }

  @Test
  void aMaskThatManyTilesShareIsFetchedOnceThoughItIsLargerThanWhatIsWaitedForAtATime()
      throws Exception {
    int side = 6400;
    var file = new HandMadeTiff();
    Entry[] place = file.place();
    int[] places = new int[10 * 10]; // tiles of 640 × 640, all of them the same one
    int[] counts = places.clone();
    var deflater = new Deflater();
    deflater.setInput(new byte[640 * 640]);
    deflater.finish();
    byte[] tile = new byte[4096];
    Arrays.fill(counts, deflater.deflate(tile));
    deflater.end();
    Arrays.fill(places, (int) file.put(tile));
    byte[] mask = new byte[side / 8 * side]; // one strip of 4.9 MiB
    Arrays.fill(mask, (byte) 0xFF);
    long maskAt = file.put(mask);
    var image =
        new ArrayList<>(
            List.of(
                Entry.of(258, 8),
                Entry.of(259, 8),
                Entry.of(322, 640),
                Entry.of(323, 640),
                Entry.at(324, places.length, file.put(places)),
                Entry.at(325, counts.length, file.put(counts))));
    image.addAll(List.of(place));
    file.image(side, side, 0, image.toArray(Entry[]::new));
    file.image(side, side, 4, Entry.of(258, 1), Entry.of(262, 4), Entry.of(273, maskAt));
    URI uri = server.put("mask.tif", file.bytes());

    try (Cairn cairn = Cairn.open()) {
      RunReport report = read(cairn, uri, "img");

      long most = 8L << 20; // the mask once, and the tile
      assertThat(report.blocks()).isGreaterThanOrEqualTo(places.length);
      assertThat(report.readBytes()).isBetween((long) mask.length, report.chunks() * most);
    }
  }

  @Test
  void aBrokenTileOfAMaskCostsItsBlockAndNoRequests() throws Exception {
    var file = new HandMadeTiff();
    var place = file.place();
    var places = new int[16];
    var counts = new int[16];
    var maskPlaces = new int[16];
    var maskCounts = new int[16];
    for (int i = 0; i < 16; i++) {
      places[i] = (int) file.put(new byte[16 * 16]);
      counts[i] = 16 * 16;
      maskPlaces[i] = (int) file.put(new byte[2 * 16]);
      maskCounts[i] = 2 * 16;
    }
    maskPlaces[5] = 1 << 30; // behind the object's end
    var image =
        new ArrayList<>(
            List.of(
                Entry.of(258, 8),
                Entry.of(322, 16),
                Entry.of(323, 16),
                Entry.at(324, 16, file.put(places)),
                Entry.at(325, 16, file.put(counts))));
    image.addAll(List.of(place));
    file.image(64, 64, 0, image.toArray(Entry[]::new));
    file.image(
        64,
        64,
        4,
        Entry.of(258, 1),
        Entry.of(262, 4),
        Entry.of(322, 16),
        Entry.of(323, 16),
        Entry.at(324, 16, file.put(maskPlaces)),
        Entry.at(325, 16, file.put(maskCounts)));
    URI uri = server.put("broken.tif", file.bytes());

    try (Cairn cairn = Cairn.open()) {
      var options = LoadOptions.of("img").withOnError(OnReadError.SKIP);
      var plan =
          Planner.plan(
              cairn.cube(cairn.items("img=" + uri), options),
              PlanOptions.of(200L << 20, 2)
                  .withOutput(Stated.as(DType.FLOAT32), Stated.silent())); // NaN for no value
      RunReport report =
          cairn.run(plan, new NpySink(folder.resolve("b.npy"), NewFile.Existing.REFUSE));

      assertThat(report.skipped()).hasSize(1);
      assertThat(report.blocks()).isEqualTo(15);
      assertThat(server.ranges("broken.tif")).hasSize(2);
    }
  }

  @Test
  void threeBandsOfOneFileTakeTwoRequests() throws Exception {
    URI uri = put("four-bands.tif"); // interleaved by pixel
    try (Cairn cairn = Cairn.open()) {
      RunReport report = read(cairn, uri, "img.1", "img.2", "img.3");
      assertThat(server.ranges("four-bands.tif")).hasSize(2);
      assertThat(report.blocks()).isEqualTo(4); // 23 × 19 pixels in tiles of 16 × 16, each once
    }
  }

  @Test
  void aBlockThatIsKeptIsNotFetchedAgain() throws Exception {
    URI uri = put("cog.tif");
    try (Cairn cairn = Cairn.open()) {
      RunReport first = read(cairn, uri, "img");
      RunReport second = read(cairn, uri, "img");
      assertThat(server.ranges("cog.tif")).hasSize(2);
      assertThat(second.blocks()).isZero();
      assertThat(second.sharedBlocks()).isEqualTo(first.blocks());
    }
    assertThat(Files.readAllBytes(folder.resolve("0.npy")))
        .isEqualTo(Files.readAllBytes(folder.resolve("1.npy")));
  }

  @Test
  void readersOfOneBlockAtOneTimeFetchItOnceEvenIfNothingIsKept() throws Exception {
    URI uri = put("cog.tif");
    var options = CairnOptions.standard().withCachedBlocks(0);
    try (Cairn cairn = Cairn.open(options);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      cairn.raster(uri.toString()); // the header
      server.next("cog.tif", new RangeServer.Fault.Delay(Duration.ofMillis(500)));
      List<Future<RunReport>> both = new ArrayList<>();
      Callable<RunReport> read = () -> read(cairn, uri, "img");
      both.add(threads.submit(read));
      both.add(threads.submit(read));
      for (Future<RunReport> one : both) {
        one.get();
      }
      assertThat(server.ranges("cog.tif")).hasSize(2);
    }
  }

  @Test
  void whoWaitsForABlockReadsItWhereTheFirstIsInterrupted() throws Exception {
    URI uri = put("cog.tif");
    try (Cairn cairn = Cairn.open();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      cairn.raster(uri.toString()); // the header
      server.next("cog.tif", new RangeServer.Fault.Delay(Duration.ofSeconds(20)));
      Future<RunReport> first = threads.submit(() -> read(cairn, uri, "img"));
      while (server.ranges("cog.tif").size() < 2) {
        Thread.sleep(5);
      }
      Future<RunReport> second = threads.submit(() -> read(cairn, uri, "img"));
      Thread.sleep(200); // it waits by now, or finds nobody there: either way it has to end
      first.cancel(true);
      try {
        assertThat(second.get(30, TimeUnit.SECONDS).blocks()).isPositive();
      } finally {
        second.cancel(true);
      }
    }
  }
}
