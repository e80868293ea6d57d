package dev.cairn.codec;

import java.util.Arrays;

/// Decompresses PackBits (TIFF 6.0 §9): runs of one byte and runs of bytes as they are. Stateless
/// and thread-safe.
public final class PackBitsDecoder {
  private static final int NOTHING = -128;

  private PackBitsDecoder() {}

  /// No stream holds more: two bytes give at most 128.
  public static long mostBytesOf(long compressed) {
    return compressed * 64;
  }

  /// Fills `out[at, at + length)` with the first bytes of the content. What the stream holds beyond
  /// that is not looked at: a run may reach beyond the end of a block, as libtiff allows.
  ///
  /// @return how many bytes were written: `length`, or fewer where the stream ends before; no bytes
  ///     are broken otherwise
  public static int decode(byte[] in, int from, int inLength, byte[] out, int at, int length) {
    int end = from + inLength;
    int limit = at + length;
    int p = from;
    int to = at;
    while (to < limit && p < end) {
      int head = in[p++];
      if (head >= 0) {
        int n = Math.min(Math.min(head + 1, limit - to), end - p);
        System.arraycopy(in, p, out, to, n);
        p += n;
        to += n;
      } else if (head != NOTHING) {
        if (p == end) {
          break;
        }
        int n = Math.min(1 - head, limit - to);
        Arrays.fill(out, to, to + n, in[p++]);
        to += n;
      }
    }
    return to - at;
  }
}
