import dev.cairn.Cairn;
import dev.cairn.CairnOptions;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.geo.Affine;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.warp.Placement;
import dev.cairn.warp.Placing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One image of uint16 samples onto a grid in another CRS, N times by one thread: `WarpImage FILE
/// CRS LEFT TOP SIZE COLUMNS ROWS METHOD ERROR memory|file N OUT`, with pixels of SIZE units of the
/// CRS. From `memory` its samples are decoded before the clock starts; from `file` it is a cube,
/// read anew each time. Prints nanoseconds of the processor a run and writes the last run's
/// samples, little-endian, 0 where there is none.
final class WarpImage {
  private static final int CHUNK = 2048;

  private final RasterReader reader;
  private final GeoBox target;
  private final Resampling method;
  private final double error;
  private final short[] out;

  private WarpImage(RasterReader reader, GeoBox target, Resampling method, double error) {
    this.reader = reader;
    this.target = target;
    this.method = method;
    this.error = error;
    out = new short[Math.toIntExact((long) target.width() * target.height())];
  }

  public static void main(String[] args) throws InterruptedException, IOException {
    double size = Double.parseDouble(args[4]);
    var grid =
        new GeoBox(
            Integer.parseInt(args[5]),
            Integer.parseInt(args[6]),
            new Affine(size, 0, Double.parseDouble(args[2]), 0, -size, Double.parseDouble(args[3])),
            Crs.parse(args[1]));
    var options = CairnOptions.standard().withThreads(1);
    try (Cairn cairn = Cairn.open(options)) {
      RasterReader reader = cairn.raster(args[0]);
      var image =
          new WarpImage(reader, grid, Resampling.parse(args[7]), Double.parseDouble(args[8]));
      boolean isMemory = args[9].equals("memory");
      List<DecodedBlock> blocks = isMemory ? image.decoded() : List.of();
      for (int run = 0; run < Integer.parseInt(args[10]); run++) {
        long start = cpuNanos();
        if (isMemory) {
          image.place(blocks);
        } else {
          image.compute(cairn, args[0]);
        }
        System.out.println(cpuNanos() - start);
      }
      image.write(Path.of(args[11]));
    }
  }

  private List<DecodedBlock> decoded() throws InterruptedException {
    var all = new PixelWindow(0, 0, reader.header().width(), reader.header().height());
    var decoded = new ArrayList<DecodedBlock>();
    for (Block block : reader.blocks(0, 0, all)) {
      List<FetchedBlock> bytes = reader.fetch(List.of(block));
      decoded.add(reader.decode(block, bytes.getFirst()));
    }
    return decoded;
  }

  private void place(List<DecodedBlock> blocks) {
    GeoBox source = reader.header().grid().orElseThrow(IllegalStateException::new);
    Placement placement = Placement.of(source, target, method, error);
    for (int row = 0; row < target.height(); row += CHUNK) {
      for (int col = 0; col < target.width(); col += CHUNK) {
        var chunk =
            new PixelWindow(
                col,
                row,
                Math.min(CHUNK, target.width() - col),
                Math.min(CHUNK, target.height() - row));
        var needed = placement.sourceWindow(chunk);
        if (needed.isEmpty()) {
          continue;
        }
        Placing placing = placement.begin(chunk, blocks.getFirst().band(0).dtype(), Stated.as(0.0));
        for (DecodedBlock block : blocks) {
          if (block.block().window().intersection(needed.get()).isPresent()) {
            placing.add(block, 0);
          }
        }
        placing.remaining().forEach(Runnable::run);
        put(chunk, placing.finish());
      }
    }
  }

  private void compute(Cairn cairn, String file) throws InterruptedException {
    BBox area = target.bounds();
    Cube cube =
        cairn.cube(
            cairn.items("band=" + file),
            LoadOptions.of("band")
                .withResampling(method)
                .withWarpError(error)
                .withGrid(
                    GridRequest.AUTO
                        .withCrs(target.crs())
                        .withResolution(target.transform().a())
                        .withBounds(area)
                        .withAlign(GridRequest.Align.NONE)));
    Plan plan = cairn.plan(cube);
    if (plan.grid().width() != target.width() || plan.grid().height() != target.height()) {
      throw new IllegalStateException("grid " + plan.grid() + ", expected " + target);
    }
    cairn.run(plan, new Memory());
  }

  private final class Memory implements Sink {
    @Override
    public void open(Plan plan) {}

    @Override
    public void write(Piece piece) {
      put(piece.window(), piece.bands().getFirst());
    }

    @Override
    public void commit(Workers workers) {}

    @Override
    public void close() {}
  }

  private void put(PixelWindow window, Raster pixels) {
    for (int row = 0; row < window.height(); row++) {
      int at = (window.row() + row) * target.width() + window.col();
      int from = row * window.width();
      switch (pixels.samples()) {
        case Samples.UInt16(short[] v) -> System.arraycopy(v, from, out, at, window.width());
        case Samples.Float32(float[] v) -> {
          for (int i = 0; i < window.width(); i++) {
            out[at + i] = (short) (int) (v[from + i] + 0.5f);
          }
        }
        default -> throw new IllegalStateException("samples of " + pixels.dtype());
      }
      for (int i = 0; i < window.width(); i++) {
        // A value that is 0 is written as 1, as GDAL does, since 0 stands for none.
        out[at + i] = (short) (out[at + i] == 0 ? 1 : out[at + i]);
      }
      for (int i = 0; i < window.width(); i += 64) {
        if (pixels.valid().bits(from + i) == -1) {
          continue;
        }
        for (int k = i; k < Math.min(i + 64, window.width()); k++) {
          if (!pixels.valid().get(from + k)) {
            out[at + k] = 0;
          }
        }
      }
    }
  }

  private void write(Path file) throws IOException {
    var bytes = ByteBuffer.allocate(2 * out.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(out);
    Files.write(file, bytes.array());
  }

  private static long cpuNanos() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
