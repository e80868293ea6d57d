package dev.cairn.store;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.TreeMap;

/// What S3 says of a refusal (Amazon S3 API Reference, "Error responses"), as far as it says
/// anything; also what speaks like it.
///
/// @param region where the bucket is, if that is what was wrong
/// @param size of the object, if a range lay beyond it
record S3Error(String code, String message, String region, String size) {
  static S3Error of(HttpAnswer answer) {
    return of(answer.body().bytes());
  }

  static S3Error of(byte[] body) {
    Xml root = Xml.parse(body).orElse(new Xml("", "", List.of()));
    Xml error = root.child("Error").orElse(root); // that of STS has a shell
    return new S3Error(
        error.textOf("Code"),
        error.textOf("Message"),
        error.textOf("Region"),
        error.textOf("ActualObjectSize"));
  }

  /// The answer with these words in its message.
  ///
  /// @param status by which it is to be understood
  HttpAnswer in(HttpAnswer answer, int status) {
    String said = "HTTP " + answer.status();
    if (!code.isEmpty()) {
      said += " " + HttpAnswer.shortened(code);
    }
    if (!message.isEmpty()) {
      said += ": " + HttpAnswer.shortened(message);
    }
    return new HttpAnswer(status, headers(answer), answer.body(), said);
  }

  /// Of an object of no bytes S3 says in the body alone that no range of it exists.
  private HttpHeaders headers(HttpAnswer answer) {
    if (!code.equals("InvalidRange") || !size.equals("0")) {
      return answer.headers();
    }
    var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(answer.headers().map());
    headers.put("Content-Range", List.of("bytes */0"));
    return HttpHeaders.of(headers, (_, _) -> true);
  }
}
