package dev.cairn;

import dev.cairn.format.tiff.Tiff;
import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterReader;
import dev.cairn.store.Store;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Opens rasters of every known format and keeps their headers: each is read once however many ask,
/// and the least recently used are forgotten.
final class OpenRasters implements RasterOpener {
  /// A header with its block index takes some kilobytes; 4096 of them some tens of megabytes.
  private static final int KEPT = 4096;

  private final Store store;
  private final Map<URI, FutureTask<RasterReader>> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, FutureTask<RasterReader>> eldest) {
          return size() > KEPT;
        }
      };

  OpenRasters(Store store) {
    this.store = store;
  }

  /// The raster where its header is kept already; reads nothing.
  Optional<RasterReader> opened(URI href) {
    FutureTask<RasterReader> task;
    synchronized (open) {
      task = open.get(href);
    }
    return task != null && task.state() == Future.State.SUCCESS
        ? Optional.of(task.resultNow())
        : Optional.empty();
  }

  @Override
  public RasterReader open(URI href) throws InterruptedException {
    while (true) {
      var mine = new FutureTask<RasterReader>(() -> Tiff.open(store, href));
      FutureTask<RasterReader> task;
      synchronized (open) {
        task = open.computeIfAbsent(href, _ -> mine);
      }
      if (task == mine) {
        mine.run();
      }
      try {
        return task.get();
      } catch (ExecutionException e) {
        synchronized (open) {
          open.remove(href, task);
        }
        switch (e.getCause()) {
          // who read it was interrupted, not we: read it ourselves
          case InterruptedException i when task != mine -> {}
          case InterruptedException i -> throw i;
          case RuntimeException r -> throw r;
          case Error x -> throw x;
          case null, default -> throw new IllegalStateException(e.getCause());
        }
      } catch (CancellationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
