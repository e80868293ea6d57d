package dev.cairn.store;

import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.UUID;
import java.util.function.Supplier;

/// One object on its way with a mark of its own as metadata. Where the answer to the request that
/// makes it appear is lost, and the repeated request finds an object there, the mark tells whether
/// that is itself.
///
/// @param header under which the service keeps the mark
record MarkedPut(HttpSender sender, URI uri, String header, String mark) {
  /// A refusal is a few hundred bytes.
  static final int LONGEST_DOCUMENT = 64 << 10;

  private static final String UNSEEN =
      "whether it was written before an answer was lost cannot be seen: ";

  MarkedPut(HttpSender sender, URI uri, String header) {
    this(sender, uri, header, UUID.randomUUID().toString());
  }

  /// What an earlier attempt came to whose answer was lost.
  interface Earlier {
    /// Stored if that attempt made the object appear, else what `otherwise` says; may heal where
    /// that cannot be seen now, since then nobody knows who won.
    Outcome<PutOutcome> storedOr(Supplier<Outcome<PutOutcome>> otherwise)
        throws InterruptedException;
  }

  /// What an answer means.
  interface Meaning {
    Outcome<PutOutcome> of(HttpAnswer answer, Earlier earlier) throws InterruptedException;
  }

  /// Sends what makes the object appear, or another one keep its place.
  PutOutcome decided(
      String query, HttpRequest.Builder request, int wanted, Meaning stored, Meaning refused)
      throws InterruptedException {
    boolean[] mayHaveCome = {false};
    return sender
        .retry()
        .run(
            uri,
            left -> {
              Outcome<HttpAnswer> sent =
                  sender.send(uri, query, request, wanted, LONGEST_DOCUMENT, left);
              Earlier earlier =
                  otherwise -> mayHaveCome[0] ? storedOr(otherwise, left) : otherwise.get();
              Outcome<PutOutcome> outcome =
                  switch (sent) {
                    case Done<HttpAnswer>(var answer) ->
                        (answer.status() == wanted ? stored : refused).of(answer, earlier);
                    case MayHeal<HttpAnswer>(var why, var sign, var pause, var cause) ->
                        new MayHeal<>(why, sign, pause, cause);
                  };
              mayHaveCome[0] |= outcome instanceof MayHeal;
              return outcome;
            });
  }

  /// Looks whose object is there: only one with another mark, or none at all, is not ours.
  private Outcome<PutOutcome> storedOr(Supplier<Outcome<PutOutcome>> otherwise, Allowance left)
      throws InterruptedException {
    return switch (sender.send(uri, HttpStore.request().HEAD(), 200, 0, left)) {
      case Done<HttpAnswer>(var answer) when answer.status() == 200 ->
          answer.header(header).equals(mark)
              ? new Done<>(new PutOutcome.Stored(answer.header("ETag")))
              : otherwise.get();
      case Done<HttpAnswer>(var answer) when answer.status() == 404 -> otherwise.get();
      case Done<HttpAnswer>(var answer) -> new MayHeal<>(UNSEEN + answer.said(), Sign.NONE);
      case MayHeal<HttpAnswer>(var why, var sign, var pause, var cause) ->
          new MayHeal<>(UNSEEN + why, sign, pause, cause);
    };
  }
}
