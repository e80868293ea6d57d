package dev.cairn.format.tiff;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Reads all pixels of a band the way the engine does: blocks, fetch, decode; a row of blocks at a
/// time.
final class WholeBand {
  private WholeBand() {}

  /// MD5 of the samples, row-major and little-endian, as GDAL and numpy have them.
  static String md5(RasterReader reader, int band, int level) throws InterruptedException {
    RasterHeader.Level grid = reader.header().levels().get(level);
    MessageDigest digest = md5();
    for (int row = 0; row < grid.height(); row += grid.blockHeight()) {
      int height = Math.min(grid.blockHeight(), grid.height() - row);
      digest.update(bytes(rows(reader, band, level, row, height)));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /// MD5 of [#valid].
  static String validMd5(RasterReader reader, int band, int level) throws InterruptedException {
    MessageDigest digest = md5();
    digest.update(valid(reader, band, level));
    return HexFormat.of().formatHex(digest.digest());
  }

  /// A byte a pixel, 1 where it holds a value as far as a mask or transparency says so.
  static byte[] valid(RasterReader reader, int band, int level) throws InterruptedException {
    RasterHeader.Level grid = reader.header().levels().get(level);
    byte[] valid = new byte[grid.width() * grid.height()];
    Arrays.fill(valid, (byte) 1);
    List<Block> blocks =
        reader.blocks(band, level, new PixelWindow(0, 0, grid.width(), grid.height()));
    List<FetchedBlock> fetched = reader.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      var decoded = reader.decode(blocks.get(i), fetched.get(i));
      if (decoded.valid(band) instanceof DecodedBlock.Valid.Only(Validity pixels)) {
        PixelWindow w = blocks.get(i).window();
        for (int y = 0; y < w.height(); y++) {
          for (int x = 0; x < w.width(); x++) {
            valid[(w.row() + y) * grid.width() + w.col() + x] =
                (byte) (pixels.get(y * decoded.stride() + x) ? 1 : 0);
          }
        }
      }
    }
    return valid;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  static Samples rows(RasterReader reader, int band, int level, int row, int height)
      throws InterruptedException {
    return read(
        reader,
        band,
        level,
        new PixelWindow(0, row, reader.header().levels().get(level).width(), height));
  }

  static Samples read(RasterReader reader, int band, int level, PixelWindow window)
      throws InterruptedException {
    Samples target =
        Samples.allocate(
            reader.header().bands().get(band).dtype(), Math.toIntExact(window.pixels()));
    List<Block> blocks = reader.blocks(band, level, window);
    List<FetchedBlock> fetched = reader.fetch(blocks);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      var decoded = reader.decode(block, fetched.get(i));
      PixelWindow part = block.window().intersection(window).orElseThrow();
      decoded
          .band(band)
          .copyRect(
              (part.row() - block.window().row()) * decoded.stride()
                  + part.col()
                  - block.window().col(),
              decoded.stride(),
              target,
              (part.row() - window.row()) * window.width() + part.col() - window.col(),
              window.width(),
              part.width(),
              part.height());
    }
    return target;
  }

  static byte[] bytes(Samples samples) {
    var b =
        ByteBuffer.allocate(samples.length() * samples.dtype().bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (samples) {
      case Samples.UInt8(var v) -> b.put(v);
      case Samples.Int8(var v) -> b.put(v);
      case Samples.UInt16(var v) -> b.asShortBuffer().put(v);
      case Samples.Int16(var v) -> b.asShortBuffer().put(v);
      case Samples.UInt32(var v) -> b.asIntBuffer().put(v);
      case Samples.Int32(var v) -> b.asIntBuffer().put(v);
      case Samples.UInt64(var v) -> b.asLongBuffer().put(v);
      case Samples.Int64(var v) -> b.asLongBuffer().put(v);
      case Samples.Float32(var v) -> b.asFloatBuffer().put(v);
      case Samples.Float64(var v) -> b.asDoubleBuffer().put(v);
    }
    return b.array();
  }
}
