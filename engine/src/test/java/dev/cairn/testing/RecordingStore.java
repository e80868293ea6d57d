package dev.cairn.testing;

import dev.cairn.base.ByteRange;
import dev.cairn.store.HttpOptions;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.RangeMerge;
import dev.cairn.store.RangePlan;
import dev.cairn.store.Store;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A store that remembers what was asked of it, failed calls included. Thread-safe; the order is
/// that in which calls began.
///
/// ```java
/// var store = new RecordingStore(memory);
/// ...
/// assertThat(store.requests()).containsExactly(range(0, 16_384), range(81_920, 74_113));
/// ```
public final class RecordingStore implements Store {
  /// A call of one of the three methods.
  public sealed interface Call {
    URI uri();

    record Head(URI uri, int maxBytes) implements Call {}

    /// @param ranges as they were asked, before any merging
    record Read(URI uri, List<ByteRange> ranges) implements Call {}

    record ReadAll(URI uri, long maxBytes) implements Call {}
  }

  private final Store store;
  private final RangeMerge merge;
  private final List<Call> calls = new ArrayList<>();

  /// Tells requests as they would go out over HTTP with the standard options.
  public RecordingStore(Store store) {
    this(store, HttpOptions.standard().merge());
  }

  public RecordingStore(Store store, RangeMerge merge) {
    this.store = store;
    this.merge = merge;
  }

  public static ByteRange range(long offset, long length) {
    return new ByteRange(offset, length);
  }

  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /// The requests that the calls come to, of all objects: a head is a range from byte 0, of as many
  /// bytes as were wanted; ranges of one call are merged; whole documents are left out.
  public List<ByteRange> requests() {
    return requests(calls());
  }

  /// The requests of one object.
  public List<ByteRange> requests(URI uri) {
    return requests(calls().stream().filter(c -> c.uri().equals(uri)).toList());
  }

  /// Forgets what was asked so far.
  public synchronized void clear() {
    calls.clear();
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    add(new Call.Head(uri, maxBytes));
    return store.head(uri, maxBytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    add(new Call.Read(object.uri(), List.copyOf(ranges)));
    return store.read(object, ranges);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    add(new Call.ReadAll(uri, maxBytes));
    return store.readAll(uri, maxBytes);
  }

  private synchronized void add(Call call) {
    calls.add(call);
  }

  private List<ByteRange> requests(List<Call> of) {
    var requests = new ArrayList<ByteRange>();
    for (Call call : of) {
      switch (call) {
        case Call.Head(_, int maxBytes) -> requests.add(range(0, maxBytes));
        case Call.Read(_, var ranges) -> requests.addAll(RangePlan.of(ranges, merge).requests());
        case Call.ReadAll _ -> {}
      }
    }
    return requests;
  }
}
