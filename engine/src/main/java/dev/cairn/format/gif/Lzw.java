package dev.cairn.format.gif;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// LZW with codes of variable length, packed from the low bit up, in sub-blocks of up to 255 bytes
/// (GIF89a §22 and appendix F). The table is cleared when its 4096 codes are used up.
///
/// For one thread at a time.
final class Lzw {
  private static final int CODES = 4096;
  private static final int SLOTS = 1 << 14;

  /// `prefix code << 8 | index` and, above it, the code of that string plus one; 0 is free.
  private final long[] table = new long[SLOTS];

  private final byte[] block = new byte[256];
  private int blockLength;
  private int pending;
  private int pendingBits;

  /// Writes the minimum code size, the sub-blocks and their terminator.
  ///
  /// @param minCodeSize bits of an index, 2 to 8
  /// @param indices not empty, each below `colors`
  void encode(byte[] indices, int minCodeSize, int colors, OutputStream out) throws IOException {
    int clear = 1 << minCodeSize;
    int end = clear + 1;
    blockLength = 0;
    pending = 0;
    pendingBits = 0;
    out.write(minCodeSize);
    Arrays.fill(table, 0);
    int bits = minCodeSize + 1;
    int next = end + 1;
    put(clear, bits, out);
    int prefix = checked(indices, 0, colors);
    for (int i = 1; i < indices.length; i++) {
      int index = checked(indices, i, colors);
      int key = prefix << 8 | index;
      int slot = (key * 0x9E37_79B1) >>> 18;
      long found = table[slot];
      while (found != 0 && (int) found != key) {
        slot = (slot + 1) & (SLOTS - 1);
        found = table[slot];
      }
      if (found != 0) {
        prefix = (int) (found >>> 32) - 1;
        continue;
      }
      put(prefix, bits, out);
      if (next < CODES) {
        table[slot] = (long) (next + 1) << 32 | key;
        if (next == 1 << bits) {
          bits++;
        }
        next++;
      } else {
        put(clear, bits, out);
        Arrays.fill(table, 0);
        bits = minCodeSize + 1;
        next = end + 1;
      }
      prefix = index;
    }
    put(prefix, bits, out);
    // The reader adds a string after the last code too, and may by that come to a longer code.
    put(end, next == 1 << bits && next < CODES ? bits + 1 : bits, out);
    if (pendingBits > 0) {
      putByte(pending, out);
    }
    flushBlock(out);
    out.write(0);
  }

  private static int checked(byte[] indices, int i, int colors) {
    int index = indices[i] & 0xFF;
    if (index >= colors) {
      throw new IllegalArgumentException(
          "pixel " + i + " has index " + index + " of a palette of " + colors);
    }
    return index;
  }

  private void put(int code, int bits, OutputStream out) throws IOException {
    pending |= code << pendingBits;
    pendingBits += bits;
    while (pendingBits >= 8) {
      putByte(pending, out);
      pending >>>= 8;
      pendingBits -= 8;
    }
  }

  private void putByte(int b, OutputStream out) throws IOException {
    block[1 + blockLength++] = (byte) b;
    if (blockLength == 255) {
      flushBlock(out);
    }
  }

  private void flushBlock(OutputStream out) throws IOException {
    if (blockLength > 0) {
      block[0] = (byte) blockLength;
      out.write(block, 0, 1 + blockLength);
      blockLength = 0;
    }
  }
}
