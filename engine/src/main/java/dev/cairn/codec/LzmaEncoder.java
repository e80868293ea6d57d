package dev.cairn.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/// LZMA2 in its .xz wrapping, without a checksum of the content, as libtiff writes it. The
/// dictionary is no larger than the block: an encoder takes some ten times as much memory.
final class LzmaEncoder implements Encoder {
  private final int preset;

  LzmaEncoder(int preset) {
    if (preset < LZMA2Options.PRESET_MIN || preset > LZMA2Options.PRESET_MAX) {
      throw new IllegalArgumentException("LZMA preset " + preset + ", allowed are 0 to 9");
    }
    this.preset = preset;
  }

  @Override
  public ByteBuffer encode(byte[] bytes, int length) {
    try {
      var options = new LZMA2Options(preset);
      int dictionary = Math.max(LZMA2Options.DICT_SIZE_MIN, length);
      options.setDictSize(Math.min(options.getDictSize(), dictionary));
      var out = new Collected(length / 2 + 128);
      try (var xz = new XZOutputStream(out, options, XZ.CHECK_NONE)) {
        xz.write(bytes, 0, length);
      }
      return out.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all bytes
    }
  }

  @Override
  public void close() {}

  /// Its bytes are not copied out of it.
  private static final class Collected extends ByteArrayOutputStream {
    Collected(int size) {
      super(size);
    }

    ByteBuffer bytes() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }
}
