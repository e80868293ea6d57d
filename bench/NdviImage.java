import dev.cairn.Cairn;
import dev.cairn.CairnOptions;
import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// The mean of the NDVI of a pair of bands N times in one JVM, streamed: `NdviImage RED NIR N
/// THREADS`. Prints a JSON line a run. Files are opened anew in each. Beside each run every block
/// is read and decoded, on as many threads, and nothing done with it: the limit for this reader.
final class NdviImage {
  private NdviImage() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    var options =
        CairnOptions.standard().withThreads(Integer.parseInt(args[3])).withMemory(512L << 20);
    for (int run = 0; run < Integer.parseInt(args[2]); run++) {
      long cpu = cpuNanos();
      long start = System.nanoTime();
      var mean = new Mean();
      try (Cairn cairn = Cairn.open(options)) {
        Cube pair =
            cairn.cube(
                cairn.items("red=" + args[0], "nir=" + args[1]),
                LoadOptions.of("red", "nir").withScale(ScalePolicy.NONE));
        cairn.run(cairn.plan(pair.calculate("ndvi=(nir-red)/(nir+red)")), mean);
      }
      double wall = (System.nanoTime() - start) / 1e9;
      double processor = (cpuNanos() - cpu) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "{\"wall_seconds\": %.4f, \"cpu_seconds\": %.4f, \"bare_seconds\": %.4f, \"mean\": %.9f,"
              + " \"pixels\": %d}%n",
          wall,
          processor,
          bare(List.of(args[0], args[1]), Integer.parseInt(args[3])),
          mean.sum.sum() / mean.count.sum(),
          mean.count.sum());
    }
  }

  /// Seconds of decoding alone.
  private static double bare(List<String> files, int threads)
      throws InterruptedException, ExecutionException {
    long start = System.nanoTime();
    try (Cairn cairn = Cairn.open();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      var work = new ArrayList<Callable<Integer>>();
      for (String file : files) {
        RasterReader reader = cairn.raster(file);
        var all = new PixelWindow(0, 0, reader.header().width(), reader.header().height());
        for (Block block : reader.blocks(0, 0, all)) {
          work.add(
              () -> reader.decode(block, reader.fetch(List.of(block)).getFirst()).bands().size());
        }
      }
      for (Future<Integer> done : pool.invokeAll(work)) {
        done.get();
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  /// Adds up what comes.
  private static final class Mean implements Sink {
    private final DoubleAdder sum = new DoubleAdder();
    private final LongAdder count = new LongAdder();

    @Override
    public void open(Plan plan) {}

    @Override
    public void write(Piece piece) {
      Raster raster = piece.bands().getFirst();
      float[] values = ((Samples.Float32) raster.samples()).v();
      long[] words = raster.valid().words();
      double total = 0;
      long valid = 0;
      for (int w = 0; w < words.length; w++) {
        long bits = words[w];
        int from = w << 6;
        if (bits == -1L) {
          for (int i = from; i < from + 64; i++) {
            total += values[i];
          }
        } else {
          for (long rest = bits; rest != 0; rest &= rest - 1) {
            total += values[from + Long.numberOfTrailingZeros(rest)];
          }
        }
        valid += Long.bitCount(bits);
      }
      sum.add(total);
      count.add(valid);
    }

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }

  private static long cpuNanos() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
