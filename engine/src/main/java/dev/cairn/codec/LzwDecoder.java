package dev.cairn.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;

/// Decompresses TIFF's LZW (TIFF 6.0 §13): codes of 9 to 12 bits, the high bit first, widened one
/// code early. Stateless and thread-safe.
///
/// Streams of the old style, as libtiff wrote them before 1991, are known by their first two bytes
/// and read too: the low bit first, widened when the table is full. No text has them; libtiff reads
/// them.
///
/// A string of the table is always a run of what was already written, so the table holds places
/// in the output instead of chains of prefixes, and the first bytes themselves, so that most codes
/// are one store without a branch.
public final class LzwDecoder {
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int TABLE = 4096;

  private LzwDecoder() {}

  /// No stream holds more: a code of 9 bits or more gives a string no longer than the table.
  public static long mostBytesOf(long compressed) {
    return (compressed * 8 / 9 + 1) * TABLE;
  }

  /// True where the stream has the low bit first, as libtiff wrote it before 1991: it begins with a
  /// clear code of 9 bits too.
  public static boolean isOldStyle(byte[] in, int from, int inLength) {
    return inLength >= 2 && in[from] == 0 && (in[from + 1] & 1) != 0;
  }

  /// Fills `out[at, at + length)` with the first bytes of the content.
  ///
  /// @return how many bytes were written: `length`, or fewer where the content ends before
  /// @throws DataFormatException where the stream is broken
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    boolean lowFirst = isOldStyle(in, from, inLength);
    int early = lowFirst ? 0 : 1; // how many codes before the table is full codes get wider
    long[] heads = new long[TABLE]; // the first eight bytes of a string, the first one lowest
    long[] places = new long[TABLE]; // where in `out` it stands << 16 | its size
    for (int literal = 0; literal < CLEAR; literal++) {
      heads[literal] = literal;
      places[literal] = 1;
    }
    long bits = (long) inLength * 8;
    long bit = 0;
    int limit = at + length;
    int to = at;
    int width = 9;
    int next = FIRST; // the next free code
    int widenAt = 512 - early;
    long lastHead = 0; // of the string before this one
    int lastStart = at;
    int lastSize = 0; // 0: none, right after a clear
    while (to < limit && bit + width <= bits) {
      long word = word(in, from, inLength, bit >>> 3, lowFirst);
      int skip = (int) bit & 7;
      int code =
          (int) (lowFirst ? word >>> skip & ~(-1L << width) : word << skip >>> (64 - width))
              & (TABLE - 1);
      bit += width;
      if (code == CLEAR) {
        width = 9;
        next = FIRST;
        widenAt = 512 - early;
        lastSize = 0;
        continue;
      }
      if (code == END) {
        break;
      }
      if (lastSize != 0 && next < TABLE) {
        // The new string is the last one and the first byte of this one, which is written just
        // behind it. This one may be the new string itself: it begins as the last one does.
        long first = (code == next ? lastHead : heads[code]) & 0xFF;
        heads[next] = lastSize < 8 ? lastHead | (first << (8 * lastSize)) : lastHead;
        places[next++] = ((long) lastStart << 16) | (lastSize + 1);
      }
      if (code >= next) {
        throw broken(code, bit - width, next);
      }
      long head = heads[code];
      int n = (int) places[code] & 0xFFFF;
      int source = (int) (places[code] >>> 16);
      lastHead = head;
      lastStart = to;
      lastSize = n;
      if (n <= limit - to - 8) {
        // Eight bytes at a time; what is written too much is overwritten next. A string of nine or
        // more stands at least eight before this place.
        LITTLE.set(out, to, head);
        for (int i = 8; i < n; i += 8) {
          LITTLE.set(out, to + i, (long) LITTLE.get(out, source + i));
        }
        to += n;
      } else {
        for (int i = 0; i < n && to < limit; i++) {
          out[to++] = i < 8 ? (byte) (head >>> (8 * i)) : out[source + i];
        }
      }
      if (next >= widenAt && width < 12) {
        width++;
        widenAt = (1 << width) - early;
      }
    }
    return to - at;
  }

  /// The eight bytes from `first` on, zeros where the stream ends.
  private static long word(byte[] in, int from, int inLength, long first, boolean lowFirst) {
    int at = from + (int) first;
    if (first + 8 <= inLength) {
      return lowFirst ? (long) LITTLE.get(in, at) : (long) BIG.get(in, at);
    }
    long word = 0;
    for (int i = 0; i < inLength - first; i++) {
      word |= (in[at + i] & 0xFFL) << (lowFirst ? 8 * i : 56 - 8 * i);
    }
    return word;
  }

  private static DataFormatException broken(int code, long bit, int next) {
    return new DataFormatException(
        "LZW stream: code " + code + " at bit " + bit + ", where codes below " + next + " exist");
  }
}
