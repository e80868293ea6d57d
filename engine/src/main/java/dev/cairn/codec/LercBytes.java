package dev.cairn.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/// The bytes of a LERC blob, read from front to back, little-endian; reading beyond the end is a
/// [DataFormatException]. The array is not copied.
final class LercBytes {
  static final VarHandle SHORT = view(short[].class);
  static final VarHandle INT = view(int[].class);
  static final VarHandle LONG = view(long[].class);
  static final VarHandle FLOAT = view(float[].class);
  static final VarHandle DOUBLE = view(double[].class);

  final byte[] bytes;
  private int at;
  private final int end;

  LercBytes(byte[] bytes, int at, int end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /// Where the next byte is in [#bytes].
  int at() {
    return at;
  }

  /// Behind the last byte.
  int end() {
    return end;
  }

  int remaining() {
    return end - at;
  }

  /// Goes past so many bytes.
  ///
  /// @return where they begin
  int skip(long n) throws DataFormatException {
    if (n < 0 || n > end - at) {
      throw new DataFormatException(
          "LERC: ends " + (end - at) + " bytes on, where " + n + " more are needed");
    }
    int begin = at;
    at += (int) n;
    return begin;
  }

  /// So many bytes for themselves, which this is past then.
  LercBytes next(int n) throws DataFormatException {
    int begin = skip(n);
    return new LercBytes(bytes, begin, begin + n);
  }

  /// The same bytes from here on, to look ahead.
  LercBytes ahead() {
    return new LercBytes(bytes, at, end);
  }

  boolean startsWith(byte[] key) {
    return remaining() >= key.length
        && Arrays.equals(bytes, at, at + key.length, key, 0, key.length);
  }

  int uint8() throws DataFormatException {
    return bytes[skip(1)] & 0xFF;
  }

  short int16() throws DataFormatException {
    return (short) SHORT.get(bytes, skip(2));
  }

  int int32() throws DataFormatException {
    return (int) INT.get(bytes, skip(4));
  }

  float float32() throws DataFormatException {
    return (float) FLOAT.get(bytes, skip(4));
  }

  double float64() throws DataFormatException {
    return (double) DOUBLE.get(bytes, skip(8));
  }

  /// A value of any type; a double holds all of them.
  double number(LercDecoder.Type type) throws DataFormatException {
    return switch (type) {
      case INT8 -> (byte) uint8();
      case UINT8 -> uint8();
      case INT16 -> int16();
      case UINT16 -> int16() & 0xFFFF;
      case INT32 -> int32();
      case UINT32 -> int32() & 0xFFFF_FFFFL;
      case FLOAT32 -> float32();
      case FLOAT64 -> float64();
    };
  }

  /// A count of 4, 2 or 1 bytes, as two bits say.
  int count(int code) throws DataFormatException {
    int n =
        switch (code) {
          case 0 -> int32();
          case 1 -> int16() & 0xFFFF;
          case 2 -> uint8();
          default -> throw new DataFormatException("LERC: a count of unknown size");
        };
    if (n < 0) {
      throw new DataFormatException("LERC: a count of " + (n & 0xFFFF_FFFFL));
    }
    return n;
  }
}
