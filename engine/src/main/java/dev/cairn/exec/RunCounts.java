package dev.cairn.exec;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;

/// Counters of one run, added to from many threads.
final class RunCounts {
  final LongAdder scenes = new LongAdder();
  final LongAdder maskedScenes = new LongAdder();
  final LongAdder blocks = new LongAdder();
  final LongAdder sharedBlocks = new LongAdder();
  final LongAdder maskedBlocks = new LongAdder();
  final LongAdder decodedBytes = new LongAdder();
  final LongAdder fetchWait = new LongAdder();
  final LongAdder decode = new LongAdder();
  final LongAdder kernel = new LongAdder();
  final LongAdder focal = new LongAdder();
  final LongAdder reduce = new LongAdder();
  final LongAdder write = new LongAdder();
  /// Each once, in an order that does not depend on threads.
  final Set<RunReport.Skipped> skipped =
      new ConcurrentSkipListSet<>(
          Comparator.comparing(RunReport.Skipped::scene)
              .thenComparing(RunReport.Skipped::band)
              .thenComparing(RunReport.Skipped::reason));

  List<RunReport.Stage> stages() {
    return List.of(
        new RunReport.Stage("fetch", 0, fetchWait.sum()),
        new RunReport.Stage("decode and place", decode.sum(), 0),
        new RunReport.Stage("masks and band math", kernel.sum(), 0),
        new RunReport.Stage("neighbourhoods", focal.sum(), 0),
        new RunReport.Stage("reduce and fill", reduce.sum(), 0),
        new RunReport.Stage("write", write.sum(), 0));
  }

  /// Runs and adds the time it took.
  static void timed(LongAdder clock, Runnable work) {
    long start = System.nanoTime();
    try {
      work.run();
    } finally {
      clock.add(System.nanoTime() - start);
    }
  }
}
