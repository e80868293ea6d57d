package dev.cairn.store;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/// A request's body that tells when its last bytes were taken, so that a slow upload is not held
/// for one that stalls. The array is not copied; it may be sent any number of times.
final class Upload implements BodyPublisher {
  private final BodyPublisher bytes;
  private volatile long lastByte = System.nanoTime();

  Upload(byte[] bytes, int length) {
    this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes, 0, length);
  }

  /// The request's body if it is one of these.
  static @Nullable Upload of(HttpRequest request) {
    return request.bodyPublisher().orElse(null) instanceof Upload upload ? upload : null;
  }

  /// By [System#nanoTime()].
  long lastByte() {
    return lastByte;
  }

  @Override
  public long contentLength() {
    return bytes.contentLength();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    bytes.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
          }

          @Override
          public void onNext(ByteBuffer piece) {
            lastByte = System.nanoTime();
            subscriber.onNext(piece);
          }

          @Override
          public void onError(Throwable failure) {
            subscriber.onError(failure);
          }

          @Override
          public void onComplete() {
            subscriber.onComplete();
          }
        });
  }
}
