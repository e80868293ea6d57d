package dev.cairn;

import dev.cairn.store.StoreOptions;

/// What a door may use.
///
/// @param memory bytes that the JVM may use; a run's buffers get about half of it
/// @param threads computing threads
/// @param cachedBlocks bytes of the memory that hold decoded blocks for whoever wants them next
/// @param stores how objects are read
public record CairnOptions(long memory, int threads, long cachedBlocks, StoreOptions stores) {
  private static final int CACHED_SHARE = 32;
  private static final long MOST_CACHED = 64L << 20;

  public CairnOptions {
    if (memory <= 0 || threads <= 0 || cachedBlocks < 0 || cachedBlocks > memory) {
      throw new IllegalArgumentException(
          "memory " + memory + ", cached blocks " + cachedBlocks + ", threads " + threads);
    }
  }

  /// The JVM's memory, a thread a core.
  public static CairnOptions standard() {
    long memory = Runtime.getRuntime().maxMemory();
    return new CairnOptions(
        memory,
        Runtime.getRuntime().availableProcessors(),
        cachedOf(memory),
        StoreOptions.standard());
  }

  private static long cachedOf(long memory) {
    return Math.min(memory / CACHED_SHARE, MOST_CACHED);
  }

  /// With a thirty-second of the memory for cached blocks, 64 MiB at the most.
  public CairnOptions withMemory(long bytes) {
    return new CairnOptions(bytes, threads, cachedOf(bytes), stores);
  }

  public CairnOptions withThreads(int count) {
    return new CairnOptions(memory, count, cachedBlocks, stores);
  }

  public CairnOptions withCachedBlocks(long bytes) {
    return new CairnOptions(memory, threads, bytes, stores);
  }

  public CairnOptions withStores(StoreOptions other) {
    return new CairnOptions(memory, threads, cachedBlocks, other);
  }
}
