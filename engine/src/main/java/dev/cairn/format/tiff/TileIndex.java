package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where an image's tiles lie (tags 324 and 325, 273 and 279 for strips). Kept as it is stored and
/// read by pages of 4096 tiles: what the header's bytes held is there from the start, the rest
/// comes when it is asked for. Thread-safe.
final class TileIndex {
  private static final int PAGE = 4096;

  /// Bytes that a page takes beside its own.
  private static final int PAGE_OVERHEAD = 128;

  private final Store store;
  private final ObjectHead object;
  private final ByteOrder order;
  private final IfdEntry offsets;
  private final @Nullable IfdEntry byteCounts;

  /// Stored pages by number; those of the byte counts have the complement of theirs.
  private final ConcurrentMap<Integer, ByteBuffer> pages = new ConcurrentHashMap<>();

  private final ReentrantLock reading = new ReentrantLock();

  /// Keeps what of the index is loaded.
  TileIndex(Store store, HeaderBytes bytes, IfdEntry offsets, @Nullable IfdEntry byteCounts) {
    this.store = store;
    this.object = bytes.object();
    this.order = bytes.order();
    this.offsets = offsets;
    this.byteCounts = byteCounts;
    keep(bytes, offsets, 0);
    if (byteCounts != null) {
      keep(bytes, byteCounts, -1);
    }
  }

  private void keep(HeaderBytes bytes, IfdEntry entry, int flip) {
    bytes.note(entry.at(), Math.min(entry.count(), Integer.MAX_VALUE) * entry.type().bytes());
    for (int page = 0; (long) page * PAGE < entry.count(); page++) {
      long count = Math.min(PAGE, entry.count() - (long) page * PAGE);
      long at = entry.at() + (long) page * PAGE * entry.type().bytes();
      int length = (int) count * entry.type().bytes();
      if (at < 0 || !bytes.has(at, length) || !bytes.mayKeep(length)) {
        return; // further ones lie behind it, and are read when they are asked for
      }
      byte[] copy = new byte[length];
      bytes.at(at, length).get(copy);
      pages.put(page ^ flip, ByteBuffer.wrap(copy).order(order));
    }
  }

  /// Bytes of the pages that are there.
  long heldBytes() {
    long held = 0;
    for (ByteBuffer page : pages.values()) {
      held += page.capacity() + PAGE_OVERHEAD;
    }
    return held;
  }

  /// Tiles that the index speaks of.
  long length() {
    return offsets.count();
  }

  /// Makes sure of the index of tiles `first` to `last`, and of `rows` more such runs, each `step`
  /// tiles after the one before; by one call to the store where something is missing.
  void load(long first, long last, int rows, long step) throws InterruptedException {
    if (missing(first, last, rows, step).isEmpty()) {
      return;
    }
    reading.lockInterruptibly();
    try {
      var missing = new ArrayList<>(missing(first, last, rows, step));
      if (missing.isEmpty()) {
        return; // another thread has read it
      }
      var ranges = new ArrayList<ByteRange>();
      for (int key : missing) {
        ranges.add(range(key));
      }
      List<ByteBuffer> read = store.read(object, ranges);
      for (int i = 0; i < missing.size(); i++) {
        // A copy: what was read may be a small part of an answer, which it would keep alive.
        byte[] copy = new byte[read.get(i).remaining()];
        read.get(i).get(read.get(i).position(), copy);
        pages.put(missing.get(i), ByteBuffer.wrap(copy).order(order));
      }
    } finally {
      reading.unlock();
    }
  }

  private TreeSet<Integer> missing(long first, long last, int rows, long step) {
    var missing = new TreeSet<Integer>();
    for (int row = 0; row < rows; row++) {
      long from = first + row * step;
      long to = last + row * step;
      for (long page = from / PAGE; page <= to / PAGE; page++) {
        int key = (int) page;
        if (page * PAGE < offsets.count() && !pages.containsKey(key)) {
          missing.add(key);
        }
        if (byteCounts != null && page * PAGE < byteCounts.count() && !pages.containsKey(~key)) {
          missing.add(~key);
        }
      }
    }
    return missing;
  }

  private ByteRange range(int key) {
    IfdEntry entry = key >= 0 || byteCounts == null ? offsets : byteCounts;
    long page = key >= 0 ? key : ~key;
    long count = Math.min(PAGE, entry.count() - page * PAGE);
    long at = entry.at() + page * PAGE * entry.type().bytes();
    long length = count * entry.type().bytes();
    if (entry.at() < 0 || at < 0 || at > object.size() - length) {
      throw new Malformed(
          object.uri(),
          entry.entryAt(),
          "index of "
              + entry.count()
              + " tiles (tag "
              + entry.tag()
              + ") reaches beyond the object's "
              + object.size()
              + " bytes");
    }
    return new ByteRange(at, length);
  }

  /// The byte at which a tile begins; its index is loaded. 0 for a tile that an index too short
  /// does not reach: as for libtiff, it was left out.
  long offset(long tile) {
    if (tile >= offsets.count()) {
      return 0;
    }
    long offset = value(offsets, tile, 0);
    if (offset < 0) {
      throw new Unsupported(object.uri(), "tile " + tile + " at byte 2⁶³ or above");
    }
    return offset;
  }

  boolean hasByteCounts() {
    return byteCounts != null;
  }

  /// How many bytes a tile takes; 0 for one that was left out, -1 where there are no byte counts.
  long byteCount(long tile) {
    if (byteCounts == null) {
      return -1;
    }
    return tile >= byteCounts.count() ? 0 : Math.max(value(byteCounts, tile, -1), -1);
  }

  private long value(IfdEntry entry, long tile, int flip) {
    ByteBuffer page = pages.get((int) (tile / PAGE) ^ flip);
    if (page == null) {
      throw new IllegalStateException("index of tile " + tile + " is not loaded");
    }
    return IfdEntry.integer(entry.type(), page, (int) (tile % PAGE));
  }
}
