package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The central directory of a zip archive (PKWARE's APPNOTE.TXT 6.3.10 §4.3, zip64 included), kept
/// as its bytes: what an archive takes here is bounded by what was read of it. Immutable and
/// thread-safe.
final class ZipDirectory {
  /// Longest directory that is read, of some two hundred thousand members.
  static final int LONGEST = 16 << 20;

  /// The end of the directory with the longest comment that it can have, and zip64's before it.
  private static final int LONGEST_END = 22 + 0xFFFF + 20 + 56;

  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final long IN_EXTRA = 0xFFFFFFFFL;

  /// Members that are named where the one that was asked for is not there.
  private static final int NAMED = 5;

  private final ObjectHead archive;
  private final long offset;
  private final ByteBuffer entries;

  private ZipDirectory(ObjectHead archive, long offset, ByteBuffer entries) {
    this.archive = archive;
    this.offset = offset;
    this.entries = entries;
  }

  /// A member as the directory has it, stored as it is.
  ///
  /// @param header offset of its local header in the archive
  /// @param size of its bytes, which lie behind that header and before the directory
  record Member(byte[] name, long header, long size) {}

  /// Reads an archive's directory, whose place is told at the archive's end: the size, the end, and
  /// the directory where it does not lie in that.
  static ZipDirectory read(Store store, URI uri) throws InterruptedException {
    ObjectHead archive = store.head(uri, 1);
    long tailOffset = Math.max(0, archive.size() - LONGEST_END);
    ByteBuffer tail = read(store, archive, tailOffset, archive.size() - tailOffset);
    Place place = place(archive, tail, tailOffset);
    if (place.size > LONGEST) {
      throw new Unsupported(
          uri, "a zip directory of " + place.size + " bytes; up to " + LONGEST + " are read");
    }
    ByteBuffer entries =
        place.offset >= tailOffset
            ? tail.slice((int) (place.offset - tailOffset), (int) place.size)
            : read(store, archive, place.offset, place.size);
    var directory = new ZipDirectory(archive, place.offset, copied(entries));
    directory.check(place.count);
    return directory;
  }

  private static ByteBuffer read(Store store, ObjectHead archive, long from, long length)
      throws InterruptedException {
    return length == 0
        ? ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN)
        : store
            .read(archive, List.of(new ByteRange(from, length)))
            .getFirst()
            .order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Not a view, which would keep alive what it was read with.
  private static ByteBuffer copied(ByteBuffer entries) {
    var bytes = new byte[entries.remaining()];
    entries.get(0, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The archive, of which this is the directory as long as its version stays.
  ObjectHead archive() {
    return archive;
  }

  /// Where the directory begins, and so members end.
  long offset() {
    return offset;
  }

  /// Bytes of the directory.
  int length() {
    return entries.capacity();
  }

  // ---- where it is

  /// @param count of members as it is stated
  private record Place(long offset, long size, long count) {}

  private static Place place(ObjectHead archive, ByteBuffer tail, long tailOffset) {
    int end = tail.limit() - 22;
    while (end >= 0
        && !(tail.getInt(end) == END && end + 22 + u16(tail, end + 20) == tail.limit())) {
      end--;
    }
    if (end < 0) {
      throw new Malformed(
          archive.uri(), "no zip archive: its last " + tail.limit() + " bytes have no end of one");
    }
    boolean is64 = end >= 20 && tail.getInt(end - 20) == LOCATOR64;
    long last = tailOffset + end; // where the directory must have ended
    Place place;
    boolean inParts;
    if (is64) {
      long at = tail.getLong(end - 12) - tailOffset;
      if (at < 0 || at > end - 20 - 56 || tail.getInt((int) at) != END64) {
        throw new Malformed(
            archive.uri(), last - 20, "no zip64 end of a directory where this locator puts it");
      }
      int end64 = (int) at;
      last = tailOffset + end64;
      inParts =
          tail.getInt(end - 16) != 0
              || tail.getInt(end64 + 16) != 0
              || tail.getInt(end64 + 20) != 0
              || tail.getLong(end64 + 24) != tail.getLong(end64 + 32);
      place =
          new Place(tail.getLong(end64 + 48), tail.getLong(end64 + 40), tail.getLong(end64 + 32));
    } else {
      inParts =
          u16(tail, end + 4) != 0
              || u16(tail, end + 6) != 0
              || u16(tail, end + 8) != u16(tail, end + 10);
      place = new Place(u32(tail, end + 16), u32(tail, end + 12), u16(tail, end + 10));
    }
    if (inParts) {
      throw new Unsupported(archive.uri(), "a zip archive in several parts");
    }
    if (place.offset < 0 || place.size < 0 || place.offset > last - place.size) {
      throw new Malformed(
          archive.uri(),
          last,
          "a zip directory of "
              + Long.toUnsignedString(place.size)
              + " bytes at byte "
              + Long.toUnsignedString(place.offset)
              + "; it must end here");
    }
    return place;
  }

  // ---- what it holds

  /// Every entry lies inside the directory, and there are as many as its end says. Writers without
  /// zip64 state the lowest 16 bits of a larger number.
  private void check(long stated) {
    long count = 0;
    for (int at = 0; at < entries.capacity(); at = next(at)) {
      if (entries.capacity() - at < ENTRY_BYTES
          || entries.getInt(at) != ENTRY
          || next(at) > entries.capacity()) {
        throw new Malformed(archive.uri(), offset + at, "no entry of a zip directory");
      }
      count++;
    }
    if (count != stated && (count & 0xFFFF) != stated) {
      throw new Malformed(
          archive.uri(),
          offset,
          "a zip directory of " + count + " entries, stated to have " + stated);
    }
  }

  private int next(int at) {
    return at + ENTRY_BYTES + u16(entries, at + 28) + u16(entries, at + 30) + u16(entries, at + 32);
  }

  /// The member of a name; the last where several have it, which took the place of the others.
  ///
  /// @param uri of the member, for messages
  /// @param name as the archive spells it, in UTF-8 unless it is old
  /// @throws NotFound where there is none
  /// @throws Unsupported where it is compressed or encrypted
  Member member(URI uri, byte[] name) {
    ByteBuffer wanted = ByteBuffer.wrap(name);
    int found = -1;
    for (int at = 0; at < entries.capacity(); at = next(at)) {
      if (u16(entries, at + 28) == name.length
          && entries.slice(at + ENTRY_BYTES, name.length).equals(wanted)) {
        found = at;
      }
    }
    if (found < 0) {
      throw new NotFound(uri, "the archive has no such member; " + members());
    }
    return stored(uri, name, found);
  }

  private Member stored(URI uri, byte[] name, int at) {
    int flags = u16(entries, at + 8);
    int method = u16(entries, at + 10);
    if ((flags & 0x2041) != 0) { // encrypted; strongly; its header hidden
      throw new Unsupported(uri, "an encrypted member of a zip archive");
    }
    if (method != 0) {
      throw new Unsupported(
          uri,
          "a compressed member of a zip archive ("
              + (method == 8 ? "Deflate" : "method " + method)
              + "); members are read that are stored uncompressed");
    }
    long packed = u32(entries, at + 20);
    long size = u32(entries, at + 24);
    long header = u32(entries, at + 42);
    // Zip64's fields: those that do not fit, in this order (§4.5.3).
    ByteBuffer wide = zip64(at);
    int missing = 0;
    for (long field : new long[] {size, packed, header}) {
      missing += field == IN_EXTRA ? Long.BYTES : 0;
    }
    if (missing > wide.remaining()) {
      throw new Malformed(archive.uri(), offset + at, "sizes that no zip64 field tells");
    }
    size = size == IN_EXTRA ? wide.getLong() : size;
    packed = packed == IN_EXTRA ? wide.getLong() : packed;
    header = header == IN_EXTRA ? wide.getLong() : header;
    if (packed != size) {
      throw new Malformed(
          archive.uri(),
          offset + at,
          "a member stored uncompressed in " + packed + " bytes and said to have " + size);
    }
    if (size < 0 || header < 0 || header > offset - size - ZipStore.HEADER_BYTES - name.length) {
      throw new Malformed(
          archive.uri(),
          offset + at,
          "a member of "
              + Long.toUnsignedString(size)
              + " bytes at byte "
              + Long.toUnsignedString(header)
              + "; the directory begins at byte "
              + offset);
    }
    return new Member(name, header, size);
  }

  /// What the entry's zip64 field holds; nothing where there is none.
  private ByteBuffer zip64(int entry) {
    int at = entry + ENTRY_BYTES + u16(entries, entry + 28);
    int end = at + u16(entries, entry + 30);
    while (end - at >= 4) {
      int length = u16(entries, at + 2);
      if (u16(entries, at) == 1 && length <= end - at - 4) {
        return entries.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + length;
    }
    return ByteBuffer.allocate(0);
  }

  /// `it has a.tif, b.tif and 3 more`.
  private String members() {
    var names = new ArrayList<String>();
    int count = 0;
    for (int at = 0; at < entries.capacity(); at = next(at)) {
      if (count++ < NAMED) {
        var name = new byte[u16(entries, at + 28)];
        entries.get(at + ENTRY_BYTES, name);
        names.add(HttpAnswer.shortened(new String(name, StandardCharsets.UTF_8)));
      }
    }
    return count == 0
        ? "it is empty"
        : "it has "
            + String.join(", ", names)
            + (count > NAMED ? " and " + (count - NAMED) + " more" : "");
  }

  static int u16(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  private static long u32(ByteBuffer bytes, int at) {
    return bytes.getInt(at) & IN_EXTRA;
  }
}
