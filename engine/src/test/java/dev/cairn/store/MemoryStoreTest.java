package dev.cairn.store;

import dev.cairn.testing.MemoryStore;
import java.net.URI;

/// The store that other tests stand on keeps to the contract too.
class MemoryStoreTest extends WriteContract {
  private final MemoryStore store = new MemoryStore();

  @Override
  WritableStore store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    return store.put(name, bytes);
  }

  @Override
  void remove(String name) {
    store.remove(uri(name));
  }

  @Override
  URI uri(String name) {
    return MemoryStore.uri(name);
  }
}
