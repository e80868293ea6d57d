package dev.cairn.format.tiff;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A little-endian BigTIFF by hand: pieces of bytes, then directories whose entries hold a number
/// or point to a piece, which several may share.
final class HandMadeTiff {
  static final int LONG = 4;
  static final int UNDEFINED = 7;

  /// @param value the one number, or the byte at which so many lie
  record Entry(int tag, int type, long count, long value) {
    static Entry of(int tag, long value) {
      return new Entry(tag, LONG, 1, value);
    }

    /// `count` values of type LONG in a piece.
    static Entry at(int tag, long count, long place) {
      return new Entry(tag, LONG, count, place);
    }
  }

  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
  private final List<List<Entry>> directories = new ArrayList<>();

  /// @return the byte at which the piece lies
  long put(byte[] piece) {
    long place = 16 + pieces.size();
    pieces.writeBytes(piece);
    return place;
  }

  /// As [#put(byte[])], of values of type LONG.
  long put(int... values) {
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
  HandMadeTiff image(int width, int height, int subfileType, Entry... more) {
    var entries =
        new ArrayList<>(
            List.of(
                Entry.of(Tag.NEW_SUBFILE_TYPE, subfileType),
                Entry.of(Tag.IMAGE_WIDTH, width),
                Entry.of(Tag.IMAGE_LENGTH, height)));
    entries.addAll(List.of(more));
    return directory(entries);
  }

  byte[] bytes() {
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
