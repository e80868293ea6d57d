package dev.cairn;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterReader;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Opens rasters of every known format and keeps their headers: each is read once however many ask.
/// The least recently used are forgotten where they take more than their memory, and so is one
/// whose object cannot be read any more as its header says, which may have changed: who opens it
/// next sees what is there then.
final class OpenRasters implements RasterOpener {
  /// What the map takes for an entry.
  private static final long ENTRY_BYTES = 512;

  private final Store store;
  private final long maxBytes;
  private final HeaderSizes sizes = new HeaderSizes();
  private final Map<URI, Kept> open = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /// @param maxBytes of memory for headers; the one asked for last is kept whatever it takes
  OpenRasters(Store store, long maxBytes) {
    this.store = new Watched(store);
    this.maxBytes = maxBytes;
  }

  /// The raster where its header is kept already; reads nothing.
  Optional<RasterReader> opened(URI href) {
    Kept kept;
    synchronized (this) {
      kept = open.get(href);
    }
    return kept != null && kept.task.state() == Future.State.SUCCESS
        ? Optional.of(kept.task.resultNow())
        : Optional.empty();
  }

  @Override
  public RasterReader open(URI href) throws InterruptedException {
    while (true) {
      var mine = new Kept(new FutureTask<>(() -> read(href)));
      Kept kept;
      synchronized (this) {
        kept = open.computeIfAbsent(href, _ -> mine);
      }
      if (kept == mine) {
        mine.task.run();
      }
      try {
        RasterReader reader = kept.task.get();
        weigh(href, kept, reader);
        return reader;
      } catch (ExecutionException e) {
        forget(href, kept);
        switch (e.getCause()) {
          // who read it was interrupted, not we: read it ourselves
          case InterruptedException i when kept != mine -> {}
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

  /// Headers kept or on their way.
  synchronized int count() {
    return open.size();
  }

  /// What they take, as far as they were weighed when they were asked for.
  synchronized long bytes() {
    return bytes;
  }

  private RasterReader read(URI href) throws InterruptedException {
    Tiff tiff = Tiff.open(store, href, Tiff.Options.DEFAULT.withHeadBytes(sizes.guess(href)));
    sizes.learn(href, tiff.headBytes());
    return tiff;
  }

  private synchronized void weigh(URI href, Kept kept, RasterReader reader) {
    if (open.get(href) != kept) {
      return; // forgotten meanwhile
    }
    long now = ENTRY_BYTES + 2L * href.toString().length() + reader.heldBytes();
    bytes += now - kept.bytes;
    kept.bytes = now;
    Iterator<Map.Entry<URI, Kept>> eldest = open.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Kept old = eldest.next().getValue();
      if (old != kept) {
        bytes -= old.bytes;
        eldest.remove();
      }
    }
  }

  private synchronized void forget(URI href, Kept kept) {
    if (open.remove(href, kept)) {
      bytes -= kept.bytes;
    }
  }

  private synchronized void forget(URI href) {
    Kept kept = open.remove(href);
    if (kept != null) {
      bytes -= kept.bytes;
    }
  }

  /// A header or the reading of it; by identity.
  private static final class Kept {
    final FutureTask<RasterReader> task;

    /// As it was weighed last; guarded by the map's owner.
    long bytes;

    Kept(FutureTask<RasterReader> task) {
      this.task = task;
    }
  }

  /// The store, and the object's header forgotten where a read of it fails.
  private final class Watched implements Store {
    private final Store store;

    Watched(Store store) {
      this.store = store;
    }

    @Override
    public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
      return store.head(uri, maxBytes);
    }

    @Override
    public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
        throws InterruptedException {
      try {
        return store.read(object, ranges);
      } catch (CairnException e) {
        forget(object.uri());
        throw e;
      }
    }

    @Override
    public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
      return store.readAll(uri, maxBytes);
    }
  }
}
