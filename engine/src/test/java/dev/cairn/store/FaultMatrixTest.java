package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.base.Progress;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.LocalRunner;
import dev.cairn.exec.Piece;
import dev.cairn.exec.SharedBlocks;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What a run makes of each thing that can go wrong on the way to a COG, wherever it happens, and
/// how many requests it takes.
class FaultMatrixTest {
  private static final Path COG = Fixtures.root().resolve("engine/src/test/resources/tiff/cog.tif");

  /// 778 is where the overview's tile begins, 10172 where the first tile of full resolution does.
  private static final Map<String, Integer> CUT =
      Map.of("header", 100, "overview", 800, "tile", 10_200);

  private static final Crs UTM = Crs.epsg(32633);

  /// How long a request may stall where stalls are the fault, and else: as long as this machine.
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final Duration LONG = Duration.ofSeconds(60);

  /// What a run ends in, and the requests that the server saw: one is for the header and one for
  /// the pixels, and a request is sent five times at most. `changed` is Unavailable and says so.
  /// The JDK's client sends a request again on its own, once, where a server hangs up without a
  /// word.
  private static final String EXPECTED =
      """
                          | header, once   | always         | tile, once     | always         | overview, once | always
      none                | pixels 2       | pixels 2       | pixels 2       | pixels 2       | pixels 2       | pixels 2
      200 for a range     | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      a login page        | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      short body          | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      cut off             | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      hang up             | pixels 3       | Unavailable 10 | pixels 3       | Unavailable 11 | pixels 3       | Unavailable 11
      stall               | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      stall half-way      | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      401                 | AccessDenied 1 | AccessDenied 1 | AccessDenied 2 | AccessDenied 2 | AccessDenied 2 | AccessDenied 2
      403                 | AccessDenied 1 | AccessDenied 1 | AccessDenied 2 | AccessDenied 2 | AccessDenied 2 | AccessDenied 2
      404                 | NotFound 1     | NotFound 1     | NotFound 2     | NotFound 2     | NotFound 2     | NotFound 2
      429                 | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      429, 7 s later      | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      429, an hour later  | Unavailable 1  | Unavailable 1  | Unavailable 2  | Unavailable 2  | Unavailable 2  | Unavailable 2
      500                 | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      501                 | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      503                 | pixels 3       | Unavailable 5  | pixels 3       | Unavailable 6  | pixels 3       | Unavailable 6
      another ETag        | changed 2      | pixels 2       | changed 2      | changed 2      | changed 2      | changed 2
      412                 | Unsupported 1  | Unsupported 1  | changed 2      | changed 2      | changed 2      | changed 2
      another range       | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      no Content-Range    | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      gzip, unasked       | Unsupported 1  | Unsupported 1  | Unsupported 2  | Unsupported 2  | Unsupported 2  | Unsupported 2
      corrupt bytes       | Malformed 1    | Malformed 1    | pixels 3       | Malformed 3    | pixels 3       | Malformed 3
      truncated for real  | Malformed 1    | Malformed 1    | Malformed 1    | Malformed 1    | Malformed 1    | Malformed 1
      """;

  private static final Map<String, Fault> FAULTS = new LinkedHashMap<>();

  static {
    FAULTS.put("none", Fault.none());
    FAULTS.put("200 for a range", new Fault.WholeObject());
    FAULTS.put("a login page", new Fault.Html());
    FAULTS.put("short body", new Fault.FewerBytes(40));
    FAULTS.put("cut off", new Fault.CutShort(40));
    FAULTS.put("hang up", new Fault.HangUp());
    FAULTS.put("stall", new Fault.Stall());
    FAULTS.put("stall half-way", new Fault.StallAfter(40));
    FAULTS.put("401", Fault.status(401));
    FAULTS.put("403", Fault.status(403));
    FAULTS.put("404", Fault.status(404));
    FAULTS.put("429", Fault.status(429));
    FAULTS.put("429, 7 s later", Fault.retryAfter(429, "7"));
    FAULTS.put("429, an hour later", Fault.retryAfter(429, "3600"));
    FAULTS.put("500", Fault.status(500));
    FAULTS.put("501", Fault.status(501));
    FAULTS.put("503", Fault.status(503));
    FAULTS.put("another ETag", new Fault.OtherETag());
    FAULTS.put("412", Fault.status(412));
    FAULTS.put("another range", new Fault.Shifted(7));
    FAULTS.put("no Content-Range", new Fault.WithHeaders(Map.of("Content-Range", "")));
    FAULTS.put("gzip, unasked", new Fault.WithHeaders(Map.of("Content-Encoding", "gzip")));
    FAULTS.put("corrupt bytes", new Fault.Corrupt(0));
  }

  @Test
  void everyFaultEverywhereEndsAsTheTableSays() throws Exception {
    byte[] cog = Files.readAllBytes(COG);
    var table = new ArrayList<String>();
    table.add(
        line(
            "",
            List.of("header, once", "always", "tile, once", "always", "overview, once", "always")));
    for (var fault : FAULTS.entrySet()) {
      table.add(
          row(
              fault.getKey(),
              fault.getKey().startsWith("stall") ? SHORT : LONG,
              (server, where, always) -> {
                server.put("a.tif", cog);
                for (int before = where.equals("header") ? 0 : 1; before > 0; before--) {
                  server.next("a.tif", Fault.none());
                }
                server.next("a.tif", fault.getValue());
                if (always) {
                  server.always("a.tif", fault.getValue());
                }
              }));
    }
    table.add(
        row(
            "truncated for real",
            LONG,
            (server, where, _) ->
                server.put("a.tif", Arrays.copyOf(cog, CUT.getOrDefault(where, 0)))));
    assertThat(String.join("\n", table)).isEqualTo(EXPECTED.stripTrailing());
  }

  /// Makes a server misbehave.
  private interface Trouble {
    void prepare(RangeServer server, String where, boolean always);
  }

  /// The outcomes of one fault, all found at the same time: some wait for a stall.
  private static String row(String name, Duration stall, Trouble trouble) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var cells = new ArrayList<Callable<String>>();
      for (String where : List.of("header", "tile", "overview")) {
        for (boolean always : new boolean[] {false, true}) {
          cells.add(() -> outcome(where, always, stall, trouble));
        }
      }
      var found = new ArrayList<String>();
      for (var cell : threads.invokeAll(cells)) {
        found.add(cell.get());
      }
      return line(name, found);
    }
  }

  private static String line(String name, List<String> cells) {
    var line = new StringBuilder(String.format("%-20s", name));
    cells.forEach(cell -> line.append(String.format("| %-15s", cell)));
    return line.toString().stripTrailing();
  }

  /// What becomes of one run, and how many requests the server saw.
  private static String outcome(String where, boolean always, Duration stall, Trouble trouble)
      throws Exception {
    boolean overview = where.equals("overview");
    var options =
        HttpOptions.standard().withTimeouts(Duration.ofSeconds(10), stall, Duration.ofMinutes(5));
    try (var server = RangeServer.start();
        var files = Stores.standard();
        var store = new HttpStore(options, new PretendedTime())) {
      trouble.prepare(server, where, always);
      String how;
      try {
        double[] pixels = run(store, server.uri("a.tif"), overview);
        double[] right = run(files, COG.toUri(), overview);
        how = Arrays.equals(pixels, right) ? "pixels" : "WRONG PIXELS";
      } catch (CairnException e) {
        String message = String.valueOf(e.getMessage());
        assertThat(message).as("names the object").contains("/a.tif");
        how =
            message.contains("changed while it was read")
                ? "changed"
                : e.getClass().getSimpleName();
      }
      return how + " " + server.requests().size();
    }
  }

  /// A piece of the first tile in full resolution, or all of the file through its overview.
  private static double[] run(Store store, URI uri, boolean overview) throws InterruptedException {
    var grid = new GeoBox(150, 130, Affine.northUp(500_000, 5_200_000, 10, 10), UTM);
    var source =
        new RasterSource(
            uri,
            0,
            Stated.as(grid),
            Stated.as(DType.UINT16),
            Stated.silent(),
            Stated.as(Scaling.IDENTITY));
    var scene =
        new Scene(
            "scene",
            Stated.silent(),
            Stated.as(Instant.EPOCH),
            Stated.silent(),
            Map.of(),
            Map.of("band", new Band("band", Stated.silent(), Map.of())),
            Map.of("band", source));
    GridRequest wanted =
        overview
            ? GridRequest.AUTO.withResolution(20)
            : GridRequest.AUTO.withBounds(new BBox(UTM, 500_100, 5_199_500, 500_300, 5_199_800));
    Cube cube = Cube.load(List.of(scene), LoadOptions.of("band").withGrid(wanted));
    var pixels = new Pixels();
    new LocalRunner(
            href -> Tiff.open(store, href),
            new SharedBlocks(0),
            () -> StoreCounts.NONE,
            1,
            Progress.NONE)
        .run(Planner.plan(cube, PlanOptions.of(1L << 28, 1)), pixels);
    return pixels.values;
  }

  /// Keeps the pixels of the one piece, NaN where there is no value.
  private static final class Pixels implements Sink {
    private double[] values = new double[0];

    @Override
    public void open(Plan plan) {}

    @Override
    public void write(Piece piece) {
      Raster raster = piece.bands().getFirst();
      values = new double[raster.pixels()];
      for (int i = 0; i < values.length; i++) {
        values[i] = raster.valid().get(i) ? raster.samples().at(i) : Double.NaN;
      }
    }

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }
}
