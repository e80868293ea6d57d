package dev.cairn.bench;

import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.Samples;
import dev.cairn.store.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// All bands of a TIFF whose stored bytes are in memory, decoded into one array a band by one
/// thread: what GDAL's `ReadRaster` of the whole image does.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class BandDecode {
  /// The file; `bench/decode.py` gives it.
  @Param({""})
  public String file = "";

  private List<Block> blocks = List.of();
  private List<FetchedBlock> stored = List.of();
  private List<Samples> bands = List.of();
  private Tiff tiff;

  /// Opens the file and reads its bytes.
  @Setup
  public void setUp() throws InterruptedException {
    tiff = Tiff.open(new FileStore(), Path.of(file).toUri());
    RasterHeader header = tiff.header();
    var whole = new PixelWindow(0, 0, header.width(), header.height());
    blocks = new ArrayList<>();
    bands = new ArrayList<>();
    for (int band = 0; band < header.bands().size(); band++) {
      bands.add(
          Samples.allocate(
              header.bands().get(band).dtype(),
              Math.multiplyExact(header.width(), header.height())));
      if (band == 0 || !header.interleaved()) {
        blocks.addAll(tiff.blocks(band, 0, whole));
      }
    }
    stored = tiff.fetch(blocks);
  }

  /// One pass over the image.
  @Benchmark
  public List<Samples> decode() {
    int width = tiff.header().width();
    for (int i = 0; i < blocks.size(); i++) {
      DecodedBlock decoded = tiff.decode(blocks.get(i), stored.get(i));
      PixelWindow w = blocks.get(i).window();
      int first = blocks.get(i).firstBand();
      for (int band = first; band < first + blocks.get(i).bandCount(); band++) {
        decoded
            .band(band)
            .copyRect(
                0,
                decoded.stride(),
                bands.get(band),
                w.row() * width + w.col(),
                width,
                w.width(),
                w.height());
      }
    }
    return bands;
  }

  /// Decodes once, `FILE`, and writes the bands, one after the other, row by row and little-endian,
  /// where `OUT` is given as well.
  public static void main(String[] args) throws InterruptedException, IOException {
    var it = new BandDecode();
    it.file = args[0];
    it.setUp();
    it.decode();
    if (args.length > 1) {
      write(it.bands, Path.of(args[1]));
    }
  }

  private static void write(List<Samples> bands, Path file) throws IOException {
    try (var out = Files.newOutputStream(file)) {
      for (Samples band : bands) {
        var bytes =
            ByteBuffer.allocate(Math.multiplyExact(band.length(), band.dtype().bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < band.length(); i++) {
          switch (band) {
            case Samples.UInt8(var v) -> bytes.put(v[i]);
            case Samples.Int8(var v) -> bytes.put(v[i]);
            case Samples.UInt16(var v) -> bytes.putShort(v[i]);
            case Samples.Int16(var v) -> bytes.putShort(v[i]);
            case Samples.UInt32(var v) -> bytes.putInt(v[i]);
            case Samples.Int32(var v) -> bytes.putInt(v[i]);
            case Samples.UInt64(var v) -> bytes.putLong(v[i]);
            case Samples.Int64(var v) -> bytes.putLong(v[i]);
            case Samples.Float32(var v) -> bytes.putFloat(v[i]);
            case Samples.Float64(var v) -> bytes.putDouble(v[i]);
          }
        }
        out.write(bytes.array());
      }
    }
  }
}
