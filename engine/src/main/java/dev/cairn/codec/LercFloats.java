package dev.cairn.codec;

import dev.cairn.codec.LercDecoder.Target;
import dev.cairn.codec.LercDecoder.Type;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/// Floating point that lost nothing, as Lerc2 writes it since version 6: the bytes of each
/// significance for themselves, differenced and Huffman coded (LERC Byte Stream Specification,
/// "Lossless Huffman Mode for float and double data types").
///
/// The specification leaves out what Esri's library does: a float's sign stands below its exponent;
/// differences are of the mantissa and of what is above it, each without a carry into the other; a
/// plane of bytes says in its first one how it is written.
final class LercFloats {
  /// How often a plane may have been differenced.
  private static final int MOST_DIFFERENCES = 5;

  private static final long MANTISSA = (1L << 52) - 1;
  private static final int FLOAT_MANTISSA = (1 << 23) - 1;

  private LercFloats() {}

  /// Reads the values of all pixels and writes those of valid ones.
  static void read(LercBytes in, int depth, LercMask mask, Target target)
      throws DataFormatException {
    Type type = target.layout().type();
    int count = target.layout().pixels() * depth;
    int planes = type.bytes();
    int predictor = in.uint8();
    if (predictor > 2) {
      throw new DataFormatException("LERC: predictor " + predictor);
    }
    byte[] values = Scratch.take(count * planes);
    byte[] plane = Scratch.take(count);
    int seen = 0;
    for (int i = 0; i < planes; i++) {
      int place = in.uint8();
      int differences = in.uint8();
      int size = in.int32();
      if (place >= planes || (seen & 1 << place) != 0 || differences > MOST_DIFFERENCES) {
        throw new DataFormatException(
            "LERC: plane " + place + " of " + planes + ", differenced " + differences + " times");
      }
      seen |= 1 << place;
      readPlane(in.next(size), plane, count);
      for (int from = differences; from > 0; from--) {
        byte sum = from <= count ? plane[from - 1] : 0;
        for (int k = from; k < count; k++) {
          sum += plane[k];
          plane[k] = sum;
        }
      }
      for (int k = 0, p = place; k < count; k++, p += planes) {
        values[p] = plane[k];
      }
    }
    // Several values of a pixel are a row for themselves.
    int columns = depth == 1 ? target.layout().width() : depth;
    int rows = count / columns;
    if (type == Type.FLOAT32) {
      restoreFloats(values, rows, columns, predictor);
    } else {
      restoreDoubles(values, rows, columns, predictor);
    }
    scatter(values, depth * planes, mask, target);
    Scratch.give(plane);
    Scratch.give(values);
  }

  private static void scatter(byte[] values, int pixelBytes, LercMask mask, Target target) {
    int step = target.step();
    if (mask.isAllValid() && step == pixelBytes) {
      System.arraycopy(values, 0, target.out(), target.first(), target.layout().size());
      return;
    }
    for (int k = 0; k < target.layout().pixels(); k++) {
      if (mask.isValid(k)) {
        System.arraycopy(
            values, k * pixelBytes, target.out(), target.first() + k * step, pixelBytes);
      }
    }
  }

  private static void readPlane(LercBytes in, byte[] plane, int count) throws DataFormatException {
    int way = in.uint8();
    switch (way) {
      case 0 -> LercHuffman.read(in, false, plane, count);
      case 1 -> Arrays.fill(plane, 0, count, (byte) in.uint8());
      case 2 -> System.arraycopy(in.bytes, in.skip(count), plane, 0, count);
      case 3 -> readRuns(in, plane, count);
      default -> throw new DataFormatException("LERC: way " + way + " of writing a plane");
    }
  }

  /// Runs as PackBits has them, of up to 128 bytes as they are or 2 to 129 equal ones.
  private static void readRuns(LercBytes in, byte[] plane, int count) throws DataFormatException {
    int at = 0;
    while (at < count) {
      int head = in.uint8();
      int n = head < 128 ? head + 1 : head - 126;
      if (n > count - at) {
        throw new DataFormatException("LERC: a run beyond the plane's end");
      }
      if (head < 128) {
        System.arraycopy(in.bytes, in.skip(n), plane, at, n);
      } else {
        Arrays.fill(plane, at, at + n, (byte) in.uint8());
      }
      at += n;
    }
  }

  private static void restoreFloats(byte[] b, int rows, int columns, int predictor) {
    int stride = 4 * columns;
    int end = rows * stride;
    if (predictor == 2) {
      for (int p = stride; p < end; p += 4) {
        addFloat(b, p, p - stride);
      }
    }
    if (predictor > 0) {
      for (int row = 0; row < end; row += stride) {
        for (int p = row + 4; p < row + stride; p += 4) {
          addFloat(b, p, p - 4);
        }
      }
    }
    for (int p = 0; p < end; p += 4) {
      int v = (int) LercBytes.INT.get(b, p);
      LercBytes.INT.set(
          b, p, v & FLOAT_MANTISSA | v >>> 1 & 0x7F80_0000 | v << 8 & Integer.MIN_VALUE);
    }
  }

  private static void addFloat(byte[] b, int p, int other) {
    int x = (int) LercBytes.INT.get(b, p);
    int y = (int) LercBytes.INT.get(b, other);
    int above = (x & ~FLOAT_MANTISSA) + (y & ~FLOAT_MANTISSA);
    LercBytes.INT.set(b, p, above | (x + y) & FLOAT_MANTISSA);
  }

  private static void restoreDoubles(byte[] b, int rows, int columns, int predictor) {
    int stride = 8 * columns;
    int end = rows * stride;
    if (predictor == 2) {
      for (int p = stride; p < end; p += 8) {
        addDouble(b, p, p - stride);
      }
    }
    if (predictor > 0) {
      for (int row = 0; row < end; row += stride) {
        for (int p = row + 8; p < row + stride; p += 8) {
          addDouble(b, p, p - 8);
        }
      }
    }
  }

  private static void addDouble(byte[] b, int p, int other) {
    long x = (long) LercBytes.LONG.get(b, p);
    long y = (long) LercBytes.LONG.get(b, other);
    long above = (x & ~MANTISSA) + (y & ~MANTISSA);
    LercBytes.LONG.set(b, p, above | (x + y) & MANTISSA);
  }
}
