package dev.cairn.store;

import dev.cairn.base.Href;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.store.Retry.Allowance;
import dev.cairn.store.Retry.Outcome;
import dev.cairn.store.Retry.Outcome.Done;
import dev.cairn.store.Retry.Outcome.MayHeal;
import dev.cairn.store.Retry.Sign;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLException;

/// Sends requests, each once, and bounds the wait and the bytes of their answers. Thread-safe; owns
/// the JDK's client and its threads. (That client repeats a request on its own where a connection
/// kept open from an earlier one turns out to be closed; such a repetition is not counted.)
final class HttpConnections implements AutoCloseable {
  private final HttpOptions options;
  private final Meter meter;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;
  private volatile boolean closed;

  HttpConnections(HttpOptions options, Meter meter) {
    this.options = options;
    this.meter = meter;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(options.connectTimeout())
            .executor(threads)
            .build();
  }

  /// Ends requests under way and closes the connections.
  @Override
  public void close() {
    closed = true;
    client.shutdownNow();
    client.close();
    threads.close();
  }

  /// Sends a request once and waits for its answer, whose body is taken where the status is the
  /// wanted one.
  ///
  /// @param refusal bytes of a body that are taken where the status is from 300 on and not the
  ///     wanted one; 0 where it is unwanted
  Outcome<HttpAnswer> send(
      HttpRequest request, int wanted, int limit, int refusal, Allowance allowed)
      throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    meter.request();
    long begun = System.nanoTime();
    var lastByte = new AtomicLong(begun);
    Upload upload = Upload.of(request);
    BodyHandler<Body.Taken> handler =
        taking(wanted, limit, refusal, allowed.turn(), meter, begun, lastByte);
    CompletableFuture<HttpResponse<Body.Taken>> pending = client.sendAsync(request, handler);
    try {
      while (true) {
        long now = System.nanoTime();
        long last = upload == null ? lastByte.get() : Math.max(lastByte.get(), upload.lastByte());
        long untilStall = last + options.stallTimeout().toNanos() - now;
        long untilDeadline = begun + allowed.left().toNanos() - now;
        if (untilStall <= 0) {
          return new MayHeal<>(
              "no byte for " + Retry.seconds(options.stallTimeout()), Sign.CROWDED);
        }
        if (untilDeadline <= 0) {
          return new MayHeal<>(
              "not done within " + Retry.seconds(options.deadline()), Sign.CROWDED);
        }
        try {
          HttpResponse<Body.Taken> response =
              pending.get(Math.min(untilStall, untilDeadline), TimeUnit.NANOSECONDS);
          return new Done<>(
              new HttpAnswer(response.statusCode(), response.headers(), response.body()));
        } catch (TimeoutException _) {
          // Bytes may have come meanwhile: look again.
        }
      }
    } catch (ExecutionException e) {
      return lost(request.uri(), e.getCause() == null ? e : e.getCause());
    } finally {
      pending.cancel(true); // hangs up where the answer is not complete
    }
  }

  /// Takes an answer's body, and notes when its bytes came. Knows nothing of the client: that of a
  /// closed store keeps the handlers of requests that it hung up on, and the JDK keeps a client for
  /// as long as anything of it leads back to it.
  private static BodyHandler<Body.Taken> taking(
      int wanted,
      int limit,
      int refusal,
      HostTurns.Turn turn,
      Meter meter,
      long begun,
      AtomicLong lastByte) {
    return info -> {
      lastByte.set(System.nanoTime());
      if (info.statusCode() == wanted) {
        turn.answered(lastByte.get() - begun);
      }
      long announced = HttpAnswer.contentLength(info.headers());
      LongConsumer arrived =
          bytes -> {
            meter.transferred(bytes);
            lastByte.set(System.nanoTime());
          };
      if (info.statusCode() == wanted) {
        return Body.upTo(limit, announced, arrived);
      }
      return refusal > 0 && info.statusCode() >= 300
          ? Body.upTo(refusal, announced, arrived)
          : Body.unwanted(announced, arrived);
    };
  }

  /// What it means that there was no complete answer.
  private Outcome<HttpAnswer> lost(URI uri, Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ ->
          new MayHeal<>(
              "no connection within " + Retry.seconds(options.connectTimeout()),
              Sign.CROWDED,
              Duration.ZERO,
              cause);
      case ConnectException _ when hasCause(cause, UnresolvedAddressException.class) ->
          new MayHeal<>("no such host", Sign.NONE, Duration.ZERO, cause);
      case ConnectException _ ->
          new MayHeal<>("no connection" + because(cause), Sign.NONE, Duration.ZERO, cause);
      case SSLException _ when hasCause(cause, GeneralSecurityException.class) ->
          throw new Unavailable(uri, "the server's certificate is not trusted", cause);
      case IOException _ when closed ->
          throw new Unavailable(uri, "the store was closed while it read", cause);
      // A Location that is no address. The cause is not kept: its message shows what is signed.
      case IOException _ when hasCause(cause, IllegalArgumentException.class) ->
          throw new Unsupported(uri, "redirects to what is no address");
      case IOException _ ->
          new MayHeal<>("connection lost" + because(cause), Sign.NONE, Duration.ZERO, cause);
      case NumberFormatException _ ->
          new MayHeal<>(
              "headers that are no HTTP" + because(cause), Sign.NONE, Duration.ZERO, cause);
      case IllegalArgumentException _ -> // such as a port that there is not
          throw new Unsupported(uri, "is no address that HTTP can ask for");
      case Error error -> throw error;
      default -> throw new IllegalStateException(Href.display(uri), cause);
    };
  }

  private static String because(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? "" : ": " + HttpAnswer.shortened(message.replaceAll("\\?\\S*", "?…"));
  }

  private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
