package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import dev.cairn.store.NewFile.Existing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  @TempDir Path folder;

  @Test
  void whatWasWrittenAndSpooledAppearsInItsPlaceAndNothingElseStays() {
    // As long as a name may be: the unfinished file must not need a longer one.
    Path target = folder.resolve("n".repeat(255));
    try (NewFile file = NewFile.create(target, Existing.REFUSE)) {
      long second = file.spool(text("second"));
      long first = file.spool(text("first "));
      file.write(text("> "), 0);
      file.copySpooled(first, 6, 2);
      file.copySpooled(second, 6, 8);
      assertThat(target).doesNotExist();
      file.publish();
    }
    assertThat(target).hasContent("> first second");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void whatIsNotPublishedIsGone() {
    NewFile file = NewFile.create(folder.resolve("a"), Existing.REFUSE);
    file.write(text("some"), 0);
    file.spool(text("more"));
    file.close();
    file.close();
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> file.spool(text("late")))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining(folder.resolve("a").toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void bytesThatWereNeverSpooledAreNotInvented() {
    try (NewFile file = NewFile.create(folder.resolve("a"), Existing.REFUSE)) {
      file.spool(text("four"));
      assertThatThrownBy(() -> file.copySpooled(0, 5, 0))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("ends at byte 4");
    }
  }

  @Test
  void aFolderIsNoTarget() throws Exception {
    Path target = Files.createDirectory(folder.resolve("a"));
    assertThatThrownBy(() -> NewFile.create(target, Existing.REPLACE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void aLinkThatLeadsNowhereExistsToo() throws Exception {
    Path target = Files.createSymbolicLink(folder.resolve("a"), folder.resolve("none"));
    assertThatThrownBy(() -> NewFile.create(target, Existing.REFUSE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("exists already");
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
