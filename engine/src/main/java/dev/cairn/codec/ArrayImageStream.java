package dev.cairn.codec;

import javax.imageio.stream.ImageInputStreamImpl;

/// Bytes in memory as the image readers of the JDK want them: neither copied nor put on disk.
final class ArrayImageStream extends ImageInputStreamImpl {
  private final byte[] bytes;
  private final int from;
  private final int size;

  ArrayImageStream(byte[] bytes, int from, int size) {
    this.bytes = bytes;
    this.from = from;
    this.size = size;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos >= size ? -1 : bytes[from + (int) streamPos++] & 0xFF;
  }

  @Override
  public int read(byte[] into, int at, int length) {
    bitOffset = 0;
    if (streamPos >= size) {
      return -1;
    }
    int n = Math.min(length, size - (int) streamPos);
    System.arraycopy(bytes, from + (int) streamPos, into, at, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return size;
  }
}
