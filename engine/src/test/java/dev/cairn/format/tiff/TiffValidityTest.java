package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.format.tiff.HandMadeTiff.Entry;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.Validity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which pixels hold a value, in files that GDAL does not write.
class TiffValidityTest {
  private static final int ASCII = 2;

  private static Tiff open(HandMadeTiff file) throws InterruptedException {
    var store = FileBytes.of(file.bytes());
    return Tiff.open(store, store.uri());
  }

  @Test
  void aMaskWhoseTilesAreLargerThanTheImagesIsReadByItsOwnRows() throws Exception {
    var file = new HandMadeTiff();
    long samples = file.put(new byte[64 * 64]);
    var bits = new byte[128 / 8 * 128];
    for (int y = 0; y < 50; y++) {
      for (int x = 0; x < 50; x++) {
        if (isValid(x, y)) {
          bits[y * 16 + x / 8] |= (byte) (0x80 >> x % 8);
        }
      }
    }
    long mask = file.put(bits);
    file.image(
        50,
        50,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        Entry.of(Tag.TILE_WIDTH, 64),
        Entry.of(Tag.TILE_LENGTH, 64),
        Entry.of(Tag.TILE_OFFSETS, samples),
        Entry.of(Tag.TILE_BYTE_COUNTS, 64 * 64));
    file.image(
        50,
        50,
        4,
        Entry.of(Tag.BITS_PER_SAMPLE, 1),
        Entry.of(Tag.PHOTOMETRIC_INTERPRETATION, 4),
        Entry.of(Tag.TILE_WIDTH, 128),
        Entry.of(Tag.TILE_LENGTH, 128),
        Entry.of(Tag.TILE_OFFSETS, mask),
        Entry.of(Tag.TILE_BYTE_COUNTS, bits.length));

    Validity valid = valid(open(file));

    for (int y = 0; y < 50; y++) {
      for (int x = 0; x < 50; x++) {
        assertThat(valid.get(y * 64 + x)).as(x + ", " + y).isEqualTo(isValid(x, y));
      }
    }
  }

  private static boolean isValid(int x, int y) {
    return (x + 2 * y) % 5 != 0;
  }

  private static Validity valid(Tiff tiff) throws InterruptedException {
    List<Block> blocks = tiff.blocks(0, 0, new PixelWindow(0, 0, 1, 1));
    DecodedBlock decoded = tiff.decode(blocks.getFirst(), tiff.fetch(blocks).getFirst());
    assertThat(decoded.valid(0)).isInstanceOf(DecodedBlock.Valid.Only.class);
    return ((DecodedBlock.Valid.Only) decoded.valid(0)).pixels();
  }

  @Test
  void noDataValuesAreOneForEachBandAndOfTheFilesOwnMetadata() throws Exception {
    assertThat(mask("<Item name=\"NODATA_VALUES\">1 2</Item>")).isEqualTo(MaskKind.VALUES);
    assertThat(mask("<Item name=\"NODATA_VALUES\">1</Item>")).isEqualTo(MaskKind.NONE);
    assertThat(mask("<Item name=\"NODATA_VALUES\">1 2 3</Item>")).isEqualTo(MaskKind.NONE);
    assertThat(mask("<Item name=\"NODATA_VALUES\" domain=\"OTHER\">1 2</Item>"))
        .isEqualTo(MaskKind.NONE);
    assertThat(mask("<Item name=\"NODATA_VALUES\" sample=\"0\">1 2</Item>"))
        .isEqualTo(MaskKind.NONE);
  }

  private static MaskKind mask(String item) throws InterruptedException {
    var file = new HandMadeTiff();
    byte[] text =
        ("<GDALMetadata>" + item + "</GDALMetadata>\0").getBytes(StandardCharsets.US_ASCII);
    long metadata = file.put(text);
    long samples = file.put(new byte[16 * 16 * 2]);
    file.image(
        16,
        16,
        0,
        Entry.of(Tag.BITS_PER_SAMPLE, 8),
        Entry.of(Tag.SAMPLES_PER_PIXEL, 2),
        Entry.of(Tag.STRIP_OFFSETS, samples),
        Entry.of(Tag.STRIP_BYTE_COUNTS, 16 * 16 * 2),
        new Entry(Tag.GDAL_METADATA, ASCII, text.length, metadata));
    return open(file).header().bands().getFirst().mask();
  }
}
