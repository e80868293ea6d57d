package dev.cairn.raster;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Integers of 64 bits, of which a float64 holds only those up to 2⁵³ exactly.
class LongSamplesTest {
  @Property(tries = 1000)
  void anUnsignedSampleIsTheNearestFloat64(@ForAll long seed) {
    long bits = new Random(seed).nextLong() >>> (int) (seed & 31);

    assertThat(Samples.UInt64.toDouble(bits))
        .isEqualTo(new BigInteger(Long.toUnsignedString(bits)).doubleValue());
  }

  @Test
  void anUnsignedSampleIsRoundedOnce() {
    // Halved without its last bit it would lie half-way, and go down.
    assertThat(Samples.UInt64.toDouble(0x8000_0000_0000_0401L)).isEqualTo(0x1p63 + 2048);
  }

  @Property(tries = 1000)
  void aNumberBecomesTheNearestUnsignedSample(@ForAll long seed) {
    double value = Math.rint(Math.scalb(new Random(seed).nextDouble(), (int) (seed & 63) + 1));

    assertThat(Samples.UInt64.toDouble(Samples.UInt64.toBits(value))).isEqualTo(value);
  }

  @Test
  void numbersOutsideSaturate() {
    assertThat(Samples.UInt64.toBits(-1)).isZero();
    assertThat(Samples.UInt64.toBits(Double.NaN)).isZero();
    assertThat(Samples.UInt64.toBits(0x1p64)).isEqualTo(-1L);
    assertThat(Samples.UInt64.toBits(0x1p63)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void aNoDataValueMatchesTheSamplesThatAreThatFloat64() {
    long[] v = {
      Long.MIN_VALUE, Long.MIN_VALUE + 1, -9999, 0, Long.MAX_VALUE, Long.MAX_VALUE - 5000
    };
    assertThat(valid(new Samples.Int64(v), -9999)).isEqualTo("110111");
    // 2⁶³ − 1 is no float64: it is 2⁶³, as is what its text becomes.
    assertThat(valid(new Samples.Int64(v), 9223372036854775807.0)).isEqualTo("111101");
    assertThat(valid(new Samples.Int64(v), Long.MIN_VALUE)).isEqualTo("001111");
    long[] u = {-1L, 0, Long.MIN_VALUE};
    assertThat(valid(new Samples.UInt64(u), 18446744073709551615.0)).isEqualTo("011");
    assertThat(valid(new Samples.UInt64(u), 0x1p63)).isEqualTo("110");
    assertThat(valid(new Samples.UInt64(u), -1)).isEqualTo("111");
  }

  private static String valid(Samples samples, double nodata) {
    int n = samples.length();
    Validity valid = Validity.none(n + 3);
    NoData.markValid(samples, Stated.as(nodata), 0, n, valid, 3);
    var text = new StringBuilder();
    for (int i = 0; i < n; i++) {
      text.append(valid.get(3 + i) ? '1' : '0');
    }
    return text.toString();
  }

  @Test
  void theTypesThatHoldOthers() {
    assertThat(DType.INT64.holdsAll(DType.UINT32)).isTrue();
    assertThat(DType.INT64.holdsAll(DType.UINT64)).isFalse();
    assertThat(DType.UINT64.holdsAll(DType.INT8)).isFalse();
    assertThat(DType.FLOAT32.holdsAll(DType.INT64)).isFalse();
    assertThat(DType.INT64.fitsFloat32()).isFalse();
    assertThat(DType.UINT64.holds(0x1p64)).isTrue(); // what 2⁶⁴ − 1 is as a float64
    assertThat(DType.UINT64.holds(-1)).isFalse();
  }
}
