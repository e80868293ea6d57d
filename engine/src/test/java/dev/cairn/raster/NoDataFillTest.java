package dev.cairn.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NoDataFillTest {
  @Property(tries = 200)
  void exactlyThePixelsOfTheRunThatAreNotValidAreFilled(@ForAll long seed) {
    var random = new Random(seed);
    int pixels = 1 + random.nextInt(300);
    int from = random.nextInt(pixels);
    int length = random.nextInt(pixels - from + 1);
    int at = random.nextInt(50);
    Validity valid = Validity.none(pixels);
    boolean runs = random.nextBoolean();
    for (int i = 0; i < pixels; i++) {
      if (runs ? (i + (int) seed & 0x7F) < 70 : random.nextBoolean()) {
        valid.set(i);
      }
    }
    short[] samples = new short[at + length + 20];
    NoDataFill.tellApart(new Samples.UInt16(samples), at, length, valid, from, 65_535);
    for (int i = 0; i < samples.length; i++) {
      boolean filled = i >= at && i < at + length && !valid.get(from + i - at);
      assertThat(samples[i]).as("sample " + i).isEqualTo((short) (filled ? 0xFFFF : 0));
    }
  }

  @Test
  void aValidSampleThatIsNoDataBecomesTheOneNextToIt() {
    Validity half = Validity.none(4);
    half.set(0);
    half.set(1);
    for (DType type : DType.values()) {
      for (double none : new double[] {type.min(), 0, 7, type.max()}) {
        Samples samples = Samples.allocate(type, 5);
        NoDataFill.fill(samples, 0, 5, none);
        NoDataFill.fill(samples, 1, 2, 3);
        NoDataFill.tellApart(samples, 0, 4, half, 0, none);
        String said = type + " " + none;
        double up = type.isFloating() ? Math.nextUp(none) : Math.max(none + 1, Math.nextUp(none));
        double down =
            type.isFloating() ? Math.nextDown(none) : Math.min(none - 1, Math.nextDown(none));
        if (type == DType.FLOAT32) {
          up = Math.nextUp((float) none);
          down = Math.nextDown((float) none);
        }
        assertThat(samples.at(0)).as(said).isEqualTo(none == type.min() ? up : down);
        assertThat(samples.at(1)).as(said).isEqualTo(3);
        assertThat(samples.at(2)).as(said + ": not valid").isEqualTo(none);
        assertThat(samples.at(4)).as(said + ": beyond the run").isEqualTo(none);
      }
    }
  }

  @Test
  void nanSamplesAreFilledWhateverTheirValidity() {
    float[] v = {1, Float.NaN, 3, Float.NaN};
    NoDataFill.tellApart(new Samples.Float32(v), 0, 3, Validity.all(3), 0, -1);
    assertThat(v).containsExactly(1, -1, 3, Float.NaN);
  }
}
