package dev.cairn.store;

import java.net.http.HttpHeaders;

/// One answer of a server.
///
/// @param status what is done about it follows from
/// @param body empty where the status was not the wanted one, unless refusals are read
/// @param said what the server said, in words for a message
record HttpAnswer(int status, HttpHeaders headers, Body.Taken body, String said) {
  HttpAnswer(int status, HttpHeaders headers, Body.Taken body) {
    this(status, headers, body, "HTTP " + status);
  }

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
