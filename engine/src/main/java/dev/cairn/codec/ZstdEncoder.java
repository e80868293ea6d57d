package dev.cairn.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/// Zstandard through zstd-jni, on the calling thread: with worker threads the frame would depend on
/// their number.
final class ZstdEncoder implements Encoder {
  private final ZstdCompressCtx context;
  private byte[] out = new byte[0];

  ZstdEncoder(int level) {
    if (level < 1 || level > 22) {
      throw new IllegalArgumentException("Zstandard level " + level + ", allowed are 1 to 22");
    }
    context = new ZstdCompressCtx().setLevel(level).setChecksum(false).setContentSize(true);
  }

  @Override
  public ByteBuffer encode(byte[] bytes, int length) {
    int bound = Math.toIntExact(Zstd.compressBound(length));
    if (out.length < bound) {
      out = new byte[bound];
    }
    int n = context.compressByteArray(out, 0, out.length, bytes, 0, length);
    return ByteBuffer.wrap(out, 0, n);
  }

  @Override
  public void close() {
    context.close();
  }
}
