package dev.cairn.format.tiff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A little-endian BigTIFF by hand: pieces of bytes, then directories whose entries hold a number
/// or point to a piece, which several may share.
public final class HandMadeTiff {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  static final int UNDEFINED = 7;

  /// @param value the one number, or the byte at which so many lie
  public record Entry(int tag, int type, long count, long value) {
    public static Entry of(int tag, long value) {
      return new Entry(tag, LONG, 1, value);
    }

    /// `count` values of type LONG in a piece.
    public static Entry at(int tag, long count, long place) {
      return new Entry(tag, LONG, count, place);
    }
  }

  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private final List<List<Entry>> directories = new ArrayList<>();

  /// @return the byte at which the piece lies
  public long put(byte[] piece) {
    long place = 16 + pieces.size();
    pieces.writeBytes(piece);
    return place;
  }

  /// As [#put(byte[])], of values of type LONG.
  public long put(int... values) {
    ByteBuffer piece = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int v : values) {
      piece.putInt(v);
    }
    return put(piece.array());
  }

  HandMadeTiff directory(List<Entry> entries) {
    directories.add(entries);
    return this;
  }

  /// The directory of an image of that size, and what else is said of it.
  public HandMadeTiff image(int width, int height, int subfileType, Entry... more) {
    var entries =
        new ArrayList<>(
            List.of(
                Entry.of(Tag.NEW_SUBFILE_TYPE, subfileType),
                Entry.of(Tag.IMAGE_WIDTH, width),
                Entry.of(Tag.IMAGE_LENGTH, height)));
    entries.addAll(List.of(more));
    return directory(entries);
  }

  /// What places an image on the ground: pixels of a metre from (500000, 5000000) in UTM zone 33.
  public Entry[] place() {
    ByteBuffer scale = ByteBuffer.allocate(3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    scale.putDouble(1).putDouble(1);
    ByteBuffer tie = ByteBuffer.allocate(6 * 8).order(ByteOrder.LITTLE_ENDIAN);
    tie.putDouble(24, 500_000).putDouble(32, 5_000_000);
    ByteBuffer keys = ByteBuffer.allocate(16 * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int key : new int[] {1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32_633}) {
      keys.putShort((short) key);
    }
    return new Entry[] {
      new Entry(Tag.MODEL_PIXEL_SCALE, DOUBLE, 3, put(scale.array())),
      new Entry(Tag.MODEL_TIEPOINT, DOUBLE, 6, put(tie.array())),
      new Entry(Tag.GEO_KEY_DIRECTORY, SHORT, 16, put(keys.array()))
    };
  }

  public byte[] bytes() {
    int size = 16 + pieces.size() + directories.stream().mapToInt(d -> 16 + 20 * d.size()).sum();
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 'I').put((byte) 'I').putShort((short) 43).putShort((short) 8).putShort((short) 0);
    b.putLong(16 + pieces.size()).put(pieces.toByteArray());
    for (int d = 0; d < directories.size(); d++) {
      b.putLong(directories.get(d).size());
      for (Entry e : directories.get(d)) {
        b.putShort((short) e.tag).putShort((short) e.type).putLong(e.count).putLong(e.value);
      }
      b.putLong(d == directories.size() - 1 ? 0 : b.position() + 8);
    }
    return b.array();
  }
}
