package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every store that can be written to keeps to, reading included.
abstract class WriteContract extends StoreContract {
  private static final byte[] OTHER = {1, 2, 3};

  @Override
  abstract WritableStore store();

  /// Bytes that a writer sends in several parts, where the store knows parts.
  byte[] severalParts() {
    return BYTES;
  }

  private byte[] bytesAt(String name) throws InterruptedException {
    return store().readAll(uri(name), Long.MAX_VALUE);
  }

  private Set<String> listed(URI prefix) throws InterruptedException {
    var found = new TreeSet<String>();
    store()
        .list(
            prefix,
            o -> {
              assertThat(found.add(o.uri().toString())).as("shown once").isTrue();
              return true;
            });
    return found;
  }

  @Test
  void whatIsPutIsReadAndItsVersionIsTold() throws Exception {
    String version = store().put(uri("new/a b.bin"), BYTES);
    ObjectHead head = store().head(uri("new/a b.bin"), 10);
    assertThat(head.size()).isEqualTo(BYTES.length);
    assertThat(head.version()).isEqualTo(version);
    assertThat(bytesAt("new/a b.bin")).isEqualTo(BYTES);
  }

  @Test
  void anEmptyObjectIsPutAndWritten() throws Exception {
    store().put(uri("a.bin"), new byte[0]);
    assertThat(bytesAt("a.bin")).isEmpty();
    try (ObjectWriter writer = store().writer(uri("b.bin"), PutCondition.ALWAYS)) {
      writer.commit();
    }
    assertThat(bytesAt("b.bin")).isEmpty();
  }

  @Test
  void aPutReplacesWhatWasThereUnderAnotherVersion() throws Exception {
    String first = store().put(uri("a.bin"), BYTES);
    byte[] other = BYTES.clone();
    other[0] ^= 1;
    String second = store().put(uri("a.bin"), other);
    assertThat(second).isNotEqualTo(first);
    assertThat(bytesAt("a.bin")).isEqualTo(other);
  }

  @Test
  void aReaderOfAnObjectThatIsReplacedIsToldSo() throws Exception {
    store().put(uri("a.bin"), BYTES);
    ObjectHead object = store().head(uri("a.bin"), 10);
    byte[] other = BYTES.clone();
    other[60] ^= 1;
    store().put(uri("a.bin"), other);
    assertThatThrownBy(() -> store().read(object, List.of(range(50, 20))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read");
  }

  @Test
  void whatIsAppendedAppearsWholeWhenItIsCommittedAndNotBefore() throws Exception {
    byte[] bytes = severalParts();
    try (ObjectWriter writer = store().writer(uri("deep/a.bin"), PutCondition.ALWAYS)) {
      var reused = new byte[10_007]; // no part is a multiple of it
      for (int at = 0; at < bytes.length; at += reused.length) {
        int length = Math.min(reused.length, bytes.length - at);
        System.arraycopy(bytes, at, reused, 0, length);
        ByteBuffer piece = ByteBuffer.wrap(reused, 0, length);
        writer.append(piece);
        assertThat(piece.hasRemaining()).isFalse();
      }
      assertThatThrownBy(() -> store().head(uri("deep/a.bin"), 10)).isInstanceOf(NotFound.class);
      assertThat(listed(uri("deep/"))).isEmpty();
      String version = writer.commit().version();
      assertThat(store().head(uri("deep/a.bin"), 10).version()).isEqualTo(version);
    }
    assertThat(bytesAt("deep/a.bin")).isEqualTo(bytes);
  }

  @Test
  void whatIsNotCommittedLeavesNothingAndWhatWasThereStays() throws Exception {
    store().put(uri("a.bin"), OTHER);
    for (int length : new int[] {10, severalParts().length}) {
      ObjectWriter writer = store().writer(uri("a.bin"), PutCondition.ALWAYS);
      writer.append(ByteBuffer.wrap(severalParts(), 0, length));
      writer.close();
      writer.close();
      assertThatThrownBy(() -> writer.append(ByteBuffer.wrap(OTHER)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(bytesAt("a.bin")).isEqualTo(OTHER);
    assertThat(listed(uri("a"))).containsExactly(uri("a.bin").toString());
  }

  @Test
  void aWriterIsCommittedOnce() throws Exception {
    try (ObjectWriter writer = store().writer(uri("a.bin"), PutCondition.ALWAYS)) {
      writer.append(ByteBuffer.wrap(OTHER));
      writer.commit();
      assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(bytesAt("a.bin")).isEqualTo(OTHER);
  }

  @Test
  void anObjectThatIsToBeNewLosesToOneThatIsThere() throws Exception {
    assertThat(store().put(uri("a.bin"), OTHER, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    PutOutcome lost = store().put(uri("a.bin"), BYTES, PutCondition.ABSENT);
    assertThat(lost).isEqualTo(new PutOutcome.Lost(uri("a.bin"), PutCondition.ABSENT));
    assertThatThrownBy(lost::version)
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("a.bin: exists already");
    assertThat(bytesAt("a.bin")).isEqualTo(OTHER);
  }

  @Test
  void anObjectThatIsToBeUnchangedLosesToOneThatCameBetween() throws Exception {
    String first = store().put(uri("a.bin"), OTHER);
    String second = store().put(uri("a.bin"), BYTES, PutCondition.unchanged(first)).version();
    PutOutcome lost = store().put(uri("a.bin"), OTHER, PutCondition.unchanged(first));
    assertThat(lost).isInstanceOf(PutOutcome.Lost.class);
    assertThatThrownBy(lost::version)
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("another version is there now");
    assertThat(bytesAt("a.bin")).isEqualTo(BYTES);
    store().delete(uri("a.bin"));
    assertThat(store().put(uri("a.bin"), OTHER, PutCondition.unchanged(second)))
        .as("what is gone is not unchanged")
        .isInstanceOf(PutOutcome.Lost.class);
  }

  @Test
  void aWritersRaceIsLostWhenItIsCommitted() throws Exception {
    for (int length : new int[] {10, severalParts().length}) {
      try (ObjectWriter writer = store().writer(uri("a" + length), PutCondition.ABSENT)) {
        writer.append(ByteBuffer.wrap(severalParts(), 0, length));
        store().put(uri("a" + length), OTHER);
        assertThat(writer.commit()).isInstanceOf(PutOutcome.Lost.class);
      }
      assertThat(bytesAt("a" + length)).isEqualTo(OTHER);
    }
  }

  @Test
  void ofManyWhoCountTogetherNoCountIsLost() throws Exception {
    store().put(uri("count"), new byte[] {0});
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var counting = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        counting.add(
            threads.submit(
                () -> {
                  for (int done = 0; done < 5; ) {
                    done += incremented() ? 1 : 0;
                  }
                  return null;
                }));
      }
      for (Future<?> counter : counting) {
        counter.get();
      }
    }
    assertThat(bytesAt("count")).containsExactly(40);
  }

  private boolean incremented() throws InterruptedException {
    ObjectHead now;
    try {
      now = store().head(uri("count"), 1);
    } catch (Unavailable _) {
      return false; // a file that was replaced between a look at it and the next
    }
    byte[] next = {(byte) (now.bytes()[0] + 1)};
    PutOutcome outcome = store().put(uri("count"), next, PutCondition.unchanged(now.version()));
    return outcome instanceof PutOutcome.Stored;
  }

  @Test
  void ofManyWhoPutANewObjectOneDoes() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var puts = new ArrayList<Future<PutOutcome>>();
      for (int i = 0; i < 16; i++) {
        byte[] mine = {(byte) i};
        puts.add(threads.submit(() -> store().put(uri("lock"), mine, PutCondition.ABSENT)));
      }
      int winner = -1;
      for (int i = 0; i < puts.size(); i++) {
        if (puts.get(i).get() instanceof PutOutcome.Stored) {
          assertThat(winner).as("a second winner").isEqualTo(-1);
          winner = i;
        }
      }
      assertThat(bytesAt("lock")).containsExactly(winner);
    }
  }

  @Test
  void aListingShowsEveryObjectOfThePrefixWithSizeAndVersion() throws Exception {
    var put = new TreeMap<String, String>();
    for (String name : List.of("l/a.bin", "l/a b/ü+&<1>.bin", "l/b/c/d.bin", "l/b/e.bin")) {
      put.put(uri(name).toString(), store().put(uri(name), new byte[name.length()]));
    }
    store().put(uri("la.bin"), OTHER);
    store().put(uri("k/a.bin"), OTHER);
    var found = new TreeMap<String, String>();
    store()
        .list(
            uri("l/"),
            o -> {
              found.put(o.uri().toString(), o.version());
              assertThat(o.size()).isEqualTo(store().head(o.uri(), 1).size());
              return true;
            });
    assertThat(found).isEqualTo(put);
    assertThat(listed(uri("l/a")))
        .containsExactly(uri("l/a b/ü+&<1>.bin").toString(), uri("l/a.bin").toString());
    assertThat(listed(uri("l"))).hasSize(5);
    assertThat(listed(uri("none/"))).isEmpty();
  }

  @Test
  void aLongListingComesWholeAndEndsWhereItsVisitorEndsIt() throws Exception {
    for (int i = 0; i < 25; i++) {
      store().put(uri("many/" + i), OTHER);
    }
    assertThat(listed(uri("many/"))).hasSize(25);
    var seen = new ArrayList<ListedObject>();
    store()
        .list(
            uri("many/"),
            o -> {
              seen.add(o);
              return seen.size() < 3;
            });
    assertThat(seen).hasSize(3);
  }

  @Test
  void whatIsDeletedIsGoneAndDeletingItAgainIsNoFailure() throws Exception {
    store().put(uri("a.bin"), OTHER);
    store().delete(uri("a.bin"));
    assertThatThrownBy(() -> store().head(uri("a.bin"), 10)).isInstanceOf(NotFound.class);
    store().delete(uri("a.bin"));
    store().delete(uri("never/there.bin"));
  }

  @Test
  void anInterruptedThreadWritesNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> store().put(uri("a.bin"), OTHER))
        .isInstanceOf(InterruptedException.class);
    try (ObjectWriter writer = store().writer(uri("a.bin"), PutCondition.ALWAYS)) {
      writer.append(ByteBuffer.wrap(severalParts()));
      Thread.currentThread().interrupt();
      assertThatThrownBy(writer::commit).isInstanceOf(InterruptedException.class);
    }
    assertThat(Thread.interrupted()).isFalse();
    assertThatThrownBy(() -> store().head(uri("a.bin"), 10)).isInstanceOf(NotFound.class);
  }
}
