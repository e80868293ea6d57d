package dev.cairn.codec;

import java.nio.ByteBuffer;

/// PackBits: TIFF 6.0 §9. Each row is packed by itself, as the specification asks.
final class PackBitsEncoder implements Encoder {
  private static final int LONGEST = 128;

  private final int rowBytes;
  private byte[] out = new byte[8192];
  private int size;

  PackBitsEncoder(int rowBytes) {
    if (rowBytes <= 0) {
      throw new IllegalArgumentException("rows of " + rowBytes + " bytes");
    }
    this.rowBytes = rowBytes;
  }

  @Override
  public ByteBuffer encode(byte[] bytes, int length) {
    // A row of bytes that do not repeat takes one more for each 128.
    long most = length + ((long) length / rowBytes + 1) * (rowBytes / LONGEST + 2);
    if (out.length < most) {
      out = new byte[Math.toIntExact(most)];
    }
    size = 0;
    for (int row = 0; row < length; row += rowBytes) {
      encodeRow(bytes, row, Math.min(length, row + rowBytes));
    }
    return ByteBuffer.wrap(out, 0, size);
  }

  @Override
  public void close() {}

  private void encodeRow(byte[] in, int from, int to) {
    int literal = from;
    int p = from;
    while (p < to) {
      int end = p + 1;
      int most = Math.min(to, p + LONGEST);
      while (end < most && in[end] == in[p]) {
        end++;
      }
      // A run of two inside literals gains nothing.
      if (end - p >= 3 || (end - p == 2 && literal == p)) {
        literals(in, literal, p);
        out[size++] = (byte) (1 - (end - p));
        out[size++] = in[p];
        literal = end;
      }
      p = end;
    }
    literals(in, literal, to);
  }

  private void literals(byte[] in, int from, int to) {
    for (int p = from; p < to; p += LONGEST) {
      int n = Math.min(LONGEST, to - p);
      out[size++] = (byte) (n - 1);
      System.arraycopy(in, p, out, size, n);
      size += n;
    }
  }
}
