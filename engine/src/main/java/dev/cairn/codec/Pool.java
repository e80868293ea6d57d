package dev.cairn.codec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Idle things that are dear to make, kept for the next user: at most one for each core. Whatever
/// comes back beyond that is closed. Thread-safe; nobody waits.
final class Pool<T> {
  private final ArrayBlockingQueue<T> idle;
  private final Supplier<T> make;
  private final Consumer<T> close;

  Pool(Supplier<T> make, Consumer<T> close) {
    this.idle = new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    this.make = make;
    this.close = close;
  }

  T take() {
    T known = idle.poll();
    return known != null ? known : make.get();
  }

  void give(T thing) {
    if (!idle.offer(thing)) {
      close.accept(thing);
    }
  }
}
