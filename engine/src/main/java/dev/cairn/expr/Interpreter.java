package dev.cairn.expr;

import dev.cairn.expr.Expr.BinaryOp;
import dev.cairn.expr.Expr.UnaryOp;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Carries out a program pixel by pixel as the definitions say: the oracle of compiled kernels.
/// Slow.
///
/// It computes in float64 throughout and, for float32 programs, rounds after each operation. For `+
/// - * /` and square roots that is the float32 operation itself, since float64 has more than twice
/// its digits (Figueroa 1995).
public final class Interpreter implements Kernel {
  private final PixelProgram program;
  private final Map<String, Integer> inputs;

  public Interpreter(PixelProgram program) {
    this.program = program;
    this.inputs =
        IntStream.range(0, program.inputs().size())
            .boxed()
            .collect(Collectors.toMap(i -> program.inputs().get(i).name(), i -> i));
  }

  @Override
  public PixelProgram program() {
    return program;
  }

  @Override
  public void keep(Samples[] samples, Validity[] valid, int from, int to, Validity keep) {
    program.check(samples, valid, from, to);
    for (int i = from; i < to; i++) {
      if (isMasked(samples, valid, i)) {
        keep.clear(i);
      } else {
        keep.set(i);
      }
    }
  }

  @Override
  public void run(
      Samples[] samples,
      Validity[] valid,
      Kept kept,
      int from,
      int to,
      float[][] out,
      int outFrom) {
    program.check(samples, valid, from, to);
    program.checkOut(out, outFrom, to - from);
    for (int i = from; i < to; i++) {
      for (int k = 0; k < out.length; k++) {
        out[k][outFrom + i - from] = (float) output(k, samples, valid, kept, i);
      }
    }
  }

  @Override
  public void run(
      Samples[] samples,
      Validity[] valid,
      Kept kept,
      int from,
      int to,
      double[][] out,
      int outFrom) {
    program.check(samples, valid, from, to);
    program.checkOut(out, outFrom, to - from);
    for (int i = from; i < to; i++) {
      for (int k = 0; k < out.length; k++) {
        out[k][outFrom + i - from] = output(k, samples, valid, kept, i);
      }
    }
  }

  private double output(int k, Samples[] samples, Validity[] valid, Kept kept, int i) {
    boolean dropped = kept instanceof Kept.Only(Validity pixels) && !pixels.get(i);
    if (dropped || isMasked(samples, valid, i)) {
      return Double.NaN;
    }
    return value(program.outputs().get(k), samples, valid, i);
  }

  private boolean isMasked(Samples[] samples, Validity[] valid, int i) {
    for (MaskRule rule : program.masks()) {
      boolean present = valid[rule.input()].get(i);
      Samples sample = samples[rule.input()];
      boolean masked =
          switch (rule.test()) {
            case MaskTest.Bits(long bits) -> present && (sample.integerAt(i) & bits) != 0;
            case MaskTest.Values(var values) -> present && isOneOf(sample, i, values);
            case MaskTest.Keep(var values) -> !(present && isOneOf(sample, i, values));
          };
      if (masked) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOneOf(Samples samples, int i, java.util.List<Long> values) {
    double sample = samples.at(i);
    return switch (samples) {
      case Samples.UInt64(var v) -> v[i] >= 0 && values.contains(v[i]);
      case Samples.Int64(var v) -> values.contains(v[i]);
      case Samples.UInt8 _,
          Samples.Int8 _,
          Samples.UInt16 _,
          Samples.Int16 _,
          Samples.UInt32 _,
          Samples.Int32 _,
          Samples.Float32 _,
          Samples.Float64 _ ->
          sample == (long) sample && values.contains((long) sample);
    };
  }

  private double value(Expr e, Samples[] samples, Validity[] valid, int i) {
    return switch (e) {
      case Expr.Constant(double value) -> rounded(value);
      case Expr.BandRef(String name) -> band(inputs.getOrDefault(name, -1), samples, valid, i);
      case Expr.Unary(UnaryOp op, Expr operand) -> unary(op, value(operand, samples, valid, i));
      case Expr.Binary(BinaryOp op, Expr left, Expr right) ->
          binary(op, value(left, samples, valid, i), value(right, samples, valid, i));
      case Expr.Where(Expr condition, Expr then, Expr otherwise) -> {
        double c = value(condition, samples, valid, i);
        yield Double.isNaN(c) ? c : value(c != 0 ? then : otherwise, samples, valid, i);
      }
    };
  }

  private double band(int input, Samples[] samples, Validity[] valid, int i) {
    if (!valid[input].get(i)) {
      return Double.NaN;
    }
    double value = rounded(samples[input].at(i));
    double scale = program.inputs().get(input).scaling().scale();
    double offset = program.inputs().get(input).scaling().offset();
    if (scale != 1) {
      value = rounded(value * rounded(scale));
    }
    if (offset != 0) {
      value = rounded(value + rounded(offset));
    }
    return Arithmetic.finite(value);
  }

  private double unary(UnaryOp op, double a) {
    if (op == UnaryOp.IS_VALID) {
      return Double.isNaN(a) ? 0 : 1;
    }
    if (Double.isNaN(a)) {
      return Double.NaN;
    }
    return result(
        switch (op) {
          case NEGATE -> -a;
          case NOT -> truth(a == 0);
          case ABS -> Math.abs(a);
          case SQRT -> Math.sqrt(a);
          case LOG -> StrictMath.log(a);
          case LOG10 -> StrictMath.log10(a);
          case EXP -> StrictMath.exp(a);
          case SIN -> StrictMath.sin(a);
          case COS -> StrictMath.cos(a);
          case TAN -> StrictMath.tan(a);
          case FLOOR -> Math.floor(a);
          case CEIL -> Math.ceil(a);
          case ROUND -> Math.rint(a);
          case IS_VALID -> 1;
        });
  }

  private double binary(BinaryOp op, double a, double b) {
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.NaN;
    }
    return result(
        switch (op) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case DIVIDE -> a / b;
          case MODULO -> modulo(a, b);
          case POWER -> power(a, b);
          case LESS -> truth(a < b);
          case LESS_EQUAL -> truth(a <= b);
          case GREATER -> truth(a > b);
          case GREATER_EQUAL -> truth(a >= b);
          case EQUAL -> truth(a == b);
          case NOT_EQUAL -> truth(a != b);
          case AND -> truth(a != 0 && b != 0);
          case OR -> truth(a != 0 || b != 0);
          case MIN -> Math.min(a, b);
          case MAX -> Math.max(a, b);
          case ATAN2 -> StrictMath.atan2(a, b);
        });
  }

  /// Remainders of floats are floats: only the sum rounds.
  private static double modulo(double a, double b) {
    double r = a % b;
    return r == 0 ? Math.copySign(0.0, b) : (r < 0) != (b < 0) ? r + b : r;
  }

  private static double power(double a, double b) {
    return b == 2 ? a * a : b == 0.5 ? Math.sqrt(a) : b == -1 ? 1 / a : StrictMath.pow(a, b);
  }

  private static double truth(boolean b) {
    return b ? 1 : 0;
  }

  private double result(double a) {
    return Arithmetic.finite(rounded(a));
  }

  private double rounded(double a) {
    return program.precision() == Precision.FLOAT32 ? (float) a : a;
  }
}
