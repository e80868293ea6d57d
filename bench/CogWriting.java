import dev.cairn.Cairn;
import dev.cairn.format.tiff.Codec;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.format.tiff.CogWriter;
import dev.cairn.format.tiff.OutputBand;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.store.NewFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A raster's first band, decoded before the clock starts, written as a COG N times on a few
/// threads: `CogWriting SOURCE TARGET CODEC LEVEL OVERVIEWS N THREADS`. OVERVIEWS is `average` or
/// `none`; LEVEL 0 leaves the codec's own. Prints a JSON line a pass: seconds and the processor's.
final class CogWriting {
  private CogWriting() {}

  public static void main(String[] args) throws InterruptedException, ExecutionException {
    Path target = Path.of(args[1]);
    Codec codec = Codec.parse(args[2]);
    int level = Integer.parseInt(args[3]);
    int threads = Integer.parseInt(args[6]);
    CogOptions options =
        CogOptions.DEFAULT
            .withCodec(level == 0 ? codec : codec.withLevel(level))
            .withExisting(NewFile.Existing.REPLACE);
    if (args[4].equals("none")) {
      options = options.withoutOverviews();
    }
    try (Cairn cairn = Cairn.open();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      RasterReader reader = cairn.raster(args[0]);
      Raster raster = whole(reader);
      GeoBox grid = reader.header().grid().orElseThrow(IllegalStateException::new);
      Stated<Double> nodata = reader.header().bands().getFirst().nodata();
      var image = CogImage.of(grid, raster.dtype(), nodata, List.of(OutputBand.of("")));
      for (int pass = 0; pass < Integer.parseInt(args[5]); pass++) {
        long busy = busy();
        long start = System.nanoTime();
        write(pool, target, image, options, raster);
        System.out.printf(
            Locale.ROOT,
            "{\"s\": %.4f, \"cpu\": %.4f}%n",
            (System.nanoTime() - start) / 1e9,
            (busy() - busy) / 1e9);
      }
    }
  }

  private static void write(
      ExecutorService pool, Path target, CogImage image, CogOptions options, Raster raster)
      throws InterruptedException, ExecutionException {
    try (CogWriter writer = CogWriter.create(target, image, options)) {
      PixelWindow all = image.grid().window();
      var work = new ArrayList<Callable<Boolean>>();
      for (PixelWindow part : writer.parts(all)) {
        work.add(
            () -> {
              writer.write(part, all, List.of(raster));
              return true;
            });
      }
      for (Future<Boolean> f : pool.invokeAll(work)) {
        f.get();
      }
      writer.finish();
    }
  }

  private static Raster whole(RasterReader reader) throws InterruptedException {
    RasterHeader header = reader.header();
    int width = header.width();
    int height = header.height();
    RasterHeader.BandHeader band = header.bands().getFirst();
    Samples samples = Samples.allocate(band.dtype(), Math.multiplyExact(width, height));
    for (Block block : reader.blocks(0, 0, new PixelWindow(0, 0, width, height))) {
      FetchedBlock bytes = reader.fetch(List.of(block)).getFirst();
      var decoded = reader.decode(block, bytes);
      PixelWindow w = block.window();
      decoded
          .band(0)
          .copyRect(
              0,
              decoded.stride(),
              samples,
              w.row() * width + w.col(),
              width,
              w.width(),
              w.height());
    }
    Validity valid = Validity.none(width * height);
    NoData.markValid(samples, band.nodata(), 0, width * height, valid, 0);
    return new Raster(width, height, samples, valid);
  }

  /// Of all threads of this process.
  private static long busy() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }
}
