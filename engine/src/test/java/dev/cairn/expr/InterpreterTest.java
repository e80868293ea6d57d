package dev.cairn.expr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Judge;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpreterTest {
  private static final double[] VALUES = {
    0,
    -0.0,
    1,
    -1,
    2,
    -2,
    3,
    -3,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    0.1,
    7,
    1e-3,
    123.456,
    -7.25,
    10_000,
    65_535,
    1e30,
    -1e30,
    3e38,
    1e-38,
    1e-44,
    16_777_217,
    Double.NaN
  };

  /// Expression, the same for numpy, units in the last place by which functions may differ.
  private static final String[][] NUMPY = {
    {"a + b", "a + b", "0"},
    {"a - b", "a - b", "0"},
    {"a * b", "a * b", "0"},
    {"a / b", "a / b", "0"},
    {"a % b", "np.mod(a, b)", "0"},
    {"-a", "-a", "0"},
    {"abs(a)", "np.abs(a)", "0"},
    {"sqrt(a)", "np.sqrt(a)", "0"},
    {"floor(a)", "np.floor(a)", "0"},
    {"ceil(a)", "np.ceil(a)", "0"},
    {"round(a)", "np.rint(a)", "0"},
    {"a ** 2", "a * a", "0"},
    {"a ** 0.5", "np.sqrt(a)", "0"},
    {"a ** -1", "1 / a", "0"},
    {"a ** b", "none(np.power(a, b))", "2"},
    {"log(a)", "np.log(a)", "2"},
    {"log10(a)", "np.log10(a)", "2"},
    {"exp(a)", "np.exp(a)", "2"},
    {"sin(a)", "np.sin(a.astype('f8'))", "2"},
    {"cos(a)", "np.cos(a.astype('f8'))", "2"},
    {"tan(a)", "np.tan(a.astype('f8'))", "2"},
    {"atan2(a, b)", "np.arctan2(a, b)", "2"},
    {"min(a, b)", "np.minimum(a, b) + 0", "0"},
    {"max(a, b)", "np.maximum(a, b) + 0", "0"},
    {"clip(a, -1, 2)", "np.clip(a, -1, 2)", "0"},
    {"a < b", "none(a < b)", "0"},
    {"a <= b", "none(a <= b)", "0"},
    {"a > b", "none(a > b)", "0"},
    {"a >= b", "none(a >= b)", "0"},
    {"a == b", "none(a == b)", "0"},
    {"a != b", "none(a != b)", "0"},
    {"a and b", "none((a != 0) & (b != 0))", "0"},
    {"a or b", "none((a != 0) | (b != 0))", "0"},
    {"not a", "np.where(np.isnan(a), a, a == 0)", "0"},
    {"isnan(a)", "np.isnan(a)", "0"},
    {"where(a, b, 5)", "np.where(np.isnan(a), a, np.where(a != 0, b, 5))", "0"},
    {"(a - b) / (a + b)", "(a - b) / finite(a + b)", "0"},
  };

  /// Lets numpy compute each in the type asked for; what is not finite becomes NaN, as the package
  /// tells.
  private static final String PROGRAM =
      """
      import sys, warnings
      import numpy as np
      warnings.simplefilter('ignore')
      values = np.array([float(v) for v in sys.argv[1].split(',')])
      for dtype, bits in (('f4', 'u4'), ('f8', 'u8')):
        v = values.astype(dtype)
        a, b = np.repeat(v, len(v)), np.tile(v, len(v))
        finite = lambda x: np.where(np.isfinite(x), x, np.nan).astype(x.dtype)
        none = lambda x: np.where(np.isnan(a) | np.isnan(b), np.nan, x)
        for e in sys.argv[2:]:
          r = finite(np.asarray(eval(e)).astype(dtype))
          print(' '.join('n' if np.isnan(x) else '%x' % y for x, y in zip(r, r.view(bits))))
      """;

  @Test
  void operationsAreNumpysWhereTheResultIsFinite() {
    Judge.requirePython("numpy");
    var arguments = new ArrayList<String>();
    arguments.add(Arrays.stream(VALUES).mapToObj(String::valueOf).collect(Collectors.joining(",")));
    for (String[] row : NUMPY) {
      arguments.add(row[1]);
    }
    Judge.Verdict verdict = Judge.python(PROGRAM, arguments.toArray(String[]::new));
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    List<String> lines = verdict.output().lines().toList();
    assertThat(lines).hasSize(2 * NUMPY.length);

    int at = 0;
    for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT64)) {
      for (int e = 0; e < NUMPY.length; e++) {
        String[] expected = lines.get(at++).split(" ", -1);
        double[] found = pairs(NUMPY[e][0], precision);
        for (int i = 0; i < found.length; i++) {
          double a = VALUES[i / VALUES.length];
          double b = VALUES[i % VALUES.length];
          assertThat(difference(found[i], expected[i], precision))
              .as("%s of %s and %s in %s: %s", NUMPY[e][0], a, b, precision, found[i])
              .isLessThanOrEqualTo(Long.parseLong(NUMPY[e][2]));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a / b, 1, 0, NaN",
    "a / b, 0, 0, NaN",
    "5 / (a / b), 1, 0, NaN", // infinity would make a 0 of it
    "min(a / b; 3), 1, 0, NaN",
    "a / b > 3, 1, 0, NaN",
    "where(a / b > 3; 1; 2), 1, 0, NaN",
    "isvalid(a / b), 1, 0, 0",
    "where(isvalid(a / b); a / b; -1), 1, 0, -1",
    "log(b), 1, 0, NaN",
    "exp(a), 1000, 0, NaN",
    "a % b, -7, 3, 2",
    "a % b, 7, -3, -2",
    "a % b, 7, 0, NaN",
    "a ** b, -8, 2, 64",
    "a ** b, -8, 0.5, NaN",
    "a ** b, 0, 0, 1",
    "a ** b, 0, -1, NaN",
    "round(a), 2.5, 0, 2",
    "round(a), -3.5, 0, -4",
    "nan * 0, 1, 1, NaN",
    "nan or 1, 1, 1, NaN",
    "nan ** 0, 1, 1, NaN",
  })
  void whatIsNotFiniteIsNoValue(String expr, double a, double b, double expected) {
    assertThat(Double.valueOf(one(expr.replace(';', ','), a, b)))
        .isEqualTo(Double.valueOf(expected));
  }

  @Test
  void valuesAreScaledSamplesOfEveryTypeAndMissingWhereInvalid() {
    for (DType type : DType.values()) {
      Samples samples = Samples.allocate(type, 3);
      Samples sevens = Samples.allocate(type, 1);
      switch (sevens) {
        case Samples.UInt8(var v) -> v[0] = 7;
        case Samples.Int8(var v) -> v[0] = 7;
        case Samples.UInt16(var v) -> v[0] = 7;
        case Samples.Int16(var v) -> v[0] = 7;
        case Samples.UInt32(var v) -> v[0] = 7;
        case Samples.Int32(var v) -> v[0] = 7;
        case Samples.UInt64(var v) -> v[0] = 7;
        case Samples.Int64(var v) -> v[0] = 7;
        case Samples.Float32(var v) -> v[0] = 7;
        case Samples.Float64(var v) -> v[0] = 7;
      }
      sevens.copyRect(0, 1, samples, 1, 1, 1, 1);
      var valid = Validity.all(3);
      valid.clear(2);
      var input = new PixelProgram.Input("x", type, new Scaling(0.5, -1));
      var program =
          new PixelProgram(List.of(input), List.of(), List.of(Expr.band("x")), Precision.FLOAT32);
      var out = new float[1][3];

      new Interpreter(program).run(new Samples[] {samples}, new Validity[] {valid}, 0, 3, out, 0);

      assertThat(out[0]).as(type.toString()).containsExactly(-1, 2.5f, Float.NaN);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          bits=0,3     ; 0 1 0 1 1 0
          values=1,8   ; 0 1 0 0 1 0
          keep=1,8     ; 1 0 1 1 0 1
          values=300   ; 0 0 0 0 0 0
          keep=-1,300  ; 1 1 1 1 1 1
          """)
  void masksLookAtSamplesAndOnlyKeepMasksWhatIsMissing(String mask, String expected) {
    var samples = new Samples.UInt8(new byte[] {0, 1, 2, (byte) 255, 8, 1});
    var valid = Validity.all(6);
    valid.clear(5); // its sample would be masked by bits and values
    var qa = new PixelProgram.Input("qa", DType.UINT8, new Scaling(0.1, 5));
    var rule = new MaskRule(0, MaskSpec.parse("qa:" + mask).test());
    var program = new PixelProgram(List.of(qa), List.of(rule), List.of(), Precision.FLOAT32);

    for (Kernel kernel : List.of(new Interpreter(program), new Compiler().compile(program))) {
      var keep = Validity.none(6);
      kernel.keep(new Samples[] {samples}, new Validity[] {valid}, 0, 6, keep);

      String masked = "";
      for (int i = 0; i < 6; i++) {
        masked += (keep.get(i) ? "0" : "1") + (i < 5 ? " " : "");
      }
      assertThat(masked).isEqualTo(expected);
    }
  }

  @Test
  void aFloatingQualityBandIsComparedAsNumbers() {
    var samples =
        new Samples.Float32(new float[] {3, 3.5f, -0f, Float.NaN, Float.POSITIVE_INFINITY});
    var scl = new PixelProgram.Input("scl", DType.FLOAT32, Scaling.IDENTITY);
    var rule = new MaskRule(0, new MaskTest.Values(List.of(0L, 3L, Long.MAX_VALUE)));
    var program = new PixelProgram(List.of(scl), List.of(rule), List.of(), Precision.FLOAT32);

    for (Kernel kernel : List.of(new Interpreter(program), new Compiler().compile(program))) {
      var keep = Validity.none(5);
      kernel.keep(new Samples[] {samples}, new Validity[] {Validity.all(5)}, 0, 5, keep);

      assertThat(keep.words()).containsExactly(0b11010);
    }
  }

  /// The expression of each value with each.
  private static double[] pairs(String expr, Precision precision) {
    int n = VALUES.length;
    double[] a = new double[n * n];
    double[] b = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      a[i] = VALUES[i / n];
      b[i] = VALUES[i % n];
    }
    return run(expr, precision, a, b);
  }

  private static double one(String expr, double a, double b) {
    return run(expr, Precision.FLOAT64, new double[] {a}, new double[] {b})[0];
  }

  private static double[] run(String expr, Precision precision, double[] a, double[] b) {
    Scaling none = Scaling.IDENTITY;
    var program =
        new PixelProgram(
            List.of(
                new PixelProgram.Input("a", DType.FLOAT64, none),
                new PixelProgram.Input("b", DType.FLOAT64, none)),
            List.of(),
            List.of(Expr.parse(expr)),
            precision);
    var kernel = new Interpreter(program);
    int n = a.length;
    Samples[] samples = {new Samples.Float64(a), new Samples.Float64(b)};
    Validity[] valid = {Validity.all(n), Validity.all(n)};
    return switch (precision) {
      case FLOAT32 -> {
        var out = new float[1][n];
        kernel.run(samples, valid, 0, n, out, 0);
        double[] widened = new double[n];
        Arrays.setAll(widened, i -> out[0][i]);
        yield widened;
      }
      case FLOAT64 -> {
        var out = new double[1][n];
        kernel.run(samples, valid, 0, n, out, 0);
        yield out[0];
      }
    };
  }

  /// In units of the last place; zeros of both signs are one.
  private static long difference(double found, String expected, Precision precision) {
    if (Double.isNaN(found) || expected.equals("n")) {
      return Double.isNaN(found) && expected.equals("n") ? 0 : Long.MAX_VALUE;
    }
    long bits = Long.parseUnsignedLong(expected, 16);
    double value =
        switch (precision) {
          case FLOAT32 -> Float.intBitsToFloat((int) bits);
          case FLOAT64 -> Double.longBitsToDouble(bits);
        };
    if (found == value) {
      return 0;
    }
    double unit =
        switch (precision) {
          case FLOAT32 -> Math.ulp((float) value);
          case FLOAT64 -> Math.ulp(value);
        };
    return (long) Math.ceil(Math.abs(found - value) / unit);
  }
}
