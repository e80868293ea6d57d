package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class InflateDecoderTest {
  @Test
  void givesTheContentAndNoMore() throws Exception {
    byte[] content = content(1, 5000);
    byte[] stream = zlib(content);
    byte[] out = new byte[5010];

    assertThat(InflateDecoder.decode(stream, 0, stream.length, out, 5, 5000)).isEqualTo(5000);
    assertThat(Arrays.copyOfRange(out, 5, 5005)).isEqualTo(content);
    assertThat(InflateDecoder.decode(stream, 0, stream.length, out, 0, 5010)).isEqualTo(5000);
    assertThat(InflateDecoder.decode(stream, 0, stream.length, out, 0, 10)).isEqualTo(10);
    assertThat(Arrays.copyOf(out, 10)).isEqualTo(Arrays.copyOf(content, 10));
  }

  @Test
  void aWrongChecksumIsBroken() {
    byte[] stream = zlib(content(2, 300));
    stream[stream.length - 1] ^= 1;

    assertThatThrownBy(() -> InflateDecoder.decode(stream, 0, stream.length, new byte[300], 0, 300))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("incorrect data check");
  }

  @Test
  void libdeflateAndTheJdkAgreeOnGoodAndBrokenStreams() throws Exception {
    needsLibdeflate();
    long seed = 4711;
    System.out.println("InflateDecoderTest: seed " + seed);
    var random = new SplittableRandom(seed);
    int broken = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] stream = zlib(content(random.nextLong(), random.nextInt(1, 600)));
      int length = random.nextInt(700);
      if (random.nextBoolean()) {
        stream[random.nextInt(stream.length)] ^= (byte) (1 << random.nextInt(8));
      }
      int inLength = random.nextInt(4) == 0 ? random.nextInt(stream.length) : stream.length;
      byte[] one = new byte[length];
      byte[] other = new byte[length];

      String byBoth = outcome(() -> InflateDecoder.decode(stream, 0, inLength, one, 0, length));
      String byJdk =
          outcome(() -> InflateDecoder.decodeByJdk(stream, 0, inLength, other, 0, length));

      assertThat(byBoth).as("round " + i).isEqualTo(byJdk);
      if (byJdk.startsWith("Deflate")) {
        broken++;
      } else {
        int n = Integer.parseInt(byJdk);
        assertThat(Arrays.copyOf(one, n)).as("round " + i).isEqualTo(Arrays.copyOf(other, n));
      }
    }
    assertThat(broken).isBetween(100, 1900);
  }

  @Test
  void libdeflateTakesAnExactStreamAndRefusesOthers() {
    needsLibdeflate();
    byte[] content = content(3, 400);
    byte[] stream = zlib(content);
    byte[] out = new byte[401];

    assertThat(LibDeflate.decompress(stream, 0, stream.length, out, 1, 400)).isTrue();
    assertThat(Arrays.copyOfRange(out, 1, 401)).isEqualTo(content);
    assertThat(LibDeflate.decompress(stream, 0, stream.length, out, 0, 401)).isFalse();
    assertThat(LibDeflate.decompress(stream, 0, stream.length, out, 0, 399)).isFalse();
  }

  private interface Decoding {
    int run() throws DataFormatException;
  }

  private static String outcome(Decoding decoding) {
    try {
      return String.valueOf(decoding.run());
    } catch (DataFormatException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void needsLibdeflate() {
    if (!LibDeflate.isAvailable()) {
      if (Boolean.getBoolean("cairn.strict")) {
        fail("strict build: needs libdeflate");
      }
      Assumptions.abort("needs libdeflate");
    }
  }

  private static byte[] content(long seed, int length) {
    var random = new SplittableRandom(seed);
    byte[] content = new byte[length];
    for (int i = 0; i < length; i++) {
      content[i] = (byte) (i / 9 + random.nextInt(3));
    }
    return content;
  }

  private static byte[] zlib(byte[] content) {
    try (var deflater = new Deflater()) {
      deflater.setInput(content);
      deflater.finish();
      byte[] out = new byte[content.length + 100];
      return Arrays.copyOf(out, deflater.deflate(out));
    }
  }
}
