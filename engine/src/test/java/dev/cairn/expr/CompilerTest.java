package dev.cairn.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompilerTest {
  private final Compiler compiler = new Compiler();

  @Property(tries = 1500)
  void aCompiledKernelGivesTheInterpretersBits(@ForAll long seed) {
    var random = new RandomPrograms(seed);
    PixelProgram program = random.program(30);
    // mostly short runs, some of more than one strip
    int length = 1 + random.below(random.below(10) == 0 ? 6000 : 400);
    int from = random.below(Math.min(length, 200));
    int to = from + random.below(length - from + 1);
    Samples[] samples =
        program.inputs().stream()
            .map(in -> random.samples(in.dtype(), length))
            .toArray(Samples[]::new);
    Validity[] valid =
        Stream.of(samples).map(_ -> random.validity(length)).toArray(Validity[]::new);
    Kernel.Kept kept =
        random.below(3) == 0 ? new Kernel.Kept.Only(random.validity(length)) : Kernel.Kept.ALL;

    Kernel compiled = compiler.compile(program);
    Kernel interpreter = new Interpreter(program);

    assertSame(
        run(compiled, samples, valid, kept, from, to),
        run(interpreter, samples, valid, kept, from, to),
        program);
    assertThat(keep(compiled, samples, valid, from, to))
        .isEqualTo(keep(interpreter, samples, valid, from, to));
  }

  @Property(tries = 200)
  void masksAloneAndThenOutputsAloneGiveTheWhole(@ForAll long seed) {
    var random = new RandomPrograms(seed);
    PixelProgram program = random.program(12);
    int length = 300;
    Samples[] samples =
        program.inputs().stream()
            .map(in -> random.samples(in.dtype(), length))
            .toArray(Samples[]::new);
    Validity[] valid =
        Stream.of(samples).map(_ -> random.validity(length)).toArray(Validity[]::new);

    PixelProgram masks = program.masksAlone();
    PixelProgram outputs = program.outputsAlone();
    var keep = Validity.none(length);
    compiler
        .compile(masks)
        .keep(of(masks, program, samples), of(masks, program, valid), 7, length, keep);
    var parts =
        run(
            compiler.compile(outputs),
            of(outputs, program, samples),
            of(outputs, program, valid),
            new Kernel.Kept.Only(keep),
            7,
            length);

    assertThat(masks.outputs()).isEmpty();
    assertThat(outputs.masks()).isEmpty();
    assertSame(
        parts, run(compiler.compile(program), samples, valid, Kernel.Kept.ALL, 7, length), program);
  }

  @Test
  void theBitsStayTheSameOnceHotSpotHasVectorised() {
    var inputs = new ArrayList<PixelProgram.Input>();
    for (DType type : DType.values()) {
      inputs.add(new PixelProgram.Input(type.toString(), type, new Scaling(0.37, -1.5)));
    }
    var outputs = new ArrayList<Expr>();
    for (PixelProgram.Input in : inputs) {
      outputs.add(Expr.band(in.name()));
    }
    for (String e :
        List.of(
            "(uint16 - int16) / (uint16 + int16)",
            "uint8 * float32 - int8 * float64 + uint32 / int32 - float32 ** 2",
            "uint8 < int8",
            "uint8 <= int8 and float32 > 0 or not int16 == uint16",
            "isvalid(float32) + isnan(float64) + (float32 != float64)",
            "min(uint8, int8) - max(float32, int8)",
            "sqrt(uint8) + floor(float32) - ceil(float64) * round(int16) + abs(int8)",
            "where(float32 > 0, uint8, where(float64 > 0, nan, int8)) % 7",
            "where(float32 ** 2 > 1e30, 0, -float32 * 0)")) {
      outputs.add(Expr.parse(e));
    }
    var random = new RandomPrograms(11);
    int length = 20_000;
    Samples[] samples =
        inputs.stream().map(in -> random.samples(in.dtype(), length)).toArray(Samples[]::new);
    Validity[] valid =
        Stream.of(samples).map(_ -> random.validity(length)).toArray(Validity[]::new);
    var rules =
        List.of(
            new MaskRule(0, new MaskTest.Values(List.of(3L))),
            new MaskRule(2, new MaskTest.Bits(1 << 9)),
            new MaskRule(3, new MaskTest.Values(List.of(1L, -7L))),
            new MaskRule(5, new MaskTest.Bits(1 << 30)));

    for (Precision precision : Precision.values()) {
      var program = new PixelProgram(inputs, rules, outputs, precision);
      Kernel kernel = compiler.compile(program);
      for (int i = 0; i < 150; i++) {
        run(kernel, samples, valid, Kernel.Kept.ALL, i & 7, length);
      }
      assertSame(
          run(kernel, samples, valid, Kernel.Kept.ALL, 3, length),
          run(new Interpreter(program), samples, valid, Kernel.Kept.ALL, 3, length),
          program);
    }
  }

  @Test
  void aProgramOfManyOperationsIsCutIntoLoops() {
    var random = new RandomPrograms(99);
    for (int nodes : List.of(100, 400, 1500, 5000)) {
      Expr e = random.expr(nodes, List.of("a", "b", "c"));
      assertSameAsInterpreter(e, Precision.FLOAT32);
      assertSameAsInterpreter(e, Precision.FLOAT64);
    }
  }

  @Test
  void sumsOfHundredsOfBandsCompile() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      names.add("b" + i);
    }
    Expr sum = Expr.parse(String.join(" + ", names));
    var inputs =
        names.stream().map(n -> new PixelProgram.Input(n, DType.UINT8, Scaling.IDENTITY)).toList();
    var program = new PixelProgram(inputs, List.of(), List.of(sum), Precision.FLOAT32);
    Samples[] ones = new Samples[400];
    Validity[] all = new Validity[400];
    Arrays.setAll(ones, i -> new Samples.UInt8(new byte[] {1, (byte) 255, (byte) i}));
    Arrays.fill(all, Validity.all(3));
    var out = new float[1][3];

    compiler.compile(program).run(ones, all, 0, 3, out, 0);

    assertThat(out[0]).containsExactly(400, 400 * 255, 255 * 256 / 2f + 144 * 143 / 2f);
  }

  @Test
  void aTreeOfSharedPartsIsComputedOnceAPart() {
    Expr e = Expr.band("a");
    for (int i = 0; i < 13; i++) {
      e = new Expr.Binary(Expr.BinaryOp.ADD, e, e); // 2¹³ leaves
    }
    assertThat(Schedule.of(java.util.Map.of(0, e), java.util.Map.of("a", 0)).loops())
        .hasSizeLessThanOrEqualTo(13);
    assertSameAsInterpreter(e, Precision.FLOAT32);
  }

  @Test
  void temporaryRowsAreUsedAgain() {
    String chain = "log(abs(a))";
    for (int i = 0; i < 50; i++) {
      chain = "log(" + chain + " + 2)";
    }
    Schedule schedule =
        Schedule.of(java.util.Map.of(0, Expr.parse(chain)), java.util.Map.of("a", 0));

    assertThat(schedule.loops()).hasSizeGreaterThan(50);
    assertThat(schedule.rows()).isLessThanOrEqualTo(3);
  }

  @Test
  void programsThatDifferInTypesAndScalingShareTheirCode() {
    Expr ndvi = Expr.parse("(nir - red) / (nir + red)");
    CompiledKernel first = compiled(ndvi, DType.UINT16, Scaling.IDENTITY);
    CompiledKernel second = compiled(ndvi, DType.INT16, new Scaling(1e-4, -0.1));

    assertThat(second.loops()).isSameAs(first.loops());
  }

  @Test
  void argumentsThatDoNotFitTheProgramAreRefused() {
    Kernel kernel = compiled(Expr.parse("nir / red"), DType.UINT16, Scaling.IDENTITY);
    var pixels = new Samples.UInt16(new short[10]);
    var bytes = new Samples.UInt8(new byte[10]);
    var valid = Validity.all(10);

    assertThatThrownBy(
            () ->
                kernel.run(
                    new Samples[] {pixels, bytes},
                    new Validity[] {valid, valid},
                    0,
                    10,
                    new float[1][10],
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("uint8");
    assertThatThrownBy(
            () ->
                kernel.run(
                    new Samples[] {pixels, pixels},
                    new Validity[] {valid, valid},
                    0,
                    11,
                    new float[1][11],
                    0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                kernel.run(
                    new Samples[] {pixels, pixels},
                    new Validity[] {valid, valid},
                    0,
                    10,
                    new double[1][10],
                    0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FLOAT32");
    assertThatThrownBy(
            () ->
                kernel.run(
                    new Samples[] {pixels, pixels},
                    new Validity[] {valid, valid},
                    0,
                    10,
                    new float[1][12],
                    3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private CompiledKernel compiled(Expr e, DType type, Scaling scaling) {
    var inputs = e.bands().stream().map(n -> new PixelProgram.Input(n, type, scaling)).toList();
    return (CompiledKernel)
        compiler.compile(new PixelProgram(inputs, List.of(), List.of(e), Precision.FLOAT32));
  }

  private void assertSameAsInterpreter(Expr e, Precision precision) {
    var inputs =
        Stream.of("a", "b", "c")
            .map(n -> new PixelProgram.Input(n, DType.FLOAT32, Scaling.IDENTITY))
            .toList();
    var program = new PixelProgram(inputs, List.of(), List.of(e), precision);
    var random = new RandomPrograms(5);
    int length = 200;
    Samples[] samples =
        inputs.stream().map(in -> random.samples(in.dtype(), length)).toArray(Samples[]::new);
    Validity[] valid =
        Stream.of(samples).map(_ -> random.validity(length)).toArray(Validity[]::new);

    assertSame(
        run(compiler.compile(program), samples, valid, Kernel.Kept.ALL, 3, length),
        run(new Interpreter(program), samples, valid, Kernel.Kept.ALL, 3, length),
        program);
  }

  private static void assertSame(List<long[]> found, List<long[]> expected, PixelProgram program) {
    assertThat(found).hasSameSizeAs(expected);
    for (int k = 0; k < found.size(); k++) {
      int at = Arrays.mismatch(found.get(k), expected.get(k));
      if (at >= 0) {
        String e = program.outputs().get(k).toString();
        fail(
            "output %d at %d: bits %x, expected %x, of %s%nof %s"
                .formatted(
                    k,
                    at,
                    found.get(k)[at],
                    expected.get(k)[at],
                    e.length() < 2000 ? e : e.length() + " characters",
                    program.inputs()));
      }
    }
  }

  private static <T> T[] of(PixelProgram part, PixelProgram whole, T[] inputs) {
    T[] picked = Arrays.copyOf(inputs, part.inputs().size());
    for (int i = 0; i < picked.length; i++) {
      picked[i] = inputs[whole.inputs().indexOf(part.inputs().get(i))];
    }
    return picked;
  }

  private static Validity keep(
      Kernel kernel, Samples[] samples, Validity[] valid, int from, int to) {
    int length = samples[0].length();
    var keep = Validity.none(length);
    for (int i = 0; i < length; i += 3) {
      keep.set(i); // those outside the run stay as they are
    }
    kernel.keep(samples, valid, from, to, keep);
    return keep;
  }

  /// The results' bits, one NaN for all, with what lies before and after them.
  private static List<long[]> run(
      Kernel kernel, Samples[] samples, Validity[] valid, Kernel.Kept kept, int from, int to) {
    int outFrom = 5;
    int outputs = kernel.program().outputs().size();
    int length = to - from + outFrom + 4;
    var bits = new ArrayList<long[]>();
    switch (kernel.program().precision()) {
      case FLOAT32 -> {
        float[][] out = new float[outputs][length];
        for (float[] o : out) {
          Arrays.fill(o, -7);
        }
        kernel.run(samples, valid, kept, from, to, out, outFrom);
        for (float[] o : out) {
          long[] b = new long[length];
          Arrays.setAll(b, i -> Float.floatToIntBits(o[i]));
          bits.add(b);
        }
      }
      case FLOAT64 -> {
        double[][] out = new double[outputs][length];
        for (double[] o : out) {
          Arrays.fill(o, -7);
        }
        kernel.run(samples, valid, kept, from, to, out, outFrom);
        for (double[] o : out) {
          bits.add(Arrays.stream(o).mapToLong(Double::doubleToLongBits).toArray());
        }
      }
    }
    return bits;
  }
}
