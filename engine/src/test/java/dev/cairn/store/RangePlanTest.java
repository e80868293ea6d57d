package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RangePlanTest {
  private static final byte[] OBJECT = StoreContract.random(4000);

  private static ByteRange range(long offset, long length) {
    return new ByteRange(offset, length);
  }

  @Test
  void aGapUpToTheBoundIsReadAlongAndALargerOneIsNot() {
    var merge = new RangeMerge(10, 1000);
    assertThat(RangePlan.of(List.of(range(0, 5), range(15, 5)), merge).requests())
        .containsExactly(range(0, 20));
    assertThat(RangePlan.of(List.of(range(0, 5), range(16, 5)), merge).requests())
        .containsExactly(range(0, 5), range(16, 5));
  }

  @Test
  void aWideGapIsReadAlongWhereMoreIsKeptThanThrownAway() {
    var merge = new RangeMerge(10, 100, 1000);
    assertThat(RangePlan.of(List.of(range(0, 50), range(150, 50)), merge).requests())
        .containsExactly(range(0, 200));
    assertThat(RangePlan.of(List.of(range(0, 50), range(151, 60)), merge).requests())
        .as("too wide")
        .hasSize(2);
    assertThat(RangePlan.of(List.of(range(0, 40), range(140, 50)), merge).requests())
        .as("100 bytes for 90")
        .hasSize(2);
    // The third comes too far away for what the first two have kept between them.
    assertThat(
            RangePlan.of(List.of(range(0, 50), range(150, 50), range(300, 99)), merge).requests())
        .containsExactly(range(0, 200), range(300, 99));
  }

  @Property(tries = 500)
  void atMostHalfOfARequestIsWideGaps(
      @ForAll("ranges") List<ByteRange> asked, @ForAll("wideMerges") RangeMerge merge) {
    for (ByteRange request : RangePlan.of(asked, merge).requests()) {
      long kept =
          LongStream.range(request.offset(), request.end())
              .filter(at -> asked.stream().anyMatch(r -> r.offset() <= at && at < r.end()))
              .count();
      assertThat(request.length()).isLessThanOrEqualTo(2 * kept);
    }
  }

  @Provide
  Arbitrary<RangeMerge> wideMerges() {
    return Arbitraries.integers().between(1, 800).map(gap -> new RangeMerge(0, gap, 2000));
  }

  @Test
  void aRequestOfSeveralRangesIsNoLongerThanTheBound() {
    var merge = new RangeMerge(10, 20);
    assertThat(RangePlan.of(List.of(range(0, 10), range(10, 10)), merge).requests())
        .containsExactly(range(0, 20));
    assertThat(RangePlan.of(List.of(range(0, 10), range(10, 11)), merge).requests())
        .containsExactly(range(0, 10), range(10, 11));
  }

  @Test
  void aSingleLongRangeStaysOneRequestAndTakesInWhatItHolds() {
    var plan =
        RangePlan.of(List.of(range(50, 10), range(0, 5), range(0, 100)), new RangeMerge(0, 20));
    assertThat(plan.requests()).containsExactly(range(0, 100));
    assertThat(plan.askedBytes()).isEqualTo(115);
    assertThat(plan.requestedBytes()).isEqualTo(100);
  }

  @Test
  void whatLiesOutsideTheObjectIsRefused() {
    var object = new ObjectHead(URI.create("mem:/a"), 100, "", new byte[0]);
    var merge = new RangeMerge(0, 100);
    assertThat(RangePlan.within(object, List.of(range(99, 1)), merge).requests()).hasSize(1);
    assertThatThrownBy(() -> RangePlan.within(object, List.of(range(99, 2)), merge))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("at byte 99: 2 bytes wanted here, but the object ends at byte 100");
    assertThatThrownBy(() -> RangePlan.within(object, List.of(range(Long.MAX_VALUE - 5, 5)), merge))
        .isInstanceOf(Malformed.class);
  }

  @Test
  void aRangeThatFitsNoArrayIsRefused() {
    var object = new ObjectHead(URI.create("mem:/a"), 1L << 40, "", new byte[0]);
    assertThatThrownBy(
            () -> RangePlan.within(object, List.of(range(0, 1L << 31)), new RangeMerge(0, 100)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("2147483648 bytes");
  }

  @Test
  void answersThatAreNotThoseAskedForAreACallersDefect() {
    var plan = RangePlan.of(List.of(range(0, 10)), new RangeMerge(0, 100));
    assertThatThrownBy(() -> plan.slices(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plan.slices(List.of(new byte[9])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 500)
  void slicesAreTheBytesThatWereAsked(
      @ForAll("ranges") List<ByteRange> asked, @ForAll("merges") RangeMerge merge) {
    var plan = RangePlan.of(asked, merge);
    var slices = plan.slices(plan.requests().stream().map(RangePlanTest::bytes).toList());
    assertThat(slices).hasSameSizeAs(asked);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(StoreContract.bytesOf(slices.get(i))).isEqualTo(bytes(asked.get(i)));
    }
  }

  @Property(tries = 500)
  void requestsAreFewSortedAndBounded(
      @ForAll("ranges") List<ByteRange> asked, @ForAll("merges") RangeMerge merge) {
    List<ByteRange> requests = RangePlan.of(asked, merge).requests();
    assertThat(requests).isSorted().hasSizeLessThanOrEqualTo(asked.size());
    long covered = 0;
    for (int i = 0; i < requests.size(); i++) {
      ByteRange request = requests.get(i);
      assertThat(request.length() <= merge.maxLength() || asked.contains(request)).isTrue();
      covered += request.length();
      if (i > 0) {
        ByteRange before = requests.get(i - 1);
        ByteRange first =
            asked.stream()
                .filter(r -> r.offset() == request.offset())
                .max(ByteRange::compareTo)
                .orElseThrow();
        assertThat(
                first.offset() - before.end() > merge.maxGap()
                    || first.end() - before.offset() > merge.maxLength())
            .as("%s could have been read with %s", first, before)
            .isTrue();
      }
    }
    long gaps = (long) merge.maxGap() * (asked.size() - requests.size());
    long askedBytes = asked.stream().mapToLong(ByteRange::length).sum();
    assertThat(covered).isLessThanOrEqualTo(askedBytes + gaps);
  }

  @Property(tries = 200)
  void withoutBoundEverythingIsOneRequest(@ForAll("ranges") List<ByteRange> asked) {
    var plan = RangePlan.of(asked, new RangeMerge(OBJECT.length, OBJECT.length));
    assertThat(plan.requests()).hasSize(asked.isEmpty() ? 0 : 1);
  }

  private static byte[] bytes(ByteRange range) {
    return Arrays.copyOfRange(OBJECT, (int) range.offset(), (int) range.end());
  }

  @Provide
  Arbitrary<List<ByteRange>> ranges() {
    Arbitrary<ByteRange> one =
        Combinators.combine(
                Arbitraries.integers().between(0, OBJECT.length - 1),
                Arbitraries.integers().between(1, 400))
            .as((from, length) -> range(from, Math.min(length, OBJECT.length - from)));
    return one.list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<RangeMerge> merges() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 300), Arbitraries.integers().between(1, 2000))
        .as(RangeMerge::new);
  }
}
