package dev.cairn.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/// Which pixels of a LERC blob hold a value: a bit a pixel, row after row, the high bit of a byte
/// first. Immutable.
final class LercMask {
  private static final VarHandle BIG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final short END = Short.MIN_VALUE;

  private final int pixels;
  private final int count;

  /// Eight bytes longer than need be; empty where all pixels are alike.
  private final byte[] bits;

  private LercMask(int pixels, int count, byte[] bits) {
    this.pixels = pixels;
    this.count = count;
    this.bits = bits;
  }

  static LercMask all(int pixels) {
    return new LercMask(pixels, pixels, new byte[0]);
  }

  static LercMask none(int pixels) {
    return new LercMask(pixels, 0, new byte[0]);
  }

  /// Of a bit a pixel, in an array of eight bytes more than they take, which is this mask's then.
  static LercMask of(int pixels, byte[] bits) {
    // Bits behind the last pixel mean nothing.
    int used = (pixels + 7) / 8;
    if ((pixels & 7) != 0) {
      bits[used - 1] &= (byte) (0xFF00 >> (pixels & 7));
    }
    int count = 0;
    for (int i = 0; i < used; i++) {
      count += Integer.bitCount(bits[i] & 0xFF);
    }
    return count == pixels
        ? all(pixels)
        : count == 0 ? none(pixels) : new LercMask(pixels, count, bits);
  }

  /// Reads run lengths: a positive count and as many bytes, a negative one and the byte that is
  /// repeated.
  static LercMask read(LercBytes in, int pixels) throws DataFormatException {
    int size = (int) (((long) pixels + 7) / 8);
    byte[] bits = new byte[size + 8];
    int at = 0;
    for (int n = in.int16(); n != END; n = in.int16()) {
      if (Math.abs(n) > size - at) {
        throw new DataFormatException("LERC: a mask of more than " + size + " bytes");
      }
      if (n > 0) {
        System.arraycopy(in.bytes, in.skip(n), bits, at, n);
        at += n;
      } else {
        Arrays.fill(bits, at, at - n, (byte) in.uint8());
        at -= n;
      }
    }
    if (at < size) {
      throw new DataFormatException("LERC: a mask of " + at + " bytes, " + size + " are needed");
    }
    return of(pixels, bits);
  }

  int count() {
    return count;
  }

  boolean isAllValid() {
    return count == pixels;
  }

  boolean isValid(int pixel) {
    return bits.length == 0 ? count != 0 : (bits[pixel >> 3] << (pixel & 7) & 0x80) != 0;
  }

  /// The bits of 1 to 32 neighbouring pixels, the first one highest.
  int row(int pixel, int n) {
    if (bits.length == 0) {
      return count == 0 ? 0 : -1 << (32 - n);
    }
    long word = (long) BIG.get(bits, pixel >> 3) << (pixel & 7);
    return (int) (word >>> 32) & -1 << (32 - n);
  }
}
