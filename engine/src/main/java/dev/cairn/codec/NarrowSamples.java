package dev.cairn.codec;

/// Samples that take fewer bits than a whole type, one by one: integers of 1 to 31 bits and floats
/// of 16 and 24. Stateless; the arrays are the caller's.
public final class NarrowSamples {
  private NarrowSamples() {}

  /// Bytes of a row of samples, which starts at a byte of its own.
  public static long rowBytes(long samples, int bits) {
    return (samples * bits + 7) / 8;
  }

  /// Integers of one band that are packed, the high bit first whatever the file's byte order (TIFF
  /// 6.0 §8, FillOrder 1).
  ///
  /// @param from first byte of the block
  /// @param step samples of a pixel
  /// @param band which of them is wanted
  /// @param bits of a sample, 1 to 31
  public static void unpack(
      byte[] in, int from, int width, int height, int step, int band, int bits, int[] out) {
    int rowBytes = (int) rowBytes((long) width * step, bits);
    int i = 0;
    for (int row = 0; row < height; row++) {
      long bit = ((long) from + (long) row * rowBytes) * 8 + (long) band * bits;
      for (int end = i + width; i < end; i++, bit += (long) step * bits) {
        out[i] = bits(in, bit, bits);
      }
    }
  }

  private static int bits(byte[] in, long bit, int bits) {
    int first = (int) (bit >>> 3);
    int last = (int) ((bit + bits - 1) >>> 3);
    long word = 0;
    for (int p = first; p <= last; p++) {
      word = word << 8 | (in[p] & 0xFF);
    }
    int below = 7 - (int) ((bit + bits - 1) & 7);
    return (int) (word >>> below) & (-1 >>> (32 - bits));
  }

  /// As [#unpack], of single bits of one band: bytes of 0 and 1.
  public static void unpackBits(byte[] in, int from, int width, int height, byte[] out) {
    int rowBytes = (width + 7) / 8;
    for (int row = 0; row < height; row++) {
      int to = row * width;
      int start = from + row * rowBytes;
      for (int x = 0; x < width; x++) {
        out[to + x] = (byte) (in[start + (x >> 3)] >> (7 - (x & 7)) & 1);
      }
    }
  }

  /// Samples of 3 bytes of one band, little-endian.
  public static void threeBytes(byte[] in, int from, int step, int[] out, int count) {
    for (int i = 0, p = from; i < count; i++, p += 3 * step) {
      out[i] = (in[p] & 0xFF) | (in[p + 1] & 0xFF) << 8 | (in[p + 2] & 0xFF) << 16;
    }
  }

  /// A float of 24 bits: a sign, 7 bits of exponent with a bias of 63, 16 bits of fraction (Adobe
  /// Photoshop TIFF Technical Note 3).
  public static float float24(int bits) {
    int sign = (bits & 0x80_0000) << 8;
    int exponent = bits >>> 16 & 0x7F;
    int fraction = bits & 0xFFFF;
    return switch (exponent) {
      case 0 -> {
        float small = Math.scalb((float) fraction, -62 - 16);
        yield sign == 0 ? small : -small;
      }
      case 0x7F -> Float.intBitsToFloat(sign | 0x7F80_0000 | fraction << 7);
      default -> Float.intBitsToFloat(sign | (exponent - 63 + 127) << 23 | fraction << 7);
    };
  }
}
