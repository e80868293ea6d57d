package dev.cairn.codec;

import dev.cairn.codec.LercDecoder.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Lerc2 of version 4, the one that libtiff writes (LERC Byte Stream Specification): one blob of
/// all values of a pixel. Where that is one value, pixels of NaN are left out of the blob's mask;
/// among several values NaN is stored as it is, since libtiff 4.5 reads no mask there.
///
/// Of what the format has, this writes values as they are, blocks of 8 × 8 quantised and stuffed,
/// and blocks of one value; no Huffman codes and no tables.
final class LercEncoder implements PixelEncoder {
  private static final int BLOCK = 8;
  private static final int HEAD = 66;
  private static final int BEHIND_CHECKSUM = 14;
  private static final int PLAIN = 0;
  private static final int QUANTISED = 1;
  private static final int ZEROS = 2;
  private static final int CONSTANT = 3;

  /// The largest quantised value, so that its bits fit an int with its sign.
  private static final double MOST_QUANTISED = 1 << 30;

  private final int samples;
  private final Type type;
  private final double maxError;

  /// Sample after sample, those of all pixels; and those of a block as numbers and quantised.
  private double[] values = new double[0];

  private final double[] block = new double[BLOCK * BLOCK];
  private final int[] quantised = new int[BLOCK * BLOCK];
  private boolean[] valid = new boolean[0];
  private byte[] out = new byte[0];
  private int size;

  LercEncoder(int samples, Type type, double maxError) {
    if (!(maxError >= 0) || Double.isInfinite(maxError)) {
      throw new IllegalArgumentException("LERC with an error of " + maxError);
    }
    this.samples = samples;
    this.type = type;
    this.maxError = type.isFloating() ? maxError : Math.max(0.5, Math.floor(maxError));
  }

  @Override
  public ByteBuffer encode(byte[] pixels, int width, int height) {
    int n = width * height;
    long blocks = (long) Math.ceilDiv(width, BLOCK) * Math.ceilDiv(height, BLOCK);
    long most = HEAD + 4 + n / 4L + 64 + samples * (2L + n) * type.bytes() + 16 * blocks * samples;
    if (out.length < most) {
      out = new byte[Math.toIntExact(most)];
    }
    if (valid.length != n) {
      values = new double[Math.multiplyExact(n, samples)];
      valid = new boolean[n];
    }
    for (int sample = 0; sample < samples; sample++) {
      widen(pixels, sample, n);
    }
    for (int i = 0; i < n; i++) {
      valid[i] = samples > 1 || !Double.isNaN(values[i]);
    }
    size = 0;
    blob(width, height);
    return ByteBuffer.wrap(out, 0, size);
  }

  @Override
  public void close() {}

  private void widen(byte[] pixels, int sample, int n) {
    int bytes = type.bytes();
    int p = sample * bytes;
    for (int i = 0; i < n; i++, p += samples * bytes) {
      double v =
          switch (type) {
            case INT8 -> pixels[p];
            case UINT8 -> pixels[p] & 0xFF;
            case INT16 -> (short) LercBytes.SHORT.get(pixels, p);
            case UINT16 -> (short) LercBytes.SHORT.get(pixels, p) & 0xFFFF;
            case INT32 -> (int) LercBytes.INT.get(pixels, p);
            case UINT32 -> (int) LercBytes.INT.get(pixels, p) & 0xFFFF_FFFFL;
            case FLOAT32 -> (float) LercBytes.FLOAT.get(pixels, p);
            case FLOAT64 -> (double) LercBytes.DOUBLE.get(pixels, p);
          };
      values[sample * n + i] = v;
    }
  }

  private void blob(int width, int height) {
    int n = width * height;
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += valid[i] ? 1 : 0;
    }
    double[] min = new double[samples];
    double[] max = new double[samples];
    double least = count == 0 ? 0 : Double.POSITIVE_INFINITY;
    double most = count == 0 ? 0 : Double.NEGATIVE_INFINITY;
    for (int d = 0; count > 0 && d < samples; d++) {
      range(d, n, min, max);
      least = Math.min(least, min[d]);
      most = Math.max(most, max[d]);
    }
    int start = size;
    size += HEAD;
    mask(n, count);
    if (count > 0 && least < most) {
      for (double v : min) {
        number(v, type);
      }
      for (double v : max) {
        number(v, type);
      }
      if (!Arrays.equals(min, max)) {
        values(width, height, count);
      }
    }
    head(start, width, height, count, least, most);
  }

  /// The least and largest of a pixel's values `d`; different ones where there is NaN among them,
  /// or a reader would take them for all alike.
  private void range(int d, int n, double[] min, double[] max) {
    min[d] = Double.POSITIVE_INFINITY;
    max[d] = Double.NEGATIVE_INFINITY;
    boolean hasNaN = false;
    for (int i = 0, at = d * n; i < n; i++) {
      if (valid[i]) {
        hasNaN |= Double.isNaN(values[at + i]);
        if (values[at + i] < min[d]) {
          min[d] = values[at + i];
        }
        if (values[at + i] > max[d]) {
          max[d] = values[at + i];
        }
      }
    }
    if (hasNaN && min[d] > max[d]) {
      min[d] = 0;
      max[d] = 1;
    } else if (hasNaN && min[d] == max[d]) {
      max[d] = type == Type.FLOAT32 ? Math.nextUp((float) min[d]) : Math.nextUp(min[d]);
    }
  }

  private void values(int width, int height, int count) {
    int n = width * height;
    int at = size;
    out[size++] = 0; // values are not as they are
    if (type.bytes() == 1 && maxError == 0.5) {
      out[size++] = 0; // nor Huffman codes
    }
    blocks(width, height);
    if (size - at > 1 + (long) count * samples * type.bytes()) {
      size = at;
      out[size++] = 1;
      for (int i = 0; i < n; i++) {
        for (int d = 0; valid[i] && d < samples; d++) {
          number(values[d * n + i], type);
        }
      }
    }
  }

  private void head(int start, int width, int height, int count, double min, double max) {
    int end = size;
    size = start;
    for (byte b : "Lerc2 ".getBytes(StandardCharsets.US_ASCII)) {
      out[size++] = b;
    }
    int32(4); // version
    int32(0); // checksum, below
    int32(height);
    int32(width);
    int32(samples);
    int32(count);
    int32(BLOCK);
    int32(end - start);
    int32(type.ordinal());
    number(maxError, Type.FLOAT64);
    number(min, Type.FLOAT64);
    number(max, Type.FLOAT64);
    size = end;
    LercBytes.INT.set(out, start + 10, Lerc2.checksum(out, start + BEHIND_CHECKSUM, end));
  }

  /// Bits of valid pixels as bytes in runs, each behind its length: positive for bytes as they are,
  /// negative for one that is repeated.
  private void mask(int n, int count) {
    int at = size;
    size += 4;
    if (count > 0 && count < n) {
      byte[] bits = new byte[(n + 7) / 8];
      for (int i = 0; i < n; i++) {
        if (valid[i]) {
          bits[i >> 3] |= (byte) (0x80 >> (i & 7));
        }
      }
      int literal = 0;
      for (int p = 0; p < bits.length; ) {
        int end = p + 1;
        while (end < bits.length && bits[end] == bits[p] && end - p < Short.MAX_VALUE) {
          end++;
        }
        if (end - p >= 5) {
          literals(bits, literal, p);
          int16(p - end);
          out[size++] = bits[p];
          literal = end;
        }
        p = end;
      }
      literals(bits, literal, bits.length);
      int16(Short.MIN_VALUE);
    }
    LercBytes.INT.set(out, at, size - at - 4);
  }

  private void literals(byte[] bits, int from, int to) {
    for (int p = from; p < to; ) {
      int n = Math.min(to - p, Short.MAX_VALUE);
      int16(n);
      System.arraycopy(bits, p, out, size, n);
      size += n;
      p += n;
    }
  }

  private void blocks(int width, int height) {
    for (int top = 0; top < height; top += BLOCK) {
      int rows = Math.min(BLOCK, height - top);
      for (int left = 0; left < width; left += BLOCK) {
        int columns = Math.min(BLOCK, width - left);
        for (int d = 0; d < samples; d++) {
          int n = 0;
          for (int row = 0; row < rows; row++) {
            int i = (top + row) * width + left;
            int at = d * width * height;
            for (int end = i + columns; i < end; i++) {
              if (valid[i]) {
                block[n++] = values[at + i];
              }
            }
          }
          block(n, (left >> 3 & 15) << 2);
        }
      }
    }
  }

  /// @param place bits of a block's first byte by which a reader sees that it is in step
  private void block(int n, int place) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      min = Math.min(min, block[i]);
      max = Math.max(max, block[i]);
    }
    if (Double.isNaN(min)) {
      plain(n, place);
    } else if (n == 0 || (min == 0 && max == 0)) {
      out[size++] = (byte) (place | ZEROS);
    } else if (min == max) {
      offset(min, place | CONSTANT);
    } else if (!quantise(n, min, max)) {
      plain(n, place);
    } else {
      int most = Arrays.stream(quantised, 0, n).max().orElseThrow();
      if (most == 0) {
        offset(min, place | CONSTANT);
        return;
      }
      offset(min, place | QUANTISED);
      stuff(n, Integer.SIZE - Integer.numberOfLeadingZeros(most));
    }
  }

  private void plain(int n, int place) {
    out[size++] = (byte) (place | PLAIN);
    for (int i = 0; i < n; i++) {
      number(block[i], type);
    }
  }

  /// @return false where a value would not come back near enough, or nothing would be gained
  private boolean quantise(int n, double min, double max) {
    double scale = 2 * maxError;
    if (scale == 0 || !((max - min) / scale < MOST_QUANTISED)) {
      return false;
    }
    int most = 0;
    for (int i = 0; i < n; i++) {
      quantised[i] = (int) ((block[i] - min) / scale + 0.5);
      most = Math.max(most, quantised[i]);
      double back = min + quantised[i] * scale;
      if (Math.abs((type == Type.FLOAT32 ? (float) back : back) - block[i]) > maxError) {
        return false;
      }
    }
    int width = Integer.SIZE - Integer.numberOfLeadingZeros(most);
    return 2 + type.bytes() + (n * width + 7) / 8 < n * type.bytes();
  }

  /// Values of so many bits, the first in the lowest bits of the first byte.
  private void stuff(int n, int width) {
    out[size++] = (byte) (2 << 6 | width); // the count takes one byte
    out[size++] = (byte) n;
    long bits = 0;
    int have = 0;
    for (int i = 0; i < n; i++) {
      bits |= (long) quantised[i] << have;
      have += width;
      while (have >= 8) {
        out[size++] = (byte) bits;
        bits >>>= 8;
        have -= 8;
      }
    }
    if (have > 0) {
      out[size++] = (byte) bits;
    }
  }

  /// A block's first byte and its least value, in the smallest type that holds it.
  private void offset(double value, int head) {
    Type[] smaller =
        switch (type) {
          case INT8, UINT8 -> new Type[0];
          case INT16 -> new Type[] {Type.UINT8, Type.INT8};
          case UINT16 -> new Type[] {Type.UINT8};
          case INT32 -> new Type[] {Type.UINT16, Type.INT16, Type.UINT8};
          case UINT32 -> new Type[] {Type.UINT16, Type.UINT8};
          case FLOAT32 -> new Type[] {Type.INT16, Type.UINT8};
          case FLOAT64 -> new Type[] {Type.FLOAT32, Type.INT32, Type.INT16};
        };
    int code = 0;
    Type chosen = type;
    for (int i = 0; i < smaller.length; i++) {
      if (smaller[i].bytes() < chosen.bytes() && holds(smaller[i], value)) {
        code = i + 1;
        chosen = smaller[i];
      }
    }
    out[size++] = (byte) (code << 6 | head);
    number(value, chosen);
  }

  private static boolean holds(Type type, double value) {
    return switch (type) {
      case INT8 -> value == (byte) value;
      case UINT8 -> value == ((int) value & 0xFF);
      case INT16 -> value == (short) value;
      case UINT16 -> value == ((int) value & 0xFFFF);
      case INT32 -> value == (int) value;
      case UINT32 -> value == ((long) value & 0xFFFF_FFFFL);
      case FLOAT32 -> value == (float) value;
      case FLOAT64 -> true;
    };
  }

  private void int16(int value) {
    LercBytes.SHORT.set(out, size, (short) value);
    size += 2;
  }

  private void int32(int value) {
    LercBytes.INT.set(out, size, value);
    size += 4;
  }

  private void number(double value, Type as) {
    switch (as) {
      case INT8, UINT8 -> out[size] = (byte) (int) value;
      case INT16, UINT16 -> LercBytes.SHORT.set(out, size, (short) (int) value);
      case INT32, UINT32 -> LercBytes.INT.set(out, size, (int) (long) value);
      case FLOAT32 -> LercBytes.FLOAT.set(out, size, (float) value);
      case FLOAT64 -> LercBytes.DOUBLE.set(out, size, value);
    }
    size += as.bytes();
  }
}
