package dev.cairn.store;

import java.nio.ByteBuffer;

/// An object in the making that appears under its address whole or not at all: bytes are appended,
/// [#commit] makes it appear, [#close] without it leaves nothing behind. For one thread at a time.
///
/// Takes memory for a few parts, however long the object becomes ([UploadOptions]); a file takes
/// none.
public interface ObjectWriter extends AutoCloseable {
  /// Takes all remaining bytes of the buffer, which may be used again afterwards. Waits while too
  /// much is under way.
  void append(ByteBuffer bytes) throws InterruptedException;

  /// Makes the object appear, once. Nothing is appended afterwards.
  PutOutcome commit() throws InterruptedException;

  /// Gives up what was not committed. May be called twice.
  @Override
  void close();
}
