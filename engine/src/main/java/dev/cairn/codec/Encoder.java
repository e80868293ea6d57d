package dev.cairn.codec;

import java.nio.ByteBuffer;

/// Compresses blocks of bytes, each on its own, one after the other.
///
/// An encoder keeps its native state and its output buffer between blocks, so it serves one thread
/// at a time and is closed when it is no longer needed. The same block always gives the same bytes,
/// whatever went before.
public sealed interface Encoder extends AutoCloseable
    permits StoredEncoder, DeflateEncoder, ZstdEncoder, LzwEncoder, LzmaEncoder, PackBitsEncoder {
  /// Compresses one block.
  ///
  /// @param bytes holds the block in its first `length` bytes; not written to
  /// @return the compressed block, in an array-backed buffer that belongs to the encoder (for
  ///     [#stored] it is `bytes` itself) and holds until the next call
  ByteBuffer encode(byte[] bytes, int length);

  /// Frees native state; the encoder is not used afterwards.
  @Override
  void close();

  /// Leaves the bytes as they are.
  static Encoder stored() {
    return new StoredEncoder();
  }

  /// A zlib stream (RFC 1950, TIFF compression 8).
  ///
  /// @param level 1 (fast) to 9 (small)
  static Encoder deflate(int level) {
    return new DeflateEncoder(level);
  }

  /// One Zstandard frame (RFC 8878) that states its content size, without checksum.
  ///
  /// @param level 1 (fast) to 22 (small)
  static Encoder zstd(int level) {
    return new ZstdEncoder(level);
  }

  /// LZW as TIFF has it (TIFF 6.0 §13).
  static Encoder lzw() {
    return new LzwEncoder();
  }

  /// LZMA2 in an .xz stream (The .xz File Format 1.2.1, TIFF compression 34925).
  ///
  /// @param preset 0 (fast) to 9 (small)
  static Encoder lzma(int preset) {
    return new LzmaEncoder(preset);
  }

  /// PackBits (TIFF 6.0 §9).
  ///
  /// @param rowBytes bytes of a row: none is packed together with the next
  static Encoder packBits(int rowBytes) {
    return new PackBitsEncoder(rowBytes);
  }
}
