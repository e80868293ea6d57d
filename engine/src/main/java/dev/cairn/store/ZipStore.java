package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
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
/// anything fails, since the archive may have changed: who asks next sees what is there then.
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
      int mark = path.lastIndexOf('!');
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
    Address address = Address.of(uri);
    try {
      return located(uri, address, maxBytes);
    } catch (CairnException e) {
      forget(address.archive);
      throw e;
    }
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    RangePlan.requireWithin(object, ranges);
    if (ranges.isEmpty()) {
      return List.of();
    }
    Address address = Address.of(object.uri());
    try {
      Place place = place(object, address);
      return store.read(
          place.archive,
          ranges.stream().map(r -> new ByteRange(place.offset + r.offset(), r.length())).toList());
    } catch (CairnException e) {
      forget(address.archive);
      throw e;
    }
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
  private Place place(ObjectHead object, Address address) throws InterruptedException {
    Place place = kept(object.uri());
    if (place == null || !place.isOf(object)) {
      ObjectHead now = located(object.uri(), address, 1);
      place = kept(object.uri());
      if (place == null || !place.isOf(object)) {
        throw new Unavailable(
            object.uri(),
            "changed while it was read: the archive was "
                + HttpAnswer.shortened(object.version())
                + ", is "
                + HttpAnswer.shortened(now.version()));
      }
    }
    return place;
  }

  /// Finds a member's bytes by its header in the archive, which is read together with the first of
  /// them.
  private ObjectHead located(URI uri, Address address, int maxBytes) throws InterruptedException {
    ZipDirectory directory = directory(address.archive);
    ObjectHead archive = directory.archive();
    ZipDirectory.Member member = directory.member(uri, address.name);
    int wanted = (int) Math.min(maxBytes, member.size());
    long length =
        Math.min(
            (long) HEADER_BYTES + address.name.length + USUAL_EXTRA + wanted,
            Math.min(directory.offset() - member.header(), RangeMerge.MAX_ARRAY));
    ByteBuffer read = range(archive, member.header(), length);
    int before = HEADER_BYTES + address.name.length;
    // Its sizes may be zero here, and follow the bytes instead: those of the directory count.
    if (read.getInt(0) != HEADER
        || ZipDirectory.u16(read, 8) != 0
        || ZipDirectory.u16(read, 26) != address.name.length
        || !read.slice(HEADER_BYTES, address.name.length).equals(ByteBuffer.wrap(address.name))) {
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
    keep(uri, new Place(archive, offset, member.size()));
    return new ObjectHead(uri, member.size(), archive.version(), bytes);
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

  private synchronized void forget(URI archive) {
    FutureTask<ZipDirectory> directory = directories.get(archive);
    if (directory != null && directory.isDone()) {
      directories.remove(archive);
    }
    places.values().removeIf(place -> place.archive.uri().equals(archive));
  }
}
