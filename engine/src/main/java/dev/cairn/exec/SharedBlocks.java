package dev.cairn.exec;

import dev.cairn.base.CairnException;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.RasterReader;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Blocks that are fetched and decoded once however many want them: one that is under way is waited
/// for, and those used last are kept. Thread-safe.
///
/// Bounded in bytes of samples; what is under way is bounded by who reads it, and held only where
/// somebody waits for it. A block belongs to the reader that was opened for it, so an object that
/// was opened anew, having changed, shares nothing with what it was.
public final class SharedBlocks {
  private final long maxBytes;
  private long bytes;
  private final Map<Key, DecodedBlock> kept = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Key, Promise> underWay = new HashMap<>();

  /// @param maxBytes of samples that are kept; 0 shares what is under way and keeps nothing
  public SharedBlocks(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("a cache of " + maxBytes + " bytes");
    }
    this.maxBytes = maxBytes;
  }

  private record Key(RasterReader reader, int level, long index) {}

  /// What there is of a block for somebody who wants it.
  sealed interface Share {
    record Kept(DecodedBlock decoded) implements Share {}

    /// Nobody has it: whoever asked reads it and says what became of it, whatever that is.
    record Mine(Promise promise) implements Share {}

    /// Somebody reads it.
    record Theirs(Promise promise) implements Share {}
  }

  synchronized Share share(RasterReader reader, Block block) {
    var key = new Key(reader, block.level(), block.index());
    DecodedBlock decoded = kept.get(key);
    if (decoded != null) {
      return new Share.Kept(decoded);
    }
    Promise promise = underWay.get(key);
    if (promise != null) {
      promise.isAwaited = true;
      return new Share.Theirs(promise);
    }
    var mine = new Promise(key);
    underWay.put(key, mine);
    return new Share.Mine(mine);
  }

  /// Bytes that are kept.
  synchronized long keptBytes() {
    return bytes;
  }

  private synchronized void end(Promise promise, @Nullable DecodedBlock decoded) {
    underWay.remove(promise.key);
    if (promise.isAwaited) {
      promise.decoded = decoded; // else nobody comes for it any more
    }
    if (decoded == null || decoded.bytes() > maxBytes) {
      return;
    }
    kept.put(promise.key, decoded);
    bytes += decoded.bytes();
    var oldest = kept.values().iterator();
    while (bytes > maxBytes) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /// A block that somebody reads. Ends once: what comes after the first ending changes nothing.
  final class Promise {
    private final Key key;
    private final CountDownLatch ended = new CountDownLatch(1);
    /// Guarded by the owner, as is the block until the promise has ended.
    private boolean isAwaited;

    private @Nullable DecodedBlock decoded;
    private @Nullable CairnException failure;

    private Promise(Key key) {
      this.key = key;
    }

    void fulfil(DecodedBlock block) {
      end(block, null);
    }

    /// Nobody can have it: those who wait fail as well, without asking again.
    void fail(CairnException why) {
      end(null, why);
    }

    /// Who read it stopped for a reason of its own, such as an interrupt.
    void giveUp() {
      end(null, null);
    }

    private synchronized void end(@Nullable DecodedBlock block, @Nullable CairnException why) {
      if (ended.getCount() > 0) {
        failure = why;
        SharedBlocks.this.end(this, block);
        ended.countDown();
      }
    }

    /// Waits for the block; empty where whoever read it gave up.
    ///
    /// @throws CairnException where it could not be read
    Optional<DecodedBlock> await() throws InterruptedException {
      ended.await();
      synchronized (this) {
        if (failure != null) {
          throw failure;
        }
        return Optional.ofNullable(decoded);
      }
    }
  }
}
