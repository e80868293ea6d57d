package dev.cairn.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every reducer against numpy, for 1 to 70 time steps (and some more) of random values with gaps,
/// ties, both zeros and, where numpy has a value for them, infinities; one process of numpy for
/// all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeReducerNumpyTest {
  private static final int PIXELS = 70;
  /// Quantiles last, as numpy answers.
  private static final List<String> REDUCERS =
      List.of(
          "median",
          "mean",
          "min",
          "max",
          "sum",
          "sum:zero",
          "std",
          "var",
          "count",
          "first",
          "last",
          "q00",
          "q05",
          "q25",
          "q50",
          "q97.5",
          "q100");

  private static final String NUMPY =
      """
      import sys, warnings, numpy as np
      warnings.simplefilter('ignore')
      folder, pixels, names = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(',')
      def first(a):
          i = np.argmax(~np.isnan(a), axis=0)
          return np.take_along_axis(a, i[None], axis=0)[0]
      def reduce(name, a):
          if name == 'count': return np.sum(~np.isnan(a), axis=0).astype(a.dtype)
          if name == 'sum': return np.where(np.all(np.isnan(a), axis=0), np.nan, np.nansum(a, axis=0))
          if name == 'sum:zero': return np.nansum(a, axis=0)
          if name == 'first': return first(a)
          if name == 'last': return first(a[::-1])
          return getattr(np, 'nan' + name)(a, axis=0)
      for line in open(folder + '/cases'):
          case, steps, code = line.split()
          a = np.fromfile(f'{folder}/{case}.in', '<' + code).reshape(int(steps), pixels)
          quantiles = [n for n in names if n.startswith('q')]
          rest = [reduce(n, a) for n in names if n not in quantiles]
          rest += list(np.nanquantile(a, [float(n[1:]) / 100 for n in quantiles], axis=0))
          np.concatenate(rest).astype('<' + code).tofile(f'{folder}/{case}.out')
      """;

  private record Case(String name, double[][] values, boolean wide) {
    /// numpy's result of a reducer, by pixel.
    double[] expected(Path folder, String reducer) throws IOException {
      ByteBuffer bytes =
          ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".out")))
              .order(ByteOrder.LITTLE_ENDIAN);
      double[] out = new double[PIXELS];
      int start = REDUCERS.indexOf(reducer) * PIXELS;
      for (int i = 0; i < PIXELS; i++) {
        out[i] = wide ? bytes.getDouble((start + i) * 8) : bytes.getFloat((start + i) * 4);
      }
      return out;
    }

    double[] ours(String reducer) {
      double[] out = new double[PIXELS];
      if (wide) {
        TimeReducer.parse(reducer).reduce(values, values.length, 0, PIXELS, out, 0);
      } else {
        float[] narrow = new float[PIXELS];
        TimeReducer.parse(reducer).reduce(narrow(values), values.length, 0, PIXELS, narrow, 0);
        for (int i = 0; i < PIXELS; i++) {
          out[i] = narrow[i];
        }
      }
      return out;
    }
  }

  private final List<Case> cases = new ArrayList<>();
  private Path folder = Path.of("");

  @BeforeAll
  void askNumpy(@TempDir Path temporary) throws IOException {
    Judge.requirePython("numpy");
    folder = temporary;
    long seed = new Random().nextLong();
    System.out.println("TimeReducerNumpyTest seed " + seed);
    var random = new Random(seed);
    for (int steps = 1; steps <= 73; steps++) {
      int n = steps <= 70 ? steps : steps * 8;
      for (boolean wide : new boolean[] {false, true}) {
        cases.add(new Case("case" + cases.size(), values(n, wide, random), wide));
      }
    }
    var lines = new ArrayList<String>();
    for (Case c : cases) {
      int size = c.wide ? 8 : 4;
      ByteBuffer bytes =
          ByteBuffer.allocate(c.values.length * PIXELS * size).order(ByteOrder.LITTLE_ENDIAN);
      for (double[] row : c.values) {
        for (double v : row) {
          if (c.wide) {
            bytes.putDouble(v);
          } else {
            bytes.putFloat((float) v);
          }
        }
      }
      Files.write(folder.resolve(c.name + ".in"), bytes.array());
      lines.add(c.name + " " + c.values.length + " f" + size);
    }
    Files.write(folder.resolve("cases"), lines);
    Judge.Verdict numpy =
        Judge.python(
            NUMPY, folder.toString(), Integer.toString(PIXELS), String.join(",", REDUCERS));
    assertThat(numpy.exitCode()).as(numpy.output()).isZero();
  }

  /// Gaps of every density by pixel; a fifth of the pixels have ties and zeros of both signs only.
  private static double[][] values(int steps, boolean wide, Random random) {
    double[][] values = new double[steps][PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      double gaps = i % 7 / 6.0;
      for (int t = 0; t < steps; t++) {
        double v =
            i % 5 == 0
                ? new double[] {-1, -0.0, 0.0, 1}[random.nextInt(4)]
                : 2000 * random.nextDouble() - 500;
        values[t][i] = random.nextDouble() < gaps ? Double.NaN : wide ? v : (float) v;
      }
    }
    return values;
  }

  @Test
  void whatPicksAValueIsNumpysBitForBit() throws IOException {
    for (Case c : cases) {
      for (String reducer : List.of("median", "min", "max", "count", "first", "last")) {
        // 0.0 + x: which of two equal zeros is picked is not numpy's promise
        assertThat(plusZero(c.ours(reducer)))
            .as("%s of %s steps, wide %s", reducer, c.values.length, c.wide)
            .isEqualTo(plusZero(c.expected(folder, reducer)));
      }
    }
  }

  @Test
  void quantilesAreNumpysWithinTheRoundingOfTheirNeighbours() throws IOException {
    for (Case c : cases) {
      for (String reducer : List.of("q00", "q05", "q25", "q50", "q97.5", "q100")) {
        if (c.wide) {
          assertThat(plusZero(c.ours(reducer)))
              .as("%s of %s steps", reducer, c.values.length)
              .isEqualTo(plusZero(c.expected(folder, reducer)));
        } else {
          // numpy rounds the distance of the two neighbours to float32, we do not
          assertClose(c, reducer, 2000 * Math.ulp(1f), 0);
        }
      }
    }
  }

  @Test
  void sumsAndMomentsAreNumpysWithinTheRoundingOfItsSums() throws IOException {
    for (Case c : cases) {
      // numpy sums float32 in float32: an error of up to a unit of the last place of the sum so far
      // for each step
      double unit = c.wide ? Math.ulp(1.0) : Math.ulp(1f);
      int n = c.values.length;
      assertClose(c, "sum", 1500.0 * n * n * unit, 0);
      assertClose(c, "sum:zero", 1500.0 * n * n * unit, 0);
      assertClose(c, "mean", 1500.0 * n * unit, 1e-6);
      assertClose(c, "var", 2000.0 * 2000 * n * unit, 1e-5);
      assertClose(c, "std", c.wide ? 1e-5 : 0.5, 1e-5);
    }
  }

  private void assertClose(Case c, String reducer, double absolute, double relative)
      throws IOException {
    double[] expected = c.expected(folder, reducer);
    double[] ours = c.ours(reducer);
    for (int i = 0; i < PIXELS; i++) {
      if (Double.isNaN(expected[i]) != Double.isNaN(ours[i])
          || Math.abs(expected[i] - ours[i]) > absolute + relative * Math.abs(expected[i])) {
        throw new AssertionError(
            "%s of %s steps, pixel %s, wide %s: numpy %s, ours %s"
                .formatted(reducer, c.values.length, i, c.wide, expected[i], ours[i]));
      }
    }
  }

  private static double[] plusZero(double[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i] + 0.0;
    }
    return out;
  }

  static float[][] narrow(double[][] values) {
    float[][] narrow = new float[values.length][values[0].length];
    for (int t = 0; t < values.length; t++) {
      for (int i = 0; i < values[t].length; i++) {
        narrow[t][i] = (float) values[t][i];
      }
    }
    return narrow;
  }
}
