package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/// Whole tiles are judged by GDAL where they are written.
class EncoderTest {
  @Test
  void deflateIsWhatTheJdkInflates() throws DataFormatException {
    try (Encoder encoder = Encoder.deflate(6)) {
      for (byte[] block : blocks()) {
        byte[] packed = encode(encoder, block);
        var inflater = new Inflater();
        inflater.setInput(packed);
        byte[] back = new byte[block.length + 1];
        assertThat(inflater.inflate(back)).isEqualTo(block.length);
        assertThat(inflater.finished()).isTrue();
        inflater.end();
        assertThat(Arrays.copyOf(back, block.length)).isEqualTo(block);
      }
    }
  }

  @Test
  void deflateOfEveryLevelIsWhatTheJdkInflatesOfNoiseRunsAndText() throws DataFormatException {
    var random = new Random(7);
    for (int level = 1; level <= 9; level++) {
      try (Encoder encoder = Encoder.deflate(level)) {
        for (int kind = 0; kind < 40; kind++) {
          byte[] block = new byte[kind < 12 ? kind : random.nextInt(300_000)];
          int range = 1 << random.nextInt(9);
          int keep = random.nextInt(12);
          for (int i = 0; i < block.length; i++) {
            int back = 1 + random.nextInt(40_000);
            boolean repeats = i > 0 && random.nextInt(12) < keep;
            block[i] = repeats ? block[Math.max(0, i - 1)] : (byte) random.nextInt(range);
            if (i > back && random.nextInt(300) == 0) {
              int n = Math.min(random.nextInt(400), block.length - i);
              for (int k = 0; k < n; k++) {
                block[i + k] = block[i + k - back];
              }
              i += Math.max(0, n - 1);
            }
          }
          byte[] packed = encode(encoder, block);
          var inflater = new Inflater();
          inflater.setInput(packed);
          byte[] back = new byte[block.length + 1];
          assertThat(inflater.inflate(back))
              .as("level %d, kind %d", level, kind)
              .isEqualTo(block.length);
          assertThat(inflater.finished()).isTrue();
          assertThat(inflater.getTotalIn()).isEqualTo(packed.length);
          inflater.end();
          assertThat(Arrays.copyOf(back, block.length)).isEqualTo(block);
          assertThat(packed.length).isLessThan(block.length + block.length / 1000 + 64);
        }
      }
    }
  }

  @Test
  void zstandardIsOneFrameThatStatesItsSize() {
    try (Encoder encoder = Encoder.zstd(9)) {
      for (byte[] block : blocks()) {
        byte[] packed = encode(encoder, block);
        assertThat(Zstd.getFrameContentSize(packed)).isEqualTo(block.length);
        assertThat(Zstd.decompress(packed, block.length)).isEqualTo(block);
      }
    }
  }

  @Test
  void lzwOfTheSpecificationsExampleIsItsCodes() {
    // TIFF 6.0 §13: 7 7 7 8 8 7 7 6 6 becomes Clear 7 258 8 8 258 6 6 End, in codes of 9 bits.
    byte[] block = {7, 7, 7, 8, 8, 7, 7, 6, 6};
    var bits = new StringBuilder();
    for (int code : new int[] {256, 7, 258, 8, 8, 258, 6, 6, 257}) {
      bits.append(String.format("%9s", Integer.toBinaryString(code)).replace(' ', '0'));
    }
    bits.append("0".repeat(-bits.length() & 7));
    var wanted = new byte[bits.length() / 8];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
    }
    try (Encoder encoder = Encoder.lzw()) {
      assertThat(HexFormat.of().formatHex(encode(encoder, block)))
          .isEqualTo(HexFormat.of().formatHex(wanted));
    }
  }

  @Test
  void whatWentBeforeDoesNotChangeABlocksBytes() {
    byte[] block = blocks()[3];
    for (Encoder encoder :
        new Encoder[] {
          Encoder.deflate(6), Encoder.deflate(9), Encoder.zstd(3), Encoder.lzw(), Encoder.stored()
        }) {
      try (encoder) {
        byte[] first = encode(encoder, block);
        for (byte[] other : blocks()) {
          encode(encoder, other);
        }
        assertThat(encode(encoder, block)).isEqualTo(first);
      }
    }
  }

  @Test
  void onlyTheFirstBytesAreTheBlock() {
    byte[] block = blocks()[3];
    byte[] longer = Arrays.copyOf(block, block.length + 100);
    Arrays.fill(longer, block.length, longer.length, (byte) 77);
    for (Encoder encoder :
        new Encoder[] {
          Encoder.deflate(6), Encoder.deflate(9), Encoder.zstd(3), Encoder.lzw(), Encoder.stored()
        }) {
      try (encoder) {
        byte[] wanted = encode(encoder, block);
        ByteBuffer packed = encoder.encode(longer, block.length);
        byte[] found = new byte[packed.remaining()];
        packed.get(found);
        assertThat(found).isEqualTo(wanted);
      }
    }
  }

  @Test
  void levelsThatDoNotExistAreTheCallersMistake() {
    assertThatThrownBy(() -> Encoder.deflate(10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoder.deflate(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Encoder.zstd(23)).isInstanceOf(IllegalArgumentException.class);
  }

  /// One byte, zeros, noise, and steps of noise.
  private static byte[][] blocks() {
    var random = new Random(4);
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    byte[] steps = new byte[70_001];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) (i / 9 % 13 + (i % 31 == 0 ? random.nextInt(5) : 0));
    }
    return new byte[][] {{5}, new byte[300_000], noise, steps};
  }

  private static byte[] encode(Encoder encoder, byte[] block) {
    ByteBuffer packed = encoder.encode(block, block.length);
    byte[] bytes = new byte[packed.remaining()];
    packed.get(bytes);
    return bytes;
  }
}
