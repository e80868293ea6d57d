package dev.cairn.testing;

import dev.cairn.base.ByteRange;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.store.ListedObject;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.ObjectVisitor;
import dev.cairn.store.ObjectWriter;
import dev.cairn.store.PutCondition;
import dev.cairn.store.PutOutcome;
import dev.cairn.store.RangeMerge;
import dev.cairn.store.RangePlan;
import dev.cairn.store.WritableStore;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Objects kept in memory, under any addresses; [#put(String, byte[])] makes one of scheme `mem`.
/// Keeps the whole contract of a store: versions, changes, merged reads whose buffers are views
/// into a longer array. Thread-safe.
///
/// ```java
/// var store = new MemoryStore();
/// URI tiff = store.put("a.tif", bytes);          // mem:/a.tif
/// ObjectHead head = store.head(tiff, 16_384);
/// ```
public final class MemoryStore implements WritableStore {
  private static final RangeMerge MERGE = new RangeMerge(1 << 10, 1 << 20);

  private record Stored(byte[] bytes, String version) {}

  private final Map<URI, Stored> objects = new ConcurrentHashMap<>();
  private final AtomicLong versions = new AtomicLong();

  /// Keeps a copy of the bytes at `mem:/` and the name; replaces what was there, as a new version.
  public URI put(String name, byte[] bytes) {
    return keep(uri(name), bytes);
  }

  /// The address `mem:/` and the name, escaped.
  public static URI uri(String name) {
    try {
      return URI.create(new URI("mem", null, "/" + name, null).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /// Keeps a copy of the bytes at an address; replaces what was there, as a new version.
  public URI keep(URI uri, byte[] bytes) {
    objects.put(uri, new Stored(bytes.clone(), "version " + versions.incrementAndGet()));
    return uri;
  }

  public void remove(URI uri) {
    objects.remove(uri);
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("the first " + maxBytes + " bytes");
    }
    Stored stored = stored(uri);
    int length = Math.min(maxBytes, stored.bytes.length);
    return new ObjectHead(
        uri, stored.bytes.length, stored.version, Arrays.copyOf(stored.bytes, length));
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    RangePlan plan = RangePlan.within(object, ranges, MERGE);
    var answers = new ArrayList<byte[]>();
    for (ByteRange request : plan.requests()) {
      Stored stored = stored(object.uri());
      if (!stored.version.equals(object.version())) {
        throw new Unavailable(
            object.uri(),
            "changed while it was read: was " + object.version() + ", is " + stored.version);
      }
      answers.add(Arrays.copyOfRange(stored.bytes, (int) request.offset(), (int) request.end()));
    }
    return plan.slices(answers);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    Stored stored = stored(uri);
    if (stored.bytes.length > maxBytes) {
      throw new Unsupported(uri, stored.bytes.length + " bytes; a document may have " + maxBytes);
    }
    return stored.bytes.clone();
  }

  @Override
  public PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException {
    requireUninterrupted();
    var ours = new Stored(bytes.clone(), "version " + versions.incrementAndGet());
    Stored now =
        objects.compute(
            uri,
            (_, present) -> {
              boolean holds =
                  switch (condition) {
                    case PutCondition.Always _ -> true;
                    case PutCondition.Absent _ -> present == null;
                    case PutCondition.Unchanged(var version) ->
                        present != null && present.version.equals(version);
                  };
              return holds ? ours : present;
            });
    return now == ours ? new PutOutcome.Stored(ours.version) : new PutOutcome.Lost(uri, condition);
  }

  @Override
  public ObjectWriter writer(URI uri, PutCondition condition) {
    return new ObjectWriter() {
      private final ByteArrayOutputStream appended = new ByteArrayOutputStream();
      private boolean ended;

      @Override
      public void append(ByteBuffer bytes) throws InterruptedException {
        requireUninterrupted();
        requireOpen();
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        appended.writeBytes(copy);
      }

      @Override
      public PutOutcome commit() throws InterruptedException {
        requireOpen();
        PutOutcome outcome = put(uri, appended.toByteArray(), condition);
        ended = true;
        return outcome;
      }

      @Override
      public void close() {
        ended = true;
      }

      private void requireOpen() {
        if (ended) {
          throw new IllegalStateException("the writer is closed");
        }
      }
    };
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    for (var entry : objects.entrySet()) {
      requireUninterrupted();
      Stored stored = entry.getValue();
      var listed = new ListedObject(entry.getKey(), stored.bytes.length, stored.version);
      if (entry.getKey().toString().startsWith(prefix.toString()) && !visitor.visit(listed)) {
        return;
      }
    }
  }

  @Override
  public void delete(URI uri) throws InterruptedException {
    requireUninterrupted();
    objects.remove(uri);
  }

  private static void requireUninterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private Stored stored(URI uri) throws InterruptedException {
    requireUninterrupted();
    Stored stored = objects.get(uri);
    if (stored == null) {
      throw new NotFound(uri, "no such object in memory");
    }
    return stored;
  }
}
