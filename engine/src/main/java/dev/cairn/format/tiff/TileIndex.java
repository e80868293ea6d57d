package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where an image's tiles lie (tags 324 and 325, 273 and 279 for strips). Kept as it is stored and
/// read by pages of 4096 tiles: what the header's bytes held is there from the start, the rest
/// comes when it is asked for. Thread-safe.
///
/// A part that the object does not hold, or that is not to be read for what the file is, fails
/// where the place of one of its tiles is asked for; the other tiles have theirs.
final class TileIndex {
  private static final int PAGE = 4096;

  /// Bytes that a page takes beside its own.
  private static final int PAGE_OVERHEAD = 128;

  private final Store store;
  private final ObjectHead object;
  private final ByteOrder order;
  private final Numbers offsets;
  private final @Nullable Numbers byteCounts;
  private final ReentrantLock reading = new ReentrantLock();

  /// Keeps what of the index is loaded.
  ///
  /// @param tiles that the image has: what the index has beyond them is nobody's
  TileIndex(
      Store store, HeaderBytes bytes, long tiles, IfdEntry offsets, @Nullable IfdEntry byteCounts) {
    this.store = store;
    this.object = bytes.object();
    this.order = bytes.order();
    this.offsets = new Numbers(bytes, tiles, offsets);
    this.byteCounts = byteCounts == null ? null : new Numbers(bytes, tiles, byteCounts);
  }

  /// One of the two arrays.
  private final class Numbers {
    private final IfdEntry entry;

    /// How many there are, as far as the image has tiles.
    private final long count;

    /// Of these, how many the object holds.
    private final long stored;

    /// Of those behind, in one failure for all of them.
    private final Optional<Malformed> beyond;

    private final ConcurrentMap<Integer, ByteBuffer> pages = new ConcurrentHashMap<>();

    /// Why pages could not be read the last time.
    private final ConcurrentMap<Integer, CairnException> failures = new ConcurrentHashMap<>();

    Numbers(HeaderBytes bytes, long tiles, IfdEntry entry) {
      this.entry = entry;
      count = Math.min(entry.count(), tiles);
      long room = entry.at() < 0 ? 0 : Math.max(0, object.size() - entry.at());
      stored = Math.min(count, room / entry.type().bytes());
      beyond = stored < count ? Optional.of(beyond()) : Optional.empty();
      bytes.note(entry.at(), count * entry.type().bytes());
      for (int page = 0; (long) page * PAGE < stored; page++) {
        ByteRange range = range(page);
        Optional<byte[]> copy = bytes.copy(range.offset(), (int) range.length());
        if (copy.isEmpty()) {
          return; // further ones lie behind it
        }
        keep(page, copy.get());
      }
    }

    private Malformed beyond() {
      return new Malformed(
          object.uri(),
          entry.entryAt(),
          "index of "
              + count
              + " tiles (tag "
              + entry.tag()
              + ") from byte "
              + Long.toUnsignedString(entry.at())
              + " on, of which the object of "
              + object.size()
              + " bytes holds "
              + stored
              + ": truncated?");
    }

    private void keep(int page, byte[] bytes) {
      pages.put(page, ByteBuffer.wrap(bytes).order(order));
    }

    /// A page as far as the object holds it.
    ByteRange range(int page) {
      long first = (long) page * PAGE;
      int size = entry.type().bytes();
      return new ByteRange(entry.at() + first * size, Math.min(PAGE, stored - first) * size);
    }

    void addMissing(long first, long last, TreeSet<Integer> missing) {
      for (long page = first / PAGE; page <= last / PAGE && page * PAGE < stored; page++) {
        if (!pages.containsKey((int) page)) {
          missing.add((int) page);
        }
      }
    }

    long value(long tile) {
      if (tile >= stored) {
        throw beyond.orElseThrow();
      }
      int number = (int) (tile / PAGE);
      ByteBuffer page = pages.get(number);
      if (page == null) {
        CairnException why = failures.get(number);
        throw why != null
            ? why
            : new IllegalStateException("index of tile " + tile + " is not loaded");
      }
      return IfdEntry.integer(entry.type(), page, (int) (tile % PAGE));
    }
  }

  private record Page(Numbers of, int number) {
    ByteRange range() {
      return of.range(number);
    }
  }

  /// Bytes of the pages that are there.
  long heldBytes() {
    return heldBytes(offsets) + (byteCounts == null ? 0 : heldBytes(byteCounts));
  }

  private static long heldBytes(Numbers numbers) {
    long held = 0;
    for (ByteBuffer page : numbers.pages.values()) {
      held += page.capacity() + PAGE_OVERHEAD;
    }
    return held;
  }

  /// Tiles that the index speaks of, no more than the object has bytes.
  long length() {
    return Math.min(offsets.count, object.size());
  }

  /// Makes sure of the index of tiles `first` to `last`, and of `rows` more such runs, each `step`
  /// tiles after the one before; by one call to the store where something is missing.
  ///
  /// @throws CairnException where it cannot be had for the host's sake; where the file is at fault,
  ///     the tiles concerned say so
  void load(long first, long last, int rows, long step) throws InterruptedException {
    if (missing(first, last, rows, step).isEmpty()) {
      return;
    }
    reading.lockInterruptibly();
    try {
      List<Page> missing = missing(first, last, rows, step);
      if (!missing.isEmpty()) { // else another thread has read it
        read(missing);
      }
    } finally {
      reading.unlock();
    }
  }

  private List<Page> missing(long first, long last, int rows, long step) {
    var pages = new ArrayList<Page>();
    addMissing(offsets, first, last, rows, step, pages);
    if (byteCounts != null) {
      addMissing(byteCounts, first, last, rows, step, pages);
    }
    return pages;
  }

  private static void addMissing(
      Numbers numbers, long first, long last, int rows, long step, List<Page> pages) {
    var missing = new TreeSet<Integer>();
    for (int row = 0; row < rows; row++) {
      numbers.addMissing(first + row * step, last + row * step, missing);
    }
    missing.forEach(page -> pages.add(new Page(numbers, page)));
  }

  private void read(List<Page> pages) throws InterruptedException {
    List<ByteBuffer> read;
    try {
      read = store.read(object, pages.stream().map(Page::range).toList());
    } catch (Malformed | Unsupported e) {
      if (pages.size() == 1) {
        Page page = pages.getFirst();
        page.of.failures.put(page.number, ofIndex(page, e));
        return;
      }
      for (Page page : pages) { // one by one, to know which of them it is
        read(List.of(page));
      }
      return;
    }
    for (int i = 0; i < pages.size(); i++) {
      // A copy: what was read may be a small part of an answer, which it would keep alive.
      byte[] copy = new byte[read.get(i).remaining()];
      read.get(i).get(read.get(i).position(), copy);
      pages.get(i).of.keep(pages.get(i).number, copy);
    }
  }

  private static CairnException ofIndex(Page page, CairnException why) {
    ByteRange range = page.range();
    String what =
        "index of tiles from "
            + (long) page.number * PAGE
            + " on (tag "
            + page.of.entry.tag()
            + ", bytes "
            + range.offset()
            + " to "
            + (range.end() - 1)
            + "): "
            + why.why();
    return why instanceof Unsupported
        ? new Unsupported(why.where(), what, why)
        : new Malformed(why.where(), what, why);
  }

  /// The byte at which a tile begins; its index is loaded. 0 for a tile that an index too short
  /// does not reach: as for libtiff, it was left out.
  ///
  /// @throws CairnException where its part of the index cannot be read
  long offset(long tile) {
    if (tile >= offsets.count) {
      return 0;
    }
    long offset = offsets.value(tile);
    if (offset < 0) {
      throw new Unsupported(object.uri(), "tile " + tile + " at byte 2⁶³ or above");
    }
    return offset;
  }

  boolean hasByteCounts() {
    return byteCounts != null;
  }

  /// How many bytes a tile takes; 0 for one that was left out, -1 where there are no byte counts.
  ///
  /// @throws CairnException where its part of the index cannot be read
  long byteCount(long tile) {
    if (byteCounts == null) {
      return -1;
    }
    return tile >= byteCounts.count ? 0 : Math.max(byteCounts.value(tile), -1);
  }
}
