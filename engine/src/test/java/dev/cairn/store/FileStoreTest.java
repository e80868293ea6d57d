package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends WriteContract {
  @TempDir Path folder;

  private final FileStore store = new FileStore();

  /// Each file is written a second after the one before, as far as its modification time tells.
  private final AtomicInteger clock = new AtomicInteger();

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  WritableStore store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1000L * clock.incrementAndGet()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return uri(name);
  }

  @Override
  void remove(String name) {
    try {
      Files.delete(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  URI uri(String name) {
    try {
      // A path would lose a last slash.
      return URI.create(new URI("file", "", folder + "/" + name, null).toASCIIString());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  @Test
  void aFolderIsUnsupportedAndSaysSo() {
    assertThatThrownBy(() -> store.head(folder.toUri(), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("is a folder, not a file");
  }

  @Test
  void aDeviceIsUnsupportedAndNotWaitedFor() {
    assertThatThrownBy(() -> store.readAll(URI.create("file:///dev/zero"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("no regular file");
  }

  @Test
  void anAddressThatNamesNoFileIsUnsupported() {
    for (String address : List.of("file:a.tif", "file:///a.tif?x=1", "file://host/a.tif")) {
      assertThatThrownBy(() -> store.head(URI.create(address), 10))
          .as(address)
          .isInstanceOf(Unsupported.class);
    }
  }

  @Test
  void whatLiesBelowAFileIsNotFound() {
    put("a.bin", BYTES);
    assertThatThrownBy(() -> store.head(uri("a.bin/b.bin"), 10)).isInstanceOf(NotFound.class);
  }

  @Test
  void aFileThatThisUserMayNotReadIsAccessDenied() throws Exception {
    URI uri = put("a.bin", BYTES);
    Files.setPosixFilePermissions(Path.of(uri), Set.of());
    assumeFalse(Files.isReadable(Path.of(uri)), "this user may read everything");
    assertThatThrownBy(() -> store.head(uri, 10)).isInstanceOf(AccessDenied.class);
  }

  @Test
  void whatTheSystemSaysIsToldApart() {
    URI uri = uri("a.bin");
    Path path = Path.of(uri);
    CairnException denied = FileStore.failed(uri, path, new AccessDeniedException(path.toString()));
    assertThat(denied).isInstanceOf(AccessDenied.class).hasMessageContaining("a.bin");
    CairnException other =
        FileStore.failed(
            uri, path, new FileSystemException(path.toString(), null, "Too many open files"));
    assertThat(other).isInstanceOf(Unavailable.class).hasMessageContaining("Too many open files");
  }

  @Test
  void aFileReplacedByAnotherOfItsSizeHasChanged() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    store.read(object, List.of(range(0, 10))); // leaves the old file open
    put("b.bin", random(BYTES.length));
    Files.move(
        folder.resolve("b.bin"),
        folder.resolve("a.bin"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> store.read(object, List.of(range(0, 10))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read: had 300000 bytes of");
  }

  /// Clocks of file systems tick every few milliseconds, and some lag behind.
  @Test
  void aFileThatIsReplacedIsYoungerThanTheOneBefore() throws Exception {
    store.put(uri("a.bin"), BYTES);
    Path file = folder.resolve("a.bin");
    FileTime later = FileTime.fromMillis(System.currentTimeMillis() + 3_600_000);
    Files.setLastModifiedTime(file, later);
    String version = store.head(uri("a.bin"), 1).version();
    assertThat(store.put(uri("a.bin"), BYTES)).isNotEqualTo(version);
    assertThat(Files.getLastModifiedTime(file)).isGreaterThan(later);
  }

  @Test
  void neighboursAreReadTogether() throws Exception {
    var sparing = new FileStore(4, new RangeMerge(100, 10_000));
    ObjectHead object = sparing.head(put("a.bin", BYTES), 10);
    StoreCounts before = sparing.counts();
    sparing.read(object, List.of(range(0, 50), range(150, 50), range(301, 9)));
    StoreCounts done = sparing.counts().since(before);
    assertThat(done.requests()).isEqualTo(2);
    assertThat(done.bytesAsked()).isEqualTo(109);
    assertThat(done.bytesTransferred()).isEqualTo(209);
    assertThat(done.waitingNanos()).isPositive();
    sparing.close();
  }

  @Test
  void aRangeLongerThanOneReadComesWhole() throws Exception {
    byte[] large = random(3_500_000);
    ObjectHead object = store.head(put("large.bin", large), 10);
    assertThat(bytesOf(store.read(object, List.of(range(5, 3_400_000))).getFirst()))
        .isEqualTo(Arrays.copyOfRange(large, 5, 3_400_005));
  }

  @Test
  void aClosedStoreIsACallersDefect() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    store.close();
    assertThatThrownBy(() -> store.read(object, List.of(range(0, 10))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anInterruptedReaderTakesNoOtherAlong() throws Exception {
    byte[] large = random(4_000_000);
    ObjectHead object = store.head(put("large.bin", large), 10);
    var stop = new AtomicBoolean();
    var interrupted = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(2)) {
      var others = new ArrayList<Future<Integer>>();
      for (int i = 0; i < 2; i++) {
        others.add(
            threads.submit(
                () -> {
                  int reads = 0;
                  while (!stop.get()) {
                    var read = store.read(object, List.of(range(1000, 2_000_000)));
                    assertThat(read.getFirst().get(0)).isEqualTo(large[1000]);
                    reads++;
                  }
                  return reads;
                }));
      }
      Thread victim =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      try {
                        store.read(object, List.of(range(0, 3_000_000)));
                      } catch (InterruptedException _) {
                        interrupted.incrementAndGet();
                      }
                    }
                  });
      long end = System.nanoTime() + 5_000_000_000L;
      while (interrupted.get() < 30 && System.nanoTime() < end) {
        victim.interrupt();
        Thread.sleep(3);
      }
      stop.set(true);
      victim.join();
      for (var other : others) {
        assertThat(other.get()).as("reads that the interrupts did not touch").isPositive();
      }
    }
    assertThat(interrupted.get()).isGreaterThanOrEqualTo(30);
    assertThat(store.read(object, List.of(range(0, 10)))).hasSize(1);
  }
}
