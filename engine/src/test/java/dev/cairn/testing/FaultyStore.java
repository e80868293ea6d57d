package dev.cairn.testing;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A store that fails as it is told: each call for an object takes the next fault of its script,
/// and is passed on once the script is over. Thread-safe.
///
/// What a server's misbehaviour becomes is the HTTP store's affair ([RangeServer] misbehaves);
/// here a call fails with what a store throws.
///
/// ```java
/// var store = new FaultyStore(memory)
///     .next(tiff, Fault.none(), Fault.fails(u -> new Unavailable(u, "HTTP 503")))  // head, read
///     .always(other, Fault.fails(u -> new NotFound(u, "HTTP 404")));
/// ```
public final class FaultyStore implements Store {
  /// What happens before a call is passed on; a fault that returns lets it pass.
  @FunctionalInterface
  public interface Fault {
    void strike(URI uri) throws InterruptedException;

    /// Nothing happens: this call is passed on.
    static Fault none() {
      return _ -> {};
    }

    /// The call fails.
    static Fault fails(Function<URI, ? extends CairnException> failure) {
      return uri -> {
        throw failure.apply(uri);
      };
    }

    /// The call waits until its thread is interrupted.
    static Fault stalls() {
      return _ -> new CountDownLatch(1).await();
    }

    /// The call waits until the latch is open, then passes.
    static Fault waitsFor(CountDownLatch latch) {
      return _ -> latch.await();
    }

    /// The call comes late.
    static Fault delays(Duration time) {
      return _ -> Thread.sleep(time);
    }
  }

  private final Store store;
  private final Map<URI, Queue<Fault>> scripts = new HashMap<>();
  private final Map<URI, Fault> always = new HashMap<>();

  public FaultyStore(Store store) {
    this.store = store;
  }

  /// Appends to an object's script: one fault for each of its next calls of any method.
  public synchronized FaultyStore next(URI uri, Fault... faults) {
    scripts.computeIfAbsent(uri, _ -> new ArrayDeque<>()).addAll(List.of(faults));
    return this;
  }

  /// What happens to every call once the object's script is over.
  public synchronized FaultyStore always(URI uri, Fault fault) {
    always.put(uri, fault);
    return this;
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    strike(uri);
    return store.head(uri, maxBytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    strike(object.uri());
    return store.read(object, ranges);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    strike(uri);
    return store.readAll(uri, maxBytes);
  }

  private void strike(URI uri) throws InterruptedException {
    Fault fault = fault(uri);
    if (fault != null) {
      fault.strike(uri);
    }
  }

  private synchronized @Nullable Fault fault(URI uri) {
    Queue<Fault> script = scripts.get(uri);
    Fault next = script == null ? null : script.poll();
    return next != null ? next : always.get(uri);
  }
}
