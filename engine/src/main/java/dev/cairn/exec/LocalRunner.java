package dev.cairn.exec;

import dev.cairn.base.Progress;
import dev.cairn.cube.Unread;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterOpener;
import dev.cairn.store.StoreCounts;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// Runs plans in this process: chunks one after another (two at a time where there are many),
/// scenes of a chunk read a few ahead, decoding and arithmetic on a fixed pool. Thread-safe; one
/// run at a time uses the memory that its plan says.
public final class LocalRunner implements Runner {
  private final RasterOpener opener;
  private final SharedBlocks shared;
  private final Supplier<StoreCounts> counted;
  private final int threads;
  private final Progress progress;

  /// @param opener opens sources
  /// @param shared blocks that runs of the same opener share
  /// @param counted what the stores have done so far
  /// @param threads computing threads
  public LocalRunner(
      RasterOpener opener,
      SharedBlocks shared,
      Supplier<StoreCounts> counted,
      int threads,
      Progress progress) {
    this.opener = opener;
    this.shared = shared;
    this.counted = counted;
    this.threads = threads;
    this.progress = progress;
  }

  /// Which of an object's levels is read for a grid: the coarsest whose pixels are no larger.
  ///
  /// @param source grid of the full resolution
  public static int level(RasterHeader header, GeoBox source, GeoBox target) {
    return Levels.choose(header, source, target);
  }

  @Override
  public RunReport run(Plan plan, Sink sink) throws InterruptedException {
    long start = System.nanoTime();
    StoreCounts before = counted.get();
    var counts = new RunCounts();
    for (Unread source : plan.unread()) {
      counts.skipped.add(new RunReport.Skipped(source.scene(), source.band(), source.reason()));
    }
    Head head = Head.of(plan);
    sink.open(plan);
    long chunks = plan.chunkCount();
    progress.begin("compute", chunks * plan.output().times().size());
    try (var workers = new Workers(threads);
        var headers = new HeadersAhead(opener)) {
      var loader = new SceneLoad(plan, head, headers, shared, workers, counts);
      var next = new AtomicLong();
      int atOnce = (int) Math.min(chunks, plan.chunking().atOnce());
      try (var driving = Executors.newVirtualThreadPerTaskExecutor()) {
        var done = new ExecutorCompletionService<Boolean>(driving);
        for (int i = 0; i < atOnce; i++) {
          done.submit(
              () -> {
                for (long c = next.getAndIncrement(); c < chunks; c = next.getAndIncrement()) {
                  chunk(plan, head, loader, plan.chunk(c), workers, counts, sink);
                }
                return true;
              });
        }
        try {
          for (int i = 0; i < atOnce; i++) {
            done.take().get();
          }
        } catch (ExecutionException e) {
          driving.shutdownNow();
          workers.close();
          throw Failures.of(e);
        } catch (InterruptedException e) {
          driving.shutdownNow();
          workers.close();
          throw e;
        }
      }
      long writing = System.nanoTime();
      sink.commit(workers);
      counts.write.add(System.nanoTime() - writing);
    } finally {
      progress.end();
    }
    StoreCounts used = counted.get().since(before);
    return new RunReport(
        chunks,
        counts.scenes.sum(),
        counts.maskedScenes.sum(),
        counts.blocks.sum(),
        counts.sharedBlocks.sum(),
        counts.maskedBlocks.sum(),
        counts.decodedBytes.sum(),
        used.requests(),
        used.bytesTransferred(),
        used.retries(),
        System.nanoTime() - start,
        counts.stages(),
        List.copyOf(counts.skipped));
  }

  private void chunk(
      Plan plan,
      Head head,
      SceneLoad loader,
      PixelWindow window,
      Workers workers,
      RunCounts counts,
      Sink sink)
      throws InterruptedException {
    try (FrameStream frames = Streams.of(plan, head, loader, window, workers, counts)) {
      for (int t = 0; t < frames.size(); t++) {
        Frame frame = frames.next();
        List<Raster> bands =
            workers.compute(
                () -> {
                  long start = System.nanoTime();
                  List<Raster> made = rasters(frame, window, plan.output());
                  counts.write.add(System.nanoTime() - start);
                  return made;
                });
        long start = System.nanoTime();
        sink.write(new Piece(t, window, bands), workers);
        counts.write.add(System.nanoTime() - start);
        progress.advance(1);
      }
    }
  }

  private static List<Raster> rasters(Frame frame, PixelWindow window, Plan.Output output) {
    DType dtype = output.dtype();
    return switch (frame) {
      case Frame.Empty _ -> {
        Raster empty = Conversion.empty(window.width(), window.height(), dtype);
        yield output.bands().stream().map(_ -> empty).toList();
      }
      case Frame.Values(var bands) ->
          bands.stream()
              .map(b -> Conversion.raster(window.width(), window.height(), b, dtype))
              .toList();
      case Frame.Native(var bands) -> bands;
    };
  }
}
