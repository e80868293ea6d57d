package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.ByteRange;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.testing.FaultyStore;
import dev.cairn.testing.FaultyStore.Fault;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.MemoryStore;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Requests are behaviour: how many, and which bytes.
class TiffRequestsTest {
  private static final Path ROOT = Fixtures.root().resolve("engine/src/test/resources/tiff");

  @Test
  void theHeaderOfACogIsOneRequestAndItsTilesNeedNoOther() throws Exception {
    var store = FileBytes.ofFiles();
    Tiff tiff = Tiff.open(store, ROOT.resolve("cog.tif").toUri());
    assertThat(store.requests()).containsExactly(List.of(new ByteRange(0, 16_384)));

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(120, 10, 10, 10));

    assertThat(store.requests()).hasSize(1);
    assertThat(blocks.stream().map(Block::index)).containsExactly(0L, 1L);
    assertThat(blocks.get(1).window()).isEqualTo(new PixelWindow(128, 0, 22, 128));
    tiff.fetch(blocks);
    assertThat(store.requests().getLast())
        .containsExactlyElementsOf(
            blocks.stream().map(b -> ((Block.Bytes.Stored) b.bytes()).range()).toList());
  }

  @Test
  void directoriesBehindTheFirstBytesCostOneRequestEachAtMost() throws Exception {
    // Overviews were added later, so their directories lie at the end of the file.
    var store = FileBytes.ofFiles();

    Tiff tiff =
        Tiff.open(store, ROOT.resolve("overviews-appended.tif").toUri(), new Tiff.Options(256));

    assertThat(tiff.header().levels()).hasSize(3);
    assertThat(store.requests()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void anIndexBehindTheFirstBytesIsReadOnceAndOnlyThePagesAsked() throws Exception {
    int tiles = 10_000;
    byte[] file = manyTiles(tiles);
    var store = FileBytes.of(file);

    Tiff tiff = Tiff.open(store, store.uri(), new Tiff.Options(256));
    assertThat(store.requests()).hasSize(1);

    // 100 × 100 tiles of 16 × 16: tile 9999 is on the last page of both arrays.
    List<Block> last = tiff.blocks(0, 0, new PixelWindow(1599, 1599, 1, 1));
    tiff.blocks(0, 0, new PixelWindow(1590, 1590, 1, 1));

    assertThat(last.getFirst().index()).isEqualTo(9999);
    assertThat(store.requests()).hasSize(2);
    assertThat(store.requests().getLast())
        .containsExactlyInAnyOrder(
            new ByteRange(256 + 4L * 8192, 4L * (tiles - 8192)),
            new ByteRange(256 + 4L * tiles + 4L * 8192, 4L * (tiles - 8192)));
    assertThat(tiff.decode(last.getFirst(), tiff.fetch(last).getFirst()).band(0).at(0))
        .isEqualTo(42);
  }

  @Test
  void theSamplesBehindAnUncompressedTileAreNotFetched() throws Exception {
    byte[] file = manyTiles(4);
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1));

    assertThat(blocks.getFirst().bytes())
        .isEqualTo(new Block.Bytes.Stored(new ByteRange(256 + 4 * 8, 256)));
  }

  @Test
  void aTruncatedFileSaysWhichTileIsMissing() throws Exception {
    byte[] whole = Files.readAllBytes(ROOT.resolve("cog.tif"));
    var store = FileBytes.of(Arrays.copyOf(whole, whole.length * 6 / 10));
    Tiff tiff = Tiff.open(store, store.uri());

    assertThatThrownBy(() -> WholeBand.md5(tiff, 0, 0))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("tile")
        .hasMessageContaining("truncated?");
  }

  @Test
  void aTileThatEndsTooEarlySaysWhereAndWhich() throws Exception {
    byte[] file = Files.readAllBytes(ROOT.resolve("bigtiff.tif"));
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());
    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1));
    ByteBuffer bytes = tiff.fetch(blocks).getFirst().bytes();
    long offset = ((Block.Bytes.Stored) blocks.getFirst().bytes()).range().offset();

    var half = FetchedBlock.of(bytes.slice(0, bytes.remaining() / 2));
    assertThatThrownBy(() -> tiff.decode(blocks.getFirst(), half))
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("at byte " + offset)
        .hasMessageContaining("tile 0 of level 0");
  }

  @Test
  void aTileThatCannotHoldItsPixelsIsNotAllocated() throws Exception {
    byte[] file = manyTiles(1);
    // 16 384 × 16 384 pixels in the one tile of 256 stored bytes.
    var header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry : new int[] {0, 1, 4, 5}) {
      header.putInt(10 + 12 * entry + 8, 16_384);
    }
    header.putInt(10 + 12 * 7 + 8, 1 << 28);
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());

    assertThatThrownBy(() -> WholeBand.md5(tiff, 0, 0)).isInstanceOf(Malformed.class);
  }

  @Test
  void blocksOutsideTheImageAreTheCallersMistake() throws Exception {
    var store = FileBytes.of(manyTiles(4));
    Tiff tiff = Tiff.open(store, store.uri());

    assertThatThrownBy(() -> tiff.blocks(0, 0, new PixelWindow(0, 0, 33, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tiff.blocks(1, 0, new PixelWindow(0, 0, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tiff.blocks(0, 1, new PixelWindow(0, 0, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCodecThatWeLackIsNamedWhenPixelsAreAsked() throws Exception {
    byte[] file = manyTiles(1);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(10 + 12 * 2 + 8, 50_002);
    // Entry 2 is the compression.
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());

    assertThat(tiff.header().compression()).isEqualTo("JXL (50002)");
    assertThatThrownBy(() -> tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1)))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("compression JXL (50002)");
  }

  @Test
  void aMaskComesWithItsImageInOneCallAndOnceForAllBands() throws Exception {
    var store = FileBytes.ofFiles();
    Tiff tiff = Tiff.open(store, ROOT.resolve("internal-mask-bands.tif").toUri());
    var window = new PixelWindow(0, 0, 23, 19);
    int header = store.requests().size();

    List<Block> blocks = tiff.blocks(0, 0, window);
    List<FetchedBlock> fetched = tiff.fetch(blocks);

    // Four tiles of three bands and the mask's four, by one call.
    assertThat(store.requests()).hasSize(header + 1);
    assertThat(store.requests().getLast()).hasSize(8).doesNotHaveDuplicates();
    assertThat(tiff.blocks(2, 0, window)).isEqualTo(blocks);
    var decoded = tiff.decode(blocks.getFirst(), fetched.getFirst());
    assertThat(decoded.valid(0)).isSameAs(decoded.valid(2));
  }

  @Test
  void bandsInPlanesShareTheMaskTheyAreAskedWith() throws Exception {
    var store = FileBytes.ofFiles();
    Tiff tiff = Tiff.open(store, ROOT.resolve("internal-mask-planar.tif").toUri());
    var window = new PixelWindow(0, 0, 23, 19);
    int header = store.requests().size();
    var blocks = new ArrayList<Block>();
    for (int band = 0; band < 3; band++) {
      blocks.addAll(tiff.blocks(band, 0, window));
    }

    tiff.fetch(blocks);

    // Twelve tiles of one band each, and the mask's four once.
    assertThat(store.requests()).hasSize(header + 1);
    assertThat(store.requests().getLast()).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  void bandsInPlanesThatTellTogetherWhatHoldsAValueComeOnceEach() throws Exception {
    var store = FileBytes.ofFiles();
    Tiff tiff = Tiff.open(store, ROOT.resolve("nodata-values-band.tif").toUri());
    int header = store.requests().size();
    var blocks = new ArrayList<Block>();
    for (int band = 0; band < 4; band++) {
      blocks.addAll(tiff.blocks(band, 0, new PixelWindow(0, 0, 23, 19)));
    }

    tiff.fetch(blocks);

    // Four tiles of each of four bands.
    assertThat(store.requests()).hasSize(header + 1);
    assertThat(store.requests().getLast()).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  void aCogsMaskLiesBehindItsTile() throws Exception {
    var store = FileBytes.ofFiles();
    Tiff tiff = Tiff.open(store, ROOT.resolve("cog-mask.tif").toUri());
    assertThat(tiff.structure().structuralMetadata())
        .containsEntry("MASK_INTERLEAVED_WITH_IMAGERY", "YES");

    Block block = tiff.blocks(0, 0, new PixelWindow(140, 10, 5, 5)).getFirst();

    ByteRange tile = ((Block.Bytes.Stored) block.bytes()).range();
    ByteRange mask = ((Block.Bytes.Stored) block.masks().getFirst().bytes()).range();
    // A trailer of 4 bytes and a leader of 4 lie between: what merges ranges asks once for both.
    assertThat(mask.offset() - tile.offset() - tile.length()).isEqualTo(8);
  }

  @Test
  void tilesThatAnIndexDoesNotReachWereLeftOut() throws Exception {
    byte[] file = manyTiles(4);
    var header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(10 + 12 * 6 + 4, 3); // offsets of three tiles
    header.putInt(10 + 12 * 7 + 4, 2); // byte counts of two
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 32, 32));

    assertThat(blocks.stream().map(b -> b.bytes() instanceof Block.Bytes.Sparse))
        .containsExactly(false, false, true, true);
  }

  @Test
  void ofAnIndexThatIsCutShortTheTilesBehindAloneAreBroken() throws Exception {
    // 100 × 100 tiles; byte counts and samples first, offsets at the end, and of these half.
    byte[] file = manyTiles(10_000);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(10 + 12 * 6 + 8, file.length);
    byte[] cut = Arrays.copyOf(file, file.length + 4 * 5000 + 3);
    int samples = file.length - 1024;
    var b = ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 5000; i++) {
      b.putInt(file.length + 4 * i, samples);
    }
    var store = FileBytes.of(cut);
    Tiff tiff = Tiff.open(store, store.uri(), new Tiff.Options(256));

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1600, 1600));

    for (Block block : blocks) {
      assertThat(block.bytes() instanceof Block.Bytes.Broken)
          .as("tile " + block.index())
          .isEqualTo(block.index() >= 5000);
    }
    var broken = (Block.Bytes.Broken) blocks.getLast().bytes();
    assertThat(broken.why())
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("at byte " + (10 + 12 * 6)) // the entry of tag 324
        .hasMessageContaining("index of 10000 tiles (tag 324) from byte " + file.length)
        .hasMessageContaining("of " + cut.length + " bytes holds 5000");
    List<Block> sound = blocks.subList(4990, 5000);
    assertThat(tiff.decode(sound.getLast(), tiff.fetch(sound).getLast()).band(0).at(0))
        .isEqualTo(42);
    // The same in a window of its own, whatever was read before.
    assertThat(tiff.blocks(0, 0, new PixelWindow(0, 800, 1, 1)).getFirst().bytes())
        .isEqualTo(broken);
  }

  @Test
  void anIndexThatLiesOutsideTheObjectBreaksItsTilesAndNoOtherLevels() throws Exception {
    byte[] file = manyTiles(4);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(10 + 12 * 7 + 8, 1 << 30);
    var store = FileBytes.of(file);
    Tiff tiff = Tiff.open(store, store.uri());

    assertThat(tiff.blocks(0, 0, new PixelWindow(0, 0, 32, 32)))
        .hasSize(4)
        .allSatisfy(
            b ->
                assertThat(((Block.Bytes.Broken) b.bytes()).why())
                    .hasMessageContaining("(tag 325) from byte " + (1 << 30))
                    .hasMessageContaining("holds 0"));
  }

  @Test
  void aPageOfAnIndexThatCannotBeHadBreaksItsOwnTiles() throws Exception {
    byte[] file = manyTiles(10_000);
    var memory = new MemoryStore();
    URI uri = memory.put("a.tif", file);
    Fault fault = Fault.fails(u -> new Malformed(u, 9, "the file ends here"));
    // Six pages at once, then one by one, of which the second is not to be had.
    var store =
        new FaultyStore(memory).next(uri, Fault.none(), fault, Fault.none(), fault, Fault.none());
    Tiff tiff = Tiff.open(store, uri, new Tiff.Options(256));

    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1600, 1600));

    for (Block block : blocks) {
      assertThat(block.bytes() instanceof Block.Bytes.Broken)
          .as("tile " + block.index())
          .isEqualTo(block.index() / 4096 == 1);
    }
    assertThat(((Block.Bytes.Broken) blocks.get(4096).bytes()).why())
        .isInstanceOf(Malformed.class)
        .hasMessageContaining("index of tiles from 4096 on (tag 324, bytes 16640 to 33023)")
        .hasMessageContaining("the file ends here");
    // Asked again it may be there.
    assertThat(tiff.blocks(0, 0, new PixelWindow(0, 0, 1600, 1600)))
        .noneMatch(b -> b.bytes() instanceof Block.Bytes.Broken);
  }

  @Test
  void whereTheHostFailsTheIndexFails() throws Exception {
    var memory = new MemoryStore();
    URI uri = memory.put("a.tif", manyTiles(10_000));
    var store =
        new FaultyStore(memory)
            .next(uri, Fault.none(), Fault.fails(u -> new Unavailable(u, "HTTP 503")));
    Tiff tiff = Tiff.open(store, uri, new Tiff.Options(256));

    assertThatThrownBy(() -> tiff.blocks(0, 0, new PixelWindow(0, 0, 1600, 1600)))
        .isInstanceOf(Unavailable.class);
  }

  /// A classic TIFF by hand: a square of 16 × 16 tiles of bytes 42, all at the same place, with the
  /// arrays of offsets and byte counts from byte 256.
  private static byte[] manyTiles(int tiles) {
    int side = (int) Math.sqrt(tiles) * 16;
    int pixels = 256 + 8 * tiles;
    var b = ByteBuffer.allocate(pixels + 1024).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) 8);
    int[][] entries = {
      {Tag.IMAGE_WIDTH, 4, 1, side},
      {Tag.IMAGE_LENGTH, 4, 1, side},
      {Tag.COMPRESSION, 4, 1, 1},
      {Tag.BITS_PER_SAMPLE, 4, 1, 8},
      {Tag.TILE_WIDTH, 4, 1, 16},
      {Tag.TILE_LENGTH, 4, 1, 16},
      {Tag.TILE_OFFSETS, 4, tiles, tiles == 1 ? pixels : 256},
      {Tag.TILE_BYTE_COUNTS, 4, tiles, tiles == 1 ? 1024 : 256 + 4 * tiles},
    };
    for (int[] e : entries) {
      b.putShort((short) e[0]).putShort((short) e[1]).putInt(e[2]).putInt(e[3]);
    }
    b.position(256);
    for (int i = 0; i < tiles; i++) {
      b.putInt(pixels);
    }
    for (int i = 0; i < tiles; i++) {
      b.putInt(1024); // more than the 256 pixels need
    }
    Arrays.fill(b.array(), pixels, pixels + 1024, (byte) 42);
    return b.array();
  }
}
