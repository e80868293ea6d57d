package dev.cairn.store;

import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.regex.Pattern;

/// What a server says an object's version is: its `ETag`, else its `Last-Modified` (RFC 9110 §8.8).
/// As a text it is the ETag as sent, or `Last-Modified: ` and the date.
record HttpVersion(String text) {
  private static final String DATED = "Last-Modified: ";

  /// RFC 9110 §8.8.3, less what lies beyond ASCII, which the client does not send.
  private static final Pattern STRONG_ETAG = Pattern.compile("\"[\\x21\\x23-\\x7e]*\"");

  static HttpVersion of(HttpHeaders headers) {
    return new HttpVersion(
        headers
            .firstValue("ETag")
            .or(() -> headers.firstValue("Last-Modified").map(DATED::concat))
            .orElse(""));
  }

  /// Has the server refuse (412) where the object is another by now. A weak ETag may not be used
  /// so (RFC 9110 §13.1.1); that one and what is no proper ETag or date are only compared when the
  /// answer comes.
  void require(HttpRequest.Builder request) {
    if (STRONG_ETAG.matcher(text).matches()) {
      request.header("If-Match", text);
    } else if (text.startsWith(DATED) && text.matches("[\\x20-\\x7e]+")) {
      request.header("If-Unmodified-Since", text.substring(DATED.length()));
    }
  }

  /// Whether both are of one kind and differ. Where a server is silent there is nothing to compare.
  boolean contradicts(HttpVersion other) {
    return !text.isEmpty()
        && !other.text.isEmpty()
        && text.startsWith(DATED) == other.text.startsWith(DATED)
        && !opaque().equals(other.opaque());
  }

  /// The ETag without its mark of weakness: a weak comparison (RFC 9110 §8.8.3.2).
  private String opaque() {
    return text.startsWith("W/") ? text.substring(2) : text;
  }
}
