package dev.cairn.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ValidityTest {
  @Property(tries = 500)
  void aRunOfAnotherRasterTakesExactlyItsOwnPixels(@ForAll long seed) {
    var random = new Random(seed);
    Validity valid = random(random, 1 + random.nextInt(400));
    Validity other = random(random, 1 + random.nextInt(400));
    int at = random.nextInt(valid.length());
    int from = random.nextInt(other.length());
    int length = random.nextInt(1 + Math.min(valid.length() - at, other.length() - from));
    Validity before = valid.copy();

    valid.andRange(at, other, from, length);

    for (int i = 0; i < valid.length(); i++) {
      boolean inside = i >= at && i < at + length;
      assertThat(valid.get(i))
          .as("pixel " + i)
          .isEqualTo(before.get(i) && (!inside || other.get(from + i - at)));
    }
  }

  private static Validity random(Random random, int length) {
    Validity valid = Validity.none(length);
    int often = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(often) == 0) {
        valid.set(i);
      }
    }
    return valid;
  }
}
