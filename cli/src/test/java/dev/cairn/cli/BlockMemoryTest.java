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
        .contains("memory", "strip.tif", "154 MiB");
    assertThat(folder.resolve("o.npy")).doesNotExist();
    assertThat(
            cube("700m", "v=strip.tif", "--bounds", "500000,4999000,501000,5000000", "-o", "o.npy")
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
