package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Malformed;
import dev.cairn.codec.Scratch;
import dev.cairn.format.tiff.HandMadeTiff.Entry;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/// Files that were made to hurt, by a fuzzer or by hand: small, and they ask for much, or for what
/// is not there.
class HostileTiffTest {
  private static final int ASCII = 2;
  private static final int DOUBLE = 12;
  private static final int USER_DEFINED = 32_767;

  @Test
  void directoriesThatLieOverOneAnotherAreNotGoneThroughOneByOne() {
    // A thousand of 65535 entries each, 16 bytes from one to the next, linked.
    int size = 2 + 12 * 65_535 + 4;
    var b = ByteBuffer.allocate(8 + size + 16 * 1024).order(ByteOrder.LITTLE_ENDIAN);
    Arrays.fill(b.array(), (byte) 0xFF); // counts of 65535, tags and types that nobody knows
    b.put(0, "II*\0".getBytes(StandardCharsets.US_ASCII)).putInt(4, 8);
    for (int i = 0; i < 1000; i++) {
      b.putInt(8 + 16 * i + size - 4, 8 + 16 * (i + 1));
    }

    assertThatThrownBy(() -> open(b.array()))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("directory 0 of 65535 entries");
  }

  @Test
  void geoKeysThatAllNameTheSameNumbersAreNotWrittenOutEachTime() {
    int keys = 60_000;
    var file = new HandMadeTiff();
    long numbers = file.put(new byte[8 * keys]);
    int[] directory = new int[4 * (keys + 1)];
    directory[3] = keys;
    for (int i = 4; i < directory.length; i += 4) {
      directory[i] = 2000 + i;
      directory[i + 1] = Tag.GEO_DOUBLE_PARAMS;
      directory[i + 2] = keys;
    }
    userDefined(directory);
    byte[] bytes =
        located(file, directory, new Entry(Tag.GEO_DOUBLE_PARAMS, DOUBLE, keys, numbers));
    long before = allocated();

    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("GeoKeys (tag 34735) of more than 65536 characters");
    assertThat(allocated() - before).isLessThan(32 << 20);
  }

  @Test
  void geoKeysThatPointBesideTheirNumbersOrTextHaveNoValue() throws Exception {
    for (int where : new int[] {Tag.GEO_DOUBLE_PARAMS, Tag.GEO_ASCII_PARAMS}) {
      for (int[] span : new int[][] {{4, -1}, {Integer.MAX_VALUE, 2}, {-1, 0}, {0, 0}, {3, 50}}) {
        var file = new HandMadeTiff();
        int[] directory = {1, 1, 0, 2, 0, 0, 0, 0, 3073, where, span[0], span[1]};
        userDefined(directory);
        byte[] bytes =
            located(
                file,
                directory,
                new Entry(Tag.GEO_DOUBLE_PARAMS, DOUBLE, 2, file.put(new byte[16])),
                new Entry(
                    Tag.GEO_ASCII_PARAMS,
                    ASCII,
                    5,
                    file.put("text\0".getBytes(StandardCharsets.US_ASCII))));

        Tiff tiff = open(bytes);

        assertThat(tiff.structure().crs().isStated()).isTrue();
      }
    }
  }

  /// Makes the first key name a projected CRS that is defined by the others.
  private static void userDefined(int[] directory) {
    directory[4] = 3072;
    directory[5] = 0;
    directory[6] = 1;
    directory[7] = USER_DEFINED;
  }

  private static byte[] located(HandMadeTiff file, int[] directory, Entry... values) {
    var entries = Arrays.copyOf(values, values.length + 3);
    entries[values.length] = Entry.at(Tag.GEO_KEY_DIRECTORY, directory.length, file.put(directory));
    entries[values.length + 1] = Entry.of(Tag.BITS_PER_SAMPLE, 8);
    entries[values.length + 2] = Entry.of(Tag.STRIP_OFFSETS, 16);
    return file.image(16, 16, 0, entries).bytes();
  }

  @Test
  void theFirstStoredTileIsNotLookedForInAHundredSharedIndexes() throws Exception {
    int tiles = 1 << 20;
    var file = new HandMadeTiff();
    long index = file.put(new byte[4 * tiles]);
    for (int i = 0; i < 100; i++) {
      file.image(
          1024,
          1024,
          i == 0 ? 0 : 1,
          Entry.of(Tag.BITS_PER_SAMPLE, 8),
          Entry.of(Tag.TILE_WIDTH, 1),
          Entry.of(Tag.TILE_LENGTH, 1),
          Entry.at(Tag.TILE_OFFSETS, tiles, index));
    }
    Tiff tiff = open(file.bytes());

    assertThat(tiff.cogReport().errors()).isNotEmpty();

    assertThat(tiff.heldBytes()).isLessThan(8 << 20);
  }

  @Test
  void aLercBlobThatIsTooLongForItsTileIsSoWhateverWasDecodedBefore() throws Exception {
    // 16 × 16 bytes in a blob that says it takes 20000, Deflate around it.
    var blob = ByteBuffer.allocate(20_000).order(ByteOrder.LITTLE_ENDIAN);
    blob.put("Lerc2 ".getBytes(StandardCharsets.US_ASCII));
    for (int field : new int[] {2, 16, 16, 256, 8, blob.capacity(), 1}) {
      blob.putInt(field);
    }
    var stored = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(stored)) {
      deflater.write(blob.array());
    }
    var file = new HandMadeTiff();
    long strip = file.put(stored.toByteArray());
    byte[] bytes =
        file.image(
                16,
                16,
                0,
                Entry.of(Tag.BITS_PER_SAMPLE, 8),
                Entry.of(Tag.COMPRESSION, 34_887),
                Entry.at(Tag.LERC_PARAMETERS, 2, 4L | 1L << 32), // in the entry: 4, Deflate
                Entry.of(Tag.STRIP_OFFSETS, strip),
                Entry.of(Tag.STRIP_BYTE_COUNTS, stored.size()))
            .bytes();

    for (int known : new int[] {1, 1 << 20}) {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        Scratch.take(known); // whatever others left
      }
      Scratch.give(new byte[known]);
      assertThatThrownBy(() -> WholeBand.md5(open(bytes), 0, 0))
          .isInstanceOf(Malformed.class)
          .hasMessageContaining("where 20000 more are needed");
    }
  }

  @Test
  void textThatIsNoNumberIsShownInPart() {
    var file = new HandMadeTiff();
    byte[] text = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    byte[] bytes =
        file.image(
                16,
                16,
                0,
                Entry.of(Tag.BITS_PER_SAMPLE, 8),
                Entry.of(Tag.STRIP_OFFSETS, 16),
                new Entry(Tag.GDAL_NODATA, ASCII, text.length, file.put(text)))
            .bytes();

    assertThatThrownBy(() -> open(bytes))
        .isInstanceOf(Malformed.class)
        .satisfies(e -> assertThat(e.getMessage()).contains("xxx").hasSizeLessThan(300));
  }

  private static Tiff open(byte[] file) throws InterruptedException {
    var store = FileBytes.of(file);
    return Tiff.open(store, store.uri());
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
