package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// One entry of an image file directory (TIFF 6.0 §2).
///
/// @param count number of values
/// @param at where in the object the values lie, inside the entry or elsewhere
/// @param entryAt where in the object the entry itself lies
record IfdEntry(int tag, IfdType type, long count, long at, long entryAt) {

  /// Bytes of all values.
  ///
  /// @throws Malformed where the object does not hold them
  ByteRange range(HeaderBytes bytes) {
    if (count <= 0 || count > bytes.size() / type.bytes()) {
      throw new Malformed(
          bytes.uri(),
          entryAt,
          "tag " + tag + " with " + count + " values in an object of " + bytes.size() + " bytes");
    }
    bytes.check(at, count * type.bytes(), "value of tag " + tag);
    return new ByteRange(at, count * type.bytes());
  }

  /// All values, loaded before, as whole numbers.
  long[] integers(HeaderBytes bytes) {
    ByteBuffer b = values(bytes);
    if (!type.isInteger()) {
      throw wrongType(bytes, "a whole number");
    }
    bytes.take(8 * count);
    long[] v = new long[(int) count];
    for (int i = 0; i < v.length; i++) {
      v[i] = integer(type, b, i);
    }
    return v;
  }

  /// The first value, loaded before, as a whole number.
  long first(HeaderBytes bytes) {
    ByteBuffer b = values(bytes);
    if (!type.isInteger()) {
      throw wrongType(bytes, "a whole number");
    }
    return integer(type, b, 0);
  }

  /// All values, loaded before, as numbers.
  double[] numbers(HeaderBytes bytes) {
    ByteBuffer b = values(bytes);
    bytes.take(8 * count);
    double[] v = new double[(int) count];
    for (int i = 0; i < v.length; i++) {
      v[i] =
          switch (type) {
            case FLOAT -> b.getFloat(4 * i);
            case DOUBLE -> b.getDouble(8 * i);
            case RATIONAL ->
                (b.getInt(8 * i) & 0xFFFF_FFFFL) / (double) (b.getInt(8 * i + 4) & 0xFFFF_FFFFL);
            case SRATIONAL -> b.getInt(8 * i) / (double) b.getInt(8 * i + 4);
            case ASCII -> throw wrongType(bytes, "a number");
            case BYTE, SHORT, LONG, SBYTE, UNDEFINED, SSHORT, SLONG, IFD, LONG8, SLONG8, IFD8 ->
                integer(type, b, i);
          };
    }
    return v;
  }

  /// The values' bytes, loaded before, as they are stored.
  byte[] raw(HeaderBytes bytes) {
    ByteBuffer b = values(bytes);
    bytes.take(count);
    byte[] raw = new byte[b.remaining()];
    b.get(raw);
    return raw;
  }

  /// The text, loaded before, up to its first NUL; some writers leave the NUL out or store bytes.
  String text(HeaderBytes bytes) {
    if (type.bytes() != 1) {
      throw wrongType(bytes, "text");
    }
    ByteBuffer b = values(bytes);
    bytes.take(count);
    byte[] text = new byte[b.remaining()];
    b.get(text);
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /// Value `i` of values of an integer type; LONG8 beyond 2⁶³ comes out negative.
  static long integer(IfdType type, ByteBuffer b, int i) {
    return switch (type) {
      case BYTE, UNDEFINED -> b.get(i) & 0xFF;
      case SBYTE -> b.get(i);
      case SHORT -> b.getShort(2 * i) & 0xFFFF;
      case SSHORT -> b.getShort(2 * i);
      case LONG, IFD -> b.getInt(4 * i) & 0xFFFF_FFFFL;
      case SLONG -> b.getInt(4 * i);
      case LONG8, SLONG8, IFD8 -> b.getLong(8 * i);
      case ASCII, RATIONAL, SRATIONAL, FLOAT, DOUBLE ->
          throw new IllegalArgumentException(type + " is no integer type");
    };
  }

  private ByteBuffer values(HeaderBytes bytes) {
    ByteRange r = range(bytes);
    return bytes.at(r.offset(), Math.toIntExact(r.length()));
  }

  private Malformed wrongType(HeaderBytes bytes, String wanted) {
    return new Malformed(
        bytes.uri(), entryAt, "tag " + tag + " of type " + type + " where " + wanted + " stands");
  }
}
