package dev.cairn.exec;

import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// An opener that may be told what will be opened soon, so that a header is there when its pixels'
/// turn comes: headers take little memory, where few scenes' pixels fit. What is foretold is opened
/// once, and its failure is that of whoever opens it. Thread-safe; its owner closes it.
final class HeadersAhead implements RasterOpener, AutoCloseable {
  private final RasterOpener opener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<URI, Future<RasterReader>> foretold = new HashMap<>();

  HeadersAhead(RasterOpener opener) {
    this.opener = opener;
  }

  /// Begins to open.
  synchronized void foretell(URI href) {
    foretold.computeIfAbsent(href, h -> threads.submit(() -> opener.open(h)));
  }

  @Override
  public RasterReader open(URI href) throws InterruptedException {
    Future<RasterReader> begun = take(href);
    if (begun == null) {
      return opener.open(href);
    }
    try {
      return begun.get();
    } catch (ExecutionException e) {
      throw Failures.of(e);
    }
  }

  private synchronized @Nullable Future<RasterReader> take(URI href) {
    return foretold.remove(href);
  }

  /// Stops what nobody has come for.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
