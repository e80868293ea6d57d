package dev.cairn.codec;

import dev.cairn.codec.LercDecoder.Layout;
import dev.cairn.codec.LercDecoder.Target;
import dev.cairn.codec.LercDecoder.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// One blob of Lerc2 and where its values go (LERC Byte Stream Specification). Not thread-safe.
///
/// The versions, as far as they differ: 2 has Huffman codes for bytes, 3 a checksum and another
/// order of stuffed bits, 4 several values a pixel, 5 values as differences from the pixel's value
/// before, 6 values of no data and Huffman codes for floating point.
final class Lerc2 {
  private static final byte[] KEY = "Lerc2 ".getBytes(StandardCharsets.US_ASCII);
  private static final int NEWEST = 6;
  private static final int LARGEST_BLOCK = 32;

  /// How a blob's values are written where they are not blocks: the flag of "Image Encode Mode".
  private static final int BLOCKS = 0;

  private static final int DELTA_HUFFMAN = 1;
  private static final int HUFFMAN = 2;
  private static final int FLOAT_HUFFMAN = 3;

  /// What a block's first byte says in its lowest two bits; 1 is the usual one, quantised.
  private static final int PLAIN = 0;

  private static final int ZEROS = 2;
  private static final int CONSTANT = 3;

  /// What stands before the mask.
  ///
  /// @param depth values of a pixel
  /// @param valid pixels that hold values
  /// @param blockSize width and height of a block of pixels
  /// @param blobSize bytes of all, this included
  /// @param noDataUsed whether there are values of [#noData], which mean [#originalNoData]
  record Header(
      int version,
      int checksum,
      int height,
      int width,
      int depth,
      int valid,
      int blockSize,
      int blobSize,
      Type type,
      boolean noDataUsed,
      double maxError,
      double min,
      double max,
      double noData,
      double originalNoData) {

    /// Reads what is next without going past it.
    static Header peek(LercBytes blob) throws DataFormatException {
      return read(blob.ahead());
    }

    private static Header read(LercBytes in) throws DataFormatException {
      if (!in.startsWith(KEY)) {
        throw new DataFormatException("LERC: begins with neither \"Lerc2 \" nor \"CntZImage \"");
      }
      in.skip(KEY.length);
      int version = in.int32();
      if (version < 1 || version > NEWEST) {
        throw new DataFormatException("LERC: version " + version + ", known are 1 to " + NEWEST);
      }
      int checksum = version >= 3 ? in.int32() : 0;
      int height = in.int32();
      int width = in.int32();
      int depth = version >= 4 ? in.int32() : 1;
      int valid = in.int32();
      int blockSize = in.int32();
      int blobSize = in.int32();
      int type = in.int32();
      boolean noDataUsed = false;
      if (version >= 6) {
        in.int32(); // blobs that follow
        noDataUsed = in.uint8() != 0;
        in.skip(3); // values are integers; reserved
      }
      if (type < 0 || type >= Type.values().length) {
        throw new DataFormatException("LERC: type " + type);
      }
      if (depth <= 0 || blockSize <= 0 || blockSize > LARGEST_BLOCK || blobSize <= 0) {
        throw new DataFormatException(
            "LERC: %d values a pixel, blocks of %d, %d bytes"
                .formatted(depth, blockSize, blobSize));
      }
      return new Header(
          version,
          checksum,
          height,
          width,
          depth,
          valid,
          blockSize,
          blobSize,
          Type.values()[type],
          noDataUsed,
          in.float64(),
          in.float64(),
          in.float64(),
          version >= 6 ? in.float64() : 0,
          version >= 6 ? in.float64() : 0);
    }

    private int size() {
      return 6
          + 4
          + (version >= 3 ? 4 : 0)
          + (version >= 4 ? 28 : 24)
          + (version >= 6 ? 8 + 40 : 24);
    }

    private void check(Layout layout) throws DataFormatException {
      if (width != layout.width() || height != layout.height() || type != layout.type()) {
        throw new DataFormatException(
            "LERC: %d×%d of %s, expected %d×%d of %s"
                .formatted(width, height, type, layout.width(), layout.height(), layout.type()));
      }
      if (valid < 0 || valid > layout.pixels()) {
        throw new DataFormatException("LERC: " + valid + " valid pixels of " + layout.pixels());
      }
    }

    /// Quantised bytes that lost nothing may be Huffman codes.
    private boolean mayHuffman() {
      return version >= 2 && (type == Type.INT8 || type == Type.UINT8) && maxError == 0.5;
    }

    private boolean mayFloatHuffman() {
      return version >= 6 && type.isFloating() && maxError == 0;
    }
  }

  private final Header header;
  private final LercBytes in;
  private final Target target;
  private final Layout layout;
  private final byte[] out;
  private final Type type;
  private final int width;
  private final int depth;

  /// Bytes from a pixel to the next one, and of a sample.
  private final int step;

  private final int sampleBytes;

  private LercMask mask;

  /// The largest value of each of a pixel's values.
  private final double[] max;

  private final LercBits bits;
  private final int[] quantised;

  /// @param in the blob, from its first byte to its last one
  Lerc2(Header header, LercBytes in, Target target) throws DataFormatException {
    header.check(target.layout());
    this.header = header;
    this.in = in;
    this.target = target;
    layout = target.layout();
    out = target.out();
    type = header.type();
    width = header.width();
    depth = header.depth();
    step = target.step();
    sampleBytes = type.bytes();
    mask = LercMask.none(layout.pixels());
    max = new double[depth];
    bits = new LercBits(header.version() < 3);
    quantised = new int[header.blockSize() * header.blockSize()];
  }

  /// Writes the values, and what stands for a missing one where a pixel has none.
  ///
  /// @param before the mask of the blob before, which a blob need not repeat
  /// @return which pixels have values
  LercMask decode(@Nullable LercMask before) throws DataFormatException {
    if (header.version() >= 3) {
      verify();
    }
    in.skip(header.size());
    mask = readMask(before);
    if (!mask.isAllValid()) {
      LercDecoder.fillMissing(target, depth);
    }
    if (mask.count() > 0) {
      readValues();
      if (header.noDataUsed() && depth > 1) {
        restoreNoData();
      }
    }
    return mask;
  }

  private void verify() throws DataFormatException {
    int sum = checksum(in.bytes, in.at() + 14, in.end());
    if (sum != header.checksum()) {
      throw new DataFormatException(
          "LERC: checksum %08x, the bytes' is %08x".formatted(header.checksum(), sum));
    }
  }

  /// Fletcher's checksum of 16-bit words, high byte first; of a blob, from behind the checksum to
  /// the end.
  static int checksum(byte[] bytes, int from, int end) {
    int p = from;
    long a = 0xFFFF;
    long b = 0xFFFF;
    while (p < end) {
      // Sums of a million words do not overflow.
      for (int stop = Math.min(end - 1, p + (2 << 20)); p < stop; p += 2) {
        a += (bytes[p] & 0xFF) << 8 | bytes[p + 1] & 0xFF;
        b += a;
      }
      if (p == end - 1) {
        a += (bytes[p++] & 0xFF) << 8;
        b += a;
      }
      a = fold(a);
      b = fold(b);
    }
    return (int) (b << 16 | a);
  }

  /// The same modulo 2¹⁶ − 1, never 0.
  private static long fold(long sum) {
    return (sum - 1) % 0xFFFF + 1;
  }

  private LercMask readMask(@Nullable LercMask before) throws DataFormatException {
    int size = in.int32();
    LercBytes runs = in.next(size);
    int pixels = layout.pixels();
    LercMask read;
    if (header.valid() == 0) {
      read = LercMask.none(pixels);
    } else if (header.valid() == pixels) {
      read = LercMask.all(pixels);
    } else if (size > 0) {
      read = LercMask.read(runs, pixels);
    } else if (before != null) {
      read = before;
    } else {
      throw new DataFormatException("LERC: no mask");
    }
    if (read.count() != header.valid()) {
      throw new DataFormatException(
          "LERC: a mask of " + read.count() + " pixels, expected " + header.valid());
    }
    return read;
  }

  private void readValues() throws DataFormatException {
    double[] min = new double[depth];
    if (header.min() == header.max()) {
      Arrays.fill(min, header.min());
      fill(min);
      return;
    }
    Arrays.fill(max, header.max());
    if (header.version() >= 4) {
      double[] stated = new double[depth];
      for (int d = 0; d < depth; d++) {
        min[d] = in.number(type);
      }
      boolean isConstant = true;
      for (int d = 0; d < depth; d++) {
        stated[d] = in.number(type);
        isConstant &= min[d] == stated[d];
      }
      if (isConstant) {
        fill(min);
        return;
      }
      if (depth > 1) {
        System.arraycopy(stated, 0, max, 0, depth);
      }
    }
    for (int d = 0; d < depth; d++) {
      // Math.min is then what the comparison of C++ is: a NaN bounds nothing, zero has no sign.
      max[d] = Double.isNaN(max[d]) ? Double.POSITIVE_INFINITY : max[d] + 0.0;
    }
    if (in.uint8() != 0) {
      readPlain();
      return;
    }
    int mode = header.mayHuffman() || header.mayFloatHuffman() ? in.uint8() : BLOCKS;
    if (mode == BLOCKS) {
      readBlocks();
    } else if (mode == FLOAT_HUFFMAN && header.mayFloatHuffman()) {
      LercFloats.read(in, depth, mask, target);
    } else if (header.mayHuffman()
        && (mode == DELTA_HUFFMAN || mode == HUFFMAN && header.version() >= 4)) {
      readBytes(mode == DELTA_HUFFMAN);
    } else {
      throw new DataFormatException(
          "LERC: way " + mode + " of writing " + type + ", version " + header.version());
    }
  }

  /// The same values in every valid pixel.
  private void fill(double[] values) {
    byte[] pixel = new byte[depth * sampleBytes];
    for (int d = 0; d < depth; d++) {
      put(pixel, d * sampleBytes, values[d]);
    }
    if (mask.isAllValid()) {
      target.fill(pixel);
      return;
    }
    int pixels = layout.pixels();
    for (int k = 0, p = target.first(); k < pixels; k += 32, p += 32 * step) {
      int valid = mask.row(k, Math.min(32, pixels - k));
      for (int q = p; valid != 0; valid <<= 1, q += step) {
        if (valid < 0) {
          System.arraycopy(pixel, 0, out, q, pixel.length);
        }
      }
    }
  }

  /// All values as they are, one pixel behind the other.
  private void readPlain() throws DataFormatException {
    int n = depth * sampleBytes;
    int from = in.skip((long) mask.count() * n);
    int p = target.first();
    if (mask.isAllValid() && step == n) {
      System.arraycopy(in.bytes, from, out, p, layout.pixels() * n);
      return;
    }
    int pixels = layout.pixels();
    for (int k = 0; k < pixels; k++, p += step) {
      if (mask.isValid(k)) {
        System.arraycopy(in.bytes, from, out, p, n);
        from += n;
      }
    }
  }

  /// Bytes as Huffman codes: as they are, or as differences from the pixel to the left, above, or
  /// before, whichever is there.
  private void readBytes(boolean differences) throws DataFormatException {
    int valid = mask.count();
    byte[] values = Scratch.take(valid * depth);
    LercHuffman.read(in, header.version() < 3, values, valid * depth);
    int offset = type == Type.INT8 ? 128 : 0;
    int pixels = layout.pixels();
    if (!differences) {
      int n = 0;
      for (int k = 0, p = target.first(); k < pixels; k++, p += step) {
        if (mask.isValid(k)) {
          for (int d = 0; d < depth; d++) {
            out[p + d] = (byte) (values[n++] - offset);
          }
        }
      }
    } else if (mask.isAllValid()) {
      for (int d = 0; d < depth; d++) {
        sumBytes(values, d * pixels, target.first() + d, offset);
      }
    } else {
      for (int d = 0; d < depth; d++) {
        sumValidBytes(values, d * valid, target.first() + d, offset);
      }
    }
    Scratch.give(values);
  }

  private void sumBytes(byte[] values, int from, int to, int offset) {
    int n = from;
    int p = to;
    for (int row = 0; row < header.height(); row++) {
      int sum = row > 0 ? out[p - width * step] : 0;
      for (int end = n + width; n < end; n++, p += step) {
        sum += values[n] - offset;
        out[p] = (byte) sum;
      }
    }
  }

  private void sumValidBytes(byte[] values, int from, int to, int offset) {
    int n = from;
    int before = 0;
    for (int row = 0, k = 0, p = to; row < header.height(); row++) {
      for (int col = 0; col < width; col++, k++, p += step) {
        if (!mask.isValid(k)) {
          continue;
        }
        boolean fromAbove = !(col > 0 && mask.isValid(k - 1)) && row > 0 && mask.isValid(k - width);
        before = (byte) ((fromAbove ? out[p - width * step] : before) + values[n++] - offset);
        out[p] = (byte) before;
      }
    }
  }

  private void restoreNoData() {
    double from = stored(header.noData());
    double to = stored(header.originalNoData());
    int pixels = layout.pixels();
    for (int k = 0, p = target.first(); k < pixels; k++, p += step) {
      for (int d = 0; d < depth && mask.isValid(k); d++) {
        if (get(p + d * sampleBytes) == from) {
          put(out, p + d * sampleBytes, to);
        }
      }
    }
  }

  /// The value that is had where this one is written.
  private double stored(double value) {
    return switch (type) {
      case INT8 -> (byte) value;
      case UINT8 -> (int) value & 0xFF;
      case INT16 -> (short) value;
      case UINT16 -> (int) value & 0xFFFF;
      case INT32 -> (int) value;
      case UINT32 -> (long) value & 0xFFFF_FFFFL;
      case FLOAT32 -> (float) value;
      case FLOAT64 -> value;
    };
  }

  private void readBlocks() throws DataFormatException {
    int size = header.blockSize();
    for (int top = 0; top < header.height(); top += size) {
      int rows = Math.min(size, header.height() - top);
      for (int left = 0; left < width; left += size) {
        int columns = Math.min(size, width - left);
        for (int d = 0; d < depth; d++) {
          readBlock(top, left, rows, columns, d);
        }
      }
    }
  }

  private void readBlock(int top, int left, int rows, int columns, int d)
      throws DataFormatException {
    int head = in.uint8();
    boolean relative = header.version() >= 5 && (head & 4) != 0;
    int check = header.version() >= 5 ? 14 : 15;
    if ((head >> 2 & check) != (left >> 3 & check) || relative && d == 0) {
      throw new DataFormatException(
          "LERC: a block of %#04x at column %d, value %d of its pixels".formatted(head, left, d));
    }
    int pixel = top * width + left;
    int valid = countValid(pixel, rows, columns);
    if (valid == 0 && (head & 3) == ZEROS) {
      return;
    }
    boolean isFull = valid == rows * columns;
    int at = target.first() + pixel * step + d * sampleBytes;
    switch (head & 3) {
      case PLAIN -> {
        if (relative) {
          throw new DataFormatException("LERC: differences that are not quantised");
        }
        copy(in.skip((long) valid * sampleBytes), pixel, at, rows, columns);
      }
      // The value before and −0 is that value, be it a zero of either sign.
      case ZEROS ->
          constant(
              relative ? -0.0 : 0, relative, pixel, at, rows, columns, Double.POSITIVE_INFINITY);
      case CONSTANT -> {
        double offset = in.number(offsetType(head >> 6, relative));
        constant(
            offset,
            relative,
            pixel,
            at,
            rows,
            columns,
            relative ? max[d] : Double.POSITIVE_INFINITY);
      }
      default -> {
        double offset = in.number(offsetType(head >> 6, relative));
        bits.read(in, valid, quantised);
        if (isFull && !relative) {
          scale(at, rows, columns, offset, max[d]);
        } else {
          scaleValid(at, pixel, rows, columns, offset, max[d], relative);
        }
      }
    }
  }

  private int countValid(int pixel, int rows, int columns) {
    if (mask.isAllValid()) {
      return rows * columns;
    }
    int n = 0;
    for (int row = 0; row < rows; row++) {
      n += Integer.bitCount(mask.row(pixel + row * width, columns));
    }
    return n;
  }

  /// The type of a block's offset: smaller than that of the values where it holds the offset too.
  private Type offsetType(int code, boolean relative) throws DataFormatException {
    Type of = relative && !type.isFloating() ? Type.INT32 : type;
    @Nullable Type smaller =
        switch (of) {
          case INT8, UINT8 -> of;
          case INT16 -> pick(code, of, Type.UINT8, Type.INT8, null);
          case UINT16 -> pick(code, of, Type.UINT8, null, null);
          case INT32 -> pick(code, of, Type.UINT16, Type.INT16, Type.UINT8);
          case UINT32 -> pick(code, of, Type.UINT16, Type.UINT8, null);
          case FLOAT32 -> pick(code, of, Type.INT16, Type.UINT8, Type.UINT8);
          case FLOAT64 -> pick(code, of, Type.FLOAT32, Type.INT32, Type.INT16);
        };
    if (smaller == null) {
      throw new DataFormatException("LERC: size " + code + " of an offset of " + of);
    }
    return smaller;
  }

  private static @Nullable Type pick(
      int code, Type zero, Type one, @Nullable Type two, @Nullable Type three) {
    return switch (code) {
      case 0 -> zero;
      case 1 -> one;
      case 2 -> two;
      default -> three;
    };
  }

  private void copy(int from, int pixel, int at, int rows, int columns) {
    byte[] bytes = in.bytes;
    int source = from;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      int valid = mask.row(pixel + row * width, columns);
      if (step == sampleBytes && Integer.bitCount(valid) == columns) {
        System.arraycopy(bytes, source, out, p, columns * sampleBytes);
        source += columns * sampleBytes;
        continue;
      }
      for (; valid != 0; valid <<= 1, p += step) {
        if (valid < 0) {
          System.arraycopy(bytes, source, out, p, sampleBytes);
          source += sampleBytes;
        }
      }
    }
  }

  private void constant(
      double offset, boolean relative, int pixel, int at, int rows, int columns, double most) {
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      int valid = mask.row(pixel + row * width, columns);
      for (; valid != 0; valid <<= 1, p += step) {
        if (valid < 0) {
          put(out, p, relative ? Math.min(offset + get(p - sampleBytes), most) : offset);
        }
      }
    }
  }

  private void scaleValid(
      int at, int pixel, int rows, int columns, double offset, double most, boolean relative) {
    double scale = 2 * header.maxError();
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      int valid = mask.row(pixel + row * width, columns);
      for (; valid != 0; valid <<= 1, p += step) {
        if (valid < 0) {
          double value = offset + quantised[n++] * scale;
          put(out, p, Math.min(relative ? value + get(p - sampleBytes) : value, most));
        }
      }
    }
  }

  /// A block of valid pixels, not relative to anything.
  private void scale(int at, int rows, int columns, double offset, double most) {
    double scale = 2 * header.maxError();
    switch (type) {
      case INT8, UINT8 -> scaleBytes(at, rows, columns, offset, scale, most);
      case INT16, UINT16 -> scaleShorts(at, rows, columns, offset, scale, most);
      case INT32, UINT32 -> scaleInts(at, rows, columns, offset, scale, most);
      case FLOAT32 -> scaleFloats(at, rows, columns, offset, scale, most);
      case FLOAT64 -> scaleDoubles(at, rows, columns, offset, scale, most);
    }
  }

  private void scaleBytes(int at, int rows, int columns, double offset, double scale, double most) {
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      for (int end = n + columns; n < end; n++, p += step) {
        out[p] = (byte) (int) Math.min(offset + quantised[n] * scale, most);
      }
    }
  }

  private void scaleShorts(
      int at, int rows, int columns, double offset, double scale, double most) {
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      for (int end = n + columns; n < end; n++, p += step) {
        LercBytes.SHORT.set(out, p, (short) (int) Math.min(offset + quantised[n] * scale, most));
      }
    }
  }

  private void scaleInts(int at, int rows, int columns, double offset, double scale, double most) {
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      for (int end = n + columns; n < end; n++, p += step) {
        LercBytes.INT.set(out, p, (int) (long) Math.min(offset + quantised[n] * scale, most));
      }
    }
  }

  private void scaleFloats(
      int at, int rows, int columns, double offset, double scale, double most) {
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      for (int end = n + columns; n < end; n++, p += step) {
        LercBytes.FLOAT.set(out, p, (float) Math.min(offset + quantised[n] * scale, most));
      }
    }
  }

  private void scaleDoubles(
      int at, int rows, int columns, double offset, double scale, double most) {
    int n = 0;
    for (int row = 0; row < rows; row++) {
      int p = at + row * width * step;
      for (int end = n + columns; n < end; n++, p += step) {
        LercBytes.DOUBLE.set(out, p, Math.min(offset + quantised[n] * scale, most));
      }
    }
  }

  private void put(byte[] b, int p, double value) {
    switch (type) {
      case INT8, UINT8 -> b[p] = (byte) (int) value;
      case INT16, UINT16 -> LercBytes.SHORT.set(b, p, (short) (int) value);
      case INT32, UINT32 -> LercBytes.INT.set(b, p, (int) (long) value);
      case FLOAT32 -> LercBytes.FLOAT.set(b, p, (float) value);
      case FLOAT64 -> LercBytes.DOUBLE.set(b, p, value);
    }
  }

  private double get(int p) {
    return switch (type) {
      case INT8 -> out[p];
      case UINT8 -> out[p] & 0xFF;
      case INT16 -> (short) LercBytes.SHORT.get(out, p);
      case UINT16 -> (short) LercBytes.SHORT.get(out, p) & 0xFFFF;
      case INT32 -> (int) LercBytes.INT.get(out, p);
      case UINT32 -> (int) LercBytes.INT.get(out, p) & 0xFFFF_FFFFL;
      case FLOAT32 -> (float) LercBytes.FLOAT.get(out, p);
      case FLOAT64 -> (double) LercBytes.DOUBLE.get(out, p);
    };
  }
}
