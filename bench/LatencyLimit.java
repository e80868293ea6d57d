import dev.cairn.Cairn;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.geo.BBox;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.warp.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What LatencyWindows cannot be faster than: its headers and blocks fetched, all at once and
/// nothing done with them; then the same blocks decoded on a few threads from memory, and nothing
/// else. `LatencyLimit ITEMS N THREADS`. Prints a JSON line a pass.
final class LatencyLimit {
  /// One file: the blocks under the window, and their bytes.
  private record Fetched(RasterReader reader, List<Block> blocks, List<FetchedBlock> bytes) {
    long decode() {
      long decoded = 0;
      for (int i = 0; i < bytes.size(); i++) {
        decoded += reader.decode(blocks.get(i), bytes.get(i)).bytes();
      }
      return decoded;
    }
  }

  private LatencyLimit() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    try (ExecutorService pool = Executors.newFixedThreadPool(Integer.parseInt(args[2]))) {
      for (int pass = 0; pass < Integer.parseInt(args[1]); pass++) {
        try (Cairn cairn = Cairn.open()) {
          Plan plan = cairn.plan(windows(cairn, args[0]));
          long start = System.nanoTime();
          List<Fetched> fetched = fetch(cairn, plan);
          double transfer = (System.nanoTime() - start) / 1e9;
          start = System.nanoTime();
          long decoded = 0;
          for (Future<Long> part :
              pool.invokeAll(fetched.stream().map(f -> (Callable<Long>) f::decode).toList())) {
            decoded += part.get();
          }
          System.out.printf(
              Locale.ROOT,
              "{\"transfer_seconds\": %.4f, \"decode_seconds\": %.4f, \"decoded_bytes\": %d}%n",
              transfer,
              (System.nanoTime() - start) / 1e9,
              decoded);
        }
      }
    }
  }

  private static Cube windows(Cairn cairn, String items) throws InterruptedException {
    BBox bay = BBox.lonLat(-70.1305, 41.6270, -69.8050, 41.8320);
    return cairn.cube(
        cairn.items(items),
        LoadOptions.of("red", "green", "blue", "qa_pixel")
            .withGrid(GridRequest.AUTO.withBounds(bay)));
  }

  private static List<Fetched> fetch(Cairn cairn, Plan plan)
      throws InterruptedException, ExecutionException {
    var whole = new PixelWindow(0, 0, plan.grid().width(), plan.grid().height());
    try (var waiting = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new ArrayList<Future<Fetched>>();
      for (Scene scene : plan.scenes()) {
        for (Plan.Input input : plan.inputs()) {
          RasterSource source = scene.sources().get(input.name());
          pending.add(waiting.submit(() -> fetch(cairn, plan, input, source, whole)));
        }
      }
      var fetched = new ArrayList<Fetched>();
      for (Future<Fetched> file : pending) {
        fetched.add(file.get());
      }
      return fetched;
    }
  }

  private static Fetched fetch(
      Cairn cairn, Plan plan, Plan.Input input, RasterSource source, PixelWindow whole)
      throws InterruptedException {
    RasterReader reader = cairn.raster(source.href().toString());
    GeoBox grid = reader.header().grid().or(source.grid()).orElse(plan.grid());
    PixelWindow window =
        Placement.of(grid, plan.grid(), input.resampling(), 0).sourceWindow(whole).orElseThrow();
    List<Block> blocks = reader.blocks(source.band(), 0, window);
    return new Fetched(reader, blocks, reader.fetch(blocks));
  }
}
