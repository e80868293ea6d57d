package dev.cairn.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;

/// Decompresses TIFF's LZW (TIFF 6.0 §13): codes of 9 to 12 bits, the high bit first, widened one
/// code early. Stateless and thread-safe.
///
/// A string of the table is always a run of what was already written, so the table holds places
/// in the output instead of chains of prefixes, and a code is one forward copy.
public final class LzwDecoder {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int TABLE = 4096;

  private LzwDecoder() {}

  /// No stream holds more: a code of 9 bits or more gives a string no longer than the table.
  public static long mostBytesOf(long compressed) {
    return (compressed * 8 / 9 + 1) * TABLE;
  }

  /// True where the stream has the low bit first, as libtiff wrote it before 1991; [#decode] does
  /// not read that.
  public static boolean isOldStyle(byte[] in, int from, int inLength) {
    return inLength >= 2 && in[from] == 0 && (in[from + 1] & 1) != 0;
  }

  /// Fills `out[at, at + length)` with the first bytes of the content.
  ///
  /// @return how many bytes were written: `length`, or fewer where the content ends before
  /// @throws DataFormatException where the stream is broken
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length)
      throws DataFormatException {
    int[] start = new int[TABLE];
    int[] size = new int[TABLE];
    long bits = (long) inLength * 8;
    long bit = 0;
    int limit = at + length;
    int to = at;
    int width = 9;
    int next = FIRST; // the next free code
    int widenAt = 511;
    int lastStart = at; // the string before this one
    int lastSize = 0; // 0: none, right after a clear
    while (to < limit && bit + width <= bits) {
      int code = code(in, from, inLength, bit, width);
      bit += width;
      if (code < CLEAR) {
        if (lastSize != 0 && next < TABLE) {
          start[next] = lastStart;
          size[next++] = lastSize + 1;
        }
        lastStart = to;
        lastSize = 1;
        out[to++] = (byte) code;
      } else if (code >= FIRST) {
        if (lastSize == 0 || code > next) {
          throw broken(code, bit - width, lastSize == 0 ? CLEAR : next);
        }
        if (next < TABLE) {
          // The new string ends with the first byte of this one, which is written just behind it:
          // this holds for `code == next` too, where the copy below overlaps by that byte.
          start[next] = lastStart;
          size[next++] = lastSize + 1;
        }
        int source = start[code];
        int n = size[code];
        lastStart = to;
        lastSize = n;
        int end = Math.min(to + n, limit);
        if (n >= 32 && source + n <= to) {
          System.arraycopy(out, source, out, to, end - to);
          to = end;
        } else {
          while (to < end) {
            out[to++] = out[source++];
          }
        }
      } else if (code == CLEAR) {
        width = 9;
        next = FIRST;
        widenAt = 511;
        lastSize = 0;
        continue;
      } else {
        assert code == END;
        break;
      }
      if (next >= widenAt && width < 12) {
        width++;
        widenAt = (1 << width) - 1;
      }
    }
    return to - at;
  }

  private static int code(byte[] in, int from, int inLength, long bit, int width) {
    int first = (int) (bit >>> 3);
    if (first + 8 <= inLength) {
      long word = (long) LONG.get(in, from + first);
      return (int) (word << (bit & 7) >>> (64 - width));
    }
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word = word << 8 | (first + i < inLength ? in[from + first + i] & 0xFF : 0);
    }
    return (int) (word << (bit & 7) >>> (64 - width));
  }

  private static DataFormatException broken(int code, long bit, int next) {
    return new DataFormatException(
        "LZW stream: code " + code + " at bit " + bit + ", where codes below " + next + " exist");
  }
}
