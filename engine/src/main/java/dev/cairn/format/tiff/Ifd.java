package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An image file directory: the tags we know, by number (TIFF 6.0 §2). Lives while a header is
/// read.
final class Ifd {
  /// Tags whose values are read while the header is; the places of tiles are left until asked.
  private static final Set<Integer> VALUES =
      Set.of(
          Tag.IMAGE_WIDTH,
          Tag.IMAGE_LENGTH,
          Tag.BITS_PER_SAMPLE,
          Tag.COMPRESSION,
          Tag.PHOTOMETRIC_INTERPRETATION,
          Tag.FILL_ORDER,
          Tag.SAMPLES_PER_PIXEL,
          Tag.ROWS_PER_STRIP,
          Tag.PLANAR_CONFIGURATION,
          Tag.PREDICTOR,
          Tag.TILE_WIDTH,
          Tag.TILE_LENGTH,
          Tag.EXTRA_SAMPLES,
          Tag.SAMPLE_FORMAT,
          Tag.INK_SET,
          Tag.JPEG_TABLES,
          Tag.YCBCR_COEFFICIENTS,
          Tag.YCBCR_SUBSAMPLING,
          Tag.REFERENCE_BLACK_WHITE,
          Tag.LERC_PARAMETERS);

  /// Tags of the first directory that speak of the whole file.
  private static final Set<Integer> FILE_VALUES =
      Set.of(
          Tag.MODEL_PIXEL_SCALE,
          Tag.MODEL_TIEPOINT,
          Tag.MODEL_TRANSFORMATION,
          Tag.GEO_KEY_DIRECTORY,
          Tag.GEO_DOUBLE_PARAMS,
          Tag.GEO_ASCII_PARAMS,
          Tag.SUB_IFDS,
          Tag.COLOR_MAP,
          Tag.GDAL_METADATA,
          Tag.GDAL_NODATA);

  private static final Set<Integer> PLACES =
      Set.of(Tag.STRIP_OFFSETS, Tag.STRIP_BYTE_COUNTS, Tag.TILE_OFFSETS, Tag.TILE_BYTE_COUNTS);

  private static final int MOST_IFDS = 1024;

  /// libtiff's bound: what says more is no directory.
  private static final int MOST_ENTRIES = 4096;

  /// A value larger than this is not read: metadata of a size that no writer means.
  private static final int LARGEST_VALUE = 4 << 20;

  private final HeaderBytes bytes;
  private final long offset;
  private final boolean isFirst;
  private final long subfileType;
  private final Map<Integer, IfdEntry> entries;

  private Ifd(
      HeaderBytes bytes,
      long offset,
      boolean isFirst,
      long subfileType,
      Map<Integer, IfdEntry> entries) {
    this.bytes = bytes;
    this.offset = offset;
    this.isFirst = isFirst;
    this.subfileType = subfileType;
    this.entries = entries;
  }

  /// All directories of the main chain, in the file's order, then those below the first (tag 330),
  /// where some writers put overviews; with the values that a header needs loaded.
  static List<Ifd> readAll(HeaderBytes bytes, boolean big, long first) throws InterruptedException {
    var ifds = new ArrayList<Ifd>();
    var seen = new HashSet<Long>();
    long at = first;
    while (at != 0) {
      if (!seen.add(at)) {
        throw new Malformed(bytes.uri(), at, "the chain of image file directories runs in a loop");
      }
      at = readOne(bytes, big, at, ifds);
    }
    if (ifds.isEmpty()) {
      throw new Malformed(bytes.uri(), 4, "a TIFF without an image file directory");
    }
    loadValues(bytes, ifds);
    int main = ifds.size();
    for (long below : ifds.getFirst().integers(Tag.SUB_IFDS)) {
      if (below != 0 && seen.add(below)) {
        readOne(bytes, big, below, ifds);
      }
    }
    loadValues(bytes, ifds.subList(main, ifds.size()));
    return ifds;
  }

  private static void loadValues(HeaderBytes bytes, List<Ifd> ifds) throws InterruptedException {
    var values = new ArrayList<ByteRange>();
    for (Ifd ifd : ifds) {
      if (!ifd.isFirst && ifd.isPage()) {
        continue; // another image of its own: whatever is wrong in it is nobody's concern
      }
      for (IfdEntry e : ifd.entries.values()) {
        if (VALUES.contains(e.tag()) || ifd.isFirst && FILE_VALUES.contains(e.tag())) {
          ByteRange r = e.range(bytes);
          if (r.length() > LARGEST_VALUE) {
            throw new Unsupported(bytes.uri(), "tag " + e.tag() + " of " + r.length() + " bytes");
          }
          values.add(r);
        }
      }
    }
    bytes.load(values);
  }

  /// @return where the next directory lies, 0 after the last
  private static long readOne(HeaderBytes bytes, boolean big, long at, List<Ifd> chain)
      throws InterruptedException {
    if (chain.size() == MOST_IFDS) {
      throw new Unsupported(bytes.uri(), "more than " + MOST_IFDS + " image file directories");
    }
    String what = "image file directory " + chain.size();
    int countBytes = big ? 8 : 2;
    int entryBytes = big ? 20 : 12;
    int nextBytes = big ? 8 : 4;
    bytes.loadAhead(at, countBytes, what);
    ByteBuffer head = bytes.at(at, countBytes);
    long count = big ? head.getLong(0) : head.getShort(0) & 0xFFFF;
    if (count <= 0 || count > MOST_ENTRIES) {
      throw new Malformed(
          bytes.uri(), at, what + " of " + count + " entries, allowed are 1 to " + MOST_ENTRIES);
    }
    int length = (int) (countBytes + count * entryBytes + nextBytes);
    bytes.loadAhead(at, length, what);
    ByteBuffer b = bytes.at(at, length);
    var entries = new TreeMap<Integer, IfdEntry>();
    long subfileType = 0;
    for (int i = 0; i < count; i++) {
      int p = countBytes + i * entryBytes;
      int tag = b.getShort(p) & 0xFFFF;
      @Nullable IfdType type = IfdType.of(b.getShort(p + 2) & 0xFFFF);
      boolean known =
          tag == Tag.NEW_SUBFILE_TYPE
              || VALUES.contains(tag)
              || FILE_VALUES.contains(tag)
              || PLACES.contains(tag)
              || tag == Tag.RPC_COEFFICIENTS;
      if (!known || type == null) {
        continue;
      }
      long values = big ? b.getLong(p + 4) : b.getInt(p + 4) & 0xFFFF_FFFFL;
      int slot = p + (big ? 12 : 8);
      int slotBytes = big ? 8 : 4;
      boolean inside = values >= 0 && values <= slotBytes / type.bytes();
      long where = inside ? at + slot : big ? b.getLong(slot) : b.getInt(slot) & 0xFFFF_FFFFL;
      if (values == 0) {
        continue; // an entry without values says nothing
      }
      entries.putIfAbsent(tag, new IfdEntry(tag, type, values, where, at + p));
      if (tag == Tag.NEW_SUBFILE_TYPE && inside && type.isInteger()) {
        subfileType = IfdEntry.integer(type, b.slice(slot, slotBytes).order(b.order()), 0);
      }
    }
    chain.add(new Ifd(bytes, at, chain.isEmpty(), subfileType, entries));
    return big ? b.getLong(length - 8) : b.getInt(length - 4) & 0xFFFF_FFFFL;
  }

  /// Checks the file's first bytes and reads its directories (TIFF 6.0 §2; BigTIFF has 43 for 42).
  static List<Ifd> readAll(HeaderBytes bytes) throws InterruptedException {
    int n = (int) Math.min(16, bytes.size());
    if (n < 8 || !bytes.has(0, n)) {
      throw notATiff(bytes.uri(), bytes, n);
    }
    ByteBuffer b = bytes.at(0, n);
    short mark = b.getShort(0);
    if (mark != 0x4949 && mark != 0x4D4D) {
      throw notATiff(bytes.uri(), bytes, n);
    }
    bytes.order(mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    b.order(bytes.order());
    int version = b.getShort(2);
    if (version == 42) {
      return readAll(bytes, false, b.getInt(4) & 0xFFFF_FFFFL);
    }
    if (version != 43 || n < 16 || b.getShort(4) != 8) {
      throw notATiff(bytes.uri(), bytes, n);
    }
    return readAll(bytes, true, b.getLong(8));
  }

  private static Malformed notATiff(URI uri, HeaderBytes bytes, int atLeast) {
    if (atLeast == 0) {
      return new Malformed(uri, "not a TIFF: the object is empty");
    }
    int n = (int) Math.min(32, bytes.size());
    while (!bytes.has(0, n)) {
      n--;
    }
    byte[] start = new byte[n];
    bytes.at(0, n).get(start);
    var shown = new StringBuilder();
    boolean isText = true;
    for (byte c : start) {
      isText &= c >= 0x20 && c < 0x7F || c == '\n' || c == '\r' || c == '\t';
    }
    if (isText) {
      String line = new String(start, StandardCharsets.US_ASCII).replaceAll("\\s+", " ").strip();
      shown.append('"').append(line).append('"');
    } else {
      shown.append("bytes");
      for (int i = 0; i < Math.min(n, 8); i++) {
        shown.append(String.format(" %02x", start[i]));
      }
    }
    return new Malformed(uri, "not a TIFF: starts with " + shown);
  }

  long offset() {
    return offset;
  }

  HeaderBytes bytes() {
    return bytes;
  }

  /// True for a smaller copy of the image (NewSubfileType bit 0).
  boolean isReduced() {
    return (subfileType & 1) != 0;
  }

  /// True for a transparency mask (NewSubfileType bit 2).
  boolean isMask() {
    return (subfileType & 4) != 0;
  }

  /// True for an image of its own.
  boolean isPage() {
    return !isReduced() && !isMask();
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  Optional<IfdEntry> entry(int tag) {
    return Optional.ofNullable(entries.get(tag));
  }

  /// The tag's first value, 0 or more.
  ///
  /// @throws Malformed where it is negative or no whole number
  long integer(int tag, long absent) {
    @Nullable IfdEntry e = entries.get(tag);
    if (e == null) {
      return absent;
    }
    long v = e.first(bytes);
    if (v < 0) {
      throw new Malformed(bytes.uri(), e.entryAt(), "tag " + tag + " is " + v);
    }
    return v;
  }

  /// The tag's values, none where it is absent.
  long[] integers(int tag) {
    @Nullable IfdEntry e = entries.get(tag);
    return e == null ? new long[0] : e.integers(bytes);
  }

  /// The tag's values, none where it is absent.
  double[] numbers(int tag) {
    @Nullable IfdEntry e = entries.get(tag);
    return e == null ? new double[0] : e.numbers(bytes);
  }

  /// The tag's bytes as they are, none where it is absent.
  byte[] raw(int tag) {
    @Nullable IfdEntry e = entries.get(tag);
    return e == null ? new byte[0] : e.raw(bytes);
  }

  Optional<String> text(int tag) {
    return entry(tag).map(e -> e.text(bytes));
  }
}
