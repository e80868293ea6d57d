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

/// Every block that the composite could need, read and decoded N times on a few threads, and
/// nothing else done with it: `BareDecode ITEMS N THREADS`. The limit of what the composite can
/// reach with this reader. Headers are read before the clock starts. Prints a JSON line a pass:
/// reading and decoding together, then decoding alone, of bytes in memory.
final class BareDecode {
  /// One band of one scene: the blocks under the composite's area.
  private record Wanted(RasterReader reader, List<Block> blocks) {}

  private record Fetched(Wanted wanted, List<FetchedBlock> bytes) {
    static Fetched of(Wanted wanted) throws InterruptedException {
      return new Fetched(wanted, wanted.reader.fetch(wanted.blocks));
    }

    /// Bytes of samples.
    long decode() {
      long decoded = 0;
      for (int i = 0; i < bytes.size(); i++) {
        decoded += wanted.reader.decode(wanted.blocks.get(i), bytes.get(i)).bytes();
      }
      return decoded;
    }
  }

  private BareDecode() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    int threads = Integer.parseInt(args[2]);
    try (Cairn cairn = Cairn.open();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Wanted> wanted = wanted(cairn, args[0]);
      long blocks = wanted.stream().mapToLong(w -> w.blocks.size()).sum();
      for (int pass = 0; pass < Integer.parseInt(args[1]); pass++) {
        long start = System.nanoTime();
        long decoded = sum(pool, wanted.stream().map(BareDecode::readAndDecode).toList());
        double together = (System.nanoTime() - start) / 1e9;
        var fetched = new ArrayList<Fetched>();
        for (Wanted w : wanted) {
          fetched.add(Fetched.of(w));
        }
        start = System.nanoTime();
        sum(pool, fetched.stream().map(BareDecode::decode).toList());
        double alone = (System.nanoTime() - start) / 1e9;
        System.out.printf(
            Locale.ROOT,
            "{\"read_and_decode_seconds\": %.4f, \"decode_seconds\": %.4f, \"blocks\": %d,"
                + " \"decoded_bytes\": %d}%n",
            together,
            alone,
            blocks,
            decoded);
      }
    }
  }

  private static Callable<Long> readAndDecode(Wanted wanted) {
    return () -> Fetched.of(wanted).decode();
  }

  private static Callable<Long> decode(Fetched fetched) {
    return fetched::decode;
  }

  private static long sum(ExecutorService pool, List<Callable<Long>> work)
      throws InterruptedException, ExecutionException {
    long sum = 0;
    for (Future<Long> part : pool.invokeAll(work)) {
      sum += part.get();
    }
    return sum;
  }

  private static List<Wanted> wanted(Cairn cairn, String items) throws InterruptedException {
    BBox bay = BBox.lonLat(-70.1305, 41.6270, -69.8050, 41.8320);
    Cube cube =
        cairn.cube(
            cairn.items(items),
            LoadOptions.of("red", "green", "blue", "qa_pixel")
                .withGrid(GridRequest.AUTO.withBounds(bay)));
    Plan plan = cairn.plan(cube);
    var whole = new PixelWindow(0, 0, plan.grid().width(), plan.grid().height());
    var wanted = new ArrayList<Wanted>();
    for (Scene scene : plan.scenes()) {
      for (Plan.Input input : plan.inputs()) {
        RasterSource source = scene.sources().get(input.name());
        if (source == null) {
          continue;
        }
        RasterReader reader = cairn.raster(source.href().toString());
        GeoBox grid = reader.header().grid().or(source.grid()).orElse(plan.grid());
        var window = Placement.of(grid, plan.grid(), input.resampling(), 0).sourceWindow(whole);
        if (window.isPresent()) {
          wanted.add(new Wanted(reader, reader.blocks(source.band(), 0, window.get())));
        }
      }
    }
    return wanted;
  }
}
