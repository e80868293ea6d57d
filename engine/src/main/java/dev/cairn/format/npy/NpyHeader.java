package dev.cairn.format.npy;

import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.raster.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The first bytes of an array file: magic, version, and a Python dictionary of three keys.
///
/// @param descr NumPy's type string, such as `<f4`
/// @param shape length of each axis
/// @param bytes length of the whole header; samples begin behind it
record NpyHeader(String descr, List<Integer> shape, int bytes) {
  /// `\x93NUMPY`, the version in two bytes, and the longest length field.
  static final int MAX_PREFIX = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGN = 64;

  /// NumPy itself refuses longer ones.
  private static final int MAX_DICTIONARY = 10_000;

  /// The dictionary as NumPy writes it, its keys in any order.
  private static final Pattern DICTIONARY =
      Pattern.compile(
          "\\{(?=.*'descr': *'([^']{1,16})')(?=.*'fortran_order': *(True|False))(?=.*'shape':"
              + " *\\(([0-9, ]*)\\))(?: *'(?:descr|fortran_order|shape)':"
              + " *(?:'[^']*'|True|False|\\([0-9, ]*\\)) *,?){3} *\\} *\n"
              + "?");

  /// The header of a little-endian, row-major array, version 1.0.
  static byte[] of(DType dtype, List<Integer> shape) {
    String lengths = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descr(dtype), lengths, shape.size() == 1 ? "," : "");
    int prefix = MAGIC.length + 4;
    int padded = Math.ceilDiv(prefix + dictionary.length() + 1, ALIGN) * ALIGN;
    String text = dictionary + " ".repeat(padded - prefix - dictionary.length() - 1) + "\n";
    return ByteBuffer.allocate(padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) (padded - prefix))
        .put(text.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /// How many bytes the whole header has.
  ///
  /// @param start the first [#MAX_PREFIX] bytes of the file, or all there are
  static int length(String where, byte[] start) {
    if (start.length < MAX_PREFIX) {
      throw new Malformed(where, "ends after " + start.length + " bytes, inside its header");
    }
    for (int i = 0; i < MAGIC.length; i++) {
      if (start[i] != MAGIC[i]) {
        throw new Malformed(where + " at byte " + i, "is no NumPy array: no \\x93NUMPY");
      }
    }
    ByteBuffer b = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int major = start[6];
    long dictionary;
    int prefix;
    switch (major) {
      case 1 -> {
        dictionary = b.getShort(8) & 0xFFFF;
        prefix = 10;
      }
      case 2, 3 -> {
        dictionary = b.getInt(8) & 0xFFFF_FFFFL;
        prefix = 12;
      }
      default ->
          throw new Unsupported(where, "NPY format version " + major + ", known are 1, 2, 3");
    }
    if (dictionary > MAX_DICTIONARY) {
      throw new Malformed(
          where + " at byte 8", "a header of " + dictionary + " bytes, at most " + MAX_DICTIONARY);
    }
    if (prefix + dictionary < MAX_PREFIX) {
      throw new Malformed(where + " at byte 8", "a header of " + dictionary + " bytes");
    }
    return prefix + (int) dictionary;
  }

  /// @param header all bytes of the header
  static NpyHeader parse(String where, byte[] header) {
    int prefix = header[6] == 1 ? 10 : 12;
    String text = new String(header, prefix, header.length - prefix, StandardCharsets.ISO_8859_1);
    Matcher m = DICTIONARY.matcher(text);
    if (!m.matches()) {
      throw new Malformed(
          where + " at byte " + prefix,
          "expected a dictionary of descr (a plain type), fortran_order and shape, found "
              + text.strip());
    }
    var shape = new ArrayList<Integer>();
    for (String axis : m.group(3).split(",")) {
      if (!axis.isBlank()) {
        shape.add(axis(where, axis.strip()));
      }
    }
    if (m.group(2).equals("True") && shape.size() > 1) {
      throw new Unsupported(where, "an array in Fortran's order");
    }
    return new NpyHeader(m.group(1), List.copyOf(shape), header.length);
  }

  private static int axis(String where, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new Unsupported(
          where, "an axis of length " + text + ", at most " + Integer.MAX_VALUE, e);
    }
  }

  static String descr(DType dtype) {
    return switch (dtype) {
      case UINT8 -> "|u1";
      case INT8 -> "|i1";
      case UINT16 -> "<u2";
      case INT16 -> "<i2";
      case UINT32 -> "<u4";
      case INT32 -> "<i4";
      case UINT64 -> "<u8";
      case INT64 -> "<i8";
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
    };
  }
}
