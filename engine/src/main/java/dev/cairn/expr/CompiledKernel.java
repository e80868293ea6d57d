package dev.cairn.expr;

import dev.cairn.expr.Expr.UnaryOp;
import dev.cairn.expr.Schedule.Target;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.List;

/// Runs a program in strips that stay in the first-level cache: masks and validity as words of 64
/// pixels, inputs widened to rows, generated loops over rows, and at last NaN where a pixel was
/// dropped. Strips without a pixel left are not computed.
///
/// What lost (KernelTimings, NDVI of two uint16 bands): widening inside the generated loop, which
/// is not vectorised then, 0.75 ns a pixel; the mask as NaN bits OR-ed to the result, which moves
/// between float and integer registers and is not vectorised, 0.19 for the OR alone.
final class CompiledKernel implements Kernel {
  /// Pixels of a strip: rows of 8 KB. As fast as 4096, faster than 1024 and 512 by 10 and 40 %.
  private static final int STRIP = 2048;

  private final PixelProgram program;
  private final Schedule schedule;
  private final List<Loops> loops;
  private final List<Matcher> matchers;

  /// For each output the input that it merely is, or -1.
  private final int[] copyOf;

  /// True for inputs that a generated loop reads.
  private final boolean[] isRow;

  /// True for inputs whose missing values must be NaN in their row, since an output may have a
  /// value without them.
  private final boolean[] isMarked;

  /// For each output the inputs without which it has no value, where all operations pass NaN on.
  private final int[][] needs;

  CompiledKernel(PixelProgram program, Schedule schedule, List<Loops> loops) {
    this.program = program;
    this.schedule = schedule;
    this.loops = loops;
    this.matchers =
        program.masks().stream()
            .map(m -> Matcher.of(m.test(), program.inputs().get(m.input()).dtype()))
            .toList();
    int inputs = program.inputs().size();
    int outputs = program.outputs().size();
    this.copyOf = new int[outputs];
    this.isRow = new boolean[inputs];
    this.isMarked = new boolean[inputs];
    this.needs = new int[outputs][];
    for (int k = 0; k < outputs; k++) {
      Expr e = program.outputs().get(k);
      int[] used = e.bands().stream().mapToInt(program::input).toArray();
      boolean isCopy = e instanceof Expr.BandRef;
      boolean isStrict = isStrict(e);
      copyOf[k] = isCopy ? used[0] : -1;
      needs[k] = isStrict ? used : new int[0];
      for (int input : used) {
        isRow[input] |= !isCopy;
        isMarked[input] |= !isStrict;
      }
    }
  }

  /// The generated code, for those who ask whether it is shared.
  List<Loops> loops() {
    return loops;
  }

  /// True where a missing operand anywhere leaves no value.
  private static boolean isStrict(Expr e) {
    return switch (e) {
      case Expr.Where _ -> false;
      case Expr.Unary(UnaryOp op, _) when op == UnaryOp.IS_VALID -> false;
      case Expr.Constant _, Expr.BandRef _, Expr.Unary _, Expr.Binary _ ->
          e.parts().stream().allMatch(CompiledKernel::isStrict);
    };
  }

  @Override
  public PixelProgram program() {
    return program;
  }

  @Override
  public void keep(Samples[] inputs, Validity[] valid, int from, int to, Validity keep) {
    program.check(inputs, valid, from, to);
    var strip = new Strip(inputs, valid, to - from, new Object[0]);
    for (int start = from; start < to; start += STRIP) {
      int n = Math.min(STRIP, to - start);
      Bits.ones(n, strip.kept);
      strip.mask(start, n);
      Bits.write(strip.kept, n, keep.words(), start);
    }
  }

  @Override
  public void run(
      Samples[] inputs, Validity[] valid, Kept kept, int from, int to, float[][] out, int outFrom) {
    program.checkOut(out, outFrom, to - from);
    runStrips(inputs, valid, kept, from, to, out, outFrom);
  }

  @Override
  public void run(
      Samples[] inputs,
      Validity[] valid,
      Kept kept,
      int from,
      int to,
      double[][] out,
      int outFrom) {
    program.checkOut(out, outFrom, to - from);
    runStrips(inputs, valid, kept, from, to, out, outFrom);
  }

  private void runStrips(
      Samples[] inputs, Validity[] valid, Kept kept, int from, int to, Object[] out, int outFrom) {
    program.check(inputs, valid, from, to);
    var strip = new Strip(inputs, valid, to - from, out);
    for (int start = from; start < to; start += STRIP) {
      int n = Math.min(STRIP, to - start);
      switch (kept) {
        case Kept.All _ -> Bits.ones(n, strip.kept);
        case Kept.Only(Validity pixels) -> Bits.read(pixels.words(), start, n, strip.kept);
      }
      strip.mask(start, n);
      strip.compute(start, n, outFrom + (start - from));
    }
  }

  /// One run's working memory, used for strip after strip.
  private final class Strip {
    private final Samples[] inputs;
    private final Validity[] valid;
    private final Object[] out;
    private final Object[] rows;
    private final Object result;
    private final Widening[] widenings;
    private final long[] kept;
    private final long[] hits;
    private final long[][] present;

    Strip(Samples[] inputs, Validity[] valid, int pixels, Object[] out) {
      this.inputs = inputs;
      this.valid = valid;
      this.out = out;
      int length = Math.min(STRIP, pixels);
      int words = (length + 63) >> 6;
      this.kept = new long[words];
      this.hits = new long[words];
      this.present = new long[inputs.length][words];
      boolean computes = out.length > 0;
      this.rows = new Object[computes ? schedule.rows() : 0];
      this.widenings = new Widening[computes ? inputs.length : 0];
      this.result = row(loops.isEmpty() ? 0 : length);
      for (int r = 0; r < rows.length; r++) {
        rows[r] = row(r >= inputs.length || isRow[r] ? length : 0);
      }
      for (int b = 0; b < widenings.length; b++) {
        PixelProgram.Input input = program.inputs().get(b);
        widenings[b] = new Widening(input.dtype(), input.scaling(), program.precision(), length);
      }
    }

    private Object row(int length) {
      return switch (program.precision()) {
        case FLOAT32 -> new float[length];
        case FLOAT64 -> new double[length];
      };
    }

    /// Takes from `kept` the pixels that the program's masks mask.
    void mask(int start, int n) {
      int words = (n + 63) >> 6;
      for (int m = 0; m < matchers.size(); m++) {
        MaskRule rule = program.masks().get(m);
        matchers.get(m).match(inputs[rule.input()], start, n, hits);
        long[] there = present[rule.input()];
        Bits.read(valid[rule.input()].words(), start, n, there);
        switch (rule.test()) {
          case MaskTest.Bits _, MaskTest.Values _ -> {
            for (int j = 0; j < words; j++) {
              kept[j] &= ~(hits[j] & there[j]);
            }
          }
          case MaskTest.Keep _ -> {
            for (int j = 0; j < words; j++) {
              kept[j] &= hits[j] & there[j];
            }
          }
        }
      }
    }

    void compute(int start, int n, int at) {
      if (Bits.isNone(kept, n)) {
        for (Object o : out) {
          Bits.dropOthers(kept, n, o, at);
        }
        return;
      }
      for (int b = 0; b < inputs.length; b++) {
        Bits.read(valid[b].words(), start, n, present[b]);
        if (isRow[b]) {
          widenings[b].widen(inputs[b], start, n, rows[b], 0);
        }
        if (isMarked[b]) {
          Bits.dropOthers(present[b], n, rows[b], 0);
        }
      }
      for (int l = 0; l < schedule.loops().size(); l++) {
        Loops group = loops.get(l / LoopWriter.LOOPS_PER_CLASS);
        int number = l % LoopWriter.LOOPS_PER_CLASS;
        switch (schedule.loops().get(l).target()) {
          case Target.Row(int row) -> group.run(number, rows, rows[row], n);
          case Target.Output(int k) -> {
            group.run(number, rows, result, n);
            System.arraycopy(result, 0, out[k], at, n);
          }
        }
      }
      for (int k = 0; k < out.length; k++) {
        if (copyOf[k] >= 0) {
          int input = copyOf[k];
          widenings[input].widen(inputs[input], start, n, out[k], at);
        }
        int words = (n + 63) >> 6;
        System.arraycopy(kept, 0, hits, 0, words);
        for (int input : needs[k]) {
          long[] there = present[input];
          for (int j = 0; j < words; j++) {
            hits[j] &= there[j];
          }
        }
        Bits.dropOthers(hits, n, out[k], at);
      }
    }
  }
}
