package dev.cairn.cli;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.NoData;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads all pixels of a raster, a row of blocks at a time: for checksums and statistics.
final class RasterDigest {
  private static final int BINS = 256;

  private final RasterReader reader;
  private final RasterHeader header;

  RasterDigest(RasterReader reader) {
    this.reader = reader;
    this.header = reader.header();
  }

  /// What is done with some rows of a band.
  private interface Rows {
    void take(Samples samples, int width, int height);
  }

  /// The MD5 of each band at each level, full resolution first: samples row by row, little-endian.
  ArrayNode checksums() throws InterruptedException {
    ArrayNode levels = JsonNodeFactory.instance.arrayNode();
    for (int level = 0; level < header.levels().size(); level++) {
      ArrayNode bands = levels.addArray();
      for (int band = 0; band < header.bands().size(); band++) {
        MessageDigest md5 = md5();
        read(band, level, (samples, width, height) -> md5.update(bytes(samples, width * height)));
        bands.add(HexFormat.of().formatHex(md5.digest()));
      }
    }
    return levels;
  }

  /// Statistics of each band at full resolution, over pixels that hold a value.
  ArrayNode statistics() throws InterruptedException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (int band = 0; band < header.bands().size(); band++) {
      all.add(statistics(band));
    }
    return all;
  }

  private ObjectNode statistics(int band) throws InterruptedException {
    Stated<Double> nodata = header.bands().get(band).nodata();
    var moments = new Moments();
    read(band, 0, (samples, width, height) -> moments.add(samples, width * height, nodata));
    ObjectNode o = JsonNodeFactory.instance.objectNode();
    o.put("valid", moments.count);
    o.put("pixels", (long) header.width() * header.height());
    if (moments.count == 0) {
      return o;
    }
    o.put("min", moments.min);
    o.put("max", moments.max);
    o.put("mean", moments.mean());
    var histogram = new long[BINS];
    double mean = moments.mean();
    double[] squares = {0};
    double width = (moments.max - moments.min) / BINS;
    read(
        band,
        0,
        (samples, w, h) -> {
          Validity valid = valid(samples, w * h, nodata);
          for (int i = 0; i < w * h; i++) {
            if (valid.get(i)) {
              double v = samples.at(i);
              squares[0] += (v - mean) * (v - mean);
              histogram[width == 0 ? 0 : Math.min(BINS - 1, (int) ((v - moments.min) / width))]++;
            }
          }
        });
    o.put("std", Math.sqrt(squares[0] / moments.count));
    ObjectNode h = o.putObject("histogram");
    h.put("min", moments.min).put("max", moments.max).put("count", BINS);
    ArrayNode buckets = h.putArray("buckets");
    for (long n : histogram) {
      buckets.add(n);
    }
    return o;
  }

  private static final class Moments {
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    void add(Samples samples, int length, Stated<Double> nodata) {
      Validity valid = valid(samples, length, nodata);
      for (int i = 0; i < length; i++) {
        if (valid.get(i)) {
          double v = samples.at(i);
          count++;
          sum += v;
          min = Math.min(min, v);
          max = Math.max(max, v);
        }
      }
    }

    double mean() {
      return sum / count;
    }
  }

  private static Validity valid(Samples samples, int length, Stated<Double> nodata) {
    Validity valid = Validity.none(length);
    NoData.markValid(samples, nodata, 0, length, valid, 0);
    return valid;
  }

  /// Reads a band from top to bottom.
  private void read(int band, int level, Rows rows) throws InterruptedException {
    RasterHeader.Level size = header.levels().get(level);
    DType dtype = header.bands().get(band).dtype();
    for (int row = 0; row < size.height(); row += size.blockHeight()) {
      int height = Math.min(size.blockHeight(), size.height() - row);
      var window = new PixelWindow(0, row, size.width(), height);
      List<Block> blocks = reader.blocks(band, level, window);
      List<ByteBuffer> fetched = reader.fetch(blocks);
      Samples samples = Samples.allocate(dtype, size.width() * height);
      for (int i = 0; i < blocks.size(); i++) {
        var decoded = reader.decode(blocks.get(i), fetched.get(i));
        PixelWindow w = blocks.get(i).window();
        int rowsHere = Math.min(w.rowEnd(), row + height) - Math.max(w.row(), row);
        decoded
            .band(band)
            .copyRect(
                Math.max(0, row - w.row()) * decoded.stride(),
                decoded.stride(),
                samples,
                Math.max(0, w.row() - row) * size.width() + w.col(),
                size.width(),
                w.width(),
                rowsHere);
      }
      rows.take(samples, size.width(), height);
    }
  }

  private static byte[] bytes(Samples samples, int length) {
    ByteBuffer bytes =
        ByteBuffer.allocate(length * samples.dtype().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    switch (samples) {
      case Samples.UInt8(var v) -> bytes.put(v, 0, length);
      case Samples.Int8(var v) -> bytes.put(v, 0, length);
      case Samples.UInt16(var v) -> bytes.asShortBuffer().put(v, 0, length);
      case Samples.Int16(var v) -> bytes.asShortBuffer().put(v, 0, length);
      case Samples.UInt32(var v) -> bytes.asIntBuffer().put(v, 0, length);
      case Samples.Int32(var v) -> bytes.asIntBuffer().put(v, 0, length);
      case Samples.Float32(var v) -> bytes.asFloatBuffer().put(v, 0, length);
      case Samples.Float64(var v) -> bytes.asDoubleBuffer().put(v, 0, length);
    }
    return bytes.array();
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
