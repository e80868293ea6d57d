import dev.cairn.Cairn;
import dev.cairn.CairnOptions;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.RunReport;
import dev.cairn.geo.BBox;
import dev.cairn.sink.Animation;
import dev.cairn.sink.GifSink;
import dev.cairn.store.NewFile;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/// The composite N times in one JVM, through the door that a Java user comes in by:
/// `RepeatedComposite ITEMS GIF N THREADS`. Prints a JSON line a run. Each run begins with nothing
/// but the JVM: items are parsed and headers read anew.
final class RepeatedComposite {
  private RepeatedComposite() {}

  public static void main(String[] args) throws InterruptedException {
    Path gif = Path.of(args[1]);
    var options = CairnOptions.standard().withThreads(Integer.parseInt(args[3]));
    for (int run = 0; run < Integer.parseInt(args[2]); run++) {
      long cpu = cpuNanos();
      long start = System.nanoTime();
      RunReport report;
      try (Cairn cairn = Cairn.open(options)) {
        var sink = new GifSink(gif, Animation.DEFAULT.withFps(5), NewFile.Existing.REPLACE);
        report = cairn.run(cairn.plan(composite(cairn, args[0])), sink);
      }
      System.out.printf(
          Locale.ROOT,
          "{\"wall_seconds\": %.4f, \"cpu_seconds\": %.4f, \"blocks\": %d, \"decoded_bytes\":"
              + " %d}%n",
          (System.nanoTime() - start) / 1e9,
          (cpuNanos() - cpu) / 1e9,
          report.blocks(),
          report.decodedBytes());
    }
  }

  private static Cube composite(Cairn cairn, String items) throws InterruptedException {
    BBox bay = BBox.lonLat(-70.1305, 41.6270, -69.8050, 41.8320);
    return cairn
        .cube(
            cairn.items(items),
            LoadOptions.of("red", "green", "blue")
                .withQuality("qa_pixel")
                .withGrid(GridRequest.AUTO.withBounds(bay)))
        .mask("qa_pixel:bits=1,2,3,4")
        .resample("2Q")
        .median()
        .fillForward()
        .skip(1);
  }

  private static long cpuNanos() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
