package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import java.net.URI;
import java.util.Optional;

/// Signs with a token that somebody else keeps.
record TokenSigner(String name, Signer.Token token, Way way) implements Signer {
  /// How a token is sent along.
  interface Way {
    Signed with(URI uri, String token);
  }

  @Override
  public Signed sign(Request request) throws InterruptedException {
    return way.with(request.uri(), token.get().strip());
  }

  /// With another token, if there is one by now.
  @Override
  public Optional<Signed> signAgain(Request request, Signed refused, int status)
      throws InterruptedException {
    Signed signed = sign(request);
    return signed.equals(refused) ? Optional.empty() : Optional.of(signed);
  }

  static Signer.Signed withQuery(URI uri, String query) {
    String added = query.startsWith("?") ? query.substring(1) : query;
    try {
      String separator = uri.getRawQuery() == null ? "?" : "&";
      return new Signer.Signed(URI.create(uri + separator + added), java.util.Map.of());
    } catch (IllegalArgumentException _) {
      throw new InvalidRequest(uri, "its signed query is none that an address can have");
    }
  }

  /// Without what the token's keeper may show.
  @Override
  public String toString() {
    return "TokenSigner[" + name + "]";
  }
}
