package dev.cairn.exec;

import dev.cairn.cube.Step;
import dev.cairn.expr.Compiler;
import dev.cairn.expr.Expr;
import dev.cairn.expr.Kernel;
import dev.cairn.expr.MaskRule;
import dev.cairn.expr.NamedExpr;
import dev.cairn.expr.PixelProgram;
import dev.cairn.expr.Precision;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Carries out masks and band math over whole rasters.
final class Kernels {
  /// Its code serves every run of this JVM.
  private static final Compiler COMPILER = new Compiler();

  private Kernels() {}

  /// The pixels that a mask leaves.
  static Validity keep(Step.Mask mask, Raster raster) {
    var program =
        new PixelProgram(
            List.of(new PixelProgram.Input(mask.band(), raster.dtype(), Scaling.IDENTITY)),
            List.of(new MaskRule(0, mask.test())),
            List.of(),
            Precision.FLOAT32);
    Validity keep = Validity.none(raster.pixels());
    COMPILER
        .compile(program)
        .keep(
            new Samples[] {raster.samples()},
            new Validity[] {raster.valid()},
            0,
            raster.pixels(),
            keep);
    return keep;
  }

  /// Values of the outputs; those that use a band which the scene does not have are missing.
  ///
  /// @param rasters bands by name, all of one shape; at least one
  /// @param keep pixels that the masks leave; all where there is no mask
  static List<Samples> run(
      Precision precision,
      List<NamedExpr> outputs,
      Map<String, Raster> rasters,
      Map<String, Scaling> scalings,
      Optional<Validity> keep) {
    int pixels = rasters.values().iterator().next().pixels();
    var inputs = new ArrayList<PixelProgram.Input>();
    var samples = new ArrayList<Samples>();
    var valid = new ArrayList<Validity>();
    rasters.forEach(
        (name, raster) -> {
          inputs.add(
              new PixelProgram.Input(
                  name, raster.dtype(), scalings.getOrDefault(name, Scaling.IDENTITY)));
          samples.add(raster.samples());
          valid.add(raster.valid());
        });
    var computable = new ArrayList<Expr>();
    var values = new ArrayList<Samples>();
    var results = new ArrayList<Samples>();
    for (NamedExpr output : outputs) {
      if (rasters.keySet().containsAll(output.expr().bands())) {
        Samples result = Samples.allocate(precision.dtype(), pixels);
        computable.add(output.expr());
        results.add(result);
        values.add(result);
      } else {
        values.add(Streams.missing(precision, pixels));
      }
    }
    if (!computable.isEmpty()) {
      Kernel kernel = COMPILER.compile(new PixelProgram(inputs, List.of(), computable, precision));
      Kernel.Kept kept = keep.<Kernel.Kept>map(Kernel.Kept.Only::new).orElse(Kernel.Kept.ALL);
      Samples[] in = samples.toArray(Samples[]::new);
      Validity[] ok = valid.toArray(Validity[]::new);
      switch (precision) {
        case FLOAT32 ->
            kernel.run(
                in,
                ok,
                kept,
                0,
                pixels,
                results.stream().map(r -> (float[]) r.array()).toArray(float[][]::new),
                0);
        case FLOAT64 ->
            kernel.run(
                in,
                ok,
                kept,
                0,
                pixels,
                results.stream().map(r -> (double[]) r.array()).toArray(double[][]::new),
                0);
      }
    }
    return values;
  }
}
