package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Oracle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Blocks of any size fit the memory, wait their turn, or are refused before they are read: the
/// program in a JVM of its own with a small heap.
class BlockMemoryTest {
  @TempDir Path folder;

  private record Ended(int exit, String err) {}

  private Ended cube(String heap, String... options) throws IOException, InterruptedException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cairn.cli.Main",
                "cube"));
    command.addAll(List.of(options));
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command).redirectError(err.toFile()).directory(folder.toFile()).start();
    process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    int exit = process.waitFor();
    return new Ended(exit, Files.readString(err, StandardCharsets.UTF_8));
  }

  @Test
  void largeTilesOfManyBandsWaitTheirTurn() throws Exception {
    Oracle.ask(
        folder,
        """
        random = np.random.default_rng(5)
        for t in range(4):
            raster(f'{t}.tif', *(random.integers(0, 60000, (1024, 1024)).astype('uint16') for _ in range(4)), options=[
                'TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512', 'INTERLEAVE=PIXEL', 'COMPRESS=DEFLATE', 'ZLEVEL=1'])
        items('items.json', *(scene(f's{t}', f'2020-01-0{t + 1}', v=asset(f'{t}.tif')) for t in range(4)))
        """);
    var ended =
        cube(
            "112m",
            "items.json",
            "--bands",
            "v.1,v.2,v.3,v.4",
            "--reduce",
            "median",
            "-o",
            "o.npy");
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  @Test
  void aStripThatDoesNotFitIsRefusedWithoutReadingIt() throws Exception {
    Oracle.ask(
        folder,
        """
        raster('strip.tif', np.zeros((9000, 9000), 'uint8'), options=['BLOCKYSIZE=9000', 'COMPRESS=DEFLATE'])
        """);
    var ended =
        cube("100m", "v=strip.tif", "--bounds", "500000,4999000,501000,5000000", "-o", "o.npy");
    assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err().lines().filter(l -> l.startsWith("cairn: ")).toList())
        .singleElement()
        .asString()
        .contains("memory", "strip.tif", "77.2 MiB");
    assertThat(folder.resolve("o.npy")).doesNotExist();
    assertThat(
            cube("700m", "v=strip.tif", "--bounds", "500000,4999000,501000,5000000", "-o", "o.npy")
                .exit())
        .isZero();
  }

  @Test
  void anOverviewThatIsOneStripOfAllBandsIsRefusedThoughItsImageIsNot() throws Exception {
    Oracle.ask(
        folder,
        """
        ds = gdal.GetDriverByName('GTiff').Create('o.tif', 8000, 8000, 3, gdal.GDT_Byte, [
            'INTERLEAVE=BAND', 'BLOCKYSIZE=100', 'COMPRESS=DEFLATE', 'SPARSE_OK=TRUE'])
        ds.SetGeoTransform((LEFT, 10, 0, TOP, 0, -10))
        crs = osr.SpatialReference(); crs.ImportFromEPSG(EPSG); ds.SetProjection(crs.ExportToWkt())
        ds.BuildOverviews('NONE', [2]); del ds
        # GDAL gives overviews tiles of a band each: one strip of all bands instead, of which nothing is stored.
        import struct
        b = bytearray(open('o.tif', 'rb').read())
        at = struct.unpack_from('<I', b, 4)[0]
        while True:
            n = struct.unpack_from('<H', b, at)[0]
            tags = {struct.unpack_from('<H', b, at + 2 + 12 * i)[0]: at + 2 + 12 * i for i in range(n)}
            if 254 in tags and struct.unpack_from('<I', b, tags[254] + 8)[0] == 1: break
            at = struct.unpack_from('<I', b, at + 2 + 12 * n)[0]
        struct.pack_into('<H', b, tags[284] + 8, 1)
        for tag in (322, 323): struct.pack_into('<HII', b, tags[tag] + 2, 4, 1, 4000)
        open('o.tif', 'wb').write(b)
        """);
    var ended = cube("100m", "v=o.tif", "--resolution", "20", "-o", "o.npy");
    assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
    assertThat(ended.err()).contains("memory", "o.tif", "91.6 MiB"); // twice 4000 × 4000 × 3
    assertThat(
            cube("160m", "v=o.tif", "--bounds", "500000,4999000,501000,5000000", "-o", "f.npy")
                .exit())
        .isZero();
  }

  @Test
  void sparseTilesThatAreMoreThanTheMemoryTogetherAreReadOneAfterAnother() throws Exception {
    Oracle.ask(
        folder,
        """
        ds = gdal.GetDriverByName('GTiff').Create('s.tif', 20480, 20480, 1, gdal.GDT_UInt16, [
            'SPARSE_OK=TRUE', 'TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512', 'COMPRESS=DEFLATE'])
        ds.SetGeoTransform((LEFT, 10, 0, TOP, 0, -10))
        crs = osr.SpatialReference(); crs.ImportFromEPSG(EPSG); ds.SetProjection(crs.ExportToWkt()); del ds
        """);
    var ended = cube("256m", "v=s.tif", "--resolution", "640", "-o", "o.npy"); // 1600 of half a MiB
    assertThat(ended.exit()).as(ended.err()).isZero();
  }
}
