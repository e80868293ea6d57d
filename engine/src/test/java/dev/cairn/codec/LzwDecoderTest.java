package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class LzwDecoderTest {
  /// The example of TIFF 6.0 §13: these bytes, and the codes that stand for them.
  private static final byte[] TEXT = {7, 7, 7, 8, 8, 7, 7, 6, 6};

  private static final int[] CODES = {256, 7, 258, 8, 8, 258, 6, 6, 257};

  @Test
  void readsTheExampleOfTheSpecification() throws Exception {
    byte[] stream = nineBits(CODES);
    byte[] out = new byte[12];

    int n = LzwDecoder.decode(stream, 0, stream.length, out, 1, 11);

    assertThat(n).isEqualTo(9);
    assertThat(out).containsExactly(0, 7, 7, 7, 8, 8, 7, 7, 6, 6, 0, 0);
  }

  @Test
  void stopsWhereTheOutputIsFull() throws Exception {
    byte[] stream = nineBits(CODES);
    byte[] out = new byte[9];

    assertThat(LzwDecoder.decode(stream, 0, stream.length, out, 0, 2)).isEqualTo(2);
    assertThat(out).containsExactly(7, 7, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void aStringMayHoldItself() throws Exception {
    // 258 is used by the code after the one that begins it: a run.
    byte[] stream = nineBits(256, 'a', 258, 259, 260, 257);
    byte[] out = new byte[10];

    assertThat(LzwDecoder.decode(stream, 0, stream.length, out, 0, 10)).isEqualTo(10);
    assertThat(out).containsOnly('a');
  }

  @Test
  void aStreamCutShortGivesFewerBytes() throws Exception {
    byte[] stream = nineBits(CODES);

    assertThat(LzwDecoder.decode(stream, 0, 4, new byte[9], 0, 9)).isLessThan(TEXT.length);
    assertThat(LzwDecoder.decode(stream, 0, 0, new byte[9], 0, 9)).isZero();
  }

  @Test
  void aCodeThatIsNotInTheTableIsBroken() {
    byte[] stream = nineBits(256, 7, 300, 257);

    assertThatThrownBy(() -> LzwDecoder.decode(stream, 0, stream.length, new byte[9], 0, 9))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("code 300 at bit 18");
  }

  @Test
  void readsTheOldStyle() throws Exception {
    byte[] stream = nineBitsLowFirst(CODES);
    byte[] out = new byte[12];

    assertThat(LzwDecoder.isOldStyle(stream, 0, stream.length)).isTrue();
    assertThat(LzwDecoder.isOldStyle(nineBits(CODES), 0, 10)).isFalse();
    assertThat(LzwDecoder.decode(stream, 0, stream.length, out, 1, 11)).isEqualTo(9);
    assertThat(out).containsExactly(0, 7, 7, 7, 8, 8, 7, 7, 6, 6, 0, 0);
    assertThat(LzwDecoder.decode(stream, 0, 4, new byte[9], 0, 9)).isLessThan(TEXT.length);
  }

  @Test
  void codesOfTheOldStyleGetWiderWhenTheTableIsFull() throws Exception {
    // 600 literals, each of which adds a string: the table has 512 of them behind the 255th.
    byte[] stream = new byte[1000];
    byte[] text = new byte[600];
    int bit = 9; // behind a clear code
    stream[1] = 1;
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i * 7);
      int width = i < 255 ? 9 : 10;
      for (int k = 0; k < width; k++, bit++) {
        stream[bit / 8] |= (byte) (((text[i] & 0xFF) >> k & 1) << bit % 8);
      }
    }
    byte[] out = new byte[600];

    assertThat(LzwDecoder.decode(stream, 0, stream.length, out, 0, 600)).isEqualTo(600);
    assertThat(out).isEqualTo(text);
  }

  private static byte[] nineBitsLowFirst(int... codes) {
    byte[] stream = new byte[(codes.length * 9 + 7) / 8];
    for (int bit = 0; bit < codes.length * 9; bit++) {
      stream[bit / 8] |= (byte) ((codes[bit / 9] >> bit % 9 & 1) << bit % 8);
    }
    return stream;
  }

  private static byte[] nineBits(int... codes) {
    byte[] stream = new byte[(codes.length * 9 + 7) / 8];
    for (int bit = 0; bit < codes.length * 9; bit++) {
      int value = codes[bit / 9] >> (8 - bit % 9) & 1;
      stream[bit / 8] |= (byte) (value << (7 - bit % 8));
    }
    return stream;
  }
}
