package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.testing.RangeServer;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/// A server that misbehaves as it is told, and a store whose pauses are pretended.
abstract class HttpReads {
  static final byte[] BYTES = StoreContract.BYTES;

  final RangeServer server = RangeServer.start();
  final PretendedTime time = new PretendedTime();
  final HttpStore store = new HttpStore(HttpOptions.standard(), time);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  URI put(String name, byte[] bytes) {
    return server.put(name, bytes);
  }

  URI uri(String name) {
    return server.uri(name);
  }

  static ByteRange range(long offset, long length) {
    return StoreContract.range(offset, length);
  }

  /// What may fail.
  interface Call {
    void run() throws Exception;
  }

  /// What a call fails with; null where it does not.
  static @Nullable Throwable catching(Call call) {
    try {
      call.run();
      return null;
    } catch (Exception e) {
      return e;
    }
  }
}
