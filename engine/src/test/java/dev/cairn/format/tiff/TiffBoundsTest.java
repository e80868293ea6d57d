package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.HandMadeTiff.Entry;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/// What a file may cost whoever opens and reads it, in memory, bytes and time, whatever it says.
class TiffBoundsTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");
  private static final int MIB = 1 << 20;

  // ---- opening

  @Test
  void anIndexThatDirectoriesShareIsNotKeptForEach() throws Exception {
    var file = new HandMadeTiff();
    long index = file.put(new byte[4 * MIB]);
    var places = Entry.at(Tag.TILE_OFFSETS, MIB, index); // of 1024 × 1024 tiles
    var counts = Entry.at(Tag.TILE_BYTE_COUNTS, MIB, index);
    for (int i = 0; i < 100; i++) {
      file.image(
          16_384,
          16_384,
          i == 0 ? 0 : 1,
          Entry.of(Tag.BITS_PER_SAMPLE, 8),
          Entry.of(Tag.TILE_WIDTH, 16),
          Entry.of(Tag.TILE_LENGTH, 16),
          places,
          counts);
    }
    var store = FileBytes.of(file.bytes());
    long before = allocated();

    Tiff tiff = Tiff.open(store, store.uri(), new Tiff.Options(5 * MIB));

    assertThat(tiff.header().levels()).hasSize(100);
    assertThat(tiff.heldBytes()).isBetween(4L * MIB, 6L * MIB); // of 800 that they claim
    assertThat(allocated() - before).isLessThan(32L * MIB);
    assertThat(tiff.blocks(0, 99, new PixelWindow(16_000, 16_000, 1, 1)).getFirst().bytes())
        .isEqualTo(new Block.Bytes.Sparse()); // read when it is asked for
  }

  @Test
  void whatAnIndexHasBeyondTheImagesTilesIsNotKept() throws Exception {
    var file = new HandMadeTiff();
    long index = file.put(new byte[4 * MIB]);
    file.image(
        16,
        16,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        Entry.of(Tag.TILE_WIDTH, 16),
        Entry.of(Tag.TILE_LENGTH, 16),
        Entry.at(Tag.TILE_OFFSETS, MIB, index),
        Entry.at(Tag.TILE_BYTE_COUNTS, MIB, index));
    var store = FileBytes.of(file.bytes());

    Tiff tiff = Tiff.open(store, store.uri(), new Tiff.Options(5 * MIB));

    assertThat(tiff.heldBytes()).isLessThan(8192);
    assertThat(tiff.blocks(0, 0, new PixelWindow(3, 3, 1, 1))).hasSize(1);
  }

  @Test
  void valuesThatDirectoriesShareCountForEach() {
    assertThatThrownBy(() -> open(sharingTables(9)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("values take more than 33554432 bytes");
    Assertions.assertDoesNotThrow(() -> open(sharingTables(7)));
  }

  /// Directories that share tables of JPEG of 4 MiB.
  private static byte[] sharingTables(int directories) {
    var file = new HandMadeTiff();
    long tables = file.put(new byte[4 * MIB]);
    for (int i = 0; i < directories; i++) {
      file.image(
          16,
          16,
          i == 0 ? 0 : 1,
          Entry.of(Tag.BITS_PER_SAMPLE, 8),
          new Entry(Tag.JPEG_TABLES, HandMadeTiff.UNDEFINED, 4 * MIB, tables),
          Entry.of(Tag.STRIP_OFFSETS, 16));
    }
    return file.bytes();
  }

  @Test
  void aHeaderIsReadUpTo64MiBAndNoFurther() throws Exception {
    assertThat(open(scattered(40)).header().levels()).hasSize(40);
    var store = FileBytes.of(scattered(100));

    assertThatThrownBy(() -> Tiff.open(store, store.uri()))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("header of more than 67108864 bytes");
    long asked = store.requests().stream().flatMap(List::stream).mapToLong(ByteRange::length).sum();
    assertThat(asked).isBetween(60L * MIB, 64L * MIB);
  }

  /// Directories a MiB apart: with each, what lies around it is read.
  private static byte[] scattered(int directories) {
    byte[] one =
        new HandMadeTiff()
            .image(16, 16, 1, Entry.of(Tag.BITS_PER_SAMPLE, 8), Entry.of(Tag.STRIP_OFFSETS, 16))
            .bytes();
    ByteBuffer file =
        ByteBuffer.allocate((directories + 1) * MIB + 1024).order(ByteOrder.LITTLE_ENDIAN);
    file.put(one, 0, 16).putLong(8, MIB);
    for (int i = 0; i < directories; i++) {
      int at = (i + 1) * (MIB + 1) - 1; // beyond what was read with the one before
      file.put(at, one, 16, one.length - 16);
      file.putLong(at + one.length - 24, i == directories - 1 ? 0 : at + MIB + 1);
    }
    return file.array();
  }

  @Test
  void metadataOfManyBandsIsLookedThroughOnce() throws Exception {
    int bands = 65_535;
    var xml = new StringBuilder("<GDALMetadata>");
    xml.append("<Item sample=\"1\" role=\"x\"/>".repeat(140_000));
    xml.append("<Item sample=\"65534\" role=\"scale\">2</Item>");
    xml.append("<Item sample=\"65534\" role=\"scale\">3</Item>");
    xml.append("<Item sample=\"65534\" role=\"description\">last</Item></GDALMetadata>");
    byte[] text = xml.toString().getBytes(StandardCharsets.US_ASCII);
    var file = new HandMadeTiff();
    long metadata = file.put(text);
    file.image(
        16,
        16,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        Entry.of(Tag.SAMPLES_PER_PIXEL, bands),
        Entry.of(Tag.PLANAR_CONFIGURATION, 2),
        Entry.of(Tag.STRIP_OFFSETS, 16),
        new Entry(Tag.GDAL_METADATA, 2, text.length, metadata));
    byte[] bytes = file.bytes();

    // A second; band by band it would be minutes.
    Tiff tiff = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> open(bytes));

    RasterHeader.BandHeader last = tiff.header().bands().getLast();
    assertThat(last.scaling()).isEqualTo(Stated.as(new Scaling(2, 0)));
    assertThat(last.description()).isEqualTo(Stated.as("last"));
    assertThat(tiff.header().bands().getFirst().description().isStated()).isFalse();
  }

  // ---- decoding

  @Test
  void aBlockOfAllBandsTakesAsManyTimesTheMemory() throws Exception {
    long one = open("cog.tif").decodingBytes(0); // 128 × 128 of uint16, Deflate, predictor 2
    assertThat(one).isEqualTo(2 * 2 * 128 * 128);
    // Four bytes a pixel, and as much to unpack them from.
    assertThat(open("four-bands.tif").decodingBytes(0)).isEqualTo(2 * 4 * 16 * 16);
    // A band a block, unpacked to where it stays, and a mask of single bits.
    assertThat(open("internal-mask-planar.tif").decodingBytes(0))
        .isEqualTo(16 * 16 + bits(16 * 16) + 2 * 16 + masks(16 * 16));
  }

  @Test
  void anOverviewIsCountedAsItLiesItself() throws Exception {
    var file = new HandMadeTiff();
    long tile = file.put(new byte[64]);
    var samples = Entry.of(Tag.SAMPLES_PER_PIXEL, 3);
    var bits = Entry.of(Tag.BITS_PER_SAMPLE, 8);
    var deflate = Entry.of(Tag.COMPRESSION, 8);
    file.image(
        400,
        400,
        0,
        samples,
        bits,
        deflate,
        Entry.of(Tag.PLANAR_CONFIGURATION, 2),
        Entry.of(Tag.ROWS_PER_STRIP, 10),
        Entry.of(Tag.STRIP_OFFSETS, tile));
    file.image(200, 200, 1, samples, bits, deflate, Entry.of(Tag.STRIP_OFFSETS, tile));
    Tiff tiff = open(file.bytes());

    assertThat(tiff.decodingBytes(0)).isEqualTo(400 * 10); // a band a strip
    assertThat(tiff.decodingBytes(1)).isEqualTo(2 * 3 * 200 * 200); // three in one
  }

  @Test
  void whatSaysWhichPixelsHoldAValueCountsToo() throws Exception {
    // Strips of 1 bit under tiles, tiles of bytes under strips: each by its own layout.
    assertThat(open("mask-strips-under-tiles.tif").decodingBytes(0))
        .isEqualTo(16 * 16 + bits(16 * 16) + masks(3 * 23));
    assertThat(open("mask-8-bit-tiles-under-strips.tif").decodingBytes(0))
        .isEqualTo(5 * 23 + bits(5 * 23) + masks(16 * 16));
    // Another band's block, and bits for this one's pixels; within one block the bits alone.
    assertThat(open("alpha-uint16-4-band-yes.tif").decodingBytes(0))
        .isEqualTo(2 * 2 * 2 * 16 * 16 + bits(16 * 16));
    assertThat(open("alpha-uint16-4-pixel-premultiplied.tif").decodingBytes(0))
        .isEqualTo(2 * 2 * 4 * 16 * 16 + bits(16 * 16));
    // One band after the other, or all in one block.
    assertThat(open("nodata-values-band.tif").decodingBytes(0))
        .isEqualTo(2 * 16 * 16 + 2 * bits(16 * 16));
    assertThat(open("nodata-values-pixel.tif").decodingBytes(0))
        .isEqualTo(2 * 4 * 16 * 16 + bits(16 * 16));
  }

  @Test
  void ofManyBandsThatTellTogetherNotAllTilesAreListedAtOnce() throws Exception {
    int bands = 2000;
    byte[] text =
        ("<GDALMetadata><Item name=\"NODATA_VALUES\">"
                + "0 ".repeat(bands)
                + "</Item></GDALMetadata>")
            .getBytes(StandardCharsets.US_ASCII);
    var file = new HandMadeTiff();
    long metadata = file.put(text);
    file.image(
        400,
        400,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        Entry.of(Tag.SAMPLES_PER_PIXEL, bands),
        Entry.of(Tag.PLANAR_CONFIGURATION, 2),
        Entry.of(Tag.TILE_WIDTH, 16),
        Entry.of(Tag.TILE_LENGTH, 16),
        Entry.of(Tag.TILE_OFFSETS, 16),
        new Entry(Tag.GDAL_METADATA, 2, text.length, metadata));
    Tiff tiff = open(file.bytes());

    assertThat(tiff.blocks(1, 0, new PixelWindow(0, 0, 16, 16)).getFirst().masks())
        .hasSize(bands - 1);
    assertThatThrownBy(() -> tiff.blocks(1, 0, new PixelWindow(0, 0, 400, 400)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("625 tiles at once, with a no-data value for each of 2000 bands");
  }

  /// Bytes of so many pixels of a mask and of their bits.
  private static long masks(int pixels) {
    return pixels + bits(pixels);
  }

  private static long bits(int pixels) {
    return pixels / 8 + 8;
  }

  @Test
  void decodingTakesNoMoreThanIsSaid() throws Exception {
    for (String name :
        List.of(
            "cog.tif",
            "cog-mask.tif",
            "cog-mask-jpeg.tif",
            "four-bands.tif",
            "internal-mask-planar.tif",
            "alpha-uint16-4-pixel-premultiplied.tif",
            "nbits-12.tif",
            "float16-p3.tif",
            "webp-4-lossy.tif")) {
      Tiff tiff = open(name);
      List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1));
      long most = 0;
      for (int i = 0; i < 3; i++) { // tables and pools are made by the first
        FetchedBlock fetched = tiff.fetch(blocks).getFirst();
        long before = allocated();
        tiff.decode(blocks.getFirst(), fetched);
        most = allocated() - before;
      }
      assertThat(most).as(name).isLessThan(tiff.decodingBytes(0) + (96 << 10));
    }
  }

  @Test
  void aMaskThatManyTilesShareIsDecodedOnceForAllThatAreFetchedTogether() throws Exception {
    int side = 4096;
    byte[] file = underOneStrip(side, 256);
    Tiff tiff = open(file);
    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, side, side));
    List<FetchedBlock> fetched = tiff.fetch(blocks);
    long before = allocated();

    int invalid = 0;
    for (int i = 0; i < blocks.size(); i++) {
      var decoded = tiff.decode(blocks.get(i), fetched.get(i));
      Validity valid = ((DecodedBlock.Valid.Only) decoded.valid(0)).pixels();
      invalid += valid.length() - valid.count();
    }

    assertThat(blocks).hasSize(256);
    assertThat(invalid).isEqualTo(8 * side); // the first byte of each of the mask's rows
    // The image's bytes, its validity, and the mask's once: bytes and the bits they come from.
    assertThat(allocated() - before).isLessThan(4L * side * side);
    assertThat(fetched.getFirst().masks().getFirst())
        .isSameAs(fetched.getLast().masks().getFirst());
  }

  /// A square of tiles, all of them the same one, under a mask of 1 bit in one strip.
  private static byte[] underOneStrip(int side, int tile) throws Exception {
    var file = new HandMadeTiff();
    byte[] stored = deflated(new byte[tile * tile]);
    byte[] bits = new byte[side / 8 * side];
    Arrays.fill(bits, (byte) 0xFF);
    for (int row = 0; row < side; row++) {
      bits[row * (side / 8)] = 0;
    }
    byte[] mask = deflated(bits);
    int[] places = new int[(side / tile) * (side / tile)];
    int[] counts = places.clone();
    Arrays.fill(places, (int) file.put(stored));
    Arrays.fill(counts, stored.length);
    long maskAt = file.put(mask);
    var deflate = Entry.of(Tag.COMPRESSION, 8);
    file.image(
        side,
        side,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        deflate,
        Entry.of(Tag.TILE_WIDTH, tile),
        Entry.of(Tag.TILE_LENGTH, tile),
        Entry.at(Tag.TILE_OFFSETS, places.length, file.put(places)),
        Entry.at(Tag.TILE_BYTE_COUNTS, counts.length, file.put(counts)));
    file.image(
        side,
        side,
        4,
        Entry.of(Tag.BITS_PER_SAMPLE, 1),
        deflate,
        Entry.of(Tag.PHOTOMETRIC_INTERPRETATION, 4),
        Entry.of(Tag.STRIP_OFFSETS, maskAt),
        Entry.of(Tag.STRIP_BYTE_COUNTS, mask.length));
    return file.bytes();
  }

  private static byte[] deflated(byte[] bytes) throws Exception {
    var out = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(out)) {
      deflater.write(bytes);
    }
    return out.toByteArray();
  }

  private static Tiff open(byte[] file) throws InterruptedException {
    var store = FileBytes.of(file);
    return Tiff.open(store, store.uri());
  }

  private static Tiff open(String name) throws InterruptedException {
    return Tiff.open(FileBytes.ofFiles(), ROOT.resolve(name).toUri());
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
