package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

class ZstdDecoderTest {
  private static final byte[] CONTENT = new byte[5000];

  static {
    for (int i = 0; i < CONTENT.length; i++) {
      CONTENT[i] = (byte) (i * i >> 7);
    }
  }

  private final byte[] stream = Zstd.compress(CONTENT);

  @Test
  void givesTheContentOrItsBeginning() throws Exception {
    byte[] out = new byte[5003];

    assertThat(ZstdDecoder.decode(stream, 0, stream.length, out, 3, 5000)).isEqualTo(5000);
    assertThat(Arrays.copyOfRange(out, 3, 5003)).isEqualTo(CONTENT);
    assertThat(ZstdDecoder.decode(stream, 0, stream.length, out, 0, 5003)).isEqualTo(5000);
    assertThat(ZstdDecoder.decode(stream, 0, stream.length, out, 2, 70)).isEqualTo(70);
    assertThat(Arrays.copyOfRange(out, 2, 72)).isEqualTo(Arrays.copyOf(CONTENT, 70));
  }

  @Test
  void aBrokenStreamIsAFailure() {
    byte[] out = new byte[5000];

    assertThatThrownBy(() -> ZstdDecoder.decode(stream, 0, stream.length / 2, out, 0, 5000))
        .isInstanceOf(DataFormatException.class);
    assertThatThrownBy(() -> ZstdDecoder.decode(CONTENT, 0, 100, out, 0, 5000))
        .isInstanceOf(DataFormatException.class)
        .hasMessageContaining("Zstandard");
  }
}
