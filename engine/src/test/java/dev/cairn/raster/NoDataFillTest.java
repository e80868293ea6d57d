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
    NoDataFill.fillInvalid(new Samples.UInt16(samples), at, length, valid, from, 65_535);
    for (int i = 0; i < samples.length; i++) {
      boolean filled = i >= at && i < at + length && !valid.get(from + i - at);
      assertThat(samples[i]).as("sample " + i).isEqualTo((short) (filled ? 0xFFFF : 0));
    }
  }

  @Test
  void nanSamplesAreFilledWhateverTheirValidity() {
    float[] v = {1, Float.NaN, 3, Float.NaN};
    NoDataFill.fillInvalid(new Samples.Float32(v), 0, 3, Validity.all(3), 0, -1);
    assertThat(v).containsExactly(1, -1, 3, Float.NaN);
  }
}
