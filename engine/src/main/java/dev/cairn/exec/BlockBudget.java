package dev.cairn.exec;

import dev.cairn.base.ByteSize;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.plan.Planner;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Resampling;
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

  /// What a plan's chunks leave, less what is set aside for pixels that are gathered.
  static BlockBudget of(Plan plan) {
    return new BlockBudget(Planner.blockBytes(plan) - gathered(plan));
  }

  /// What is set aside for source pixels beyond those that the plan counted on: of sources without
  /// overviews, and of chunks that lie on the edge of the world or on a pole.
  static BlockBudget ofGathered(Plan plan) {
    return new BlockBudget(gathered(plan));
  }

  private static long gathered(Plan plan) {
    boolean isNearest = plan.inputs().stream().allMatch(i -> i.resampling() == Resampling.NEAREST);
    return isNearest ? 0 : Planner.blockBytes(plan) / 2;
  }

  /// What is taken, until it is closed.
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  /// Waits for so many bytes; for all that there are, where more are wanted.
  Taken take(long wanted) throws InterruptedException {
    if (wanted == 0) {
      return () -> {}; // not behind those who wait
    }
    int permits = (int) Math.clamp(Math.ceilDiv(wanted, UNIT), 0, units);
    free.acquire(permits);
    return () -> free.release(permits);
  }

  /// As [#take], where all of it is needed.
  ///
  /// @throws InvalidRequest where there is not as much
  Taken takeAll(long wanted, PixelWindow chunk, RasterReader source) throws InterruptedException {
    if (wanted > bytes) {
      throw new InvalidRequest(
          "chunk of " + chunk.width() + "×" + chunk.height() + " pixels",
          "it needs "
              + new ByteSize(wanted)
              + " more of the pixels of "
              + Href.display(source.uri())
              + " than a source usually takes, and the run has "
              + new ByteSize(bytes)
              + " for that; choose smaller ones with --chunk, allow more memory, or ask for a finer"
              + " resolution");
    }
    return take(wanted);
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
