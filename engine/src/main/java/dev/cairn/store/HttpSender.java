package dev.cairn.store;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Origin.Verdict;
import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends requests as the origin of their objects wants them: addressed, signed, signed again where
/// they are refused, redirected. Thread-safe; owns its connections.
///
/// A redirect is followed here and not by the client, which would take signatures along to
/// another host.
final class HttpSender implements AutoCloseable {
  /// Redirects that are followed one after the other, as many as the JDK's client would.
  private static final int REDIRECTS = 5;

  private final HttpOptions options;
  private final Time time;
  private final Meter meter;
  private final Retry retry;
  private final HttpConnections connections;
  private final Origin origin;

  HttpSender(HttpOptions options, Time time, Origin origin) {
    this.options = options;
    this.time = time;
    this.meter = new Meter();
    this.retry = new Retry(options, time, meter);
    this.connections = new HttpConnections(options, meter);
    this.origin = origin;
  }

  private HttpSender(HttpSender sibling, Origin origin) {
    this.options = sibling.options;
    this.time = sibling.time;
    this.meter = sibling.meter;
    this.retry = sibling.retry;
    this.connections = sibling.connections;
    this.origin = origin;
  }

  /// A sender to another origin over the same connections; one of both is to be closed.
  HttpSender to(Origin other) {
    return new HttpSender(this, other);
  }

  HttpOptions options() {
    return options;
  }

  Time time() {
    return time;
  }

  Meter meter() {
    return meter;
  }

  Retry retry() {
    return retry;
  }

  @Override
  public void close() {
    connections.close();
  }

  /// What the answer to a request means, which is sent again as long as that may help.
  <T> T run(
      URI uri,
      String query,
      HttpRequest.Builder request,
      int wanted,
      int limit,
      HttpStore.Meaning<T> meaning)
      throws InterruptedException {
    return retry.run(
        uri,
        left -> HttpStore.interpreted(send(uri, query, request, wanted, limit, left), meaning));
  }

  /// A request for the object at the address; see the long form.
  Outcome<HttpAnswer> send(
      URI uri, HttpRequest.Builder request, int wanted, int limit, Allowance allowed)
      throws InterruptedException {
    return send(uri, "", request, wanted, limit, allowed);
  }

  /// Sends a request and waits for the answer that counts.
  ///
  /// @param request all but its address and what signs it
  Outcome<HttpAnswer> send(
      URI uri, String query, HttpRequest.Builder request, int wanted, int limit, Allowance allowed)
      throws InterruptedException {
    long begun = System.nanoTime();
    URI address = address(uri, query);
    Signer.@Nullable Signed renewed = null;
    boolean signedAgain = false;
    boolean askedAgain = false;
    int redirects = 0;
    while (true) {
      HttpRequest plain = built(uri, request, address);
      var asked = new Signer.Request(plain.method(), address, plain.headers().map());
      Signer signer = origin.signer(uri, address);
      Signer.Signed signed = renewed == null ? signer.sign(asked) : renewed;
      renewed = null;
      Duration rest = allowed.left().minusNanos(System.nanoTime() - begun);
      Outcome<HttpAnswer> sent =
          connections.send(
              built(uri, request, signer, signed),
              wanted,
              limit,
              origin.refusalBytes(),
              new Allowance(rest, allowed.turn()));
      if (!(sent instanceof Done<HttpAnswer>(var answer)) || answer.status() == wanted) {
        return sent;
      }
      Optional<URI> elsewhere =
          redirects < REDIRECTS ? redirect(uri, plain, answer) : Optional.empty();
      if (elsewhere.isPresent()) {
        address = elsewhere.get();
        redirects++;
        continue;
      }
      switch (origin.judge(uri, answer)) {
        case Verdict.Take(var last) -> {
          return new Done<>(last);
        }
        case Verdict.AskAgain(var last) -> {
          if (askedAgain) {
            return new Done<>(last);
          }
          askedAgain = true;
          address = address(uri, query);
        }
        case Verdict.SignAgain(var last) -> {
          if (!signedAgain) {
            renewed = signer.signAgain(asked, signed, last.status()).orElse(null);
          }
          if (renewed == null) {
            return new Done<>(last);
          }
          signedAgain = true;
        }
      }
    }
  }

  private URI address(URI uri, String query) {
    try {
      return origin.address(uri, query);
    } catch (IllegalArgumentException e) {
      throw new Unsupported(uri, "is no address that HTTP can ask for", e);
    }
  }

  private static HttpRequest built(URI uri, HttpRequest.Builder request, URI address) {
    try {
      return request.copy().uri(address).build();
    } catch (IllegalArgumentException e) {
      throw new Unsupported(uri, "is no address that HTTP can ask for", e);
    }
  }

  private static HttpRequest built(
      URI uri, HttpRequest.Builder request, Signer signer, Signer.Signed signed) {
    try {
      HttpRequest.Builder complete = request.copy().uri(signed.uri());
      signed.headers().forEach(complete::setHeader);
      return complete.build();
    } catch (IllegalArgumentException _) { // whose message shows what must not be seen
      throw new InvalidRequest(uri, "what " + signer.name() + " signs it with is not fit for HTTP");
    }
  }

  /// Where the answer sends a reader (RFC 9110 §15.4), unless from https to an open line.
  private static Optional<URI> redirect(URI uri, HttpRequest request, HttpAnswer answer) {
    boolean redirects =
        switch (answer.status()) {
          case 301, 302, 303, 307, 308 -> true;
          default -> false;
        };
    String location = answer.header("Location");
    if (!redirects || location.isEmpty() || !request.method().equals("GET")) {
      return Optional.empty();
    }
    try {
      URI target = request.uri().resolve(location);
      String from = String.valueOf(request.uri().getScheme()).toLowerCase(Locale.ROOT);
      String to = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
      return to.equals("https") || (to.equals("http") && from.equals("http"))
          ? Optional.of(target)
          : Optional.empty();
    } catch (IllegalArgumentException _) { // whose message shows what is signed
      throw new Unsupported(uri, "redirects to what is no address");
    }
  }
}
