package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Cairn;
import dev.cairn.base.InvalidRequest;
import dev.cairn.format.tiff.HandMadeTiff;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.testing.Fixtures;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How often pixels are read for checksums and statistics; what comes out is compared with GDAL in
/// [TiffZooTest] and [InfoTest].
class RasterDigestTest {
  private static final RasterDigest.Room ROOM = new RasterDigest.Room(64 << 20);
  private static final String FOLDER = "engine/src/test/resources/tiff/";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cog-mask.tif",
        "four-bands.tif",
        "internal-mask-planar.tif",
        "nodata-values-band.tif"
      })
  void aBlockIsReadOnceForAllItsBands(String name) throws Exception {
    try (Cairn cairn = Cairn.open()) {
      var reader = new Counted(cairn.raster(Fixtures.root().resolve(FOLDER + name).toString()));
      new RasterDigest(reader, ROOM).checksums();
      assertThat(reader.decoded).isNotEmpty();
      assertThat(reader.decoded.values()).containsOnly(1);
      assertThat(reader.levels()).hasSize(reader.header().levels().size());

      reader.decoded.clear();
      new RasterDigest(reader, ROOM).statistics();
      assertThat(reader.decoded.values()).containsOnly(2); // the mean, then what lies about it
      assertThat(reader.levels()).containsExactly(0);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedAndWhatIsTakenComesBack() throws Exception {
    try (Cairn cairn = Cairn.open()) {
      RasterReader reader = cairn.raster(Fixtures.root().resolve(FOLDER + "cog.tif").toString());
      var room = new RasterDigest.Room(1 << 20);
      for (int i = 0; i < 20; i++) { // more than it holds together
        new RasterDigest(reader, room).checksums();
      }
      byte[] strip = // 200 000 pixels across, left out
          new HandMadeTiff()
              .image(
                  200_000,
                  16,
                  0,
                  HandMadeTiff.Entry.of(258, 8),
                  HandMadeTiff.Entry.of(278, 16),
                  HandMadeTiff.Entry.of(273, 0),
                  HandMadeTiff.Entry.of(279, 0))
              .bytes();
      RasterReader wide = cairn.raster(Files.write(folder.resolve("wide.tif"), strip).toString());

      assertThatThrownBy(() -> new RasterDigest(wide, room).checksums())
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("wide.tif")
          .hasMessageContaining("--max-memory");
    }
  }

  /// A reader whose decoded blocks are counted.
  private static final class Counted implements RasterReader {
    private record Place(int level, long index) {}

    private final RasterReader reader;
    private final Map<Place, Integer> decoded = new HashMap<>();

    Counted(RasterReader reader) {
      this.reader = reader;
    }

    List<Integer> levels() {
      return decoded.keySet().stream().map(Place::level).distinct().toList();
    }

    @Override
    public URI uri() {
      return reader.uri();
    }

    @Override
    public RasterHeader header() {
      return reader.header();
    }

    @Override
    public List<Block> blocks(int band, int level, PixelWindow window) throws InterruptedException {
      return reader.blocks(band, level, window);
    }

    @Override
    public List<FetchedBlock> fetch(List<Block> blocks) throws InterruptedException {
      return reader.fetch(blocks);
    }

    @Override
    public long decodingBytes(int level) {
      return reader.decodingBytes(level);
    }

    @Override
    public DecodedBlock decode(Block block, FetchedBlock fetched) {
      decoded.merge(new Place(block.level(), block.index()), 1, Integer::sum);
      return reader.decode(block, fetched);
    }
  }
}
