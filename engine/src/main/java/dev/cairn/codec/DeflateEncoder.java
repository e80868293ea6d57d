package dev.cairn.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// zlib streams: up to level 6 by [Deflate], above by the JDK's, which searches longer. One
/// `Deflater` for all blocks: making one costs 256 KiB of native memory.
final class DeflateEncoder implements Encoder {
  private static final int OWN = 6;

  private final @Nullable Deflate own;
  private final @Nullable Deflater deflater;
  private byte[] out = new byte[8192];

  DeflateEncoder(int level) {
    if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
      throw new IllegalArgumentException("Deflate level " + level + ", allowed are 1 to 9");
    }
    own = level <= OWN ? new Deflate(level) : null;
    deflater = level <= OWN ? null : new Deflater(level);
  }

  @Override
  public ByteBuffer encode(byte[] bytes, int length) {
    if (own != null) {
      return own.encode(bytes, length);
    }
    if (deflater == null) {
      throw new AssertionError();
    }
    deflater.reset();
    deflater.setInput(bytes, 0, length);
    deflater.finish();
    int n = 0;
    while (true) {
      n += deflater.deflate(out, n, out.length - n);
      if (deflater.finished()) {
        return ByteBuffer.wrap(out, 0, n);
      }
      out = Arrays.copyOf(out, Math.multiplyExact(out.length, 2));
    }
  }

  @Override
  public void close() {
    if (deflater != null) {
      deflater.end();
    }
  }
}
