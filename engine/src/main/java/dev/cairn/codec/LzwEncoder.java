package dev.cairn.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// LZW: TIFF 6.0 §13. Codes of 9 to 12 bits, most significant bit first; a code grows one entry
/// early.
///
/// The table is cleared when its next entry would be 4094, as libtiff does, one entry before the
/// specification must: decoders that follow either read both.
final class LzwEncoder implements Encoder {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int LAST = 4094;
  private static final int SLOTS = 1 << 14;

  /// `prefix code << 8 | next byte`, or -1; found by open addressing.
  private final int[] keys = new int[SLOTS];

  private final short[] codes = new short[SLOTS];
  private byte[] out = new byte[8192];
  private int size;
  private long bits;
  private int bitCount;
  private int width;
  private int next;

  @Override
  public ByteBuffer encode(byte[] bytes, int length) {
    size = 0;
    bits = 0;
    bitCount = 0;
    width = 9;
    clear();
    int prefix = -1;
    for (int i = 0; i < length; i++) {
      int b = bytes[i] & 0xFF;
      if (prefix < 0) {
        prefix = b;
        continue;
      }
      int key = prefix << 8 | b;
      int slot = (key * 0x9E37_79B1) >>> 18;
      while (keys[slot] != key && keys[slot] != -1) {
        slot = (slot + 1) & (SLOTS - 1);
      }
      if (keys[slot] == key) {
        prefix = codes[slot];
      } else {
        emit(prefix);
        keys[slot] = key;
        codes[slot] = (short) next;
        grow();
        prefix = b;
      }
    }
    if (prefix >= 0) {
      emit(prefix);
      grow(); // a decoder adds an entry here too
    }
    emit(END);
    if (bitCount > 0) {
      reserve();
      out[size++] = (byte) (bits << (8 - bitCount));
    }
    return ByteBuffer.wrap(out, 0, size);
  }

  @Override
  public void close() {}

  private void grow() {
    next++;
    if (next == LAST) {
      clear();
    } else if (next >= 1 << width) {
      width++;
    }
  }

  private void clear() {
    emit(CLEAR);
    Arrays.fill(keys, -1);
    next = FIRST;
    width = 9;
  }

  private void emit(int code) {
    bits = bits << width | code;
    bitCount += width;
    reserve();
    while (bitCount >= 8) {
      bitCount -= 8;
      out[size++] = (byte) (bits >>> bitCount);
    }
  }

  private void reserve() {
    if (out.length - size < 4) {
      out = Arrays.copyOf(out, Math.multiplyExact(out.length, 2));
    }
  }
}
