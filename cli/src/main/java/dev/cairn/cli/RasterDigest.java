package dev.cairn.cli;

import dev.cairn.base.ByteSize;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.FetchedBlock;
import dev.cairn.raster.MaskKind;
import dev.cairn.raster.NoData;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Reads all pixels of a raster, a row of blocks at a time: for checksums and statistics. A block
/// that holds all bands is read once for all of them.
final class RasterDigest {
  private static final int BINS = 256;

  /// Samples of one band in one row of blocks.
  private static final long MOST_BYTES = 1L << 30;

  private final RasterReader reader;
  private final RasterHeader header;
  private final Room room;

  RasterDigest(RasterReader reader, Room room) {
    this.reader = reader;
    this.header = reader.header();
    this.room = room;
  }

  /// Memory that digests share: who needs more than is left waits for others. Thread-safe.
  static final class Room {
    private static final int UNIT = 1 << 20;

    private final int units;
    private final Semaphore free;

    /// @param bytes that all digests take together
    Room(long bytes) {
      units = (int) Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
      free = new Semaphore(units, true);
    }

    boolean holds(long bytes) {
      return bytes <= (long) units * UNIT;
    }
  }

  /// What is done with some rows of a band.
  private interface Rows {
    /// @param valid the pixels that hold a value, as far as a mask says so
    void take(int band, Samples samples, Validity valid, int pixels);
  }

  /// The MD5 of each band at each level, full resolution first: samples row by row, little-endian.
  ArrayNode checksums() throws InterruptedException {
    ArrayNode levels = JsonNodeFactory.instance.arrayNode();
    for (int level = 0; level < header.levels().size(); level++) {
      MessageDigest[] md5 = each(_ -> md5()).toArray(MessageDigest[]::new);
      read(level, false, (band, samples, _, pixels) -> md5[band].update(bytes(samples, pixels)));
      ArrayNode bands = levels.addArray();
      for (MessageDigest of : md5) {
        bands.add(HexFormat.of().formatHex(of.digest()));
      }
    }
    return levels;
  }

  /// Statistics of each band at full resolution, over pixels that hold a value.
  ArrayNode statistics() throws InterruptedException {
    List<Moments> moments = each(_ -> new Moments()).toList();
    read(
        0,
        true,
        (band, samples, masked, pixels) ->
            moments.get(band).add(samples, valid(band, samples, masked, pixels)));
    List<Spread> spreads = moments.stream().map(Spread::new).toList();
    if (moments.stream().anyMatch(m -> m.count > 0)) {
      read(
          0,
          true,
          (band, samples, masked, pixels) ->
              spreads.get(band).add(samples, valid(band, samples, masked, pixels)));
    }
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    spreads.forEach(spread -> all.add(statistics(spread)));
    return all;
  }

  private <T> Stream<T> each(IntFunction<T> ofBand) {
    return IntStream.range(0, header.bands().size()).mapToObj(ofBand);
  }

  private ObjectNode statistics(Spread spread) {
    Moments moments = spread.moments;
    ObjectNode o = JsonNodeFactory.instance.objectNode();
    o.put("valid", moments.count);
    o.put("pixels", (long) header.width() * header.height());
    if (moments.count == 0) {
      return o;
    }
    o.put("min", moments.min);
    o.put("max", moments.max);
    o.put("mean", moments.mean());
    o.put("std", Math.sqrt(spread.squares / moments.count));
    ObjectNode h = o.putObject("histogram");
    h.put("min", moments.min).put("max", moments.max).put("count", BINS);
    ArrayNode buckets = h.putArray("buckets");
    for (long n : spread.histogram) {
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

  /// What is known of a band once its mean and ends are.
  private static final class Spread {
    private final Moments moments;
    private final double mean;
    private final double width;
    private final long[] histogram = new long[BINS];
    private double squares;

    Spread(Moments moments) {
      this.moments = moments;
      this.mean = moments.mean();
      this.width = (moments.max - moments.min) / BINS;
    }

    void add(Samples samples, Validity valid) {
      for (int i = 0; i < valid.length(); i++) {
        if (valid.get(i)) {
          double v = samples.at(i);
          squares += (v - mean) * (v - mean);
          histogram[width == 0 ? 0 : Math.min(BINS - 1, (int) ((v - moments.min) / width))]++;
        }
      }
    }
  }

  private Validity valid(int band, Samples samples, Validity masked, int pixels) {
    Validity valid = Validity.none(pixels);
    NoData.markValid(samples, header.bands().get(band).effectiveNodata(), 0, pixels, valid, 0);
    valid.and(masked);
    return valid;
  }

  /// Reads all bands from top to bottom: side by side where blocks hold them all, or where each
  /// says of the others which pixels hold a value, and a row of them fits; one after another
  /// elsewhere.
  ///
  /// @param isValidity whether it matters which pixels hold a value
  private void read(int level, boolean isValidity, Rows rows) throws InterruptedException {
    RasterHeader.Level size = header.levels().get(level);
    int bands = header.bands().size();
    long rowBytes =
        (long) size.width()
            * Math.min(size.height(), size.blockHeight())
            * header.bands().getFirst().dtype().bytes();
    if (rowBytes > MOST_BYTES) {
      throw new Unsupported(
          reader.uri(),
          "a row of blocks of "
              + rowBytes
              + " bytes once decoded, at most "
              + MOST_BYTES
              + " are read at a time");
    }
    int held = reader.blocks(0, level, new PixelWindow(0, 0, 1, 1)).getFirst().bandCount();
    boolean isShared = isValidity && header.bands().getFirst().mask() == MaskKind.VALUES;
    int together = isShared && room.holds(needed(rowBytes, bands)) ? bands : held;
    long bytes = needed(rowBytes, together);
    if (!room.holds(bytes)) {
      throw new InvalidRequest(
          "memory",
          "a row of blocks of "
              + Href.display(reader.uri())
              + " takes "
              + new ByteSize(bytes)
              + " while it is looked at, and there are "
              + new ByteSize((long) room.units * Room.UNIT)
              + "; allow more with --max-memory");
    }
    int permits = (int) Math.ceilDiv(bytes, Room.UNIT);
    room.free.acquire(permits);
    try {
      for (int first = 0; first < bands; first += together) {
        for (int row = 0; row < size.height(); row += size.blockHeight()) {
          int height = Math.min(size.blockHeight(), size.height() - row);
          var window = new PixelWindow(0, row, size.width(), height);
          var blocks = new ArrayList<Block>();
          for (int band = first; band < first + together; band += held) {
            for (Block block : reader.blocks(band, level, window)) {
              blocks.add(isValidity ? block : block.withoutMasks());
            }
          }
          read(first, together, window, blocks, rows);
        }
      }
    } finally {
      room.free.release(permits);
    }
  }

  /// Of so many bands: as they are stored, once decoded, and one of them put together and its
  /// bytes.
  private static long needed(long rowBytes, int bands) {
    return rowBytes * (2L * bands + 2);
  }

  private void read(int first, int count, PixelWindow window, List<Block> blocks, Rows rows)
      throws InterruptedException {
    List<FetchedBlock> fetched = reader.fetch(blocks);
    var decoded = new ArrayList<DecodedBlock>();
    for (int i = 0; i < blocks.size(); i++) {
      decoded.add(reader.decode(blocks.get(i), fetched.get(i)));
    }
    for (int band = first; band < first + count; band++) {
      assemble(band, decoded, window, rows);
    }
  }

  /// Puts one band of a row of blocks together.
  private void assemble(int band, List<DecodedBlock> blocks, PixelWindow window, Rows rows) {
    int pixels = Math.toIntExact(window.pixels());
    Samples samples = Samples.allocate(header.bands().get(band).dtype(), pixels);
    Validity valid = Validity.all(pixels);
    for (DecodedBlock decoded : blocks) {
      if (!decoded.block().holds(band)) {
        continue;
      }
      PixelWindow w = decoded.block().window();
      int top = Math.max(w.row(), window.row());
      int height = Math.min(w.rowEnd(), window.rowEnd()) - top;
      int from = (top - w.row()) * decoded.stride();
      int to = (top - window.row()) * window.width() + w.col();
      decoded
          .band(band)
          .copyRect(from, decoded.stride(), samples, to, window.width(), w.width(), height);
      if (decoded.valid(band) instanceof DecodedBlock.Valid.Only(Validity masked)) {
        for (int y = 0; y < height; y++) {
          valid.andRange(to + y * window.width(), masked, from + y * decoded.stride(), w.width());
        }
      }
    }
    rows.take(band, samples, valid, pixels);
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
