package dev.cairn.bench;

import dev.cairn.focal.CellSize;
import dev.cairn.focal.Morphology;
import dev.cairn.focal.Neighbourhood;
import dev.cairn.focal.Patch;
import dev.cairn.focal.Smoothing;
import dev.cairn.focal.Terrain;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Nanoseconds a pixel of neighbourhoods on square float32 elevations in memory, by one thread;
/// started by `bench/focal.py`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FocalKernels {
  private static final int SIDE = 4096;

  /// What is computed.
  @Param({"hillshade", "compass", "slope", "aspect", "roughness", "gaussian3", "disc3"})
  public String what = "";

  /// `SIDE`² little-endian float32 elevations, every one a value.
  @Param({""})
  public String file = "";

  private Neighbourhood neighbourhood = Smoothing.Gaussian.of(1);
  private Patch patch;

  /// Reads the elevations.
  @Setup
  public void setUp() throws IOException {
    var heights = new float[SIDE * SIDE];
    ByteBuffer.wrap(Files.readAllBytes(Path.of(file)))
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(heights);
    Validity valid = Validity.all(heights.length);
    patch = Patch.whole(new Raster(SIDE, SIDE, new Samples.Float32(heights), valid));
    neighbourhood =
        switch (what) {
          case "hillshade" -> Terrain.of(Terrain.Hillshade.DEFAULT);
          case "compass" -> Terrain.of(Terrain.Hillshade.DEFAULT.withLight(Terrain.Light.COMPASS));
          case "slope" -> Terrain.of(Terrain.Slope.DEGREES);
          case "aspect" -> Terrain.of(Terrain.Aspect.DEFAULT);
          case "roughness" -> Terrain.of(new Terrain.Roughness());
          case "gaussian3" -> new Smoothing.Gaussian(1, 3);
          case "disc3" -> new Morphology(Morphology.Operation.DILATION, 3, Morphology.Shape.DISC);
          default -> throw new IllegalArgumentException(what);
        };
  }

  /// The whole picture once.
  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public Raster apply() {
    return neighbourhood.apply(
        patch, new CellSize.Uniform(30, -30), new PixelWindow(0, 0, SIDE, SIDE));
  }

  /// Computes `WHAT FILE OUT`, writes the samples, little-endian, and prints the nanoseconds of the
  /// processor that the quickest of 20 passes took for a pixel: a measure for a busy machine.
  public static void main(String[] args) throws IOException {
    var it = new FocalKernels();
    it.what = args[0];
    it.file = args[1];
    it.setUp();
    Samples samples = it.apply().samples();
    ByteBuffer bytes =
        ByteBuffer.allocate(samples.length() * samples.dtype().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (samples) {
      case Samples.UInt8(var v) -> bytes.put(v);
      case Samples.Float32(var v) -> bytes.asFloatBuffer().put(v);
      default -> throw new IllegalStateException(samples.dtype().toString());
    }
    Files.write(Path.of(args[2]), bytes.array());
    long best = Long.MAX_VALUE;
    for (int pass = 0; pass < 20; pass++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      it.apply();
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    System.out.println((double) best / SIDE / SIDE);
  }
}
