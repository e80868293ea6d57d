package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3;
import dev.cairn.testing.Judge;
import dev.cairn.testing.RangeServer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoresTest {
  @TempDir Path folder;

  @Test
  void anAddressIsReadByTheStoreOfItsScheme() throws Exception {
    Path file = Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3});
    try (var server = RangeServer.serving(folder);
        var stores = Stores.standard()) {
      for (URI uri : List.of(file.toUri(), server.uri("a.bin"))) {
        ObjectHead head = stores.head(uri, 2);
        assertThat(head.bytes()).containsExactly(1, 2);
        assertThat(stores.read(head, List.of(StoreContract.range(2, 1))).getFirst().get(0))
            .isEqualTo((byte) 3);
        assertThat(stores.readAll(uri, 10)).containsExactly(1, 2, 3);
      }
      assertThat(stores.counts().requests()).isEqualTo(6);
      assertThat(stores.counts().bytesAsked()).isEqualTo(12);
      assertThat(stores.counts().bytesTransferred()).isEqualTo(12);
      assertThat(stores.counts().retries()).isZero();
    }
  }

  @Test
  void anotherSchemeIsUnsupportedAndThoseThatAreReadAreNamed() {
    try (var stores = Stores.standard()) {
      assertThatThrownBy(() -> stores.head(URI.create("ftp://host/a.tif?sig=x"), 10))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("ftp://host/a.tif?…")
          .hasMessageContaining("with ftp: are not read; file:, http:, https:, s3:, gs:, az:");
      assertThatThrownBy(() -> stores.readAll(URI.create("a.tif"), 10))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("without a scheme");
    }
  }

  @Test
  void whatIsWrittenGoesToTheStoreOfItsScheme() throws Exception {
    try (var s3 = FakeS3.start().key("AKID", "secret", "");
        var stores =
            new Stores(
                StoreOptions.standard()
                    .withSettings(
                        Settings.of(
                            Map.of(
                                "AWS_ENDPOINT_URL", s3.endpoint().toString(),
                                "AWS_ACCESS_KEY_ID", "AKID",
                                "AWS_SECRET_ACCESS_KEY", "secret"))))) {
      URI object = URI.create("s3://bucket/deep/a.bin");
      URI file = folder.resolve("deep/a.bin").toUri();
      for (URI uri : List.of(object, file)) {
        try (ObjectWriter writer = stores.writer(uri, PutCondition.ABSENT)) {
          writer.append(ByteBuffer.wrap(new byte[] {1, 2, 3}));
          writer.commit();
        }
        assertThat(stores.put(uri, new byte[0], PutCondition.ABSENT))
            .isInstanceOf(PutOutcome.Lost.class);
        ObjectHead head = stores.head(uri, 2);
        assertThat(stores.read(head, List.of(StoreContract.range(2, 1))).getFirst().get(0))
            .isEqualTo((byte) 3);
        var listed = new ArrayList<URI>();
        stores.list(uri, o -> listed.add(o.uri()));
        assertThat(listed).containsExactly(uri);
        stores.delete(uri);
      }
      assertThat(stores.counts().bytesTransferred()).isGreaterThanOrEqualTo(6);
      assertThatThrownBy(() -> stores.put(URI.create("https://host/a.tif"), new byte[1]))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("over https: objects are read, not written or listed");
    }
  }

  @Test
  void aClosedStoreIsACallersDefect() {
    var stores = Stores.standard();
    stores.close();
    assertThatThrownBy(() -> stores.head(URI.create("http://127.0.0.1:1/a"), 10))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> stores.head(folder.resolve("pom.xml").toUri(), 10))
        .isInstanceOf(dev.cairn.base.NotFound.class);
  }

  @Test
  void readingFilesLoadsNoHttpClient() throws Exception {
    Path file = Files.write(folder.resolve("a.bin"), new byte[] {1, 2, 3});
    var run =
        Judge.run(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load",
            "-cp",
            System.getProperty("java.class.path"),
            ReadsAFile.class.getName(),
            file.toUri().toString());
    assertThat(run.output()).contains("read 3 bytes").contains("dev.cairn.store.FileStore");
    assertThat(run.output().lines())
        .noneMatch(line -> line.contains("java.net.http.") || line.contains("javax.net.ssl."));
  }

  /// A program that reads one file.
  static final class ReadsAFile {
    private ReadsAFile() {}

    public static void main(String[] args) throws InterruptedException {
      try (var stores = Stores.standard()) {
        ObjectHead head = stores.head(URI.create(args[0]), 10);
        System.out.println("read " + head.bytes().length + " bytes");
      }
    }
  }
}
