import dev.cairn.Cairn;
import dev.cairn.CairnOptions;
import dev.cairn.base.Progress;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.exec.Piece;
import dev.cairn.exec.RunReport;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.BBox;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;

/// The same window of every band of every item, N times in one JVM, each summed and thrown away:
/// `LatencyWindows ITEMS N THREADS`. Prints a JSON line a run, the last with the sum of each file.
/// Each run begins with nothing but the JVM: items are parsed, connections made and headers read
/// anew.
final class LatencyWindows {
  private LatencyWindows() {}

  public static void main(String[] args) throws InterruptedException {
    var options = CairnOptions.standard().withThreads(Integer.parseInt(args[2]));
    int runs = Integer.parseInt(args[1]);
    for (int run = 0; run < runs; run++) {
      long cpu = cpuNanos();
      long start = System.nanoTime();
      var sums = new Sums();
      RunReport report;
      int ahead;
      try (Cairn cairn = Cairn.open(options)) {
        Plan plan = cairn.plan(windows(cairn, args[0]));
        ahead = plan.chunking().ahead();
        report = cairn.run(plan, sums, Progress.NONE);
      }
      System.out.printf(
          Locale.ROOT,
          "{\"wall_seconds\": %.4f, \"cpu_seconds\": %.4f, \"requests\": %d, \"read_bytes\": %d,"
              + " \"blocks\": %d, \"decoded_bytes\": %d, \"ahead\": %d, \"sum\": %d%s}%n",
          (System.nanoTime() - start) / 1e9,
          (cpuNanos() - cpu) / 1e9,
          report.requests(),
          report.readBytes(),
          report.blocks(),
          report.decodedBytes(),
          ahead,
          sums.total(),
          run == runs - 1 ? ", \"files\": " + sums.files() : "");
    }
  }

  private static Cube windows(Cairn cairn, String items) throws InterruptedException {
    BBox bay = BBox.lonLat(-70.1305, 41.6270, -69.8050, 41.8320);
    return cairn.cube(
        cairn.items(items),
        LoadOptions.of("red", "green", "blue", "qa_pixel")
            .withScale(ScalePolicy.NONE)
            .withGrid(GridRequest.AUTO.withBounds(bay)));
  }

  /// Adds up the pixels that hold a value, for each time and band.
  private static final class Sums implements Sink {
    private AtomicLongArray sums = new AtomicLongArray(0);
    private int bands;

    @Override
    public void open(Plan plan) {
      bands = plan.output().bands().size();
      sums = new AtomicLongArray(bands * plan.output().times().size());
    }

    @Override
    public void write(Piece piece) {
      for (int band = 0; band < bands; band++) {
        sums.addAndGet(piece.time() * bands + band, sum(piece.bands().get(band)));
      }
    }

    private static long sum(Raster raster) {
      short[] samples = ((Samples.UInt16) raster.samples()).v();
      boolean all = raster.valid().isAll();
      long sum = 0;
      for (int i = 0; i < samples.length; i++) {
        if (all || raster.valid().get(i)) {
          sum += samples[i] & 0xFFFF;
        }
      }
      return sum;
    }

    List<Long> files() {
      var files = new ArrayList<Long>();
      for (int i = 0; i < sums.length(); i++) {
        files.add(sums.get(i));
      }
      return files;
    }

    long total() {
      return files().stream().mapToLong(Long::longValue).sum();
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
