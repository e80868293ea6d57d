package dev.cairn.exec;

import dev.cairn.base.ByteSize;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.plan.Plan;
import dev.cairn.plan.Planner;
import dev.cairn.raster.RasterReader;
import java.util.concurrent.Semaphore;

/// The bytes that blocks on their way may take together, compressed and decoded: who wants more
/// waits until others are done. First come, first served. Thread-safe.
final class BlockBudget {
  /// A permit is so many bytes.
  private static final int UNIT = 4096;

  private final long bytes;
  private final int units;
  private final Semaphore free;

  BlockBudget(long bytes) {
    this.bytes = bytes;
    this.units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
    this.free = new Semaphore(units, true);
  }

  /// What a plan's chunks leave.
  static BlockBudget of(Plan plan) {
    return new BlockBudget(Planner.blockBytes(plan));
  }

  /// What is taken, until it is closed.
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for so many bytes; for all that there are, where more are wanted.
  Taken take(long wanted) throws InterruptedException {
    int permits = (int) Math.clamp(Math.ceilDiv(wanted, UNIT), 0, units);
    free.acquire(permits);
    return () -> free.release(permits);
  }

  /// @param block bytes that one block takes
  /// @throws InvalidRequest where not even one fits
  void require(RasterReader reader, long block) {
    if (block > bytes) {
      throw new InvalidRequest(
          "memory",
          "a block of "
              + Href.display(reader.uri())
              + " takes "
              + new ByteSize(block)
              + " while it is decoded, and the run has "
              + new ByteSize(bytes)
              + " for blocks; allow about "
              + new ByteSize(2 * (block - bytes))
              + " more, or give a smaller --chunk");
    }
  }
}
