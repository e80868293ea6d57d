package dev.cairn.expr;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Times kernels on one thread: nanoseconds a pixel, the best of several rounds, and the first
/// round of a fresh virtual machine. A program of its own, not a test:
///
/// ```
/// java -cp engine/target/classes:engine/target/test-classes:… dev.cairn.expr.KernelTimings
/// ```
final class KernelTimings {
  private static final int PIXELS = 256 * 256;
  private static final Scaling REFLECTANCE = new Scaling(2.75e-5, -0.2);

  private final Random random = new Random(1);

  private KernelTimings() {}

  static void main() {
    var timings = new KernelTimings();
    timings.time(
        "3 uint16, QA bits",
        List.of("r", "g", "b", "qa:uint16"),
        Scaling.IDENTITY,
        "qa:bits=1,2,3,4",
        "r",
        "g",
        "b");
    timings.time(
        "3 uint16 scaled, QA bits",
        List.of("r", "g", "b", "qa:uint16"),
        REFLECTANCE,
        "qa:bits=1,2,3,4",
        "r",
        "g",
        "b");
    timings.time(
        "NDVI, SCL keep",
        List.of("nir", "red", "scl:uint8"),
        new Scaling(1e-4, -0.1),
        "scl:keep=4,5,6,7,11",
        "(nir-red)/(nir+red)");
    timings.time("NDVI", List.of("nir", "red"), new Scaling(1e-4, -0.1), "", "(nir-red)/(nir+red)");
    timings.time("uint16 scaled", List.of("a"), REFLECTANCE, "", "a");
    timings.time("uint8", List.of("a:uint8"), Scaling.IDENTITY, "", "a");
    timings.time(
        "EVI",
        List.of("nir", "red", "blue"),
        new Scaling(1e-4, 0),
        "",
        "2.5*(nir-red)/(nir+6*red-7.5*blue+1)");
    timings.time(
        "30 operations",
        List.of("x", "y", "z"),
        new Scaling(1e-4, 0),
        "",
        "(x*2.5-y)/(x+6*y-7.5*z+1)*((x*y+z)*(x-z)+(y*y-z*z)*(x+z+y))+(x-y)*(z*x+y*2)-(z*y+x)*(x*3-y*z)");
    timings.time(
        "where", List.of("x", "y"), Scaling.IDENTITY, "", "where(x > 3000 and y < 9000, x, y)");
    timings.time("x > 3000", List.of("x", "y"), Scaling.IDENTITY, "", "x > 3000");
    timings.time("x > y", List.of("x", "y"), Scaling.IDENTITY, "", "x > y");
    timings.time("and", List.of("x", "y"), Scaling.IDENTITY, "", "x and y");
    timings.time("min", List.of("x", "y"), Scaling.IDENTITY, "", "min(x, y)");
    timings.time("isvalid", List.of("x", "y"), Scaling.IDENTITY, "", "isvalid(x)");
    timings.time("where only", List.of("x", "y", "z"), Scaling.IDENTITY, "", "where(x, y, z)");
    timings.time("floor", List.of("x"), Scaling.IDENTITY, "", "floor(x)");
    timings.time(
        "6 bands",
        List.of("a", "b", "c", "d", "e", "f"),
        new Scaling(1e-4, 0),
        "",
        "(a*1.1-b*1.2+c*1.3-d*1.4+e*1.5-f*1.6)/(a+b+c+d+e+f+1)*(a-b)*(c-d)*(e-f)");
    timings.time("log", List.of("x"), Scaling.IDENTITY, "", "10*log10(x+1)");
    timings.time("x**2.2", List.of("x"), REFLECTANCE, "", "x**2.2");
  }

  private void time(
      String name, List<String> bands, Scaling scaling, String mask, String... outputs) {
    var inputs = new ArrayList<PixelProgram.Input>();
    for (String band : bands) {
      String[] parts = band.split(":", 2);
      DType type = parts.length == 1 ? DType.UINT16 : DType.parse(parts[1]);
      inputs.add(new PixelProgram.Input(parts[0], type, scaling));
    }
    var masks = new ArrayList<MaskRule>();
    if (!mask.isEmpty()) {
      masks.add(new MaskRule(inputs.size() - 1, MaskSpec.parse(mask).test()));
    }
    var exprs = java.util.Arrays.stream(outputs).map(Expr::parse).toList();
    Kernel kernel =
        new Compiler().compile(new PixelProgram(inputs, masks, exprs, Precision.FLOAT32));
    Samples[] samples = inputs.stream().map(this::pixels).toArray(Samples[]::new);
    Validity[] valid = inputs.stream().map(_ -> Validity.all(PIXELS)).toArray(Validity[]::new);
    float[][] out = new float[outputs.length][PIXELS];

    long start = System.nanoTime();
    kernel.run(samples, valid, 0, PIXELS, out, 0);
    double first = (System.nanoTime() - start) / 1e6;
    start = System.nanoTime();
    for (int i = 0; i < 15; i++) {
      kernel.run(samples, valid, 0, PIXELS, out, 0);
    }
    double next = (System.nanoTime() - start) / 1e6 / 15;
    double best = Double.MAX_VALUE;
    long end = System.nanoTime() + 1_500_000_000L;
    while (System.nanoTime() < end) {
      start = System.nanoTime();
      kernel.run(samples, valid, 0, PIXELS, out, 0);
      best = Math.min(best, (double) (System.nanoTime() - start) / PIXELS);
    }
    System.out.printf(
        "%-26s %.3f ns/pixel   first run of %d pixels %.1f ms, next 15: %.2f ms each%n",
        name, best, PIXELS, first, next);
  }

  /// Noise for bands; for quality bands patches of some hundred pixels, as clouds have them.
  private Samples pixels(PixelProgram.Input input) {
    Samples samples = Samples.allocate(input.dtype(), PIXELS);
    boolean isQuality = input.name().equals("qa") || input.name().equals("scl");
    int patch = 4;
    for (int i = 0; i < PIXELS; i++) {
      if (random.nextInt(300) == 0) {
        patch = input.name().equals("qa") ? 1 << random.nextInt(10) : random.nextInt(12);
      }
      int v = isQuality ? patch : 1 + random.nextInt(12_000);
      switch (samples) {
        case Samples.UInt8(var a) -> a[i] = (byte) v;
        case Samples.UInt16(var a) -> a[i] = (short) v;
        default -> throw new IllegalArgumentException(input.toString());
      }
    }
    return samples;
  }
}
