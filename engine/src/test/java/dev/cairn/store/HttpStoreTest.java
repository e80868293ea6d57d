package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.ByteRange;
import dev.cairn.base.Unavailable;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RangeServer.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Which requests a read over HTTP comes to, and how it holds the server to a version.
class HttpStoreTest extends StoreContract {
  private final RangeServer server = RangeServer.start();
  private final PretendedTime time = new PretendedTime();
  private final HttpStore store = new HttpStore(HttpOptions.standard(), time);

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @Override
  Store store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    return server.put(name, bytes);
  }

  @Override
  void remove(String name) {
    server.remove(name);
  }

  @Override
  URI uri(String name) {
    return server.uri(name);
  }

  // ---- requests

  @Test
  void aHeadIsOneRequestForTheFirstBytes() throws Exception {
    store.head(put("a.bin", BYTES), 16_384);
    assertThat(server.ranges("a.bin")).containsExactly("bytes=0-16383");
    assertThat(server.requests().getFirst().header("Accept-Encoding")).isEqualTo("identity");
    assertThat(server.requests().getFirst().method()).isEqualTo("GET");
  }

  @Test
  void aReadMergesNeighboursAndHoldsTheServerToTheVersion() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.clear();
    store.read(object, List.of(range(200_000, 10), range(100, 10), range(20_000, 10)));
    assertThat(server.ranges("a.bin"))
        .containsExactlyInAnyOrder("bytes=100-20009", "bytes=200000-200009");
    assertThat(server.requests())
        .allSatisfy(r -> assertThat(r.header("If-Match")).isEqualTo(object.version()));
    assertThat(store.counts().bytesAsked()).isEqualTo(40);
    assertThat(store.counts().bytesTransferred()).isEqualTo(10 + 19_910 + 10);
    assertThat(store.counts().requests()).isEqualTo(3);
    assertThat(store.counts().waitingNanos()).isPositive();
  }

  @Test
  void whereThereIsNoETagTheDateIsTheVersion() throws Exception {
    server.withoutETags();
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    assertThat(object.version()).startsWith("Last-Modified: ");
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.requests().getLast().header("If-Unmodified-Since"))
        .isEqualTo(object.version().substring("Last-Modified: ".length()));
    put("a.bin", random(BYTES.length));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void aWeakETagIsComparedAndNotDemanded() throws Exception {
    put("a.bin", BYTES);
    server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", "W/\"1\"")));
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    assertThat(server.requests().getLast().header("If-Match")).isEmpty();
    server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", "W/\"2\"")));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("was W/\"1\", is W/\"2\"");
  }

  @Test
  void anETagThatMayNotBeSentIsCompared() throws Exception {
    for (String etag : List.of("\"ü\"", "unquoted", "\"two\" \"tags\"")) {
      put("a.bin", BYTES);
      server.always("a.bin", new Fault.WithHeaders(Map.of("ETag", etag)));
      ObjectHead object = store.head(uri("a.bin"), 10);
      assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
      assertThat(server.requests().getLast().header("If-Match")).isEmpty();
      server.always("a.bin", new Fault.OtherETag());
      assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("changed while it was read");
    }
  }

  @Test
  void anEmptyObjectMayComeAsAWholeOneToo() throws Exception {
    put("a.bin", new byte[0]);
    server.always("a.bin", new Fault.WholeObject());
    assertThat(store.head(uri("a.bin"), 10).size()).isZero();
  }

  @Test
  void withoutAnyVersionTheSizeMustStay() throws Exception {
    put("a.bin", BYTES);
    server.always("a.bin", new Fault.NoVersion());
    ObjectHead object = store.head(uri("a.bin"), 10);
    assertThat(object.version()).isEmpty();
    assertThat(store.read(object, List.of(range(5, 5)))).hasSize(1);
    put("a.bin", Arrays.copyOf(BYTES, BYTES.length - 1));
    assertThatThrownBy(() -> store.read(object, List.of(range(5, 5))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("had 300000 bytes, has 299999");
  }

  @Test
  void requestsOfOneReadGoOutTogetherUpToTheHostsBound() throws Exception {
    server.withLatency(Duration.ofMillis(100));
    var few =
        new HttpStore(
            HttpOptions.standard().withPerHost(HostLimit.fixed(4)).withMerge(new RangeMerge(0, 1)),
            Time.SYSTEM);
    try (few) {
      ObjectHead object = few.head(put("a.bin", BYTES), 10);
      few.read(object, tenApart());
    }
    assertThat(server.mostAtOnce()).isEqualTo(4);
    server.clear();
    var many = new HttpStore(HttpOptions.standard().withMerge(new RangeMerge(0, 1)), Time.SYSTEM);
    try (many) {
      many.read(many.head(uri("a.bin"), 10), tenApart());
    }
    assertThat(server.mostAtOnce()).isGreaterThan(4);
  }

  @Test
  void theFirstFailureStopsTheOtherRequests() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    server.next("a.bin", Fault.status(403)).always("a.bin", new Fault.Stall());
    long begun = System.nanoTime();
    assertThatThrownBy(
            () -> store.read(object, List.of(range(0, 5), range(100_000, 5), range(200_000, 5))))
        .isInstanceOf(AccessDenied.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
  }

  /// Ten short ranges, 20,000 bytes apart.
  static List<ByteRange> tenApart() {
    var ranges = new ArrayList<ByteRange>();
    for (int i = 0; i < 10; i++) {
      ranges.add(range(i * 20_000L, 5));
    }
    return ranges;
  }
}
