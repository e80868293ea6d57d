package dev.cairn.exec;

import dev.cairn.base.CairnException;
import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterReader;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// An opener that may be told what will be opened soon, so that a header is there when its pixels'
/// turn comes: headers take little memory, where few scenes' pixels fit. What is on its way is
/// opened once however many ask, and its failure is theirs. What could not be opened is not tried
/// again: a source is there for the whole of a run or for none of it, whatever the chunks, and a
/// host that does not answer is waited for once. Thread-safe; its owner closes it.
final class HeadersAhead implements RasterOpener, AutoCloseable {
  private final RasterOpener opener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<URI, Future<RasterReader>> begun = new HashMap<>();
  private final Map<URI, CairnException> failed = new HashMap<>();

  HeadersAhead(RasterOpener opener) {
    this.opener = opener;
  }

  /// Begins to open.
  synchronized void foretell(URI href) {
    if (!failed.containsKey(href)) {
      begin(href);
    }
  }

  private Future<RasterReader> begin(URI href) {
    return begun.computeIfAbsent(href, h -> threads.submit(() -> opener.open(h)));
  }

  @Override
  public RasterReader open(URI href) throws InterruptedException {
    Future<RasterReader> opening;
    synchronized (this) {
      CairnException why = failed.get(href);
      if (why != null) {
        throw why;
      }
      opening = begin(href);
    }
    try {
      RasterReader reader = opening.get();
      end(href, opening);
      return reader;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CairnException why) {
        fail(href, why);
      }
      end(href, opening);
      throw Failures.of(e);
    }
  }

  private synchronized void end(URI href, Future<RasterReader> opening) {
    begun.remove(href, opening);
  }

  private synchronized void fail(URI href, CairnException why) {
    failed.putIfAbsent(href, why);
  }

  /// Stops what nobody has come for.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
