package dev.cairn.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PackBitsDecoderTest {
  /// Runs of both kinds and a byte that means nothing.
  private static final byte[] STREAM =
      HexFormat.of().parseHex("FEAA" + "0280002A" + "80" + "FDAA" + "0380002A22" + "F7AA");

  private static final byte[] CONTENT =
      HexFormat.of().parseHex("AAAAAA80002AAAAAAAAA80002A22AAAAAAAAAAAAAAAAAAAA");

  @Test
  void readsRunsOfBothKinds() {
    byte[] out = new byte[26];

    assertThat(PackBitsDecoder.decode(STREAM, 0, STREAM.length, out, 1, 25)).isEqualTo(24);
    assertThat(out).startsWith(0).endsWith(0);
    assertThat(out).containsSubsequence(CONTENT);
  }

  @Test
  void theLongestRunsHold128Bytes() {
    byte[] stream = new byte[2 + 129];
    stream[0] = -127;
    stream[1] = 9;
    stream[2] = 127;
    byte[] out = new byte[300];

    assertThat(PackBitsDecoder.decode(stream, 0, stream.length, out, 0, 300)).isEqualTo(256);
    assertThat(PackBitsDecoder.mostBytesOf(2)).isEqualTo(128);
  }

  @Test
  void aRunThatReachesBeyondTheBlockIsCut() {
    byte[] out = new byte[5];

    assertThat(PackBitsDecoder.decode(STREAM, 0, STREAM.length, out, 0, 2)).isEqualTo(2);
    assertThat(out).startsWith(0xAA, 0xAA, 0);
    assertThat(PackBitsDecoder.decode(STREAM, 0, STREAM.length, out, 0, 5)).isEqualTo(5);
    assertThat(out).containsExactly(0xAA, 0xAA, 0xAA, 0x80, 0);
  }

  @Test
  void aStreamCutShortGivesFewerBytes() {
    byte[] out = new byte[24];

    for (int n = 0; n < STREAM.length; n++) {
      assertThat(PackBitsDecoder.decode(STREAM, 0, n, out, 0, 24)).isLessThan(24);
    }
    assertThat(PackBitsDecoder.decode(STREAM, 0, 1, out, 0, 24)).isZero();
    assertThat(PackBitsDecoder.decode(STREAM, 0, 4, out, 0, 24)).isEqualTo(4);
  }
}
