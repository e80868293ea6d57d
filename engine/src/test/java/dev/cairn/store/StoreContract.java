package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every store keeps to. A store's test says how objects get there and adds what is its own.
abstract class StoreContract {
  /// Bytes that are not alike anywhere.
  static final byte[] BYTES = random(300_000);

  static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  static ByteRange range(long offset, long length) {
    return new ByteRange(offset, length);
  }

  static byte[] bytesOf(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  abstract Store store();

  /// Puts an object there, in place of what was there before.
  abstract URI put(String name, byte[] bytes);

  abstract void remove(String name);

  /// The address of an object that may not be there.
  abstract URI uri(String name);

  @Test
  void headGivesTheFirstBytesWithSizeAndVersion() throws Exception {
    URI uri = put("a.bin", BYTES);
    ObjectHead head = store().head(uri, 1000);
    assertThat(head.uri()).isEqualTo(uri);
    assertThat(head.size()).isEqualTo(BYTES.length);
    assertThat(head.version()).isNotEmpty();
    assertThat(head.bytes()).isEqualTo(Arrays.copyOf(BYTES, 1000));
  }

  @Test
  void headOfASmallerObjectGivesAllOfIt() throws Exception {
    ObjectHead head = store().head(put("a.bin", new byte[] {1, 2, 3}), 1000);
    assertThat(head.size()).isEqualTo(3);
    assertThat(head.bytes()).containsExactly(1, 2, 3);
  }

  @Test
  void headOfAnEmptyObjectGivesNoBytesAndSizeZero() throws Exception {
    ObjectHead head = store().head(put("a.bin", new byte[0]), 1000);
    assertThat(head.size()).isZero();
    assertThat(head.bytes()).isEmpty();
  }

  @Test
  void headOfNoBytesIsACallersDefect() {
    URI uri = put("a.bin", BYTES);
    assertThatThrownBy(() -> store().head(uri, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSameObjectHasTheSameVersion() throws Exception {
    URI uri = put("a.bin", BYTES);
    assertThat(store().head(uri, 1).version()).isEqualTo(store().head(uri, 500).version());
  }

  @Test
  void namesMayHoldBlanksAndUmlauts() throws Exception {
    assertThat(store().head(put("a b/ü 1.bin", BYTES), 10).size()).isEqualTo(BYTES.length);
  }

  @Test
  void readGivesExactlyTheRangesInTheOrderAsked() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    var asked =
        List.of(
            range(200_000, 50), // far from the others
            range(20, 30),
            range(50, 10), // touches the one before
            range(25, 100), // overlaps both
            range(20, 30), // again
            range(299_999, 1), // the last byte
            range(1000, 280_000)); // holds the first
    List<ByteBuffer> read = store().read(object, asked);
    assertThat(read).hasSameSizeAs(asked);
    for (int i = 0; i < asked.size(); i++) {
      int from = (int) asked.get(i).offset();
      assertThat(bytesOf(read.get(i)))
          .as(asked.get(i).toString())
          .isEqualTo(Arrays.copyOfRange(BYTES, from, (int) asked.get(i).end()));
    }
  }

  @Test
  void buffersAreHeapBuffersOfExactlyTheRange() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    for (ByteBuffer buffer : store().read(object, List.of(range(100, 7), range(110, 9)))) {
      assertThat(buffer.hasArray()).isTrue();
      assertThat(buffer.position()).isZero();
      assertThat(buffer.limit()).isEqualTo(buffer.capacity());
      byte[] whole = buffer.array();
      assertThat(bytesOf(buffer))
          .isEqualTo(
              Arrays.copyOfRange(
                  whole, buffer.arrayOffset(), buffer.arrayOffset() + buffer.limit()));
    }
  }

  @Test
  void noRangesGiveNoBuffers() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    assertThat(store().read(object, List.of())).isEmpty();
  }

  @Test
  void aRangeBeyondTheEndIsMalformedAndNamesTheBytes() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    assertThatThrownBy(() -> store().read(object, List.of(range(0, 10), range(299_990, 11))))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("a.bin at byte 299990")
        .hasMessageContaining("11 bytes wanted")
        .hasMessageContaining("ends at byte 300000");
  }

  @Test
  void whatIsMissingIsNotFoundWhoeverAsks() throws Exception {
    URI missing = uri("missing.bin");
    assertThatThrownBy(() -> store().head(missing, 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("missing.bin");
    assertThatThrownBy(() -> store().readAll(missing, 10)).isInstanceOf(NotFound.class);
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    remove("a.bin");
    assertThatThrownBy(() -> store().read(object, List.of(range(0, 10))))
        .isInstanceOf(NotFound.class);
  }

  @Test
  void anObjectChangedSinceItsHeadWasReadIsUnavailable() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    store().read(object, List.of(range(50, 10)));
    byte[] other = BYTES.clone();
    other[60] ^= 1;
    put("a.bin", other);
    assertThatThrownBy(() -> store().read(object, List.of(range(50, 20))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
    ObjectHead fresh = store().head(uri("a.bin"), 10);
    assertThat(bytesOf(store().read(fresh, List.of(range(60, 1))).getFirst())[0])
        .isEqualTo(other[60]);
  }

  @Test
  void anObjectThatShrankIsUnavailable() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    put("a.bin", Arrays.copyOf(BYTES, 1000));
    assertThatThrownBy(() -> store().read(object, List.of(range(200_000, 20))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void aDocumentComesWhole() throws Exception {
    URI uri = put("a.json", BYTES);
    assertThat(store().readAll(uri, BYTES.length)).isEqualTo(BYTES);
    assertThat(store().readAll(uri, Long.MAX_VALUE)).isEqualTo(BYTES);
    assertThat(store().readAll(put("empty.json", new byte[0]), 10)).isEmpty();
  }

  @Test
  void aDocumentAboveItsBoundIsUnsupportedAndTellsBoth() {
    URI uri = put("a.json", BYTES);
    assertThatThrownBy(() -> store().readAll(uri, BYTES.length - 1))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("300000 bytes")
        .hasMessageContaining("299999");
  }

  @Test
  void anInterruptedThreadReadsNothingAndTheStoreGoesOn() throws Exception {
    URI uri = put("a.bin", BYTES);
    ObjectHead object = store().head(uri, 10);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store().head(uri, 10)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store().readAll(uri, 1_000_000))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store().read(object, List.of(range(0, 10), range(200_000, 10))))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("the exception has taken the interrupt's place").isFalse();
    assertThat(store().head(uri, 10).size()).isEqualTo(BYTES.length);
  }

  @Test
  void manyThreadsReadTheSameObject() throws Exception {
    ObjectHead object = store().head(put("a.bin", BYTES), 10);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reads = new ArrayList<Future<byte[]>>();
      for (int i = 0; i < 100; i++) {
        var asked = List.of(range(i * 2900L, 100));
        reads.add(threads.submit(() -> bytesOf(store().read(object, asked).getFirst())));
      }
      for (int i = 0; i < reads.size(); i++) {
        assertThat(reads.get(i).get())
            .isEqualTo(Arrays.copyOfRange(BYTES, i * 2900, i * 2900 + 100));
      }
    }
  }
}
