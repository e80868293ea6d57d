package dev.cairn.expr;

import java.util.Arrays;

/// Runs of bits of validity bitmaps that start anywhere, as words of their own: bit `i & 63` of
/// word `i >> 6` is the run's pixel `i`, and bits beyond its end are 0.
final class Bits {
  private Bits() {}

  static void ones(int n, long[] to) {
    int full = n >> 6;
    Arrays.fill(to, 0, full, -1L);
    if ((n & 63) != 0) {
      to[full] = (1L << n) - 1;
    }
  }

  static void read(long[] bitmap, int from, int n, long[] to) {
    int shift = from & 63;
    int first = from >> 6;
    int words = (n + 63) >> 6;
    for (int j = 0; j < words; j++) {
      long w = bitmap[first + j] >>> shift;
      if (shift != 0 && first + j + 1 < bitmap.length) {
        w |= bitmap[first + j + 1] << (64 - shift);
      }
      to[j] = w;
    }
    if ((n & 63) != 0) {
      to[words - 1] &= (1L << n) - 1;
    }
  }

  static void write(long[] run, int n, long[] bitmap, int at) {
    int shift = at & 63;
    int first = at >> 6;
    for (int j = 0; j << 6 < n; j++) {
      int count = Math.min(64, n - (j << 6));
      long mask = -1L >>> (64 - count);
      bitmap[first + j] = (bitmap[first + j] & ~(mask << shift)) | run[j] << shift;
      if (shift + count > 64) {
        int over = 64 - shift;
        bitmap[first + j + 1] = (bitmap[first + j + 1] & ~(mask >>> over)) | run[j] >>> over;
      }
    }
  }

  static boolean isNone(long[] run, int n) {
    for (int j = 0; j << 6 < n; j++) {
      if (run[j] != 0) {
        return false;
      }
    }
    return true;
  }

  /// Writes NaN where the bit is 0, run after run: 0.06 ns a pixel where patches have 100 pixels,
  /// 0.31 in noise. What lost: pixel after pixel 0.10 and 0.32; a select in every pixel of a mixed
  /// word 0.14 and 0.35; bits widened to rows of NaN and added 0.30.
  static void dropOthers(long[] run, int n, Object to, int at) {
    if (to instanceof float[] floats) {
      dropOthers(run, n, floats, at);
    } else {
      dropOthers(run, n, (double[]) to, at);
    }
  }

  private static void dropOthers(long[] run, int n, float[] to, int at) {
    for (int j = 0; j << 6 < n; j++) {
      int count = Math.min(64, n - (j << 6));
      long others = ~run[j] & (-1L >>> (64 - count));
      int first = at + (j << 6);
      if (others == -1L) {
        Arrays.fill(to, first, first + 64, Float.NaN);
        continue;
      }
      while (others != 0) { // run after run
        int start = Long.numberOfTrailingZeros(others);
        int end = start + Long.numberOfTrailingZeros(~(others >>> start));
        for (int i = start; i < end; i++) {
          to[first + i] = Float.NaN;
        }
        others &= end == 64 ? 0 : -1L << end;
      }
    }
  }

  private static void dropOthers(long[] run, int n, double[] to, int at) {
    for (int j = 0; j << 6 < n; j++) {
      int count = Math.min(64, n - (j << 6));
      long others = ~run[j] & (-1L >>> (64 - count));
      int first = at + (j << 6);
      if (others == -1L) {
        Arrays.fill(to, first, first + 64, Double.NaN);
        continue;
      }
      while (others != 0) { // run after run
        int start = Long.numberOfTrailingZeros(others);
        int end = start + Long.numberOfTrailingZeros(~(others >>> start));
        for (int i = start; i < end; i++) {
          to[first + i] = Double.NaN;
        }
        others &= end == 64 ? 0 : -1L << end;
      }
    }
  }
}
