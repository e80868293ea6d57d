package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.sink.Animation;
import dev.cairn.sink.Sinks;
import dev.cairn.store.HttpOptions;
import dev.cairn.store.NewFile;
import dev.cairn.store.Settings;
import dev.cairn.store.StoreOptions;
import dev.cairn.store.UploadOptions;
import dev.cairn.testing.FakeS3;
import dev.cairn.testing.FakeS3.Fault;
import dev.cairn.testing.Oracle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cube written into a bucket: the file's bytes, whole or not at all.
class RasterToStoreTest {
  private static final URI OBJECT = URI.create("s3://bucket/out/a.tif");

  private final FakeS3 s3 = FakeS3.start().key("AKID", "secret", "").withShortestPart(50_000);
  private final Cairn cairn =
      Cairn.open(
          CairnOptions.standard()
              .withStores(
                  StoreOptions.standard()
                      .withSettings(
                          Settings.of(
                              Map.of(
                                  "AWS_ACCESS_KEY_ID", "AKID",
                                  "AWS_SECRET_ACCESS_KEY", "secret",
                                  "AWS_ENDPOINT_URL", s3.endpoint().toString())))
                      .withHttp(HttpOptions.standard().withRetries(2, Duration.ofMillis(1)))
                      .withUploads(new UploadOptions(50_000, 2))));

  @TempDir Path folder;

  @BeforeEach
  void makeASource() {
    Oracle.ask(
        folder,
        """
        random = np.random.default_rng(5)
        raster('v.tif', random.integers(1, 60000, (400, 500)).astype('uint16'), nodata=0)
        """);
  }

  @AfterEach
  void close() {
    cairn.close();
    s3.close();
  }

  private Cube cube() throws InterruptedException {
    return cairn.cube(cairn.items("v=" + folder.resolve("v.tif")), LoadOptions.of("v"));
  }

  private void write(String target, NewFile.Existing existing) throws InterruptedException {
    Sinks.Options options =
        new Sinks.Options(Sinks.Options.DEFAULT.cog(), Animation.DEFAULT, existing);
    cairn.run(cairn.plan(cube()), cairn.sink(target, options));
  }

  @Test
  void theObjectIsTheFileByteForByte() throws Exception {
    Path file = folder.resolve("a.tif");
    write(file.toString(), NewFile.Existing.REFUSE);

    write(OBJECT.toString(), NewFile.Existing.REFUSE);

    assertThat(cairn.read(OBJECT, 10 << 20)).isEqualTo(Files.readAllBytes(file));
    assertThat(s3.operations()).contains("UploadPart 1", "CompleteMultipartUpload");
  }

  @Test
  void anObjectThatExistsIsRefusedBeforeAnythingIsReadUnlessItMayBeReplaced() throws Exception {
    s3.put("bucket", "out/a.tif", new byte[] {1, 2, 3});

    assertThatThrownBy(() -> write(OBJECT.toString(), NewFile.Existing.REFUSE))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("s3://bucket/out/a.tif: exists already");
    assertThat(cairn.read(OBJECT, 10 << 20)).hasSize(3);

    write(OBJECT.toString(), NewFile.Existing.REPLACE);
    assertThat(cairn.read(OBJECT, 10 << 20)).startsWith('I', 'I', 42);
  }

  @Test
  void anUploadThatFailsLeavesNeitherObjectNorPartsNorScratchFiles() throws Exception {
    long before = scratchFiles();
    s3.next("UploadPart", new Fault.Refused(400, "BadDigest"));

    assertThatThrownBy(() -> write(OBJECT.toString(), NewFile.Existing.REFUSE))
        .hasMessageContaining("BadDigest");

    assertThat(s3.openUploads()).isZero();
    assertThatThrownBy(() -> cairn.read(OBJECT, 10)).hasMessageContaining("a.tif");
    assertThat(scratchFiles()).isEqualTo(before);
  }

  @Test
  void otherFormatsAreWrittenToFilesOnly() {
    assertThatThrownBy(() -> cairn.sink("s3://bucket/a.npy", Sinks.Options.DEFAULT))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("only .tif");
  }

  private static long scratchFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith(".cairn-")).count();
    }
  }
}
