package dev.cairn.store;

import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One object on its way with a mark of its own as metadata. Where the answer to the request that
/// makes it appear is lost, and the repeated request finds an object there, the mark tells whether
/// that is itself.
///
/// @param header under which the service keeps the mark
record MarkedPut(HttpSender sender, URI uri, String header, String mark) {
  /// A refusal is a few hundred bytes.
  static final int LONGEST_DOCUMENT = 64 << 10;

  MarkedPut(HttpSender sender, URI uri, String header) {
    this(sender, uri, header, UUID.randomUUID().toString());
  }

  /// What an earlier attempt came to whose answer was lost.
  interface Earlier {
    /// The version of the object if that attempt made it appear; null where it did not.
    @Nullable String version() throws InterruptedException;
  }

  /// What a refusal means.
  interface Refusal {
    Outcome<PutOutcome> of(HttpAnswer answer, Earlier earlier) throws InterruptedException;
  }

  /// Sends what makes the object appear, or another one keep its place.
  PutOutcome decided(
      String query,
      HttpRequest.Builder request,
      int wanted,
      HttpStore.Meaning<PutOutcome> stored,
      Refusal refusal)
      throws InterruptedException {
    boolean[] mayHaveCome = {false};
    return sender
        .retry()
        .run(
            uri,
            left -> {
              Outcome<HttpAnswer> sent =
                  sender.send(uri, query, request, wanted, LONGEST_DOCUMENT, left);
              Outcome<PutOutcome> outcome =
                  sent instanceof Done<HttpAnswer>(var answer) && answer.status() != wanted
                      ? refusal.of(answer, () -> mayHaveCome[0] ? versionIfOurs(left) : null)
                      : HttpStore.interpreted(sent, stored);
              mayHaveCome[0] |= outcome instanceof MayHeal;
              return outcome;
            });
  }

  private @Nullable String versionIfOurs(Allowance left) throws InterruptedException {
    HttpRequest.Builder request = HttpStore.request().HEAD();
    return sender.send(uri, request, 200, 0, left) instanceof Done<HttpAnswer>(var answer)
            && answer.status() == 200
            && answer.header(header).equals(mark)
        ? answer.header("ETag")
        : null;
  }
}
