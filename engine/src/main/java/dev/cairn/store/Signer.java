package dev.cairn.store;

import dev.cairn.base.Href;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Makes requests ones that a server lets in: with a signature, a token or a signed query. Asked
/// for every request as it is sent, so that what it gives is never old; chosen by host
/// ([Signers]). Thread-safe.
///
/// What it adds is sent and nowhere kept: logs, messages and plans show the address that was asked
/// for.
public interface Signer {
  /// Sends requests as they are.
  Signer NONE =
      new Signer() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public Signed sign(Request request) {
          return new Signed(request.uri(), Map.of());
        }
      };

  /// A name for reports and plans, without anything secret.
  String name();

  /// Signs a request. May wait for a token; should renew one that ends within a minute, or within a
  /// quarter of its life.
  ///
  /// @throws dev.cairn.base.AccessDenied where there is nothing to sign with
  Signed sign(Request request) throws InterruptedException;

  /// Signs a request again that the server refused, if anything new can be signed with. Asked once
  /// a request: the second refusal is the user's.
  ///
  /// @param refused what was given for it before. Many requests may be refused for one token: who
  ///     finds that it has been renewed since does not renew it again
  /// @param status 401 or 403; 401 too where the server says that a token has expired
  default Optional<Signed> signAgain(Request request, Signed refused, int status)
      throws InterruptedException {
    return Optional.empty();
  }

  /// A request before it is signed.
  ///
  /// @param uri the address at the host, escaped
  /// @param headers as they are sent, less `Host` and `Content-Length`
  record Request(String method, URI uri, Map<String, List<String>> headers) {}

  /// What is sent instead.
  ///
  /// @param uri the address, perhaps with a query
  /// @param headers added to the request's, in place of those of the same name
  record Signed(URI uri, Map<String, String> headers) {
    public Signed {
      headers = Map.copyOf(headers);
    }

    /// Holds no secret.
    @Override
    public String toString() {
      return "Signed[" + Href.display(uri) + ", " + new TreeSet<>(headers.keySet()) + "]";
    }
  }

  /// Where a token comes from: an option, a file, a server.
  @FunctionalInterface
  interface Token {
    /// The token as it is now; asked for every request.
    String get() throws InterruptedException;
  }

  /// Sends a token as `Authorization: Bearer` (RFC 6750 §2.1).
  static Signer bearer(String name, Token token) {
    return new TokenSigner(
        name, token, (uri, t) -> new Signed(uri, Map.of("Authorization", "Bearer " + t)));
  }

  /// Adds a signed query to addresses, as Azure's SAS.
  ///
  /// @param query gives `name=value&…`, escaped; a question mark at its begin is left out
  static Signer query(String name, Token query) {
    return new TokenSigner(name, query, TokenSigner::withQuery);
  }
}
