package dev.cairn.store;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Takes an answer's body up to a bound, and hangs up on a longer one. The client calls it from one
/// thread at a time.
final class Body implements BodySubscriber<Body.Taken> {
  /// Bytes of an unwanted body that are read so that its connection can be used again.
  private static final int DRAINED = 8 << 10;

  /// Bytes that room is made for because a server announces them; for more it is made as they come.
  private static final int TRUSTED = 16 << 20;

  /// What came.
  ///
  /// @param more whether there were bytes beyond the bound, which were not taken
  record Taken(byte[] bytes, boolean more) {}

  private final int limit;
  private final int drained;
  private final long announced;
  private final LongConsumer arrived;
  private final CompletableFuture<Taken> taken = new CompletableFuture<>();
  private byte[] bytes = {};
  private int length;
  private long surplus;
  private @Nullable Subscription subscription;

  private Body(int limit, int drained, long announced, LongConsumer arrived) {
    this.limit = limit;
    this.drained = drained;
    this.announced = announced;
    this.arrived = arrived;
  }

  /// A body that is wanted.
  ///
  /// @param announced its `Content-Length`, -1 where there is none
  /// @param arrived is told how many bytes came
  static Body upTo(int limit, long announced, LongConsumer arrived) {
    return new Body(limit, 0, announced, arrived);
  }

  /// A body that nobody looks at: read where it is short, else hung up on.
  static Body unwanted(long announced, LongConsumer arrived) {
    return new Body(0, DRAINED, announced, arrived);
  }

  @Override
  public CompletionStage<Taken> getBody() {
    return taken;
  }

  @Override
  public void onSubscribe(Subscription to) {
    subscription = to;
    if (announced > (long) limit + drained) {
      hangUp();
      return;
    }
    if (announced > 0) {
      bytes = new byte[(int) Math.min(announced, Math.min(limit, TRUSTED))];
    }
    to.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      if (taken.isDone()) {
        return;
      }
      arrived.accept(buffer.remaining());
      int room = Math.min(buffer.remaining(), limit - length);
      grow(length + room);
      buffer.get(bytes, length, room);
      length += room;
      surplus += buffer.remaining();
      if (surplus > drained) {
        hangUp();
      }
    }
  }

  @Override
  public void onError(Throwable failure) {
    taken.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    finish(surplus > 0);
  }

  private void hangUp() {
    if (subscription != null) {
      subscription.cancel();
    }
    finish(true);
  }

  private void finish(boolean more) {
    taken.complete(new Taken(length == bytes.length ? bytes : Arrays.copyOf(bytes, length), more));
  }

  private void grow(int needed) {
    if (needed > bytes.length) {
      long roomy = Math.max(needed, Math.max(16L << 10, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(roomy, limit));
    }
  }
}
