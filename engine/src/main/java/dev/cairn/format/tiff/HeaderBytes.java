package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// The bytes of an object that its header needs: the first ones, and more as directories turn out
/// to lie elsewhere. Lives while a header is read; for one thread.
final class HeaderBytes {
  private static final int LARGEST_READ_AHEAD = 1 << 20;

  /// The most that is read for a header.
  private static final long MOST_BYTES = 64L << 20;

  /// What is made of values may take so much. Directories may share bytes, so that what is made of
  /// them is not bounded by the object's size.
  private static final long MOST_TAKEN = 32L << 20;

  /// The most that a first request asks for.
  static final int LARGEST_HEAD = 256 << 10;

  private final Store store;
  private final ObjectHead object;
  private final TreeMap<Long, byte[]> runs = new TreeMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private long loaded;
  private long copied;
  private long taken;
  private int readAhead;

  /// Where what was looked at ends, as far as it lies among the bytes that one first request may
  /// ask for.
  private int end;

  HeaderBytes(Store store, ObjectHead head) {
    this.store = store;
    this.object = new ObjectHead(head.uri(), head.size(), head.version(), new byte[0]);
    this.readAhead = Math.max(4096, head.bytes().length);
    this.loaded = head.bytes().length;
    runs.put(0L, head.bytes());
  }

  /// The object without its first bytes, so that a reader that is kept is small.
  ObjectHead object() {
    return object;
  }

  URI uri() {
    return object.uri();
  }

  long size() {
    return object.size();
  }

  ByteOrder order() {
    return order;
  }

  void order(ByteOrder found) {
    order = found;
  }

  /// Notes that the header has these bytes, read or not.
  void note(long offset, long length) {
    if (offset >= 0 && length >= 0 && offset <= LARGEST_HEAD - length) {
      end = Math.max(end, (int) (offset + length));
    }
  }

  /// How many bytes the first request should have asked for, to need no other.
  int headBytes() {
    return end;
  }

  boolean has(long offset, long length) {
    return run(offset, length) >= 0;
  }

  /// Makes sure of the bytes; reads further ones with them, twice as many each time, since headers
  /// lie together.
  void loadAhead(long offset, long length, String what) throws InterruptedException {
    check(offset, length, what);
    note(offset, length);
    if (!has(offset, length)) {
      long wanted = Math.min(Math.max(length, readAhead), size() - offset);
      readAhead = Math.min(2 * readAhead, LARGEST_READ_AHEAD);
      read(List.of(new ByteRange(offset, wanted)));
    }
  }

  /// Makes sure of all the ranges, by one call to the store where some are missing.
  void load(List<ByteRange> ranges) throws InterruptedException {
    var missing = new ArrayList<ByteRange>();
    for (ByteRange r : ranges) {
      note(r.offset(), r.length());
      if (!has(r.offset(), r.length())) {
        missing.add(r);
      }
    }
    if (!missing.isEmpty()) {
      read(missing);
    }
  }

  private void read(List<ByteRange> ranges) throws InterruptedException {
    for (ByteRange r : ranges) {
      loaded = Math.addExact(loaded, r.length());
    }
    if (loaded > MOST_BYTES) {
      throw new Unsupported(uri(), "TIFF header of more than " + MOST_BYTES + " bytes");
    }
    List<ByteBuffer> read = store.read(object, ranges);
    for (int i = 0; i < ranges.size(); i++) {
      ByteBuffer b = read.get(i);
      byte[] run = new byte[b.remaining()];
      b.get(b.position(), run);
      runs.merge(ranges.get(i).offset(), run, (a, c) -> a.length >= c.length ? a : c);
    }
  }

  /// Fails where the object is too short for the bytes.
  void check(long offset, long length, String what) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new Malformed(
          uri(),
          offset,
          what + " of " + length + " bytes lies outside the object of " + size() + " bytes");
    }
  }

  /// Notes that something that takes so many bytes is made of values.
  ///
  /// @throws Unsupported where all of it is more than the header of any file takes
  void take(long size) {
    taken += size;
    if (taken > MOST_TAKEN) {
      throw new Unsupported(
          uri(), "TIFF header whose values take more than " + MOST_TAKEN + " bytes");
    }
  }

  /// Bytes that were loaded before, in the file's byte order.
  ByteBuffer at(long offset, int length) {
    long start = run(offset, length);
    byte[] run = start < 0 ? null : runs.get(start);
    if (run == null) {
      throw new IllegalStateException("bytes " + offset + "+" + length + " are not loaded");
    }
    return ByteBuffer.wrap(run, (int) (offset - start), length).slice().order(order);
  }

  /// A copy for somebody who keeps it. None where the bytes are not loaded, and none where all
  /// copies would take more than what was loaded: of bytes that directories share, not each gets
  /// one.
  Optional<byte[]> copy(long offset, int length) {
    if (!has(offset, length) || length > loaded - copied) {
      return Optional.empty();
    }
    copied += length;
    byte[] copy = new byte[length];
    at(offset, length).get(copy);
    return Optional.of(copy);
  }

  /// Where the run that holds the bytes starts; -1 where none does.
  private long run(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      return -1;
    }
    for (var e : runs.headMap(offset, true).descendingMap().entrySet()) {
      if (offset + length <= e.getKey() + e.getValue().length) {
        return e.getKey();
      }
    }
    return -1;
  }
}
