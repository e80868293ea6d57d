package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Members of zip archives that are stored uncompressed, read where they lie in the archive
/// (PKWARE's APPNOTE.TXT 6.3.10). Thread-safe.
///
/// The address is that of the archive with `zip+` before it, and behind it `!/` and the member's
/// name: `zip+https://host/scenes.zip!/a/B04.tif`. A query belongs to the archive. A member's
/// version is the archive's. Directories are read once, kept within a bound, and forgotten where
/// their archive cannot be read as they say, since it may have changed: who asks next sees what is
/// there then. What a directory itself says of a member, such as that there is none, counts as long
/// as the archive has the version that it was read of.
final class ZipStore implements Store {
  /// Of a member, before its name (§4.3.7).
  static final int HEADER_BYTES = 30;

  private static final int HEADER = 0x04034b50;

  /// Read along with a header for what may lie between a member's name and its bytes.
  private static final int USUAL_EXTRA = 256;

  /// What directories may take together; the one read last is kept whatever it takes.
  private static final long DIRECTORY_BYTES = 32 << 20;

  private static final int DIRECTORY_OVERHEAD = 1024;
  private static final int PLACES = 4096;

  private final Store store;
  private final Map<URI, FutureTask<ZipDirectory>> directories =
      new LinkedHashMap<>(16, 0.75f, true);
  private final Map<URI, Place> places = new LinkedHashMap<>(16, 0.75f, true);

  /// @param store where archives are
  ZipStore(Store store) {
    this.store = store;
  }

  /// Whether an address names a member of an archive.
  static boolean holds(String scheme) {
    return scheme.startsWith("zip+");
  }

  /// Where a member's bytes lie in its archive.
  private record Place(ObjectHead archive, long offset, long size) {
    boolean isOf(ObjectHead member) {
      return size == member.size() && archive.version().equals(member.version());
    }
  }

  /// An archive and the name of a member, as the archive spells it.
  private record Address(URI archive, byte[] name) {
    static Address of(URI uri) {
      String path = uri.getRawPath() == null ? "" : uri.getRawPath();
      int mark = Href.memberMark(path);
      String scheme = uri.getScheme().substring("zip+".length());
      if (mark < 0 || !scheme.matches("[A-Za-z][A-Za-z0-9+.-]*") || uri.getRawFragment() != null) {
        throw new Unsupported(uri, "is no address such as zip+https://HOST/ARCHIVE.zip!/MEMBER");
      }
      if (scheme.toLowerCase(Locale.ROOT).startsWith("zip")) {
        throw new Unsupported(uri, "an archive in an archive");
      }
      String name = path.substring(mark + (path.startsWith("/", mark + 1) ? 2 : 1));
      if (name.isEmpty()) {
        throw new InvalidRequest(uri, "names an archive and no member of it");
      }
      String authority = uri.getRawAuthority() == null ? "" : "//" + uri.getRawAuthority();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      return new Address(
          URI.create(scheme + ":" + authority + path.substring(0, mark) + query),
          Percent.bytes(name));
    }
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("the first " + maxBytes + " bytes");
    }
    Located found = located(uri, maxBytes);
    return new ObjectHead(uri, found.place.size, found.place.archive.version(), found.first);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    RangePlan.requireWithin(object, ranges);
    if (ranges.isEmpty()) {
      return List.of();
    }
    Place place = place(object);
    List<ByteRange> places =
        ranges.stream().map(r -> new ByteRange(place.offset + r.offset(), r.length())).toList();
    return ofArchive(place.archive, () -> store.read(place.archive, places));
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    ObjectHead object = head(uri, 1);
    if (object.size() > Math.min(maxBytes, RangeMerge.MAX_ARRAY)) {
      throw new Unsupported(uri, object.size() + " bytes; a document may have " + maxBytes);
    }
    if (object.size() == 0) {
      return new byte[0];
    }
    ByteBuffer bytes = read(object, List.of(new ByteRange(0, object.size()))).getFirst();
    var document = new byte[bytes.remaining()];
    bytes.get(document);
    return document;
  }

  /// The place of a member whose head was read before, found again where it was forgotten or is
  /// kept of another version, which another reader found.
  private Place place(ObjectHead object) throws InterruptedException {
    Place kept = kept(object.uri());
    if (kept != null && kept.isOf(object)) {
      return kept;
    }
    Place now = located(object.uri(), 1).place;
    if (!now.isOf(object)) {
      throw new Unavailable(
          object.uri(),
          "changed while it was read: the archive was "
              + HttpAnswer.shortened(object.version())
              + ", is "
              + HttpAnswer.shortened(now.archive.version()));
    }
    return now;
  }

  /// A member's place and its first bytes.
  private record Located(Place place, byte[] first) {}

  private Located located(URI uri, int maxBytes) throws InterruptedException {
    Entry entry = entry(uri, Address.of(uri));
    Located found = ofArchive(entry.directory.archive(), () -> located(entry, maxBytes));
    keep(uri, found.place);
    return found;
  }

  /// A member and the directory that has it.
  private record Entry(ZipDirectory directory, ZipDirectory.Member member) {}

  /// Looks once more where a directory lacks or refuses a member and is no longer the archive's.
  private Entry entry(URI uri, Address address) throws InterruptedException {
    ZipDirectory directory = directory(address.archive);
    try {
      return new Entry(directory, directory.member(uri, address.name));
    } catch (CairnException e) {
      if (isCurrent(directory.archive())) {
        throw e;
      }
      ZipDirectory now = directory(address.archive);
      return new Entry(now, now.member(uri, address.name));
    }
  }

  /// Finds a member's bytes by its header in the archive, which is read together with the first of
  /// them.
  private Located located(Entry entry, int maxBytes) throws InterruptedException {
    ZipDirectory directory = entry.directory;
    ZipDirectory.Member member = entry.member;
    ObjectHead archive = directory.archive();
    byte[] name = member.name();
    int wanted = (int) Math.min(maxBytes, member.size());
    long length =
        Math.min(
            (long) HEADER_BYTES + name.length + USUAL_EXTRA + wanted,
            Math.min(directory.offset() - member.header(), RangeMerge.MAX_ARRAY));
    ByteBuffer read = range(archive, member.header(), length);
    int before = HEADER_BYTES + name.length;
    // Its sizes may be zero here, and follow the bytes instead: those of the directory count.
    if (read.getInt(0) != HEADER
        || ZipDirectory.u16(read, 8) != 0
        || ZipDirectory.u16(read, 26) != name.length
        || !read.slice(HEADER_BYTES, name.length).equals(ByteBuffer.wrap(name))) {
      throw new Malformed(
          archive.uri(), member.header(), "no header of the member that the directory puts here");
    }
    before += ZipDirectory.u16(read, 28);
    long offset = member.header() + before;
    if (member.size() > directory.offset() - offset) {
      throw new Malformed(
          archive.uri(),
          offset,
          "a member of "
              + member.size()
              + " bytes here, but the directory begins at byte "
              + directory.offset());
    }
    ByteBuffer first =
        wanted <= read.limit() - before
            ? read.slice(before, wanted)
            : range(archive, offset, wanted);
    var bytes = new byte[wanted];
    first.get(bytes);
    return new Located(new Place(archive, offset, member.size()), bytes);
  }

  /// What is read of an archive.
  private interface Reading<T> {
    T run() throws InterruptedException;
  }

  /// Reads of an archive, and forgets what is kept of it where it is not what it was.
  private <T> T ofArchive(ObjectHead archive, Reading<T> reading) throws InterruptedException {
    try {
      return reading.run();
    } catch (Unavailable | Malformed | NotFound e) {
      forget(archive);
      throw e;
    }
  }

  /// Whether an archive has still its version; asks for one byte, and forgets what is kept where it
  /// has not.
  private boolean isCurrent(ObjectHead archive) throws InterruptedException {
    return ofArchive(
        archive,
        () -> {
          ObjectHead now = store.head(archive.uri(), 1);
          boolean same = now.size() == archive.size() && now.version().equals(archive.version());
          if (!same) {
            forget(archive);
          }
          return same;
        });
  }

  private ByteBuffer range(ObjectHead archive, long offset, long length)
      throws InterruptedException {
    return store
        .read(archive, List.of(new ByteRange(offset, length)))
        .getFirst()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  // ---- what is kept

  /// The directory, read once however many ask for it at the same time.
  private ZipDirectory directory(URI archive) throws InterruptedException {
    while (true) {
      var mine = new FutureTask<>(() -> ZipDirectory.read(store, archive));
      FutureTask<ZipDirectory> kept;
      synchronized (this) {
        kept = directories.computeIfAbsent(archive, _ -> mine);
      }
      if (kept == mine) {
        mine.run();
      }
      try {
        ZipDirectory directory = kept.get();
        if (kept == mine) {
          makeRoom(mine);
        }
        return directory;
      } catch (ExecutionException e) {
        synchronized (this) {
          directories.remove(archive, kept);
        }
        switch (e.getCause()) {
          // who read it was interrupted, not we: read it ourselves
          case InterruptedException _ when kept != mine -> {}
          case InterruptedException i -> throw i;
          case null, default -> throw HttpStore.asThrown(e);
        }
      } catch (CancellationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Forgets the directories used longest ago where all together take too much.
  private synchronized void makeRoom(FutureTask<ZipDirectory> newest) {
    long bytes = directories.values().stream().mapToLong(ZipStore::weight).sum();
    Iterator<FutureTask<ZipDirectory>> eldest = directories.values().iterator();
    while (bytes > DIRECTORY_BYTES && eldest.hasNext()) {
      FutureTask<ZipDirectory> directory = eldest.next();
      if (directory != newest && directory.isDone()) {
        bytes -= weight(directory);
        eldest.remove();
      }
    }
  }

  private static long weight(FutureTask<ZipDirectory> directory) {
    return DIRECTORY_OVERHEAD
        + (directory.state() == FutureTask.State.SUCCESS ? directory.resultNow().length() : 0L);
  }

  private synchronized @Nullable Place kept(URI member) {
    return places.get(member);
  }

  private synchronized void keep(URI member, Place place) {
    places.put(member, place);
    if (places.size() > PLACES) {
      places.remove(places.keySet().iterator().next());
    }
  }

  /// Forgets an archive of this version; what others found of a later one stays.
  private synchronized void forget(ObjectHead archive) {
    FutureTask<ZipDirectory> directory = directories.get(archive.uri());
    if (directory != null
        && directory.state() == FutureTask.State.SUCCESS
        && directory.resultNow().archive().version().equals(archive.version())) {
      directories.remove(archive.uri());
    }
    places
        .values()
        .removeIf(
            place ->
                place.archive.uri().equals(archive.uri())
                    && place.archive.version().equals(archive.version()));
  }
}
