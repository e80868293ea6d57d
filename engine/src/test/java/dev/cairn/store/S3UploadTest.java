package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3.Fault;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How objects get to S3, whole and in parts, and who wins a race.
class S3UploadTest extends S3Requests {
  @Test
  void aShortObjectIsOneRequest() throws Exception {
    written(store(withKeys()), Arrays.copyOf(BYTES, PART), PutCondition.ALWAYS);
    assertThat(s3.operations()).containsExactly("PutObject");
  }

  @Test
  void aLongObjectIsSentInParts() throws Exception {
    written(store(withKeys()), Arrays.copyOf(BYTES, PART * 2 + 1), PutCondition.ALWAYS);
    assertThat(s3.operations())
        .startsWith("CreateMultipartUpload")
        .contains("UploadPart 1", "UploadPart 2", "UploadPart 3")
        .endsWith("CompleteMultipartUpload")
        .hasSize(5);
  }

  @Test
  void ofAnUploadThatIsCutOnlyTheLostPartIsSentAgain() throws Exception {
    BucketStore store = store(withKeys());
    s3.next("UploadPart", new Fault.CutBefore(10_000));
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(s3.operations().stream().filter(o -> o.startsWith("UploadPart")).toList())
        .containsExactlyInAnyOrderElementsOf(partsWithOneAgain());
    assertThat(s3.bytesTaken()).as("what came whole").isBetween(300_000L, 301_000L);
    assertThat(store.counts().retries()).isEqualTo(1);
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  private List<String> partsWithOneAgain() {
    var parts = new ArrayList<>(List.of("UploadPart 1", "UploadPart 2", "UploadPart 3"));
    parts.add(
        s3.operations().stream().filter(o -> o.startsWith("UploadPart")).findFirst().orElseThrow());
    return parts;
  }

  @Test
  void aPartWhoseAnswerIsLostIsSentAgain() throws Exception {
    s3.next("UploadPart", new Fault.CutAfter(), new Fault.Refused(503, "SlowDown"));
    BucketStore store = store(withKeys());
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(store.counts().retries()).isEqualTo(2);
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  @Test
  void aPartThatCannotBeSentEndsTheUploadAndItsPartsAreForgotten() {
    s3.next("UploadPart", new Fault.Refused(400, "BadDigest"));
    assertThatThrownBy(() -> written(store(withKeys()), BYTES, PutCondition.ALWAYS))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("s3://bucket/a.bin")
        .hasMessageContaining("HTTP 400 BadDigest: as the test wants it");
    assertThat(s3.operations()).endsWith("AbortMultipartUpload");
    assertThat(s3.openUploads()).isZero();
  }

  @Test
  void anInterruptedWriterLeavesNoParts() throws Exception {
    BucketStore store = store(withKeys());
    ObjectWriter writer = store.writer(uri("a.bin"), PutCondition.ALWAYS);
    writer.append(ByteBuffer.wrap(BYTES));
    Thread.currentThread().interrupt();
    assertThatThrownBy(writer::commit).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    writer.close();
    assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
    assertThat(s3.openUploads()).isZero();
    assertThatThrownBy(() -> store.head(uri("a.bin"), 1)).isInstanceOf(NotFound.class);
  }

  @Test
  void aFailureAfterTheStatusIsSeenAndTriedAgain() throws Exception {
    s3.next("CompleteMultipartUpload", new Fault.RefusedIn200("InternalError"));
    BucketStore store = store(withKeys());
    written(store, BYTES, PutCondition.ALWAYS);
    assertThat(s3.operations()).endsWith("CompleteMultipartUpload", "CompleteMultipartUpload");
    assertThat(store.readAll(uri("a.bin"), 1 << 20)).isEqualTo(BYTES);
  }

  @Test
  void anObjectThatCameTogetherUnnoticedIsFoundByItsMark() throws Exception {
    for (PutCondition condition : List.of(PutCondition.ALWAYS, PutCondition.ABSENT)) {
      BucketStore store = store(withKeys());
      s3.remove("bucket", "a.bin");
      s3.next("CompleteMultipartUpload", new Fault.CutAfter());
      String version = written(store, BYTES, condition).version();
      assertThat(s3.operations()).endsWith("CompleteMultipartUpload", "HeadObject");
      assertThat(store.head(uri("a.bin"), 1).version()).isEqualTo(version);
    }
  }

  @Test
  void partsThatAreGoneAreNotTakenForAnObject() throws Exception {
    BucketStore store = store(withKeys());
    s3.put("bucket", "a.bin", BYTES);
    s3.next(
        "CompleteMultipartUpload",
        new Fault.Refused(500, "InternalError"),
        new Fault.Refused(404, "NoSuchUpload"));
    assertThatThrownBy(() -> written(store, BYTES, PutCondition.ALWAYS))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("NoSuchUpload");
  }

  @Test
  void partsThatAreGoneAreNotTakenForAnObjectThatChanged() throws Exception {
    s3.put("bucket", "a.bin", BYTES);
    BucketStore store = store(withKeys());
    PutCondition unchanged = PutCondition.unchanged(store.head(uri("a.bin"), 1).version());
    s3.next("CompleteMultipartUpload", new Fault.Refused(404, "NoSuchUpload"));
    assertThatThrownBy(() -> written(store, BYTES, unchanged))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("NoSuchUpload");
    s3.next("CompleteMultipartUpload", new Fault.Refused(404, "NoSuchKey"));
    assertThat(written(store, BYTES, unchanged)).isInstanceOf(PutOutcome.Lost.class);
  }

  @Test
  void aSlowUploadIsNotTakenForOneThatStalls() throws Exception {
    var socket = new ServerSocket();
    socket.setReceiveBufferSize(64 << 10);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int length = 48 << 20;
    Thread server = Thread.ofVirtual().start(() -> takeSlowly(socket, length));
    URI endpoint = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    HttpOptions impatient =
        HttpOptions.standard()
            .withRetries(1, Duration.ofMillis(1))
            .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(60));
    BucketStore store =
        BucketStore.s3(
            withKeys().with("AWS_ENDPOINT_URL_S3", endpoint.toString()),
            impatient,
            UploadOptions.standard());
    opened.add(store);
    long begun = System.nanoTime();
    assertThat(store.put(uri("a.bin"), new byte[length])).isEqualTo("\"slow\"");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .isGreaterThan(Duration.ofSeconds(2)); // longer than a stall may take
    server.join();
  }

  private static void takeSlowly(ServerSocket socket, int length) {
    try (socket;
        var connection = socket.accept();
        InputStream in = connection.getInputStream()) {
      var some = new byte[64 << 10];
      for (int taken = 0; taken < length; ) {
        int came = in.read(some);
        taken += came;
        Thread.sleep(Math.max(1, came >> 14)); // about 16 MB a second
      }
      connection
          .getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\nETag: \"slow\"\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      in.readNBytes(1);
    } catch (IOException | InterruptedException _) {
      // the client hung up
    }
  }

  // ---- races

  @Test
  void aConditionalPutWhoseAnswerIsLostIsNoLostRace() throws Exception {
    BucketStore store = store(withKeys());
    s3.next("PutObject", new Fault.CutAfter());
    assertThat(store.put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.operations()).containsExactly("PutObject", "PutObject", "HeadObject");
  }

  @Test
  void aLostAnswerIsNoLostRaceThoughTheMarkCannotBeSeenAtOnce() throws Exception {
    s3.next("PutObject", new Fault.CutAfter());
    s3.next("HeadObject", new Fault.Refused(503, "SlowDown"));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.operations())
        .containsExactly("PutObject", "PutObject", "HeadObject", "PutObject", "HeadObject");
  }

  @Test
  void aLostAnswerIsNoLostRaceThoughTheAnswerAboutTheMarkIsLostToo() throws Exception {
    var cut = new Fault[4]; // the client asks by itself once more
    Arrays.fill(cut, new Fault.CutBefore(0));
    s3.next("PutObject", new Fault.CutAfter()).next("HeadObject", cut);
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
    assertThat(s3.operations()).endsWith("HeadObject", "PutObject", "HeadObject");
  }

  @Test
  void anUploadWhoseAnswerIsLostIsNoLostRaceThoughTheMarkCannotBeSeenAtOnce() throws Exception {
    for (PutCondition condition : List.of(PutCondition.ALWAYS, PutCondition.ABSENT)) {
      s3.remove("bucket", "a.bin");
      s3.next("CompleteMultipartUpload", new Fault.CutAfter());
      s3.next("HeadObject", new Fault.Refused(500, "InternalError"));
      BucketStore store = store(withKeys());
      String version = written(store, BYTES, condition).version();
      assertThat(store.head(uri("a.bin"), 1).version()).isEqualTo(version);
    }
  }

  @Test
  void aConflictWithAnAttemptOfOnesOwnIsNoLostRace() throws Exception {
    List<Fault> conflicts =
        List.of(
            new Fault.Refused(409, "ConditionalRequestConflict"),
            new Fault.RefusedIn200("ConditionalRequestConflict"),
            new Fault.RefusedIn200("PreconditionFailed"));
    for (Fault conflict : conflicts) {
      s3.remove("bucket", "a.bin");
      s3.next("CompleteMultipartUpload", new Fault.CutAfter(), conflict);
      assertThat(written(store(withKeys()), BYTES, PutCondition.ABSENT))
          .as(conflict.toString())
          .isInstanceOf(PutOutcome.Stored.class);
      s3.remove("bucket", "a.bin");
      s3.next("CompleteMultipartUpload", conflict);
      assertThat(written(store(withKeys()), BYTES, PutCondition.ABSENT))
          .as(conflict.toString())
          .isInstanceOf(PutOutcome.Lost.class);
    }
  }

  @Test
  void whereTheMarkCannotBeSeenAtAllNobodySaysWhoWon() throws Exception {
    var unseen = new Fault[5];
    Arrays.fill(unseen, new Fault.Refused(403, "AccessDenied"));
    s3.next("PutObject", new Fault.CutAfter()).next("HeadObject", unseen);
    assertThatThrownBy(() -> store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("s3://bucket/a.bin")
        .hasMessageContaining(
            "whether it was written before an answer was lost cannot be seen: HTTP 403")
        .hasMessageContaining("5 attempts");
  }

  @Test
  void anObjectOfOthersThatIsGoneAgainHasWonTheRace() throws Exception {
    s3.next(
        "PutObject",
        new Fault.CutBefore(10),
        new Fault.Meanwhile(() -> s3.put("bucket", "a.bin", BYTES)));
    s3.next("HeadObject", new Fault.Meanwhile(() -> s3.remove("bucket", "a.bin")));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Lost.class);
    assertThat(s3.operations()).containsExactly("PutObject", "PutObject", "HeadObject");
  }

  @Test
  void aConditionalPutThatFailedWhileAnotherCameIsALostRaceThoughTheBytesAreTheSame()
      throws Exception {
    s3.next(
        "PutObject",
        new Fault.CutBefore(10),
        new Fault.Meanwhile(() -> s3.put("bucket", "a.bin", BYTES)));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Lost.class);
  }

  @Test
  void aConflictOfWritersIsTriedAgain() throws Exception {
    s3.next("PutObject", new Fault.Refused(409, "ConditionalRequestConflict"));
    assertThat(store(withKeys()).put(uri("a.bin"), BYTES, PutCondition.ABSENT))
        .isInstanceOf(PutOutcome.Stored.class);
  }

  // ---- others

  /// GDAL signs too: the server is as strict with it, and what is written is read by others.
  @Test
  void gdalReadsWhatIsWrittenFromTheSameServer() throws Exception {
    Judge.requirePython("osgeo.gdal");
    written(store(withKeys()), BYTES, PutCondition.ALWAYS);
    store(withKeys()).put(uri("a b/ü+$1.bin"), BYTES);
    String program =
        """
        import sys, hashlib
        from osgeo import gdal
        for k, v in (a.split('=', 1) for a in sys.argv[1:]):
            gdal.SetConfigOption(k, v)
        for name in ('a.bin', 'a b/\\u00fc+$1.bin'):
            f = gdal.VSIFOpenL('/vsis3/bucket/' + name, 'rb')
            gdal.VSIFSeekL(f, 100000, 0)
            print(hashlib.md5(gdal.VSIFReadL(1, 100000, f)).hexdigest())
        f = gdal.VSIFOpenL('/vsis3/bucket/by-gdal.bin', 'wb')
        gdal.VSIFWriteL(b'written by GDAL', 1, 15, f)
        print(gdal.VSIFCloseL(f))
        """;
    Judge.Verdict verdict =
        Judge.python(
            program,
            "AWS_S3_ENDPOINT=" + s3.endpoint().getAuthority(),
            "AWS_HTTPS=NO",
            "AWS_VIRTUAL_HOSTING=FALSE",
            "AWS_ACCESS_KEY_ID=AKID",
            "AWS_SECRET_ACCESS_KEY=" + SECRET);
    String md5 =
        java.util.HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("MD5")
                    .digest(Arrays.copyOfRange(BYTES, 100_000, 200_000)));
    assertThat(verdict.output().lines().toList()).containsExactly(md5, md5, "0");
    assertThat(store(withKeys()).readAll(uri("by-gdal.bin"), 100))
        .asString()
        .isEqualTo("written by GDAL");
  }
}
