package dev.cairn.store;

import java.net.URI;

/// How the objects of a store are asked for over HTTP: where a server has them, who signs, and what
/// the server means when it refuses. Thread-safe.
interface Origin {
  /// Where a server has the object of an address now, escaped.
  ///
  /// @param query of the request, escaped; empty where it has none
  URI address(URI uri, String query);

  /// Who signs requests to an address, which a server may have redirected to.
  Signer signer(URI uri, URI address);

  /// Bytes of a refusal's body that are read; 0 where nobody looks at it.
  int refusalBytes();

  /// Whether one server answers for both addresses: scheme, host and port are the same.
  static boolean sameServer(URI one, URI other) {
    return one.getHost() != null
        && one.getHost().equalsIgnoreCase(other.getHost())
        && String.valueOf(one.getScheme()).equalsIgnoreCase(other.getScheme())
        && port(one) == port(other);
  }

  /// The port of an address, its scheme's where it names none.
  static int port(URI uri) {
    int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 ? usual : uri.getPort();
  }

  /// What an answer says that is not the wanted one.
  Verdict judge(URI uri, HttpAnswer answer);

  /// What an answer asks for.
  sealed interface Verdict {
    /// To be understood by its status, which may be another than was sent.
    record Take(HttpAnswer answer) implements Verdict {}

    /// To be signed again, if that is possible; else understood by its status.
    record SignAgain(HttpAnswer answer) implements Verdict {}

    /// To be asked again at once, since something was learned from it; but once.
    record AskAgain(HttpAnswer answer) implements Verdict {}
  }
}
