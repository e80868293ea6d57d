package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.codec.Scratch;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/// Small files that ask for much: their headers end in a reader or a failure within a second and a
/// few times the file's bytes.
class HostileTiffTest {
  private static final int BYTE = 1;
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;

  /// An entry whose values lie at `at`; inside of it where they fit.
  private record Entry(int tag, int type, int count, int at) {}

  /// A classic little-endian TIFF: values, then directories that point to them.
  private static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Writer() {
      put("II*\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    }

    /// @return where they lie
    int put(byte[] values) {
      int at = bytes.size();
      bytes.writeBytes(values);
      return at;
    }

    int putShorts(int... values) {
      var b = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (int v : values) {
        b.putShort((short) v);
      }
      return put(b.array());
    }

    int putInts(int... values) {
      var b = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      for (int v : values) {
        b.putInt(v);
      }
      return put(b.array());
    }

    /// The file: the first directory, which names all others as lying below it (tag 330).
    byte[] file(List<List<Entry>> directories) {
      int[] below = new int[directories.size() - 1];
      for (int i = 0; i < below.length; i++) {
        below[i] = put(directory(directories.get(i + 1)));
      }
      var first = new ArrayList<>(directories.getFirst());
      if (below.length > 0) {
        first.add(new Entry(Tag.SUB_IFDS, LONG, below.length, putInts(below)));
      }
      int at = put(directory(first));
      byte[] file = bytes.toByteArray();
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, at);
      return file;
    }

    private static byte[] directory(List<Entry> entries) {
      var b = ByteBuffer.allocate(6 + 12 * entries.size()).order(ByteOrder.LITTLE_ENDIAN);
      b.putShort((short) entries.size());
      for (Entry e : entries) {
        b.putShort((short) e.tag).putShort((short) e.type).putInt(e.count).putInt(e.at);
      }
      return b.array();
    }
  }

  /// A square of bytes in one strip that was left out.
  private static List<Entry> image(int side, Entry... more) {
    var entries = new ArrayList<Entry>();
    if (side < 4096) {
      entries.add(new Entry(Tag.NEW_SUBFILE_TYPE, LONG, 1, 1));
    }
    entries.add(new Entry(Tag.IMAGE_WIDTH, LONG, 1, side));
    entries.add(new Entry(Tag.IMAGE_LENGTH, LONG, 1, side));
    entries.add(new Entry(Tag.BITS_PER_SAMPLE, SHORT, 1, 8));
    entries.add(new Entry(Tag.STRIP_OFFSETS, LONG, 1, 8));
    for (Entry e : more) {
      entries.removeIf(known -> known.tag == e.tag);
      entries.add(e);
    }
    return entries;
  }

  /// The image and overviews of it, each with the same further entry, whose values are among the
  /// bytes that are read for the first.
  private static List<List<Entry>> pyramid(int directories, Entry shared) {
    var all = new ArrayList<List<Entry>>();
    all.add(image(4096, new Entry(Tag.GDAL_METADATA, ASCII, 4_000_000, shared.at), shared));
    for (int i = 1; i < directories; i++) {
      all.add(image(4096 - i, shared));
    }
    return all;
  }

  private static Tiff open(byte[] file) throws InterruptedException {
    var store = FileBytes.of(file);
    return Tiff.open(store, store.uri());
  }

  /// Opens the file, whatever comes of it, and says what it held then or would have.
  private static void opensWithinASecondAnd(long mebibytes, byte[] file) throws Exception {
    try {
      open(image());
    } catch (CairnException _) {
      // classes are loaded
    }
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long begin = threads.getCurrentThreadCpuTime();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    String outcome;
    try {
      outcome = "holds " + open(file).heldBytes();
    } catch (CairnException e) {
      outcome = e.getMessage();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
    double seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
    System.out.printf("%.2f s, %d MiB: %.100s%n", seconds, bytes >> 20, outcome);
    assertThat(seconds).as(outcome).isLessThan(1);
    assertThat(bytes >> 20).as(outcome).isLessThan(mebibytes);
  }

  private static byte[] image() {
    return new Writer().file(List.of(image(4096)));
  }

  @Test
  void theSmallestFileOpens() throws Exception {
    assertThat(open(image()).header().width()).isEqualTo(4096);
  }

  @Test
  void tablesThatAThousandOverviewsShareAreNotCopiedAThousandTimes() throws Exception {
    var writer = new Writer();
    int tables = writer.put(new byte[4_000_000]);

    byte[] file = writer.file(pyramid(1000, new Entry(Tag.JPEG_TABLES, BYTE, 4_000_000, tables)));

    opensWithinASecondAnd(64, file);
  }

  @Test
  void anIndexThatAThousandOverviewsShareIsNotCopiedAThousandTimes() throws Exception {
    var writer = new Writer();
    int index = writer.put(new byte[4_000_000]);

    byte[] file = writer.file(pyramid(1000, new Entry(Tag.STRIP_OFFSETS, LONG, 1_000_000, index)));

    opensWithinASecondAnd(64, file);
  }

  @Test
  void theFirstStoredTileIsNotLookedForInAThousandSharedIndexes() throws Exception {
    var writer = new Writer();
    int index = writer.put(new byte[4_000_000]);
    var all = pyramid(1000, new Entry(Tag.TILE_OFFSETS, LONG, 1_000_000, index));
    for (List<Entry> directory : all) {
      directory.add(new Entry(Tag.TILE_WIDTH, LONG, 1, 1));
      directory.add(new Entry(Tag.TILE_LENGTH, LONG, 1, 1));
    }
    Tiff tiff = open(writer.file(all));

    assertThat(tiff.cogReport().errors()).isNotEmpty();

    assertThat(tiff.heldBytes()).isLessThan(16 << 20);
  }

  @Test
  void bitsOfMillionsOfSamplesAreNotReadForEveryOverview() throws Exception {
    var writer = new Writer();
    byte[] bits = new byte[4_000_000];
    Arrays.fill(bits, (byte) 8);
    int at = writer.put(bits);

    byte[] file = writer.file(pyramid(1000, new Entry(Tag.BITS_PER_SAMPLE, BYTE, 4_000_000, at)));

    opensWithinASecondAnd(64, file);
  }

  @Test
  void directoriesThatLieOverOneAnotherAreNotReadForMinutes() throws Exception {
    // 65535 entries each, of which all have the same bytes; each links to the next.
    int size = 2 + 12 * 65_535 + 4;
    var b = ByteBuffer.allocate(8 + size + 16 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    byte[] file = b.array();
    Arrays.fill(file, (byte) 0xFF); // counts of 65535, tags and types that nobody knows
    b.put(0, "II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(4, 8);
    for (int i = 0; i < 1000; i++) {
      b.putInt(8 + 16 * i + size - 4, 8 + 16 * (i + 1));
    }

    opensWithinASecondAnd(64, file);
  }

  @Test
  void geoKeysThatAllNameTheSameNumbersAreNotWrittenOutEachTime() throws Exception {
    var writer = new Writer();
    int doubles = writer.put(new byte[8 * 60_000]);
    int[] keys = new int[4 * 60_000];
    keys[0] = 1;
    keys[1] = 1;
    keys[3] = 59_999;
    for (int i = 4; i < keys.length; i += 4) {
      keys[i] = i == 4 ? 3072 : 2000 + i / 4; // of a projection that is user-defined
      keys[i + 1] = i == 4 ? 0 : Tag.GEO_DOUBLE_PARAMS;
      keys[i + 2] = i == 4 ? 1 : 60_000;
      keys[i + 3] = i == 4 ? 32_767 : 0;
    }
    int directory = writer.putShorts(keys);

    opensWithinASecondAnd(
        64,
        writer.file(
            List.of(
                image(
                    4096,
                    new Entry(Tag.GEO_KEY_DIRECTORY, SHORT, keys.length, directory),
                    new Entry(Tag.GEO_DOUBLE_PARAMS, DOUBLE, 60_000, doubles)))));
  }

  @Test
  void geoKeysThatPointBeforeTheirNumbersOrTextHaveNoValue() throws Exception {
    for (int where : new int[] {Tag.GEO_DOUBLE_PARAMS, Tag.GEO_ASCII_PARAMS}) {
      for (int[] span : new int[][] {{4, -1}, {Integer.MAX_VALUE, 1}, {-4, 1}}) {
        var writer = new Writer();
        int keys = writer.putInts(1, 1, 0, 2, 3072, 0, 1, 32_767, 3073, where, span[0], span[1]);
        int doubles = writer.put(new byte[16]);
        int text = writer.put("some|text\0".getBytes(StandardCharsets.US_ASCII));

        Tiff tiff =
            open(
                writer.file(
                    List.of(
                        image(
                            4096,
                            new Entry(Tag.GEO_KEY_DIRECTORY, LONG, 12, keys),
                            new Entry(Tag.GEO_DOUBLE_PARAMS, DOUBLE, 2, doubles),
                            new Entry(Tag.GEO_ASCII_PARAMS, ASCII, 10, text)))));

        assertThat(tiff.structure().crs().isStated()).isTrue();
      }
    }
  }

  @Test
  void itemsAndBandsByTheTenThousandAreNotLookedThroughForEachOther() throws Exception {
    String items = "<I>" + "<Item/>".repeat(500_000) + "</I>";
    var writer = new Writer();
    int text = writer.put(items.getBytes(StandardCharsets.US_ASCII));

    opensWithinASecondAnd(
        512,
        writer.file(
            List.of(
                image(
                    4096,
                    new Entry(Tag.SAMPLES_PER_PIXEL, LONG, 1, 60_000),
                    new Entry(Tag.GDAL_METADATA, ASCII, items.length(), text)))));
  }

  @Test
  void aLercBlobThatIsLongerThanItsTileAllowsIsSoWhateverWasDecodedBefore() throws Exception {
    // 16 × 16 bytes in a blob that says it takes 20000, Deflate around it.
    var blob = ByteBuffer.allocate(20_000).order(ByteOrder.LITTLE_ENDIAN);
    blob.put("Lerc2 ".getBytes(StandardCharsets.US_ASCII));
    for (int field : new int[] {2, 16, 16, 256, 8, blob.capacity(), 1}) {
      blob.putInt(field);
    }
    var deflater = new Deflater();
    deflater.setInput(blob.array());
    deflater.finish();
    byte[] stored = new byte[1000];
    int length = deflater.deflate(stored);
    deflater.end();
    var writer = new Writer();
    int strip = writer.put(stored);
    int lerc = writer.putInts(4, 1);
    byte[] file =
        writer.file(
            List.of(
                List.of(
                    new Entry(Tag.IMAGE_WIDTH, LONG, 1, 16),
                    new Entry(Tag.IMAGE_LENGTH, LONG, 1, 16),
                    new Entry(Tag.BITS_PER_SAMPLE, SHORT, 1, 8),
                    new Entry(Tag.COMPRESSION, LONG, 1, 34_887),
                    new Entry(Tag.LERC_PARAMETERS, LONG, 2, lerc),
                    new Entry(Tag.STRIP_OFFSETS, LONG, 1, strip),
                    new Entry(Tag.STRIP_BYTE_COUNTS, LONG, 1, length))));

    for (int known : new int[] {1, 1 << 20}) {
      for (int i = 0; i < 64; i++) {
        Scratch.take(known); // whatever others left
      }
      Scratch.give(new byte[known]);
      assertThatThrownBy(() -> WholeBand.md5(open(file), 0, 0))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("where 20000 more are needed");
    }
  }

  @Test
  void aNoDataTextThatIsNoNumberIsToldInALine() {
    var writer = new Writer();
    int text = writer.put("x".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
    byte[] file =
        writer.file(List.of(image(4096, new Entry(Tag.GDAL_NODATA, ASCII, 100_000, text))));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(Malformed.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
  }

  @Test
  void textOfMegabytesIsRefusedByName() {
    var writer = new Writer();
    int text = writer.put(new byte[5 << 20]);
    byte[] file =
        writer.file(List.of(image(4096, new Entry(Tag.GDAL_METADATA, ASCII, 5 << 20, text))));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("tag 42112");
  }
}
