package dev.cairn.store;

import java.net.URI;

/// Objects whose addresses are those of HTTP servers.
record WebOrigin(Signers signers) implements Origin {
  @Override
  public URI address(URI uri, String query) {
    return URI.create(uri.toASCIIString());
  }

  @Override
  public Signer signer(URI uri, URI address) {
    return signers.of(address).orElse(Signer.NONE);
  }

  @Override
  public int refusalBytes() {
    return 0;
  }

  @Override
  public Verdict judge(URI uri, HttpAnswer answer) {
    return answer.status() == 401 || answer.status() == 403
        ? new Verdict.SignAgain(answer)
        : new Verdict.Take(answer);
  }
}
