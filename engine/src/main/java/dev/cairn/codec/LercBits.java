package dev.cairn.codec;

import java.util.zip.DataFormatException;

/// Arrays of unsigned integers of so many bits each (LERC Byte Stream Specification, "Array of
/// unsigned integer values bit stuffed"). Not thread-safe: it keeps its arrays.
final class LercBits {
  private int[] table = new int[0];

  /// Whether the high bit of each 32-bit word comes first, as before Lerc2's version 3.
  private final boolean highFirst;

  LercBits(boolean highFirst) {
    this.highFirst = highFirst;
  }

  /// Reads an array as Lerc2 has it: its head, then the values or a table of them and places in it.
  ///
  /// @param count how many values there must be; `to` holds them
  void read(LercBytes in, int count, int[] to) throws DataFormatException {
    int head = in.uint8();
    int width = head & 31;
    int stated = in.count(head >> 6);
    if (stated != count) {
      throw new DataFormatException("LERC: " + stated + " values, expected " + count);
    }
    if ((head & 32) == 0) {
      unstuff(in, width, count, to);
      return;
    }
    // The table's first value is 0 and left out.
    int last = in.uint8() - 1;
    if (width == 0 || last <= 0) {
      throw new DataFormatException("LERC: a table of nothing");
    }
    if (table.length == 0) {
      table = new int[256];
    }
    unstuff(in, width, last, table);
    System.arraycopy(table, 0, table, 1, last);
    table[0] = 0;
    unstuff(in, Integer.SIZE - Integer.numberOfLeadingZeros(last), count, to);
    for (int i = 0; i < count; i++) {
      if (to[i] > last) {
        throw new DataFormatException("LERC: place " + to[i] + " in a table of " + (last + 1));
      }
      to[i] = table[to[i]];
    }
  }

  /// Reads values of 0 to 31 bits.
  void unstuff(LercBytes in, int width, int count, int[] to) throws DataFormatException {
    int size = Math.toIntExact(((long) width * count + 7) / 8);
    int from = in.skip(size);
    byte[] bytes = in.bytes;
    if (from + size + 8 > bytes.length) {
      // So that eight bytes can be read wherever a value begins.
      byte[] copy = new byte[size + 8];
      System.arraycopy(bytes, from, copy, 0, size);
      bytes = copy;
      from = 0;
    }
    if (highFirst) {
      highFirst(bytes, from, size, width, count, to);
    } else {
      lowFirst(bytes, from, width, count, to);
    }
  }

  private static void lowFirst(byte[] in, int from, int width, int count, int[] to) {
    int mask = (1 << width) - 1;
    long bit = 0;
    for (int i = 0; i < count; i++, bit += width) {
      long word = (long) LercBytes.LONG.get(in, from + (int) (bit >>> 3));
      to[i] = (int) (word >>> (bit & 7)) & mask;
    }
  }

  /// Words of 32 bits, little-endian, filled from their high bits down. Bytes of the last word that
  /// hold nothing are left out, and the others moved down.
  private static void highFirst(byte[] in, int from, int size, int width, int count, int[] to) {
    int mask = (1 << width) - 1;
    int lastWord = (size - 1) & ~3;
    int missing = 8 * (lastWord + 4 - size);
    long bit = 0;
    for (int i = 0; i < count; i++, bit += width) {
      int at = (int) (bit >>> 5) * 4;
      long word = (long) LercBytes.LONG.get(in, from + at);
      long high = word & 0xFFFF_FFFFL;
      long low = word >>> 32;
      if (at >= lastWord) {
        high = high << missing & 0xFFFF_FFFFL;
      } else if (at + 4 == lastWord) {
        low = low << missing & 0xFFFF_FFFFL;
      }
      to[i] = (int) ((high << 32 | low) >>> (64 - width - (int) (bit & 31))) & mask;
    }
  }
}
