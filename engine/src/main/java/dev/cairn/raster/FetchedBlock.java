package dev.cairn.raster;

import java.nio.ByteBuffer;
import java.util.List;

/// The bytes of a block and of those that say which of its pixels hold a value.
///
/// @param bytes empty for a sparse block
/// @param masks one for each of [Block#masks()], in their order
public record FetchedBlock(ByteBuffer bytes, List<FetchedMask> masks) {
  public FetchedBlock {
    masks = List.copyOf(masks);
  }

  /// Bytes of a block without masks.
  public static FetchedBlock of(ByteBuffer bytes) {
    return new FetchedBlock(bytes, List.of());
  }
}
