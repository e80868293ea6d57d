package dev.cairn.stac;

import dev.cairn.base.ByteRange;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Documents in memory, and files where there is none of that address; remembers what was read.
final class MemoryStore implements Store {
  private final Map<URI, byte[]> documents = new ConcurrentHashMap<>();
  final ConcurrentLinkedQueue<URI> read = new ConcurrentLinkedQueue<>();

  MemoryStore with(String uri, String document) {
    documents.put(URI.create(uri), document.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) {
    read.add(uri);
    byte[] bytes = documents.get(uri);
    if (bytes == null && "file".equals(uri.getScheme()) && Files.isRegularFile(Path.of(uri))) {
      try {
        bytes = Files.readAllBytes(Path.of(uri));
      } catch (IOException e) {
        throw new Unavailable(uri, String.valueOf(e.getMessage()), e);
      }
    }
    if (bytes == null) {
      throw new NotFound(uri, "no such object");
    }
    if (bytes.length > maxBytes) {
      throw new Unsupported(uri, bytes.length + " bytes, at most " + maxBytes);
    }
    return bytes;
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) {
    throw new UnsupportedOperationException("documents are read whole");
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges) {
    throw new UnsupportedOperationException("documents are read whole");
  }
}
