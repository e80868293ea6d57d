package dev.cairn.expr;

import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;

/// Carries out a [PixelProgram] over runs of pixels. Stateless and safe for any number of threads.
///
/// A run is pixels `from` (inclusive) to `to` (exclusive) of flat arrays of native samples, one
/// array an input in the program's order, all of the same pixels; any `from` and `to` will do. The
/// samples and validities are only read; a sample under an invalid pixel may be anything. Result
/// `k` of pixel `i` goes to `out[k][outFrom + i - from]`: its value, or NaN where it has none
/// (which NaN is not specified).
///
/// Arguments that do not fit the program are `IllegalArgumentException`s.
public sealed interface Kernel permits Interpreter, CompiledKernel {
  PixelProgram program();

  /// Says which pixels the masks leave: bit `i` of `keep` is set where pixel `i` is kept and
  /// cleared where it is masked, for the pixels of the run; the other bits stay. Inputs that no
  /// mask looks at are not read.
  void keep(Samples[] inputs, Validity[] valid, int from, int to, Validity keep);

  /// Runs a float32 program.
  default void run(
      Samples[] inputs, Validity[] valid, int from, int to, float[][] out, int outFrom) {
    run(inputs, valid, Kept.ALL, from, to, out, outFrom);
  }

  /// Runs a float64 program.
  default void run(
      Samples[] inputs, Validity[] valid, int from, int to, double[][] out, int outFrom) {
    run(inputs, valid, Kept.ALL, from, to, out, outFrom);
  }

  /// Runs a float32 program over the pixels of a run that are kept, as [#keep] finds them or by the
  /// program's own masks as well: the others have no value.
  void run(
      Samples[] inputs, Validity[] valid, Kept kept, int from, int to, float[][] out, int outFrom);

  /// Runs a float64 program over the pixels of a run that are kept.
  void run(
      Samples[] inputs, Validity[] valid, Kept kept, int from, int to, double[][] out, int outFrom);

  /// Which pixels a run looks at, apart from the program's own masks.
  sealed interface Kept {
    Kept ALL = new All();

    record All() implements Kept {}

    /// Those whose bit is set, by their index in the inputs.
    record Only(Validity pixels) implements Kept {}
  }
}
