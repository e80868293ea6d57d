package dev.cairn.store;

import dev.cairn.base.ByteRange;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

/// Where objects are kept: reads ranges of their bytes. Safe for any number of threads; calls wait,
/// so they belong on virtual threads.
///
/// Every method throws [dev.cairn.base.NotFound], [dev.cairn.base.AccessDenied],
/// [dev.cairn.base.Unavailable] (after retries), [dev.cairn.base.Unsupported] or
/// [dev.cairn.base.Malformed], and `InterruptedException` where the caller is interrupted; nothing
/// is returned in place of a failure.
public interface Store {
  /// The object's first bytes, its size and version, in one request.
  ///
  /// @param maxBytes how many bytes are wanted, at least 1; a smaller object gives all it has
  ObjectHead head(URI uri, int maxBytes) throws InterruptedException;

  /// Exactly the bytes of the ranges, in the order asked, each in a heap buffer with an accessible
  /// array. Ranges that lie near each other are read by one request.
  ///
  /// @param object as [#head] gave it: an object that has changed since is
  /// [dev.cairn.base.Unavailable] and says so
  List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges) throws InterruptedException;

  /// A whole object, for documents.
  ///
  /// @param maxBytes a larger object is [dev.cairn.base.Unsupported]
  byte[] readAll(URI uri, long maxBytes) throws InterruptedException;
}
