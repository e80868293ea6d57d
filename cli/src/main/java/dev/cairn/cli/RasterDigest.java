package dev.cairn.cli;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads all pixels of a raster, a row of blocks at a time: for checksums and statistics.
final class RasterDigest {
  private static final int BINS = 256;

  /// Samples of one row of blocks that are held.
  private static final long MOST_BYTES = 1L << 30;

  private final RasterReader reader;
  private final RasterHeader header;

  RasterDigest(RasterReader reader) {
    this.reader = reader;
    this.header = reader.header();
  }

  /// What is done with some rows of a band.
  private interface Rows {
    /// @param valid the pixels that hold a value, as far as a mask says so
    void take(Samples samples, Validity valid, int pixels);
  }

  /// The MD5 of each band at each level, full resolution first: samples row by row, little-endian.
  ArrayNode checksums() throws InterruptedException {
    ArrayNode levels = JsonNodeFactory.instance.arrayNode();
    for (int level = 0; level < header.levels().size(); level++) {
      ArrayNode bands = levels.addArray();
      for (int band = 0; band < header.bands().size(); band++) {
        MessageDigest md5 = md5();
        read(band, level, (samples, _, pixels) -> md5.update(bytes(samples, pixels)));
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
    Stated<Double> nodata = header.bands().get(band).effectiveNodata();
    var moments = new Moments();
    read(
        band,
        0,
        (samples, masked, pixels) -> moments.add(samples, valid(samples, masked, pixels, nodata)));
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
        (samples, masked, pixels) -> {
          Validity valid = valid(samples, masked, pixels, nodata);
          for (int i = 0; i < pixels; i++) {
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

    void add(Samples samples, Validity valid) {
      for (int i = 0; i < valid.length(); i++) {
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

  private static Validity valid(
      Samples samples, Validity masked, int pixels, Stated<Double> nodata) {
    Validity valid = Validity.none(pixels);
    NoData.markValid(samples, nodata, 0, pixels, valid, 0);
    valid.and(masked);
    return valid;
  }

  /// Reads a band from top to bottom.
  private void read(int band, int level, Rows rows) throws InterruptedException {
    RasterHeader.Level size = header.levels().get(level);
    DType dtype = header.bands().get(band).dtype();
    long rowBytes = (long) size.width() * Math.min(size.height(), size.blockHeight());
    if (rowBytes * dtype.bytes() > MOST_BYTES) {
      throw new Unsupported(
          reader.uri(),
          "a row of blocks of "
              + rowBytes * dtype.bytes()
              + " bytes once decoded, at most "
              + MOST_BYTES
              + " are read at a time");
    }
    for (int row = 0; row < size.height(); row += size.blockHeight()) {
      int height = Math.min(size.blockHeight(), size.height() - row);
      read(band, level, new PixelWindow(0, row, size.width(), height), dtype, rows);
    }
  }

  private void read(int band, int level, PixelWindow window, DType dtype, Rows rows)
      throws InterruptedException {
    List<Block> blocks = reader.blocks(band, level, window);
    List<FetchedBlock> fetched = reader.fetch(blocks);
    int pixels = Math.toIntExact(window.pixels());
    @Nullable Samples samples = null;
    Validity valid = Validity.all(pixels);
    for (int i = 0; i < blocks.size(); i++) {
      var decoded = reader.decode(blocks.get(i), fetched.get(i));
      if (samples == null) {
        samples = Samples.allocate(dtype, pixels); // not before a block has turned out to be one
      }
      PixelWindow w = blocks.get(i).window();
      int first = Math.max(w.row(), window.row());
      int height = Math.min(w.rowEnd(), window.rowEnd()) - first;
      int from = (first - w.row()) * decoded.stride();
      int to = (first - window.row()) * window.width() + w.col();
      decoded
          .band(band)
          .copyRect(from, decoded.stride(), samples, to, window.width(), w.width(), height);
      if (decoded.valid(band) instanceof DecodedBlock.Valid.Only(Validity masked)) {
        for (int y = 0; y < height; y++) {
          valid.andRange(to + y * window.width(), masked, from + y * decoded.stride(), w.width());
        }
      }
    }
    if (samples != null) {
      rows.take(samples, valid, pixels);
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
      case Samples.UInt64(var v) -> bytes.asLongBuffer().put(v, 0, length);
      case Samples.Int64(var v) -> bytes.asLongBuffer().put(v, 0, length);
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
