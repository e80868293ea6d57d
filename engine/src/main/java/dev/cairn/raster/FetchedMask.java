package dev.cairn.raster;

import dev.cairn.base.CairnException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The bytes of a block that says which pixels of others hold a value, and what they say once one
/// of these has asked: blocks that are fetched together share it, so that it is decoded once.
/// Thread-safe.
public final class FetchedMask {
  private final ByteBuffer bytes;

  private @Nullable Validity valid;
  private @Nullable CairnException failure;

  /// @param bytes as they are stored; empty for a sparse block. Not copied
  public FetchedMask(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /// As they are stored.
  public ByteBuffer bytes() {
    return bytes;
  }

  /// Which of the block's own pixels say so; who asks while another decodes waits for it.
  ///
  /// @param decode what makes it of the bytes, the same for whoever asks
  /// @throws CairnException where it does not decode
  public synchronized Validity valid(Function<ByteBuffer, Validity> decode) {
    if (failure != null) {
      throw failure;
    }
    if (valid == null) {
      try {
        valid = decode.apply(bytes);
      } catch (CairnException e) {
        failure = e;
        throw e;
      }
    }
    return valid;
  }

  /// True where the bytes are the same.
  @Override
  public boolean equals(Object other) {
    return other instanceof FetchedMask mask && mask.bytes.equals(bytes);
  }

  @Override
  public int hashCode() {
    return bytes.hashCode();
  }
}
