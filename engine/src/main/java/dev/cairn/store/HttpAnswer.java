package dev.cairn.store;

import java.net.http.HttpHeaders;

/// One answer of a server.
///
/// @param body empty where the status was not the wanted one
record HttpAnswer(int status, HttpHeaders headers, Body.Taken body) {
  /// A header's first value; empty where there is none.
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /// Bytes of the body as the server states them; -1 where it states none, or no number.
  static long contentLength(HttpHeaders headers) {
    String text = headers.firstValue("Content-Length").orElse("");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  /// Whether the server says that the body has no byte.
  boolean isEmpty() {
    return contentLength(headers) == 0;
  }

  /// A server's words as they may stand in a message.
  static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", " ");
    return printable.length() <= 80 ? printable : printable.substring(0, 80) + "…";
  }
}
