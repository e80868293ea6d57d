package dev.cairn.store;

import dev.cairn.base.Malformed;
import java.net.URI;
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

  /// The same in other words.
  HttpAnswer saying(String words) {
    return new HttpAnswer(status, headers, body, words);
  }

  /// A header's first value; empty where there is none.
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /// The body of an answer about an address as XML.
  ///
  /// @throws Malformed where it is none
  Xml xml(URI uri) {
    return Xml.parse(body.bytes())
        .orElseThrow(() -> new Malformed(uri, "answered with what is no XML"));
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
