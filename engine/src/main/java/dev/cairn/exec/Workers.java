package dev.cairn.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The fixed pool that computes; waiting threads hand it work and wait for the answer.
public final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService pool;

  public Workers(int count) {
    this.count = count;
    this.pool =
        Executors.newFixedThreadPool(
            count, Thread.ofPlatform().name("cairn-compute-", 0).daemon(true).factory());
  }

  /// Number of threads.
  public int count() {
    return count;
  }

  /// Computes on the pool and waits for the result. Not to be called from the pool itself.
  public <T> T compute(Callable<T> work) throws InterruptedException {
    return await(pool.submit(work));
  }

  /// Computes all of them on the pool, side by side, and waits; the first failure stops the rest.
  public <T> List<T> computeAll(List<? extends Callable<T>> work) throws InterruptedException {
    if (work.size() == 1) {
      return List.of(compute(work.getFirst()));
    }
    var pending = new ArrayList<Future<T>>(work.size());
    try {
      for (Callable<T> w : work) {
        pending.add(pool.submit(w));
      }
      var results = new ArrayList<T>(work.size());
      for (Future<T> f : pending) {
        results.add(await(f));
      }
      return results;
    } catch (InterruptedException | RuntimeException | Error e) {
      pending.forEach(f -> f.cancel(true));
      throw e;
    }
  }

  /// Runs `range` over `[0, length)` cut into pieces of at least `least`, side by side.
  public void forRanges(int length, int least, Range range) throws InterruptedException {
    int pieces = Math.clamp(length / Math.max(1, least), 1, count * 4);
    var work = new ArrayList<Callable<Boolean>>(pieces);
    for (int i = 0; i < pieces; i++) {
      int from = (int) ((long) length * i / pieces);
      int to = (int) ((long) length * (i + 1) / pieces);
      work.add(
          () -> {
            range.run(from, to);
            return true;
          });
    }
    computeAll(work);
  }

  /// A piece of work over `[from, to)`.
  @FunctionalInterface
  public interface Range {
    void run(int from, int to);
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw Failures.of(e);
    } catch (CancellationException e) {
      throw new InterruptedException("cancelled");
    }
  }

  /// Interrupts what is computed and takes nothing more.
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
