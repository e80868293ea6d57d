package dev.cairn.expr;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Makes fast kernels of programs. Thread-safe.
///
/// What it generates depends on the names of inputs, the outputs and the precision alone, not on
/// types, scaling or masks, and is kept for the programs used last: scenes that differ only in
/// those share code that HotSpot has compiled already. Classes are unloaded when their kernels are
/// gone.
public final class Compiler {
  private static final int MAX_KEPT = 256;

  private record Shape(List<String> inputs, List<Expr> outputs, Precision precision) {}

  private record Code(Schedule schedule, List<Loops> loops) {}

  private final Map<Shape, Code> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Shape, Code> eldest) {
          return size() > MAX_KEPT;
        }
      };

  public Kernel compile(PixelProgram program) {
    var names = program.inputs().stream().map(PixelProgram.Input::name).toList();
    var shape = new Shape(names, program.outputs(), program.precision());
    Code code;
    synchronized (kept) {
      code = kept.computeIfAbsent(shape, Compiler::write);
    }
    return new CompiledKernel(program, code.schedule(), code.loops());
  }

  private static Code write(Shape shape) {
    Map<String, Integer> inputs =
        IntStream.range(0, shape.inputs().size())
            .boxed()
            .collect(Collectors.toMap(i -> shape.inputs().get(i), i -> i));
    var computed = new LinkedHashMap<Integer, Expr>();
    for (int k = 0; k < shape.outputs().size(); k++) {
      if (!(shape.outputs().get(k) instanceof Expr.BandRef)) {
        computed.put(k, shape.outputs().get(k));
      }
    }
    Schedule schedule = Schedule.of(computed, inputs);
    return new Code(schedule, LoopWriter.write(schedule.loops(), shape.precision()));
  }
}
