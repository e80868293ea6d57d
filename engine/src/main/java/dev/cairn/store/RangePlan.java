package dev.cairn.store;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Which requests serve the ranges that were asked for, and where each range lies in the answers.
/// Pure and immutable.
public final class RangePlan {
  private final List<ByteRange> asked;
  private final List<ByteRange> requests;

  /// `requestOf[i]` is the request that holds `asked[i]`.
  private final int[] requestOf;

  private RangePlan(List<ByteRange> asked, List<ByteRange> requests, int[] requestOf) {
    this.asked = asked;
    this.requests = requests;
    this.requestOf = requestOf;
  }

  /// Merges ranges, which may come in any order, overlap and repeat.
  public static RangePlan of(List<ByteRange> asked, RangeMerge merge) {
    List<ByteRange> ranges = List.copyOf(asked);
    // Of ranges that begin together the longest comes first, so that it takes in the others.
    List<Integer> order = new ArrayList<>(ranges.size());
    for (int i = 0; i < ranges.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingLong((Integer i) -> ranges.get(i).offset())
            .thenComparingLong(i -> -ranges.get(i).length()));
    var requests = new ArrayList<ByteRange>();
    int[] requestOf = new int[ranges.size()];
    long kept = 0; // bytes of the last request that were asked for
    for (int i : order) {
      ByteRange range = ranges.get(i);
      if (requests.isEmpty() || !joins(requests.getLast(), kept, range, merge)) {
        requests.add(range);
        kept = range.length();
      } else {
        ByteRange last = requests.removeLast();
        long end = Math.max(last.end(), range.end());
        kept += Math.max(0, range.end() - Math.max(range.offset(), last.end()));
        requests.add(new ByteRange(last.offset(), end - last.offset()));
      }
      requestOf[i] = requests.size() - 1;
    }
    return new RangePlan(ranges, List.copyOf(requests), requestOf);
  }

  /// Whether a range that begins no earlier than the request becomes part of it.
  private static boolean joins(ByteRange request, long kept, ByteRange range, RangeMerge merge) {
    if (range.end() <= request.end()) {
      return true;
    }
    long gap = range.offset() - request.end();
    long thrownAway = request.length() - kept + gap;
    return range.end() - request.offset() <= merge.maxLength()
        && (gap <= merge.maxGap()
            || (gap <= merge.widestGap() && thrownAway <= kept + range.length()));
  }

  /// What to read, by rising offset. Two of them overlap only where one request would be too long.
  public List<ByteRange> requests() {
    return requests;
  }

  /// Bytes that the requests read, gaps included.
  public long requestedBytes() {
    return requests.stream().mapToLong(ByteRange::length).sum();
  }

  /// Bytes that were asked for; what two ranges share counts twice.
  public long askedBytes() {
    return asked.stream().mapToLong(ByteRange::length).sum();
  }

  /// The ranges' bytes, in the order asked: views of the answers, which they keep alive.
  ///
  /// @param answers one for each of [#requests()], in their order and of their length
  public List<ByteBuffer> slices(List<byte[]> answers) {
    if (answers.size() != requests.size()) {
      throw new IllegalArgumentException(
          answers.size() + " answers to " + requests.size() + " requests");
    }
    for (int r = 0; r < requests.size(); r++) {
      if (answers.get(r).length != requests.get(r).length()) {
        throw new IllegalArgumentException(
            answers.get(r).length + " bytes in answer to " + requests.get(r));
      }
    }
    var slices = new ArrayList<ByteBuffer>(asked.size());
    for (int i = 0; i < asked.size(); i++) {
      ByteRange range = asked.get(i);
      int from = (int) (range.offset() - requests.get(requestOf[i]).offset());
      slices.add(ByteBuffer.wrap(answers.get(requestOf[i]), from, (int) range.length()).slice());
    }
    return slices;
  }

  /// Merges ranges of an object, once each is known to lie inside it and to fit an array.
  ///
  /// @throws Malformed where a range ends after the object does: whoever wrote the range into the
  ///     object counted on bytes that it does not have
  /// @throws Unsupported where a range is longer than an array can be
  public static RangePlan within(ObjectHead object, List<ByteRange> ranges, RangeMerge merge) {
    requireWithin(object, ranges);
    return of(ranges, merge);
  }

  /// Throws as [#within].
  static void requireWithin(ObjectHead object, List<ByteRange> ranges) {
    for (ByteRange range : ranges) {
      if (range.end() > object.size()) {
        throw new Malformed(
            object.uri(),
            range.offset(),
            range.length() + " bytes wanted here, but the object ends at byte " + object.size());
      }
      if (range.length() > RangeMerge.MAX_ARRAY) {
        throw new Unsupported(
            object.uri(),
            "a range of "
                + range.length()
                + " bytes; up to "
                + RangeMerge.MAX_ARRAY
                + " are read at once");
      }
    }
  }
}
