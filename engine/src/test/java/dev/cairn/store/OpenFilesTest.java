package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  @TempDir Path folder;
  private Path a;
  private Path b;
  private Path c;

  @BeforeEach
  void threeFiles() throws Exception {
    a = Files.write(folder.resolve("a"), new byte[] {1});
    b = Files.write(folder.resolve("b"), new byte[] {2});
    c = Files.write(folder.resolve("c"), new byte[] {3});
  }

  @Test
  void aFileGivenBackIsTakenAgainByThoseWhoWantTheSameVersion() throws Exception {
    try (var files = new OpenFiles(2)) {
      FileChannel channel = files.take(a, "v1");
      files.keep(a, "v1", channel);
      FileChannel other = files.take(a, "v2");
      assertThat(other).isNotSameAs(channel);
      FileChannel same = files.take(a, "v1");
      assertThat(same).isSameAs(channel);
      files.discard(same);
      files.discard(other);
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void theOneUnusedForLongestIsClosed() throws Exception {
    try (var files = new OpenFiles(2)) {
      FileChannel first = files.take(a, "");
      files.keep(a, "", first);
      FileChannel second = files.take(b, "");
      files.keep(b, "", second);
      files.keep(a, "", files.take(a, ""));
      files.keep(c, "", files.take(c, ""));
      assertThat(files.idleFiles()).isEqualTo(2);
      assertThat(first.isOpen()).isTrue();
      assertThat(second.isOpen()).isFalse();
    }
  }

  @Test
  void aReaderTooManyWaitsAndCanBeInterrupted() throws Exception {
    try (var files = new OpenFiles(1)) {
      FileChannel channel = files.take(a, "");
      Thread waiting =
          Thread.ofVirtual()
              .start(
                  () ->
                      assertThatThrownBy(() -> files.take(b, ""))
                          .isInstanceOf(InterruptedException.class));
      assertThat(waiting.join(Duration.ofMillis(50))).isFalse();
      waiting.interrupt();
      assertThat(waiting.join(Duration.ofSeconds(5))).isTrue();
      files.keep(a, "", channel);
      files.discard(files.take(b, ""));
    }
  }

  @Test
  void aFileThatDoesNotOpenLeavesItsTurnToOthers() throws Exception {
    try (var files = new OpenFiles(1)) {
      assertThatThrownBy(() -> files.take(folder.resolve("missing"), ""))
          .isInstanceOf(NoSuchFileException.class);
      files.discard(files.take(a, ""));
    }
  }

  @Test
  void closingClosesIdleFilesNowAndTheOthersWhenTheyComeBack() throws Exception {
    var files = new OpenFiles(2);
    FileChannel used = files.take(a, "");
    FileChannel idle = files.take(b, "");
    files.keep(b, "", idle);
    files.close();
    assertThat(idle.isOpen()).isFalse();
    assertThat(used.isOpen()).isTrue();
    files.keep(a, "", used);
    assertThat(used.isOpen()).isFalse();
  }
}
