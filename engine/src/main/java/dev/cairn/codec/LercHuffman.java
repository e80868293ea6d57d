package dev.cairn.codec;

import java.util.zip.DataFormatException;

/// A Huffman code book of LERC and the bytes that are written with it: codes of up to 32 bits, in
/// 32-bit words, little-endian, the high bit of a word first (LERC Byte Stream Specification,
/// "Lossless Huffman Mode for 8 bit integer data types").
///
/// The codes are stored; nothing is taken for granted about them.
final class LercHuffman {
  private static final int SYMBOLS = 256;
  private static final int LONGEST = 32;
  private static final int FAST_BITS = 12;

  /// By the next 12 bits: size of the code << 8 | symbol; 0 where the code is longer or none.
  private final short[] fast = new short[1 << FAST_BITS];

  /// Codes of more than 12 bits as a tree, two places a node: the next node, the complement of a
  /// symbol, or 0 where no code goes. Empty where there are no such codes.
  private int[] tree = new int[0];

  private int nodes = 1;

  private LercHuffman() {}

  /// Reads a code book, then so many bytes.
  ///
  /// @param highFirst how the sizes of codes are stuffed, see [LercBits]
  static void read(LercBytes in, boolean highFirst, byte[] to, int count)
      throws DataFormatException {
    var book = new LercHuffman();
    book.readCodes(in, highFirst);
    book.readSymbols(in, to, count);
  }

  private void readCodes(LercBytes in, boolean highFirst) throws DataFormatException {
    int version = in.int32();
    int size = in.int32();
    int begin = in.int32();
    int end = in.int32();
    // The stretch of symbols that have codes; it may go round: 257 means 1.
    if (version < 2
        || size != SYMBOLS
        || begin < 0
        || begin >= SYMBOLS
        || end <= begin
        || end - begin > SYMBOLS) {
      throw new DataFormatException(
          "LERC: codes of [%d, %d) of %d, version %d".formatted(begin, end, size, version));
    }
    int[] sizes = new int[end - begin];
    new LercBits(highFirst).read(in, sizes.length, sizes);
    long bits = 0;
    int beyond = 0;
    for (int s : sizes) {
      if (s > LONGEST) {
        throw new DataFormatException("LERC: a code of " + s + " bits");
      }
      bits += s;
      beyond += s > FAST_BITS ? s : 0;
    }
    tree = new int[beyond == 0 ? 0 : 2 * (beyond + 1)];
    int from = in.skip((bits + 31) / 32 * 4);
    long bit = 0;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] > 0) {
        add(bits(in, from, bit, sizes[i]), sizes[i], (begin + i) & (SYMBOLS - 1));
        bit += sizes[i];
      }
    }
  }

  /// Bits of a word, or of two.
  private static int bits(LercBytes in, int from, long bit, int n) {
    int at = from + (int) (bit >>> 5) * 4;
    int used = (int) bit & 31;
    long word = ((int) LercBytes.INT.get(in.bytes, at) & 0xFFFF_FFFFL) << 32;
    if (used + n > 32) {
      word |= (int) LercBytes.INT.get(in.bytes, at + 4) & 0xFFFF_FFFFL;
    }
    return (int) (word << used >>> (64 - n));
  }

  private void add(int code, int size, int symbol) throws DataFormatException {
    if (size <= FAST_BITS) {
      int first = code << (FAST_BITS - size);
      for (int i = 0; i < 1 << (FAST_BITS - size); i++) {
        fast[first + i] = (short) (size << 8 | symbol);
      }
      return;
    }
    int node = 0;
    for (int left = size - 1; left > 0; left--) {
      int place = 2 * node + (code >>> left & 1);
      if (tree[place] == 0) {
        tree[place] = nodes++;
      }
      node = tree[place];
      if (node < 0) {
        throw new DataFormatException("LERC: a code that begins with another one");
      }
    }
    tree[2 * node + (code & 1)] = ~symbol;
  }

  /// By the next 12 bits: one symbol or two, as many as are whole in them; how many << 24 | size of
  /// their codes << 16 | the second << 8 | the first; 0 where there is none. One symbol at a time
  /// took 1.5 times as long (282 against 420 MB/s, terrain in 8 bits).
  private int[] pairs() {
    int[] pairs = new int[fast.length];
    for (int bits = 0; bits < fast.length; bits++) {
      int first = fast[bits];
      int size = first >> 8;
      int second = fast[bits << size & fast.length - 1];
      int both = size + (second >> 8);
      if (first != 0 && second != 0 && both <= FAST_BITS) {
        pairs[bits] = 2 << 24 | both << 16 | (second & 0xFF) << 8 | first & 0xFF;
      } else if (first != 0) {
        pairs[bits] = 1 << 24 | size << 16 | first & 0xFF;
      }
    }
    return pairs;
  }

  private void readSymbols(LercBytes in, byte[] to, int count) throws DataFormatException {
    int[] pairs = pairs();
    byte[] bytes = in.bytes;
    int p = in.at();
    int end = in.end();
    long buffer = 0; // the next bits, the first one highest, zeros behind them
    int buffered = 0;
    int i = 0;
    while (i < count) {
      if (buffered <= 32 && p <= end - 4) {
        buffer |= ((int) LercBytes.INT.get(bytes, p) & 0xFFFF_FFFFL) << (32 - buffered);
        buffered += 32;
        p += 4;
      }
      int next = (int) (buffer >>> (64 - FAST_BITS));
      int entry = pairs[next];
      int size;
      if (entry != 0 && i < count - 1) {
        size = entry >> 16 & 0xFF;
        to[i] = (byte) entry;
        to[i + 1] = (byte) (entry >> 8); // what is too much is overwritten next
        i += entry >> 24;
      } else {
        int single = entry == 0 ? longCode(buffer) : fast[next];
        size = single >> 8;
        to[i++] = (byte) single;
      }
      if (size > buffered) {
        throw new DataFormatException("LERC: ends before value " + i + " of " + count);
      }
      buffer <<= size;
      buffered -= size;
    }
  }

  /// As an entry of [#fast].
  private int longCode(long buffer) throws DataFormatException {
    int node = 0;
    for (int size = 1; size <= LONGEST && tree.length > 0; size++) {
      node = tree[2 * node + (int) (buffer >>> (64 - size) & 1)];
      if (node < 0) {
        return size << 8 | ~node;
      }
      if (node == 0) {
        break;
      }
    }
    throw new DataFormatException("LERC: no code begins as these bits do");
  }
}
