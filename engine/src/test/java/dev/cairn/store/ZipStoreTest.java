package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.testing.FakeS3;
import dev.cairn.testing.FaultyStore;
import dev.cairn.testing.Judge;
import dev.cairn.testing.MemoryStore;
import dev.cairn.testing.RangeServer;
import dev.cairn.testing.RecordingStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members of archives: each object of the contract is one of an archive of its own.
class ZipStoreTest extends StoreContract {
  @TempDir Path folder;

  private final MemoryStore memory = new MemoryStore();
  private final RecordingStore recorded = new RecordingStore(memory, new RangeMerge(0, 1 << 30));
  private final ZipStore store = new ZipStore(recorded);

  @Override
  Store store() {
    return store;
  }

  @Override
  URI put(String name, byte[] bytes) {
    memory.put(name + ".zip", zip(Map.of(name, bytes)));
    return uri(name);
  }

  @Override
  void remove(String name) {
    memory.remove(MemoryStore.uri(name + ".zip"));
  }

  @Override
  URI uri(String name) {
    return member(MemoryStore.uri(name + ".zip"), name);
  }

  private static URI member(URI archive, String name) {
    return URI.create("zip+" + archive + "!" + MemoryStore.uri(name).getRawPath());
  }

  private static byte[] zip(Map<String, byte[]> members) {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (var member : members.entrySet()) {
        var entry = new ZipEntry(member.getKey());
        var crc = new CRC32();
        crc.update(member.getValue());
        entry.setSize(member.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(member.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// What Python's zipfile writes.
  ///
  /// @param program writes it to the path `out`
  private byte[] python(String program) throws IOException {
    return Files.readAllBytes(madeByPython(program));
  }

  private Path madeByPython(String program) {
    Judge.requirePython("zipfile");
    Path file = folder.resolve("made.zip");
    Judge.Verdict verdict =
        Judge.python(
            "import sys, zipfile, random\nout = sys.argv[1]\nbits = random.Random(7).randbytes\n"
                + program,
            file.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    return file;
  }

  private byte[] whole(URI member) throws InterruptedException {
    return store.readAll(member, 1 << 20);
  }

  // ---- requests

  @Test
  void aSecondMemberNeedsNoMoreThanItsOwnHeader() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    members.put("a.bin", BYTES);
    members.put("folder/b.bin", random(100_000));
    URI archive = memory.put("two.zip", zip(members));
    ObjectHead a = store.head(member(archive, "a.bin"), 10);
    assertThat(recorded.calls()).as("size, end with directory, header with bytes").hasSize(3);
    recorded.clear();
    ObjectHead b = store.head(member(archive, "folder/b.bin"), 1000);
    assertThat(recorded.calls()).hasSize(1);
    assertThat(b.bytes()).isEqualTo(Arrays.copyOf(members.get("folder/b.bin"), 1000));
    recorded.clear();
    assertThat(bytesOf(store.read(a, List.of(range(5, 5))).getFirst()))
        .isEqualTo(Arrays.copyOfRange(BYTES, 5, 10));
    assertThat(recorded.requests())
        .as("just these bytes, where they lie in the archive")
        .containsExactly(range(30 + "a.bin".length() + 5, 5));
  }

  @Test
  void theDirectoryIsReadOnceForAllWhoAskAtOnce() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < 20; i++) {
      members.put("band" + i, random(100 + i));
    }
    URI archive = memory.put("bands.zip", zip(members));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var reads = new ArrayList<Future<ObjectHead>>();
      for (String name : members.keySet()) {
        reads.add(threads.submit(() -> store.head(member(archive, name), 10)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(reads.get(i).get().size()).isEqualTo(100 + i);
      }
    }
    assertThat(recorded.calls()).hasSize(2 + 20);
  }

  @Test
  void aDirectoryLongerThanAnEndMayBeIsReadByItself() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < 2000; i++) {
      members.put("a/long/folder/of/the/archive/member-" + i, new byte[] {(byte) i});
    }
    URI archive = memory.put("many.zip", zip(members));
    assertThat(whole(member(archive, "a/long/folder/of/the/archive/member-1999")))
        .containsExactly((byte) 1999);
    assertThat(recorded.calls()).as("size, end, directory, header, bytes").hasSize(5);
  }

  @Test
  void ofMembersFoundLongAgoThePlaceIsFoundAgain() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    for (int i = 0; i < 5000; i++) {
      members.put("m" + i, new byte[] {1, 2, 3});
    }
    URI archive = memory.put("many.zip", zip(members));
    ObjectHead first = store.head(member(archive, "m0"), 1);
    for (int i = 1; i < 5000; i++) {
      store.head(member(archive, "m" + i), 1);
    }
    recorded.clear();
    assertThat(bytesOf(store.read(first, List.of(range(1, 2))).getFirst())).containsExactly(2, 3);
    assertThat(recorded.calls()).as("its header, its bytes").hasSize(2);
  }

  @Test
  void directoriesThatTakeTooMuchTogetherAreForgottenTheOldestFirst() throws Exception {
    byte[] zip = withDirectoryOf(193);
    assertThat(zip.length).isGreaterThan(12 << 20);
    var archives = new ArrayList<URI>();
    for (String name : List.of("a.zip", "b.zip", "c.zip")) {
      archives.add(memory.put(name, zip));
      store.head(member(archives.getLast(), "m"), 1);
    }
    recorded.clear();
    store.head(member(archives.get(1), "m"), 1);
    store.head(member(archives.get(2), "m"), 1);
    assertThat(recorded.calls()).as("headers alone").hasSize(2);
    recorded.clear();
    store.head(member(archives.get(0), "m"), 1);
    assertThat(recorded.calls()).as("size, end, directory, header").hasSize(4);
  }

  /// An archive of one empty member, which has so many entries, each with the longest comment.
  private static byte[] withDirectoryOf(int entries) {
    int start = 31;
    int length = entries * (46 + 1 + 0xFFFF);
    var zip = ByteBuffer.allocate(start + length + 22).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0, 0x04034b50).putShort(26, (short) 1).put(30, (byte) 'm');
    for (int at = start; at < start + length; at += 46 + 1 + 0xFFFF) {
      zip.putInt(at, 0x02014b50).putShort(at + 28, (short) 1).putShort(at + 32, (short) 0xFFFF);
      zip.put(at + 46, (byte) 'm');
    }
    int end = start + length;
    zip.putInt(end, 0x06054b50)
        .putShort(end + 8, (short) entries)
        .putShort(end + 10, (short) entries);
    zip.putInt(end + 12, length).putInt(end + 16, start);
    return zip.array();
  }

  @Test
  void anArchiveWrittenAnewIsNoticedThoughTheMemberIsTheSame() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    put("a.bin", BYTES);
    for (int i = 0; i < 2; i++) { // by the archive's version, and by the member's own head
      assertThatThrownBy(() -> store.read(object, List.of(range(0, 5))))
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("changed while it was read");
    }
    assertThat(store.head(uri("a.bin"), 10).version()).isNotEqualTo(object.version());
  }

  @Test
  void whoBeganWithOneArchiveReadsNothingOfTheNext() throws Exception {
    ObjectHead object = store.head(put("a.bin", BYTES), 10);
    byte[] other = BYTES.clone();
    other[60] ^= 1;
    put("a.bin", other);
    assertThatThrownBy(() -> store.head(uri("a.bin"), 10)).isInstanceOf(Unavailable.class);
    ObjectHead next = store.head(uri("a.bin"), 10); // by another reader, who finds it anew
    assertThatThrownBy(() -> store.read(object, List.of(range(60, 1))))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("changed while it was read: the archive was version 1, is version 2");
    recorded.clear();
    assertThat(bytesOf(store.read(next, List.of(range(60, 1))).getFirst())[0]).isEqualTo(other[60]);
    assertThat(recorded.calls()).as("its bytes: the failure cost the other nothing").hasSize(1);
  }

  @Test
  void whoFailsWithOneArchiveDoesNotForgetTheNext() throws Exception {
    var changing = new FaultyStore(recorded);
    var zips = new ZipStore(changing);
    var next = new ArrayList<ObjectHead>();
    ObjectHead object = zips.head(put("a.bin", BYTES), 10);
    changing.next(
        MemoryStore.uri("a.bin.zip"),
        _ -> {
          put("a.bin", BYTES);
          assertThatThrownBy(() -> zips.head(uri("a.bin"), 10)).isInstanceOf(Unavailable.class);
          next.add(zips.head(uri("a.bin"), 10));
        });
    assertThatThrownBy(() -> zips.read(object, List.of(range(0, 5))))
        .isInstanceOf(Unavailable.class);
    recorded.clear();
    zips.read(next.getFirst(), List.of(range(0, 5)));
    zips.head(uri("a.bin"), 10);
    assertThat(recorded.calls()).as("bytes at a place that is kept, the header").hasSize(2);
  }

  @Test
  void whatTheDirectoryLacksOrRefusesDoesNotMakeItBeReadAgain() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    members.put("a.bin", BYTES);
    members.put("compressed", BYTES);
    byte[] zip = zip(members);
    int entry = zip.length - 22 - 46 - "compressed".length();
    zip[entry + 10] = 8;
    URI archive = memory.put("a.zip", zip);
    ObjectHead object = store.head(member(archive, "a.bin"), 10);
    for (String name : List.of("none", "compressed")) {
      recorded.clear();
      assertThatThrownBy(() -> store.head(member(archive, name), 10))
          .isInstanceOfAny(NotFound.class, Unsupported.class);
      assertThat(recorded.calls())
          .as("whether it is still that archive")
          .containsExactly(new RecordingStore.Call.Head(archive, 1));
    }
    recorded.clear();
    store.read(object, List.of(range(0, 5)));
    assertThat(recorded.calls()).as("the place of the other is kept").hasSize(1);
  }

  @Test
  void whatTheDirectoryLacksOrRefusesIsLookedForInTheArchiveThatTookItsPlace() throws Exception {
    byte[] compressed = zip(Map.of("a.bin", BYTES));
    compressed[compressed.length - 22 - 46 - "a.bin".length() + 10] = 8;
    for (byte[] before : List.of(zip(Map.of("b.bin", BYTES)), compressed)) {
      memory.put("a.bin.zip", before);
      var store = new ZipStore(memory);
      assertThatThrownBy(() -> store.head(uri("a.bin"), 10))
          .isInstanceOfAny(NotFound.class, Unsupported.class);
      put("a.bin", BYTES);
      assertThat(store.head(uri("a.bin"), 10).size()).isEqualTo(BYTES.length);
      remove("a.bin");
      assertThatThrownBy(() -> store.head(uri("a.bin"), 10)).isInstanceOf(NotFound.class);
      put("a.bin", BYTES);
      assertThat(store.head(uri("a.bin"), 10).size()).isEqualTo(BYTES.length);
    }
  }

  @Test
  void ofAnArchiveWithoutAVersionTheSizeTellsThatItWasReplaced() throws Exception {
    try (var server = RangeServer.start();
        var http = new HttpStore(HttpOptions.standard())) {
      server.always("a.zip", new RangeServer.Fault.NoVersion());
      var zips = new ZipStore(http);
      URI archive = server.put("a.zip", zip(Map.of("b.bin", BYTES)));
      assertThatThrownBy(() -> zips.head(member(archive, "a.bin"), 10))
          .isInstanceOf(NotFound.class);
      server.put("a.zip", zip(Map.of("a.bin", BYTES, "b.bin", BYTES)));
      assertThat(zips.head(member(archive, "a.bin"), 10).version()).isEmpty();
    }
  }

  @Test
  void whereTheArchiveIsGoneItsMembersAreNotSaidToBeMissingInIt() throws Exception {
    store.head(put("a.bin", BYTES), 10);
    remove("a.bin");
    assertThatThrownBy(() -> store.head(member(MemoryStore.uri("a.bin.zip"), "b.bin"), 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("no such object in memory");
  }

  /// A broken member makes the store look again whether the archive is still the same.
  @Test
  void whoReadsABrokenMemberDoesNotDisturbWhoReadsTheOthers() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    members.put("broken", new byte[1]);
    members.put("sound", new byte[] {1, 2, 3});
    byte[] zip = zip(members);
    zip[0] = 0;
    URI archive = memory.put("a.zip", zip);
    var zips = new ZipStore(memory);
    ObjectHead sound = zips.head(member(archive, "sound"), 1);
    var ended = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(3)) {
      var disturbing = new ArrayList<Future<?>>();
      for (int i = 0; i < 3; i++) {
        disturbing.add(
            threads.submit(
                () -> {
                  while (!ended.get()) {
                    assertThatThrownBy(() -> zips.head(member(archive, "broken"), 1))
                        .isInstanceOf(Malformed.class);
                  }
                }));
      }
      try {
        for (int i = 0; i < 20_000; i++) {
          assertThat(bytesOf(zips.read(sound, List.of(range(1, 2))).getFirst()))
              .containsExactly(2, 3);
        }
      } finally {
        ended.set(true);
      }
      for (Future<?> disturber : disturbing) {
        disturber.get();
      }
    }
  }

  // ---- archives of others

  @Test
  void whatPythonStoresIsRead() throws Exception {
    byte[] zip =
        python(
            """
            z = zipfile.ZipFile(out, 'w')
            z.writestr('plain.bin', bits(1000))
            z.writestr('földer/ü b!.bin', b'umlauts')
            z.writestr('empty', b'')
            with z.open('large.bin', 'w', force_zip64=True) as f:
                f.write(bits(70000))
            i = zipfile.ZipInfo('extra.bin')
            i.extra = b'\\x99\\x99' + (600).to_bytes(2, 'little') + bytes(600)
            z.writestr(i, b'behind six hundred bytes')
            z.writestr('twice', b'one')
            z.writestr('twice', b'two')
            z.comment = b'PK\\x05\\x06 is a comment ' * 1000
            z.close()
            """);
    URI archive = memory.put("a.zip", zip);
    assertThat(whole(member(archive, "plain.bin"))).hasSize(1000);
    assertThat(whole(URI.create("zip+" + archive + "!/f%C3%B6lder/%C3%BC%20b%21.bin")))
        .asString()
        .isEqualTo("umlauts");
    assertThat(whole(URI.create("zip+" + archive + "!plain.bin"))).hasSize(1000);
    assertThat(whole(member(archive, "empty"))).isEmpty();
    assertThat(whole(member(archive, "large.bin"))).hasSize(70_000);
    assertThat(whole(member(archive, "extra.bin"))).asString().startsWith("behind six hundred");
    assertThat(store.head(member(archive, "extra.bin"), 100).bytes()).hasSize(24);
    assertThat(whole(member(archive, "twice"))).asString().isEqualTo("two");
  }

  @Test
  void zip64sEndAndSizesAreRead() throws Exception {
    byte[] zip =
        python(
            """
            zipfile.ZIP64_LIMIT = 100
            zipfile.ZIP_FILECOUNT_LIMIT = 1
            z = zipfile.ZipFile(out, 'w')
            z.writestr('a.bin', bytes(range(200)))
            z.writestr('b.bin', bytes(range(150)))
            z.close()
            data = open(out, 'rb').read()
            assert b'PK\\x06\\x06' in data and b'PK\\x06\\x07' in data and data.count(b'\\xff' * 8) > 1
            """);
    URI archive = memory.put("a.zip", zip);
    byte[] a = whole(member(archive, "a.bin"));
    assertThat(a).hasSize(200);
    assertThat(a[199]).isEqualTo((byte) 199);
    assertThat(whole(member(archive, "b.bin"))).isEqualTo(Arrays.copyOf(a, 150));
  }

  /// Sizes above 4 GiB are those of zip64's field; the archive is a file with a hole.
  @Test
  void aMemberBehindTheFourthGigabyteIsRead() throws Exception {
    Path file =
        madeByPython(
            """
            z = zipfile.ZipFile(out, 'w')
            i = zipfile.ZipInfo('hole.bin')
            with z.open(i, 'w', force_zip64=True) as f:
                pass
            z.start_dir = 5 << 30
            z.writestr('far.bin', b'behind five gigabytes')
            i.file_size = i.compress_size = (5 << 30) - 1000
            z.close()
            """);
    try (var files = new FileStore()) {
      var zips = new ZipStore(files);
      URI archive = file.toUri();
      assertThat(zips.readAll(member(archive, "far.bin"), 100))
          .asString()
          .isEqualTo("behind five gigabytes");
      ObjectHead hole = zips.head(member(archive, "hole.bin"), 10);
      assertThat(hole.size()).isGreaterThan(5_000_000_000L);
      assertThat(zips.read(hole, List.of(range(4_900_000_000L, 4))).getFirst().getInt()).isZero();
    }
  }

  @Test
  void compressedAndEncryptedMembersAreUnsupportedAndNamed() throws Exception {
    byte[] zip =
        python(
            """
            z = zipfile.ZipFile(out, 'w')
            z.writestr('deflated', b'x' * 100, zipfile.ZIP_DEFLATED)
            z.writestr('bzip2', b'x' * 100, zipfile.ZIP_BZIP2)
            for name, flag in ('hidden', 1), ('strongly', 0x40), ('header', 0x2000):
                z.writestr(name, b'x' * 100)
                z.getinfo(name).flag_bits |= flag
            z.close()
            """);
    URI archive = memory.put("a.zip", zip);
    unsupported(member(archive, "deflated"), "a compressed member of a zip archive (Deflate)");
    unsupported(member(archive, "bzip2"), "a compressed member of a zip archive (method 12)");
    for (String name : List.of("hidden", "strongly", "header")) {
      unsupported(member(archive, name), "an encrypted member");
    }
  }

  private void unsupported(URI uri, String why) {
    assertThatThrownBy(() -> store.head(uri, 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining(uri.getPath())
        .hasMessageContaining(why);
  }

  @Test
  void ofAMemberThatIsNotThereItSaysWhichAre() {
    var members = new LinkedHashMap<String, byte[]>();
    for (int i = 1; i < 9; i++) {
      members.put("B0" + i + ".tif", new byte[1]);
    }
    URI archive = memory.put("a.zip", zip(members));
    assertThatThrownBy(() -> store.head(member(archive, "B99.tif"), 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("a.zip!/B99.tif")
        .hasMessageContaining(
            "the archive has no such member; it has B01.tif, B02.tif, B03.tif, B04.tif, B05.tif"
                + " and 3 more");
    URI empty = memory.put("empty.zip", zip(Map.of()));
    assertThatThrownBy(() -> store.head(member(empty, "a"), 10))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("it is empty");
  }

  // ---- broken ones

  @Test
  void whatIsNoArchiveIsMalformed() {
    for (byte[] bytes : List.of(new byte[0], new byte[21], BYTES)) {
      URI archive = memory.put("a.zip", bytes);
      assertThatThrownBy(() -> store.head(member(archive, "a"), 10))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("no zip archive");
    }
  }

  @Test
  void sizesAndPlacesAreCheckedAgainstTheArchive() {
    byte[] zip = zip(Map.of("a.bin", new byte[1000]));
    int end = zip.length - 22;
    int entry = end - 46 - "a.bin".length();
    malformed(zip, end + 12, 1 << 20, "a zip directory of 1048576 bytes at byte 1035");
    malformed(zip, end + 16, -1, "a zip directory of 51 bytes at byte 4294967295");
    malformed(zip, end + 16, entry - 1, "no entry of a zip directory");
    malformed(zip, end + 8, 0x0002_0002, "1 entries, stated to have 2");
    malformed(zip, entry, 0, "no entry of a zip directory");
    malformed(zip, entry + 28, 0xFFFF, "no entry of a zip directory");
    malformed(zip, entry + 20, 999, "in 999 bytes and said to have 1000");
    malformed(zip, entry + 20, -1, "sizes that no zip64 field tells");
    malformed(zip, entry + 42, 1, "a member of 1000 bytes at byte 1; the directory begins at");
    malformed(zip, 0, 0, "no header of the member");
    malformed(zip, 26, 4, "no header of the member");
    malformed(
        zip,
        28,
        ('.' << 24) | ('a' << 16) | 7,
        "a member of 1000 bytes here, but the directory begins");
    malformed(zip, 30, 'b', "no header of the member");
    byte[] large = zip.clone();
    ByteBuffer.wrap(large).order(ByteOrder.LITTLE_ENDIAN).putInt(end + 4, 1);
    URI archive = memory.put("a.zip", large);
    assertThatThrownBy(() -> store.head(member(archive, "a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("mem:/a.zip: a zip archive in several parts");
  }

  /// @param at where four bytes are replaced
  private void malformed(byte[] zip, int at, int value, String why) {
    byte[] broken = zip.clone();
    ByteBuffer.wrap(broken).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    URI archive = memory.put("a.zip", broken);
    assertThatThrownBy(() -> store.head(member(archive, "a.bin"), 10))
        .as(why)
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("mem:/a.zip")
        .hasMessageContaining(why);
  }

  @Test
  void aDirectoryThatWouldTakeTooMuchIsUnsupported() {
    var zip = ByteBuffer.allocate((17 << 20) + 22).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(17 << 20, 0x06054b50).putInt((17 << 20) + 12, 17 << 20);
    URI archive = memory.put("a.zip", zip.array());
    assertThatThrownBy(() -> store.head(member(archive, "a.bin"), 10))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("a zip directory of 17825792 bytes; up to 16777216 are read");
    assertThat(recorded.calls()).as("size, end").hasSize(2);
  }

  @Test
  void anyBytesEndInAValueOrAFailureOfOurs() throws Exception {
    byte[] zip64 =
        python(
            """
            zipfile.ZIP64_LIMIT = 100
            z = zipfile.ZipFile(out, 'w')
            z.writestr('a.bin', bytes(range(200)))
            z.writestr('b.bin', bytes(range(50)))
            z.close()
            """);
    var random = new Random(11);
    int values = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] broken = zip64.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        // most of it where structure is: the headers, the directory and its end
        int at = random.nextBoolean() ? random.nextInt(260, broken.length) : random.nextInt(60);
        broken[at] =
            (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xFF : 0);
      }
      if (random.nextInt(10) == 0) {
        broken = Arrays.copyOf(broken, random.nextInt(broken.length));
      }
      memory.put("a.zip", broken);
      try {
        ObjectHead head = new ZipStore(memory).head(member(MemoryStore.uri("a.zip"), "a.bin"), 300);
        assertThat(head.bytes()).hasSize((int) Math.min(300, head.size()));
        values++;
      } catch (CairnException _) {
        // named
      }
    }
    assertThat(values).isBetween(1, 19_999);
  }

  // ---- addresses

  @Test
  void archivesLieInAnyStore() throws Exception {
    byte[] zip = zip(Map.of("a/b.bin", BYTES));
    Path file = Files.write(folder.resolve("an archive!.zip"), zip);
    try (var server = RangeServer.start();
        var s3 = FakeS3.start().openToAll("bucket");
        var stores =
            new Stores(
                StoreOptions.standard()
                    .withSettings(
                        Settings.of(
                            Map.of(
                                "AWS_ENDPOINT_URL",
                                s3.endpoint().toString(),
                                "AWS_NO_SIGN_REQUEST",
                                "YES"))))) {
      s3.put("bucket", "x.zip", zip);
      URI http = server.put("x.zip", zip);
      for (String address :
          List.of(
              "zip+" + http + "!/a/b.bin",
              "ZIP+" + http + "!a/b.bin?for=the-archive",
              "zip+s3://bucket/x.zip!/a/b.bin",
              "zip+" + file.toUri() + "!/a/b.bin",
              "zip://" + file + "!/a/b.bin")) {
        URI uri = Href.parse(address);
        ObjectHead head = stores.head(uri, 10);
        assertThat(head.uri()).isEqualTo(uri);
        assertThat(head.size()).as(address).isEqualTo(BYTES.length);
        assertThat(stores.readAll(uri, 1 << 20)).as(address).isEqualTo(BYTES);
        assertThatThrownBy(() -> stores.put(uri, new byte[1]))
            .isInstanceOf(Unsupported.class)
            .hasMessageContaining("members of archives are read, not written or listed");
      }
      assertThat(server.requests())
          .extracting(RangeServer.Request::query)
          .contains("for=the-archive");
    }
  }

  @Test
  void namesOfArchivesAndMembersMayHoldTheMarkBetweenThem() throws Exception {
    var members = new LinkedHashMap<String, byte[]>();
    members.put("x!y.bin", new byte[] {1});
    members.put("x!", new byte[] {2});
    members.put("a%21!/b.bin", new byte[] {3});
    Path file = Files.createDirectory(folder.resolve("new!")).resolve("a!b.zip");
    Files.write(file, zip(members));
    try (var files = new FileStore()) {
      var zips = new ZipStore(files);
      for (String start : List.of("zip://" + file, "zip+" + file.toUri())) {
        for (var member : Map.of("!/x!y.bin", 1, "!/x!", 2).entrySet()) {
          URI uri = Href.parse(start + member.getKey());
          assertThat(zips.readAll(uri, 10)).containsExactly(member.getValue());
          assertThat(Href.display(uri)).isEqualTo("zip://" + file + member.getKey());
        }
      }
      URI escaped = URI.create("zip+" + file.toUri() + "!/a%2521%21/b.bin");
      assertThat(zips.readAll(escaped, 10)).containsExactly(3);
    }
    URI archive = memory.put("a.zip", zip(members));
    assertThat(whole(URI.create("zip+" + archive + "!x%21y.bin"))).containsExactly(1);
  }

  @Test
  void whatNamesNoMemberIsRefusedBeforeAnythingIsRead() {
    unsupported(
        URI.create("zip+mem:/a.zip"), "is no address such as zip+https://HOST/ARCHIVE.zip!");
    unsupported(URI.create("zip+mem:/a.zip!/b#c"), "is no address such as");
    unsupported(URI.create("zip+1://host/a.zip!/b"), "is no address such as");
    unsupported(URI.create("zip+zip+mem:/a.zip!/b.zip!/c"), "an archive in an archive");
    assertThatThrownBy(() -> store.head(URI.create("zip+mem:/a.zip!/"), 10))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("names an archive and no member of it");
    assertThat(recorded.calls()).isEmpty();
  }

  @Test
  void gdalReadsTheSameBytes() throws Exception {
    Judge.requirePython("osgeo.gdal");
    byte[] zip = zip(Map.of("a b.bin", BYTES));
    Path file = Files.write(folder.resolve("a.zip"), zip);
    Judge.Verdict verdict =
        Judge.python(
            """
            import sys, hashlib
            from osgeo import gdal
            f = gdal.VSIFOpenL('/vsizip/' + sys.argv[1] + '/a b.bin', 'rb')
            print(hashlib.md5(gdal.VSIFReadL(1, 1000000, f)).hexdigest())
            """,
            file.toString());
    byte[] ours = whole(member(memory.keep(file.toUri(), zip), "a b.bin"));
    byte[] md5 = java.security.MessageDigest.getInstance("MD5").digest(ours);
    assertThat(verdict.output().strip()).isEqualTo(java.util.HexFormat.of().formatHex(md5));
  }
}
