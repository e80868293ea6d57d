package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.tukaani.xz.DeltaOptions;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

class LzmaDecoderTest {
  private static final byte[] CONTENT = new byte[50_000];

  static {
    for (int i = 0; i < CONTENT.length; i++) {
      CONTENT[i] = (byte) (i * i >> 7);
    }
  }

  @Test
  void givesTheContentOrItsBeginning() throws Exception {
    for (int check : new int[] {XZ.CHECK_NONE, XZ.CHECK_CRC32, XZ.CHECK_CRC64}) {
      byte[] stream = stream(check, new LZMA2Options(6));
      byte[] out = new byte[50_003];

      assertThat(LzmaDecoder.decode(stream, 0, stream.length, out, 3, 50_000)).isEqualTo(50_000);
      assertThat(Arrays.copyOfRange(out, 3, 50_003)).isEqualTo(CONTENT);
      assertThat(LzmaDecoder.decode(stream, 0, stream.length, out, 0, 50_003)).isEqualTo(50_000);
      assertThat(LzmaDecoder.decode(stream, 0, stream.length, out, 2, 70)).isEqualTo(70);
      assertThat(Arrays.copyOfRange(out, 2, 72)).isEqualTo(Arrays.copyOf(CONTENT, 70));
    }
  }

  @Test
  void readsWhatIsDifferencedFirstAsLibtiffWritesIt() throws Exception {
    byte[] stream = stream(XZ.CHECK_NONE, new DeltaOptions(4), new LZMA2Options(6));
    byte[] out = new byte[50_000];

    assertThat(LzmaDecoder.decode(stream, 0, stream.length, out, 0, 50_000)).isEqualTo(50_000);
    assertThat(out).isEqualTo(CONTENT);
  }

  @Test
  void aDictionaryIsNoLargerThanTheContent() throws Exception {
    var huge = new LZMA2Options(0);
    huge.setDictSize(48 << 20);
    byte[] stream = stream(XZ.CHECK_NONE, huge);
    byte[] out = new byte[50_000];

    assertThat(LzmaDecoder.decode(stream, 0, stream.length, out, 0, 50_000)).isEqualTo(50_000);
    assertThat(out).isEqualTo(CONTENT);
  }

  @Test
  void aDictionaryThatALaterBlockStatesIsBounded() throws Exception {
    var huge = new LZMA2Options(0);
    huge.setDictSize(48 << 20);
    var bytes = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(bytes, new LZMA2Options(0), XZ.CHECK_NONE)) {
      xz.write(CONTENT, 0, 20_000);
      xz.endBlock();
      xz.updateFilters(huge);
      xz.write(CONTENT, 20_000, 30_000);
    }
    byte[] stream = bytes.toByteArray();
    byte[] out = new byte[50_000];
    long before = allocated();

    assertThatThrownBy(() -> LzmaDecoder.decode(stream, 0, stream.length, out, 0, 50_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("memory");
    assertThat(allocated() - before).isLessThan(4 << 20);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aBrokenStreamIsAFailure() throws Exception {
    byte[] stream = stream(XZ.CHECK_CRC32, new LZMA2Options(6));
    byte[] out = new byte[50_000];

    assertThatThrownBy(() -> LzmaDecoder.decode(stream, 0, stream.length / 2, out, 0, 50_000))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> LzmaDecoder.decode(CONTENT, 0, 100, out, 0, 50_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("LZMA");
    byte[] wrongCheck = stream.clone();
    wrongCheck[stream.length - 12 - 12 - 1] ^= 1; // before the index of 12 bytes and the footer
    assertThatThrownBy(() -> LzmaDecoder.decode(wrongCheck, 0, wrongCheck.length, out, 0, 50_000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("Integrity check");
  }

  @Test
  void anyBytesEndInContentOrAFailure() throws Exception {
    byte[] stream = stream(XZ.CHECK_CRC32, new DeltaOptions(2), new LZMA2Options(6));
    byte[] out = new byte[50_000];
    int failures = 0;
    for (int seed = 0; seed < 2000; seed++) {
      var random = new SplittableRandom(seed);
      byte[] mutated = stream.clone();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        int at = random.nextInt(random.nextBoolean() ? 40 : mutated.length);
        mutated[at] = (byte) random.nextInt();
      }
      try {
        LzmaDecoder.decode(mutated, 0, mutated.length, out, 0, 50_000);
      } catch (DataFormatException _) {
        failures++;
      }
    }
    assertThat(failures).isGreaterThan(1500);
  }

  private static byte[] stream(int check, FilterOptions... filters) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(bytes, filters, check)) {
      xz.write(CONTENT);
    }
    return bytes.toByteArray();
  }
}
