package dev.cairn.codec;

import java.util.concurrent.ArrayBlockingQueue;

/// Byte arrays for what lives only while one block is decoded. At most one for each core is kept,
/// none above 8 MiB; larger ones are left to the collector. Thread-safe.
///
/// An array's content is whatever its last user left.
public final class Scratch {
  private static final int LARGEST_KEPT = 8 << 20;
  private static final ArrayBlockingQueue<byte[]> IDLE =
      new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());

  private Scratch() {}

  /// An array of at least so many bytes, of the caller alone until it is given back.
  public static byte[] take(int size) {
    byte[] known = IDLE.poll();
    return known != null && known.length >= size ? known : new byte[size];
  }

  /// Gives an array back; the caller does not touch it afterwards.
  public static void give(byte[] array) {
    if (array.length <= LARGEST_KEPT) {
      IDLE.offer(array); // full: the collector takes it
    }
  }
}
