package dev.cairn.expr;

import dev.cairn.expr.Expr.BinaryOp;
import dev.cairn.expr.Expr.UnaryOp;
import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Programs and pixels of every kind, from a seed.
final class RandomPrograms {
  private static final double[] NUMBERS = {
    0, -0.0, 1, 2, -1, 0.5, 3, 1e-3, 2.75e-5, -0.2, 10_000, 1e30, -1e30, 1e-40, Double.NaN
  };

  private final Random random;

  RandomPrograms(long seed) {
    this.random = new Random(seed);
  }

  Expr expr(int nodes, List<String> bands) {
    if (nodes <= 1) {
      if (!bands.isEmpty() && random.nextInt(4) > 0) {
        return Expr.band(pick(bands));
      }
      double number = NUMBERS[random.nextInt(NUMBERS.length)];
      return Expr.constant(random.nextBoolean() ? number : random.nextGaussian() * 100);
    }
    int left = (nodes - 1) / 2 == 0 ? 1 : 1 + random.nextInt((nodes - 1) / 2);
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Expr.Unary(pick(List.of(UnaryOp.values())), expr(nodes - 1, bands));
      case 2 ->
          new Expr.Where(
              expr(left, bands), expr(left, bands), expr(Math.max(1, nodes - 2 * left), bands));
      default -> {
        // arithmetic more often than the rest, and now and then the same operand twice
        BinaryOp op =
            BinaryOp.values()[random.nextInt(random.nextBoolean() ? 4 : BinaryOp.values().length)];
        Expr a = expr(left, bands);
        Expr b = random.nextInt(8) == 0 ? a : expr(Math.max(1, nodes - 1 - left), bands);
        yield random.nextBoolean() ? new Expr.Binary(op, a, b) : new Expr.Binary(op, b, a);
      }
    };
  }

  PixelProgram program(int maxNodes) {
    var inputs = new ArrayList<PixelProgram.Input>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Scaling scaling =
          switch (random.nextInt(5)) {
            case 0, 1 -> Scaling.IDENTITY;
            case 2 -> new Scaling(2.75e-5, -0.2);
            case 3 -> new Scaling(random.nextGaussian() + 4, 0);
            default -> new Scaling(random.nextBoolean() ? 1 : 1e36, -1000);
          };
      inputs.add(new PixelProgram.Input("b" + i, pick(List.of(DType.values())), scaling));
    }
    var masks = new ArrayList<MaskRule>();
    for (int m = random.nextInt(4); m > 0; m--) {
      int input = random.nextInt(count);
      masks.add(new MaskRule(input, mask(inputs.get(input).dtype())));
    }
    List<String> names = inputs.stream().map(PixelProgram.Input::name).toList();
    var outputs = new ArrayList<Expr>();
    for (int k = random.nextInt(4); k >= 0; k--) {
      outputs.add(expr(1 + random.nextInt(maxNodes), names));
    }
    if (random.nextInt(4) == 0) {
      outputs.add(outputs.getFirst());
    }
    return new PixelProgram(inputs, masks, outputs, pick(List.of(Precision.values())));
  }

  private MaskTest mask(DType type) {
    if (!type.isFloating() && random.nextInt(3) == 0) {
      long bits = random.nextLong() & (1L << random.nextInt(Math.min(32, 8 * type.bytes()))) - 1;
      return new MaskTest.Bits(bits == 0 ? 1 : bits);
    }
    List<Long> values =
        IntStream.range(0, 1 + random.nextInt(6))
            .mapToObj(
                _ -> random.nextInt(3) == 0 ? random.nextInt(70_000) - 300L : random.nextInt(12))
            .map(Number::longValue)
            .toList();
    return random.nextBoolean() ? new MaskTest.Values(values) : new MaskTest.Keep(values);
  }

  Samples samples(DType type, int length) {
    Samples samples = Samples.allocate(type, length);
    boolean small = random.nextBoolean(); // as quality bands are: few values, in patches
    int patch = 0;
    for (int i = 0; i < length; i++) {
      patch = random.nextInt(20) == 0 ? random.nextInt(12) : patch;
      int any = small ? patch : random.nextInt();
      switch (samples) {
        case Samples.UInt8(var v) -> v[i] = (byte) any;
        case Samples.Int8(var v) -> v[i] = (byte) any;
        case Samples.UInt16(var v) -> v[i] = (short) any;
        case Samples.Int16(var v) -> v[i] = (short) any;
        case Samples.UInt32(var v) -> v[i] = any;
        case Samples.Int32(var v) -> v[i] = any;
        case Samples.UInt64(var v) -> v[i] = small ? any : random.nextLong();
        case Samples.Int64(var v) -> v[i] = small ? any : random.nextLong();
        case Samples.Float32(var v) -> v[i] = small ? any : floating();
        case Samples.Float64(var v) ->
            v[i] = small ? any : random.nextBoolean() ? floating() : 1e300;
      }
    }
    return samples;
  }

  private float floating() {
    return switch (random.nextInt(8)) {
      case 0 -> Float.intBitsToFloat(random.nextInt());
      case 1 -> random.nextBoolean() ? -0f : Float.POSITIVE_INFINITY;
      default -> (float) random.nextGaussian();
    };
  }

  /// All, none, noise, or runs of each.
  Validity validity(int length) {
    var valid = Validity.none(length);
    int kind = random.nextInt(4);
    for (int i = 0; i < length; ) {
      int run = kind == 3 ? 1 + random.nextInt(300) : length;
      int what = kind == 3 ? random.nextInt(3) : kind;
      for (int end = Math.min(length, i + run); i < end; i++) {
        if (what == 0 || (what == 2 && random.nextInt(5) > 0)) {
          valid.set(i);
        }
      }
    }
    return valid;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
