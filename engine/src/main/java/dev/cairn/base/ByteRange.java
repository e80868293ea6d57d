package dev.cairn.base;

/// A run of bytes of one object: half-open, `[offset, offset + length)`.
///
/// @param offset first byte
/// @param length number of bytes, at least 1
public record ByteRange(long offset, long length) implements Comparable<ByteRange> {
  public ByteRange {
    if (offset < 0 || length <= 0 || offset + length < 0) {
      throw new IllegalArgumentException("byte range at " + offset + " of length " + length);
    }
  }

  /// The first byte after the range.
  public long end() {
    return offset + length;
  }

  @Override
  public int compareTo(ByteRange other) {
    int byOffset = Long.compare(offset, other.offset);
    return byOffset != 0 ? byOffset : Long.compare(length, other.length);
  }
}
