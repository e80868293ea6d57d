package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unavailable;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.RasterReader;
import dev.cairn.store.StoreOptions;
import dev.cairn.store.Stores;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How many requests pixels cost, header and all: over a server that counts them.
class RequestCountsTest {
  private static final Path TIFFS = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final long HEADERS = 1 << 20;

  private final RangeServer server = RangeServer.serving(TIFFS);
  private final Stores stores = new Stores(StoreOptions.standard());

  @AfterEach
  void close() {
    stores.close();
    server.close();
  }

  // ---- a reader

  @Test
  void aHeaderAndAWindowAreTwoRequestsAndAnotherWindowIsOne() throws Exception {
    var rasters = new OpenRasters(stores, HEADERS);
    RasterReader reader = rasters.open(server.uri("cog.tif"));
    reader.fetch(reader.blocks(0, 0, new PixelWindow(10, 10, 20, 20)));
    assertThat(server.requests()).hasSize(2);

    RasterReader again = rasters.open(server.uri("cog.tif"));
    again.fetch(again.blocks(0, 0, new PixelWindow(130, 10, 20, 20)));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void neighbouringBlocksAreOneRequest() throws Exception {
    RasterReader reader = new OpenRasters(stores, HEADERS).open(server.uri("cog.tif"));
    List<Block> blocks = reader.blocks(0, 0, new PixelWindow(0, 0, 150, 130));
    assertThat(blocks).hasSize(4);
    reader.fetch(blocks);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void bandsThatAreStoredPixelByPixelComeTogether() throws Exception {
    RasterReader reader = new OpenRasters(stores, HEADERS).open(server.uri("four-bands.tif"));
    List<Block> blocks = reader.blocks(0, 0, new PixelWindow(0, 0, 10, 10));
    assertThat(blocks).singleElement().satisfies(b -> assertThat(b.bandCount()).isEqualTo(4));
    assertThat(reader.blocks(3, 0, new PixelWindow(0, 0, 10, 10))).isEqualTo(blocks);
    reader.fetch(blocks);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aHeaderIsOneRequestHoweverManyAskForIt() throws Exception {
    var rasters = new OpenRasters(stores, HEADERS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var opens = new ArrayList<Callable<RasterReader>>();
      for (int i = 0; i < 50; i++) {
        opens.add(() -> rasters.open(server.uri("cog.tif")));
      }
      for (var open : threads.invokeAll(opens)) {
        assertThat(open.get()).isSameAs(rasters.open(server.uri("cog.tif")));
      }
    }
    assertThat(server.requests()).hasSize(1);
  }

  // ---- what is kept and what is learnt

  @Test
  void headersTakeNoMoreThanTheirMemory() throws Exception {
    byte[] cog = Files.readAllBytes(TIFFS.resolve("cog.tif"));
    var rasters = new OpenRasters(stores, 64 << 10);
    for (int i = 0; i < 100; i++) {
      rasters.open(server.put("many/" + i + ".tif", cog));
      assertThat(rasters.bytes()).isLessThanOrEqualTo(64 << 10);
    }
    assertThat(rasters.count()).isBetween(5, 50);
    server.clear();
    rasters.open(server.uri("many/99.tif"));
    assertThat(server.requests()).as("the last one is kept").isEmpty();
    rasters.open(server.uri("many/0.tif"));
    assertThat(server.requests()).as("the first one was forgotten").hasSize(1);
  }

  @Test
  void theFirstRequestIsOfTheSizeThatLikeFilesNeeded() throws Exception {
    byte[] cog = Files.readAllBytes(TIFFS.resolve("cog.tif"));
    var rasters = new OpenRasters(stores, HEADERS);
    rasters.open(server.put("scene1/red.tif", cog));
    rasters.open(server.put("scene22/red.tif", cog));
    assertThat(server.ranges("scene1/red.tif")).containsExactly("bytes=0-16383");
    assertThat(server.ranges("scene22/red.tif")).containsExactly("bytes=0-4095");
  }

  @Test
  void aLongIndexComesWithTheHeaderOnceItsLengthIsLearnt() throws Exception {
    byte[] file = withIndexAt(40_000);
    var rasters = new OpenRasters(stores, HEADERS);
    for (String name : List.of("a1.tif", "a2.tif")) {
      RasterReader reader = rasters.open(server.put(name, file));
      reader.fetch(reader.blocks(0, 0, new PixelWindow(0, 0, 16, 16)));
    }
    assertThat(server.ranges("a1.tif")).hasSize(3);
    assertThat(server.ranges("a2.tif")).hasSize(2);
  }

  @Test
  void anObjectThatChangesIsAnErrorThatSaysSoAndIsReadAnewByTheNext() throws Exception {
    byte[] cog = Files.readAllBytes(TIFFS.resolve("cog.tif"));
    URI uri = server.put("a.tif", cog);
    var rasters = new OpenRasters(stores, HEADERS);
    RasterReader reader = rasters.open(uri);
    List<Block> blocks = reader.blocks(0, 0, new PixelWindow(0, 0, 10, 10));
    reader.fetch(blocks);
    server.put("a.tif", Files.readAllBytes(TIFFS.resolve("four-bands.tif")));
    assertThat(rasters.open(uri)).as("nobody has noticed yet").isSameAs(reader);
    assertThatThrownBy(() -> reader.fetch(blocks))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
    assertThat(rasters.open(uri).header().bands()).hasSize(4);
  }

  @Test
  void aHeaderThatCouldNotBeReadIsAskedForAgain() throws Exception {
    var rasters = new OpenRasters(stores, HEADERS);
    server.next("cog.tif", Fault.status(404));
    assertThatThrownBy(() -> rasters.open(server.uri("cog.tif"))).hasMessageContaining("404");
    assertThat(rasters.count()).isZero();
    assertThat(rasters.open(server.uri("cog.tif")).header().bands()).hasSize(1);
  }

  // ---- a run

  @Test
  void aRunOfOneBandIsTwoRequestsAndTheNextOfTheSameFileIsOne() throws Exception {
    try (Cairn cairn = Cairn.open()) {
      String source = "band=" + server.uri("cog.tif");
      Cube first = cube(cairn, source, 500_100, 500_300);
      server.clear(); // what a plain file's grid took, its header
      cairn.run(cairn.plan(first), new Nothing());
      assertThat(server.requests()).hasSize(1);
      cairn.run(cairn.plan(cube(cairn, source, 501_300, 501_500)), new Nothing());
      assertThat(server.requests()).hasSize(2);
    }
  }

  private static Cube cube(Cairn cairn, String source, double west, double east)
      throws InterruptedException {
    var bounds = new BBox(Crs.epsg(32633), west, 5_199_500, east, 5_199_800);
    return cairn.cube(
        cairn.items(source), LoadOptions.of("band").withGrid(GridRequest.AUTO.withBounds(bounds)));
  }

  /// Two tiles of 16 × 16 bytes, whose places lie far behind their directory.
  private static byte[] withIndexAt(int index) {
    int pixels = index + 16;
    var b = ByteBuffer.allocate(pixels + 512).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 8);
    int[][] entries = {
      {256, 1, 32}, // width
      {257, 1, 16}, // height
      {258, 1, 8}, // bits a sample
      {259, 1, 1}, // not compressed
      {322, 1, 16}, // tile width
      {323, 1, 16}, // tile height
      {324, 2, index}, // offsets
      {325, 2, index + 8}, // byte counts
    };
    for (int[] e : entries) {
      b.putShort((short) e[0]).putShort((short) 4).putInt(e[1]).putInt(e[2]);
    }
    b.position(index);
    b.putInt(pixels).putInt(pixels + 256).putInt(256).putInt(256);
    return b.array();
  }

  private static final class Nothing implements Sink {
    @Override
    public void open(Plan plan) {}

    @Override
    public void write(Piece piece) {}

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }
}
