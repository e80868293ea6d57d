package dev.cairn;

import dev.cairn.store.StoreOptions;

/// What a door may use.
///
/// @param memory bytes that the JVM may use; a run's buffers get about half of it
/// @param threads computing threads
/// @param stores how objects are read
public record CairnOptions(long memory, int threads, StoreOptions stores) {
  public CairnOptions {
    if (memory <= 0 || threads <= 0) {
      throw new IllegalArgumentException("memory " + memory + ", threads " + threads);
    }
  }

  /// The JVM's memory, a thread a core.
  public static CairnOptions standard() {
    return new CairnOptions(
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors(),
        StoreOptions.standard());
  }

  public CairnOptions withMemory(long bytes) {
    return new CairnOptions(bytes, threads, stores);
  }

  public CairnOptions withThreads(int count) {
    return new CairnOptions(memory, count, stores);
  }

  public CairnOptions withStores(StoreOptions other) {
    return new CairnOptions(memory, threads, other);
  }
}
