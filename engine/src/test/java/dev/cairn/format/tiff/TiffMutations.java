package dev.cairn.format.tiff;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;

/// A TIFF that can be broken in the places where it hurts: entries of every directory, links
/// between them, what their values hold (places of tiles, tables, keys, text), and the coded bytes
/// of tiles, mostly their heads.
///
/// Finds these places on its own, leniently, since a mutation may start from a file that is broken
/// already.
final class TiffMutations {
  /// Values that codes, sizes and depths know: chosen more often than chance would.
  private static final int[] KNOWN = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 24, 32, 33, 64, 128, 255, 256, 4096, 32_767, 32_768, 32_773,
    32_844, 32_946, 34_887, 34_925, 50_000, 50_001, 65_535
  };

  private static final int MOST_DIRECTORIES = 40;
  private static final int MOST_TILES = 200;
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /// Bytes of the file.
  private record Part(int at, int length) {}

  /// Values of an entry, inside of it or elsewhere.
  private record Values(int tag, int bytesEach, Part part) {}

  private final byte[] file;
  private final ByteOrder order;
  private final boolean isBig;
  private int compression = 1;
  private final List<Part> entries = new ArrayList<>();
  private final List<Part> links = new ArrayList<>();
  private final List<Values> values = new ArrayList<>();
  private final List<Part> tiles = new ArrayList<>();

  private TiffMutations(byte[] file) {
    this.file = file;
    this.order = file.length > 0 && file[0] == 'M' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    this.isBig = file.length >= 16 && wrap(file).getShort(2) == 43;
  }

  static TiffMutations of(byte[] file) {
    var tiff = new TiffMutations(file);
    if (file.length >= 16) {
      tiff.links.add(new Part(tiff.isBig ? 8 : 4, tiff.isBig ? 8 : 4));
      var waiting = new ArrayList<Long>(List.of(tiff.number(tiff.links.getFirst())));
      var seen = new HashSet<Long>();
      while (!waiting.isEmpty() && seen.size() < MOST_DIRECTORIES) {
        long at = waiting.removeFirst();
        if (at > 0 && at < file.length - 8 && seen.add(at)) {
          tiff.directory((int) at, waiting);
        }
      }
    }
    return tiff;
  }

  /// Tag 259 of the first directory; 1 where there is none.
  int compression() {
    return compression;
  }

  private ByteBuffer wrap(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(order);
  }

  private long number(Part part) {
    ByteBuffer b = wrap(file);
    return switch (part.length) {
      case 8 -> b.getLong(part.at);
      case 4 -> b.getInt(part.at) & 0xFFFF_FFFFL;
      case 2 -> b.getShort(part.at) & 0xFFFF;
      default -> b.get(part.at) & 0xFF;
    };
  }

  private void directory(int at, List<Long> waiting) {
    int head = isBig ? 8 : 2;
    int size = isBig ? 20 : 12;
    int slot = isBig ? 8 : 4;
    long count = number(new Part(at, head));
    if (count < 0 || count > 1000 || at + head + count * size + slot > file.length) {
      return;
    }
    Values offsets = null;
    Values lengths = null;
    for (int i = 0; i < count; i++) {
      int entry = at + head + i * size;
      entries.add(new Part(entry, size));
      int tag = (int) number(new Part(entry, 2));
      int type = (int) number(new Part(entry + 2, 2));
      long n = number(new Part(entry + 4, slot));
      int each = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
      if (each == 0 || n <= 0 || n > file.length / each) {
        continue;
      }
      int length = (int) n * each;
      int valueSlot = entry + 4 + slot;
      long where = length <= slot ? valueSlot : number(new Part(valueSlot, slot));
      if (where < 0 || where > file.length - length) {
        continue;
      }
      var these = new Values(tag, each, new Part((int) where, length));
      values.add(these);
      switch (tag) {
        case Tag.COMPRESSION -> {
          if (compression == 1) {
            compression = (int) number(new Part((int) where, each));
          }
        }
        case Tag.SUB_IFDS -> {
          for (int k = 0; k < Math.min(n, 10); k++) {
            waiting.add(number(new Part((int) where + k * each, each)));
          }
        }
        case Tag.STRIP_OFFSETS, Tag.TILE_OFFSETS -> offsets = these;
        case Tag.STRIP_BYTE_COUNTS, Tag.TILE_BYTE_COUNTS -> lengths = these;
        default -> {}
      }
    }
    var next = new Part(at + head + (int) count * size, slot);
    links.add(next);
    waiting.add(number(next));
    if (offsets != null && lengths != null) {
      tiles(offsets, lengths);
    }
  }

  private void tiles(Values offsets, Values lengths) {
    int n =
        Math.min(offsets.part.length / offsets.bytesEach, lengths.part.length / lengths.bytesEach);
    for (int i = 0; i < n && tiles.size() < MOST_TILES; i++) {
      long at = number(new Part(offsets.part.at + i * offsets.bytesEach, offsets.bytesEach));
      long length = number(new Part(lengths.part.at + i * lengths.bytesEach, lengths.bytesEach));
      if (at > 0 && length > 0 && at <= file.length - length) {
        tiles.add(new Part((int) at, (int) length));
      }
    }
  }

  /// A copy with one to four changes, sometimes cut off.
  byte[] mutate(SplittableRandom random) {
    byte[] m = file.clone();
    for (int k = random.nextInt(1, 5); k > 0 && m.length > 8; k--) {
      switch (random.nextInt(12)) {
        case 0, 1 -> entry(m, random);
        case 2 -> link(m, random);
        case 3, 4 -> value(m, random);
        case 5, 6, 7, 8 -> tile(m, random);
        case 9 -> m[random.nextInt(m.length)] = (byte) random.nextInt(256);
        case 10 -> {
          int at = random.nextInt(Math.min(m.length, 400));
          m[at] = (byte) (m[at] ^ 1 << random.nextInt(8));
        }
        default -> copy(m, new Part(0, m.length), random);
      }
    }
    return random.nextInt(20) == 0 ? Arrays.copyOf(m, random.nextInt(m.length + 1)) : m;
  }

  private static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  /// Its type, its count, or its value or the place of its values.
  private void entry(byte[] m, SplittableRandom random) {
    if (entries.isEmpty()) {
      return;
    }
    int at = any(entries, random).at;
    int slot = isBig ? 8 : 4;
    switch (random.nextInt(5)) {
      case 0 -> put(m, at + 2, 2, random.nextInt(20));
      case 1 -> put(m, at + 4, slot, interesting(slot, random));
      case 2 -> put(m, at, 2, number(new Part(any(entries, random).at, 2)));
      default -> {
        boolean isShort = number(new Part(at + 2, 2)) == 3;
        int size = isShort ? 2 : slot;
        put(m, at + 4 + slot, size, interesting(size, random));
      }
    }
  }

  /// Where the next directory is: nowhere, at another's place, or anywhere.
  private void link(byte[] m, SplittableRandom random) {
    if (links.isEmpty()) {
      return;
    }
    Part link = any(links, random);
    long to =
        random.nextBoolean()
            ? number(any(links, random))
            : random.nextBoolean()
                ? random.nextInt(m.length + 2)
                : interesting(link.length, random);
    put(m, link.at, link.length, to);
  }

  private void value(byte[] m, SplittableRandom random) {
    if (values.isEmpty()) {
      return;
    }
    Values these = any(values, random);
    Part part = these.part;
    int each = Math.min(these.bytesEach, 8);
    int n = part.length / each;
    int at = part.at + random.nextInt(n) * each;
    boolean isText = each == 1 && these.tag != Tag.JPEG_TABLES && n > 4;
    if (isText) {
      text(m, part, random);
    } else if (random.nextInt(4) == 0 && n > 1) {
      copy(m, part, random);
    } else if (each == 8 && random.nextBoolean()) {
      double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 1e300, 1e-300, -0.0, 180};
      put(m, at, 8, Double.doubleToRawLongBits(odd[random.nextInt(odd.length)]));
    } else {
      put(m, at, each, interesting(each, random));
    }
  }

  /// Text stays text of the same length: characters that mean something, digits, pieces repeated.
  private static void text(byte[] m, Part part, SplittableRandom random) {
    String meaning = "<>&;\"'/=-+.eE0123456789 \0\n|:,nanif";
    for (int k = random.nextInt(1, 4); k > 0; k--) {
      if (random.nextInt(3) == 0) {
        copy(m, part, random);
      } else {
        m[part.at + random.nextInt(part.length)] =
            (byte) meaning.charAt(random.nextInt(meaning.length()));
      }
    }
  }

  /// Bytes of a tile, near its head in three of four cases; a LERC blob is signed anew, since a
  /// wrong checksum would be all that is found.
  private void tile(byte[] m, SplittableRandom random) {
    if (tiles.isEmpty()) {
      return;
    }
    Part tile = any(tiles, random);
    for (int k = random.nextInt(1, 4); k > 0; k--) {
      int reach = random.nextInt(4) > 0 ? Math.min(tile.length, 96) : tile.length;
      int at = tile.at + random.nextInt(reach);
      switch (random.nextInt(6)) {
        case 0 -> m[at] = (byte) random.nextInt(256);
        case 1 -> m[at] = (byte) (m[at] ^ 1 << random.nextInt(8));
        case 2 -> m[at] = (byte) 0xFF;
        case 3 -> copy(m, tile, random);
        default -> {
          int size = 1 << random.nextInt(1, 4);
          if (at <= tile.at + tile.length - size) {
            put(m, at, size, interesting(size, random));
          }
        }
      }
    }
    sign(m, tile);
  }

  /// The checksum of a blob of Lerc2, version 3 or later: Fletcher's of what follows it.
  private static void sign(byte[] m, Part tile) {
    if (tile.length < 40 || m[tile.at] != 'L' || m[tile.at + 4] != '2' || m[tile.at + 6] < 3) {
      return;
    }
    var b = ByteBuffer.wrap(m).order(ByteOrder.LITTLE_ENDIAN);
    int size = b.getInt(tile.at + (m[tile.at + 6] >= 4 ? 34 : 30));
    if (size < 40 || size > tile.length) {
      return;
    }
    int one = 0xFFFF;
    int two = 0xFFFF;
    for (int i = 14; i < size; i += 2) {
      int word = (m[tile.at + i] & 0xFF) << 8 | (i + 1 < size ? m[tile.at + i + 1] & 0xFF : 0);
      one = (one + word) % 0xFFFF;
      two = (two + one) % 0xFFFF;
    }
    b.putInt(tile.at + 10, (two == 0 ? 0xFFFF : two) << 16 | (one == 0 ? 0xFFFF : one));
  }

  /// A run of a part over another place of it.
  private static void copy(byte[] m, Part part, SplittableRandom random) {
    int length = 1 + random.nextInt(Math.min(64, part.length));
    int from = part.at + random.nextInt(part.length - length + 1);
    int to = part.at + random.nextInt(part.length - length + 1);
    System.arraycopy(m, from, m, to, length);
  }

  private long interesting(int bytes, SplittableRandom random) {
    int bits = 8 * bytes;
    return switch (random.nextInt(7)) {
      case 0 -> random.nextInt(20);
      case 1 -> 1L << random.nextInt(bits);
      case 2 -> (1L << random.nextInt(1, bits)) - 1;
      case 3 -> KNOWN[random.nextInt(KNOWN.length)];
      case 4 -> -1L - random.nextInt(3);
      case 5 -> file.length - 2L + random.nextInt(4);
      default -> random.nextInt(70_000);
    };
  }

  private void put(byte[] m, int at, int bytes, long value) {
    ByteBuffer b = wrap(m);
    switch (bytes) {
      case 8 -> b.putLong(at, value);
      case 4 -> b.putInt(at, (int) value);
      case 2 -> b.putShort(at, (short) value);
      default -> b.put(at, (byte) value);
    }
  }
}
