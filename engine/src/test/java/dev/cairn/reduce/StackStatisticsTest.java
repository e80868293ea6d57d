package dev.cairn.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.reduce.ExactPercentiles.Outcome;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Statistics over whole stacks, gathered in pieces.
class StackStatisticsTest {
  private static final double[] PERCENTS = {2, 98, 0, 100, 50, 33.3};

  @Test
  void percentilesAreNumpysBitForBitInAnyPieces(@TempDir Path folder) throws IOException {
    Judge.requirePython("numpy");
    long seed = new Random().nextLong();
    System.out.println("StackStatisticsTest seed " + seed);
    var random = new Random(seed);
    for (int n : new int[] {1, 2, 3, 50, 1001, 40_000}) {
      // clusters, ties, both signs, a tenth missing
      double[] wide = new double[n];
      Arrays.setAll(
          wide,
          i ->
              random.nextInt(10) == 0 && i > 0
                  ? Double.NaN
                  : (float) (i % 3 == 0 ? random.nextInt(5) : random.nextGaussian() * 1000));
      float[] narrow = new float[n];
      for (int i = 0; i < n; i++) {
        narrow[i] = (float) wide[i];
      }
      Path file = folder.resolve("values");
      ByteBuffer bytes = ByteBuffer.allocate(8 * n).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(wide);
      Files.write(file, bytes.array());
      Judge.Verdict numpy =
          Judge.python(
              "import sys, numpy as np\n"
                  + "a = np.fromfile(sys.argv[1], '<f8')\n"
                  + "print(*[repr(float(v)) for v in np.nanpercentile(a, [2, 98, 0, 100, 50,"
                  + " 33.3])])",
              file.toString());
      List<Double> expected =
          Arrays.stream(numpy.output().strip().split(" ")).map(Double::valueOf).toList();

      ExactPercentiles pass = ExactPercentiles.float32(PERCENTS);
      Outcome outcome = new Outcome.Again(pass);
      int passes = 0;
      while (outcome instanceof Outcome.Again(ExactPercentiles p)) {
        for (int from = 0, to; from < n; from = to) {
          to = Math.min(n, from + 1 + random.nextInt(n));
          ExactPercentiles own = p.fork();
          own.add(narrow, from, to);
          p.merge(own);
        }
        outcome = p.next();
        passes++;
      }
      assertThat(outcome).as("%s values, seed %s", n, seed).isEqualTo(new Outcome.Found(expected));
      assertThat(passes).isEqualTo(2);

      outcome = new Outcome.Again(ExactPercentiles.float64(PERCENTS));
      while (outcome instanceof Outcome.Again(ExactPercentiles p)) {
        p.add(wide, 0, n);
        outcome = p.next();
      }
      assertThat(outcome).as("%s values, seed %s", n, seed).isEqualTo(new Outcome.Found(expected));
    }
  }

  @Test
  void float64ValuesThatDifferInTheirLastBitAreToldApart() {
    double[] values = {1, Math.nextUp(1.0), Math.nextUp(Math.nextUp(1.0)), -1, Math.nextDown(-1.0)};

    assertThat(percentile(values, 75)).isEqualTo(Math.nextUp(1.0));
    assertThat(percentile(values, 0)).isEqualTo(Math.nextDown(-1.0));
  }

  @Test
  void infinitiesAreValuesAndWeighNothingBesideTheirNeighbour() {
    double[] values = {Double.NEGATIVE_INFINITY, 1, 2, 3, Double.POSITIVE_INFINITY, Double.NaN};

    assertThat(percentile(values, 50)).isEqualTo(2);
    assertThat(percentile(values, 75)).isEqualTo(3);
    assertThat(percentile(values, 100)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(percentile(values, 0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void percentilesOfNothingAreNothing() {
    ExactPercentiles pass = ExactPercentiles.float32(2, 98);
    pass.add(new float[] {Float.NaN, Float.intBitsToFloat(-1)}, 0, 2);

    assertThat(pass.next()).isEqualTo(new Outcome.Nothing());
  }

  @Test
  void aSecondPassWithoutTheValuesOfTheFirstIsACallersBug() {
    ExactPercentiles pass = ExactPercentiles.float32(50);
    pass.add(new float[] {1, 2, 3}, 0, 3);
    Outcome.Again second = (Outcome.Again) pass.next();

    assertThatThrownBy(() -> second.pass().next()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> second.pass().merge(pass))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> pass.add(new double[1], 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> ExactPercentiles.float32(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void extremaAreThoseOfAllPieces() {
    var one = new Extrema();
    var other = new Extrema();
    one.add(new float[] {Float.NaN, 3, -2, 99}, 0, 3);
    other.add(new double[] {Double.NaN, 7.5, Double.NEGATIVE_INFINITY}, 0, 2);
    one.merge(other);
    one.merge(new Extrema());

    assertThat(one.count()).isEqualTo(3);
    assertThat(one.min()).isEqualTo(-2);
    assertThat(one.max()).isEqualTo(7.5);
    assertThatThrownBy(() -> new Extrema().min()).isInstanceOf(IllegalStateException.class);
  }

  private static double percentile(double[] values, double percent) {
    Outcome outcome = new Outcome.Again(ExactPercentiles.float64(percent));
    while (outcome instanceof Outcome.Again(ExactPercentiles pass)) {
      pass.add(values, 0, values.length);
      outcome = pass.next();
    }
    return ((Outcome.Found) outcome).values().getFirst();
  }
}
