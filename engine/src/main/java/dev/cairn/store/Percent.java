package dev.cairn.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Percent-encoding (RFC 3986 §2.1) as signatures want it: every byte of UTF-8 but letters, digits
/// and `-._~` as `%` and two capital hexadecimal digits.
final class Percent {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private Percent() {}

  /// A name or value of a query.
  static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8), "");
  }

  /// A path, whose slashes stay.
  static String path(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8), "/");
  }

  /// An escaped path, escaped anew.
  static String pathAgain(String escaped) {
    return encoded(bytes(escaped), "/");
  }

  /// An escaped name or value, escaped anew; a plus is one.
  static String again(String escaped) {
    return encoded(bytes(escaped), "");
  }

  /// The text that was escaped; a plus is one.
  static String text(String escaped) {
    return new String(bytes(escaped), StandardCharsets.UTF_8);
  }

  private static String encoded(byte[] bytes, String kept) {
    var out = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      char c = (char) (b & 0xFF);
      if (c < 128 && (UNRESERVED.indexOf(c) >= 0 || kept.indexOf(c) >= 0)) {
        out.append(c);
      } else {
        out.append('%').append(HEX[(b >> 4) & 15]).append(HEX[b & 15]);
      }
    }
    return out.toString();
  }

  /// The bytes that were escaped; a plus is one.
  static byte[] bytes(String escaped) {
    byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (bytes[i] == '%' && high >= 0 && low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toByteArray();
  }
}
