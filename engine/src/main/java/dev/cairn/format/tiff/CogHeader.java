package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.codec.PixelEncoder;
import dev.cairn.format.tiff.CogOptions.Interleave;
import dev.cairn.format.tiff.CogOptions.Layout;
import dev.cairn.format.tiff.CogOptions.Prediction;
import dev.cairn.geo.Affine;
import dev.cairn.raster.ColorTable;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Everything of the file before its pixels: TIFF header, GDAL's ghost area in a COG, the
/// directories (full resolution first, each mask behind its image), and where each tile goes.
/// Little-endian.
///
/// A file whose last byte lies beyond the limit of classic TIFF is a BigTIFF.
final class CogHeader {
  /// Bytes that 32-bit offsets reach.
  static final long CLASSIC_LIMIT = 0xFFFF_FFFFL;

  private static final String STRUCTURE =
      """
      LAYOUT=IFDS_BEFORE_DATA
      BLOCK_ORDER=ROW_MAJOR
      BLOCK_LEADER=SIZE_AS_UINT4
      BLOCK_TRAILER=LAST_4_BYTES_REPEATED
      KNOWN_INCOMPATIBLE_EDITION=NO
      """
          // A space more, so that an editor that breaks the order has room to write YES.
          + " ";

  private static final String MASKS = "MASK_INTERLEAVED_WITH_IMAGERY=YES\n";

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int UNDEFINED = 7;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  /// Values of tag 254, as bits.
  private static final int REDUCED = 1;

  private static final int MASK = 4;

  private static final int ADOBE_DEFLATE = 8;

  /// LERC 2.4, by libtiff's number.
  private static final int LERC_VERSION = 4;

  /// A directory entry with its value's bytes.
  private record Entry(int tag, int type, long count, byte[] value) {}

  private final CogImage image;
  private final CogOptions options;
  private final Prediction prediction;
  private final CogGeoKeys geoKeys;

  /// @throws Unsupported where the image cannot be described
  CogHeader(CogImage image, CogOptions options) {
    this.image = image;
    this.options = options;
    prediction = options.predictionFor(image.dtype());
    geoKeys = CogGeoKeys.of(image.grid().crs());
  }

  /// The header's bytes; tile data begins right behind it.
  ///
  /// @param frames all of them spooled
  /// @param classicLimit [#CLASSIC_LIMIT], less in tests
  byte[] bytes(CogFrames frames, CogStatistics statistics, long classicLimit) {
    String xml = CogMetadata.xml(image, statistics);
    int size = bytes(frames, xml, false, 0).length;
    if (size + frames.places(0).length() <= classicLimit) {
      return bytes(frames, xml, false, size);
    }
    return bytes(frames, xml, true, bytes(frames, xml, true, 0).length);
  }

  /// @param dataAt byte at which tile data begins; of no influence on the length of what is
  ///     returned
  private byte[] bytes(CogFrames frames, String xml, boolean big, long dataAt) {
    CogFrames.Places places = frames.places(dataAt);
    var out = new ByteArrayOutputStream();
    byte[] ghost = ghost(frames.hasMasks()).getBytes(StandardCharsets.US_ASCII);
    int start = big ? 16 : 8;
    int first = (start + ghost.length + 1) & ~1;
    ByteBuffer head = buffer(start).put((byte) 'I').put((byte) 'I');
    if (big) {
      head.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(first);
    } else {
      head.putShort((short) 42).putInt(first);
    }
    out.writeBytes(head.array());
    out.writeBytes(ghost);
    out.writeBytes(new byte[first - start - ghost.length]);
    int levels = frames.levels().size();
    for (int k = 0; k < levels; k++) {
      CogLevel level = frames.levels().get(k);
      boolean last = k == levels - 1;
      directory(
          entries(k, level, places.tiles().get(k), xml, big), big, last && !frames.hasMasks(), out);
      if (frames.hasMasks()) {
        int[] counts = new int[level.tiles()];
        for (int i = 0; i < counts.length; i++) {
          counts[i] = frames.maskCount(k, i);
        }
        directory(maskEntries(k, level, places.masks().get(k), counts, big), big, last, out);
      }
    }
    return out.toByteArray();
  }

  private String ghost(boolean masks) {
    if (options.layout() != Layout.COG) {
      return "";
    }
    String structure = STRUCTURE + (masks ? MASKS : "");
    return "GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n".formatted(structure.length()) + structure;
  }

  private List<Entry> entries(int k, CogLevel level, long[] offsets, String xml, boolean big) {
    int samples = image.samples();
    int[] each = new int[samples];
    var entries = new ArrayList<Entry>();
    if (k > 0) {
      entries.add(longs(Tag.NEW_SUBFILE_TYPE, REDUCED));
    }
    entries.add(longs(Tag.IMAGE_WIDTH, level.width));
    entries.add(longs(Tag.IMAGE_LENGTH, level.height));
    Arrays.fill(each, 8 * image.dtype().bytes());
    entries.add(shorts(Tag.BITS_PER_SAMPLE, each));
    entries.add(shorts(Tag.COMPRESSION, options.compression().code()));
    int photometric = photometric();
    entries.add(shorts(Tag.PHOTOMETRIC_INTERPRETATION, photometric));
    entries.add(shorts(Tag.SAMPLES_PER_PIXEL, samples));
    entries.add(
        shorts(
            Tag.PLANAR_CONFIGURATION,
            switch (options.interleave()) {
              case PIXEL -> 1;
              case BAND -> 2;
            }));
    switch (prediction) {
      case HORIZONTAL -> entries.add(shorts(Tag.PREDICTOR, 2));
      case FLOATING_POINT -> entries.add(shorts(Tag.PREDICTOR, 3));
      case NONE, AUTO -> {}
    }
    int[] counts = new int[level.frames()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = level.byteCount(i);
    }
    tiles(entries, level, offsets, counts, big);
    extraSamples(entries, photometric);
    Arrays.fill(each, image.dtype().isFloating() ? 3 : image.dtype().isSigned() ? 2 : 1);
    entries.add(shorts(Tag.SAMPLE_FORMAT, each));
    codec(entries, photometric);
    if (k == 0) {
      place(entries);
      if (!xml.isEmpty()) {
        entries.add(text(Tag.GDAL_METADATA, xml));
      }
    }
    if (image.nodata() instanceof Stated.As<Double>(Double nodata)) {
      entries.add(text(Tag.GDAL_NODATA, nodataText(nodata)));
    }
    return entries;
  }

  private List<Entry> maskEntries(
      int k, CogLevel level, long[] offsets, int[] counts, boolean big) {
    var entries = new ArrayList<Entry>();
    entries.add(longs(Tag.NEW_SUBFILE_TYPE, k > 0 ? MASK | REDUCED : MASK));
    entries.add(longs(Tag.IMAGE_WIDTH, level.width));
    entries.add(longs(Tag.IMAGE_LENGTH, level.height));
    entries.add(shorts(Tag.BITS_PER_SAMPLE, 1));
    entries.add(shorts(Tag.COMPRESSION, ADOBE_DEFLATE));
    entries.add(shorts(Tag.PHOTOMETRIC_INTERPRETATION, Photometric.MASK));
    entries.add(shorts(Tag.SAMPLES_PER_PIXEL, 1));
    entries.add(shorts(Tag.PLANAR_CONFIGURATION, 1));
    tiles(entries, level, offsets, counts, big);
    entries.add(shorts(Tag.SAMPLE_FORMAT, 1));
    return entries;
  }

  private void tiles(
      List<Entry> entries, CogLevel level, long[] offsets, int[] counts, boolean big) {
    ByteBuffer at = buffer((big ? 8 : 4) * offsets.length);
    ByteBuffer sizes = buffer(4 * offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      if (big) {
        at.putLong(offsets[i]);
      } else {
        at.putInt((int) offsets[i]);
      }
      sizes.putInt(counts[i]);
    }
    boolean striped = options.layout() == Layout.STRIPED;
    if (striped) {
      entries.add(longs(Tag.ROWS_PER_STRIP, Math.min(level.tileHeight, level.height)));
    } else {
      entries.add(shorts(Tag.TILE_WIDTH, level.tileWidth));
      entries.add(shorts(Tag.TILE_LENGTH, level.tileHeight));
    }
    entries.add(
        new Entry(
            striped ? Tag.STRIP_OFFSETS : Tag.TILE_OFFSETS,
            big ? LONG8 : LONG,
            offsets.length,
            at.array()));
    entries.add(
        new Entry(
            striped ? Tag.STRIP_BYTE_COUNTS : Tag.TILE_BYTE_COUNTS,
            LONG,
            offsets.length,
            sizes.array()));
  }

  private int photometric() {
    if (options.codec() instanceof Codec.Jpeg
        && options.interleave() == Interleave.PIXEL
        && image.samples() == 3) {
      return Photometric.YCBCR;
    }
    if (image.colors().isStated()) {
      return Photometric.PALETTE;
    }
    return image.isRgb() || options.codec() instanceof Codec.Webp
        ? Photometric.RGB
        : Photometric.MIN_IS_BLACK;
  }

  /// TIFF 6.0 §18: 0 of no stated meaning, 2 unassociated alpha.
  private void extraSamples(List<Entry> entries, int photometric) {
    int usual = photometric == Photometric.RGB || photometric == Photometric.YCBCR ? 3 : 1;
    int[] extra = new int[Math.max(0, image.samples() - usual)];
    if (image.missing() == CogImage.Missing.ALPHA) {
      extra[extra.length - 1] = 2;
    }
    if (extra.length > 0) {
      entries.add(shorts(Tag.EXTRA_SAMPLES, extra));
    }
  }

  private void codec(List<Entry> entries, int photometric) {
    if (options.codec() instanceof Codec.Jpeg(int quality)) {
      int samples = options.interleave() == Interleave.BAND ? 1 : image.samples();
      byte[] tables = PixelEncoder.jpegTables(samples, quality);
      entries.add(new Entry(Tag.JPEG_TABLES, UNDEFINED, tables.length, tables));
    }
    if (photometric == Photometric.YCBCR) {
      entries.add(shorts(Tag.YCBCR_SUBSAMPLING, 2, 2));
      ByteBuffer range = buffer(48);
      for (int v : new int[] {0, 255, 128, 255, 128, 255}) {
        range.putInt(v).putInt(1);
      }
      entries.add(new Entry(Tag.REFERENCE_BLACK_WHITE, RATIONAL, 6, range.array()));
    }
    if (options.codec() instanceof Codec.Lerc(double _, Codec.Lerc.Further further)) {
      ByteBuffer parameters = buffer(8).putInt(LERC_VERSION).putInt(further.ordinal());
      entries.add(new Entry(Tag.LERC_PARAMETERS, LONG, 2, parameters.array()));
    }
    if (image.colors() instanceof Stated.As<ColorTable>(ColorTable table)) {
      int size = 1 << (8 * image.dtype().bytes());
      int[] map = new int[3 * size];
      for (int i = 0; i < Math.min(size, table.argb().size()); i++) {
        int argb = table.argb().get(i);
        map[i] = 257 * (argb >> 16 & 0xFF);
        map[size + i] = 257 * (argb >> 8 & 0xFF);
        map[2 * size + i] = 257 * (argb & 0xFF);
      }
      entries.add(shorts(Tag.COLOR_MAP, map));
    }
  }

  private void place(List<Entry> entries) {
    Affine t = image.grid().transform();
    if (t.isNorthUp()) {
      entries.add(doubles(Tag.MODEL_PIXEL_SCALE, t.a(), -t.e(), 0));
      entries.add(doubles(Tag.MODEL_TIEPOINT, 0, 0, 0, t.c(), t.f(), 0));
    } else {
      entries.add(
          doubles(
              Tag.MODEL_TRANSFORMATION,
              new double[] {
                t.a(), t.b(), 0, t.c(), t.d(), t.e(), 0, t.f(), 0, 0, 0, 0, 0, 0, 0, 1
              }));
    }
    entries.add(shorts(Tag.GEO_KEY_DIRECTORY, geoKeys.directory()));
    if (geoKeys.numbers().length > 0) {
      entries.add(doubles(Tag.GEO_DOUBLE_PARAMS, geoKeys.numbers()));
    }
    if (!geoKeys.texts().isEmpty()) {
      entries.add(text(Tag.GEO_ASCII_PARAMS, geoKeys.texts()));
    }
  }

  private String nodataText(double nodata) {
    if (Double.isNaN(nodata)) {
      return "nan";
    }
    if (Double.isInfinite(nodata)) {
      return nodata > 0 ? "inf" : "-inf";
    }
    return switch (image.dtype()) {
      case FLOAT32, FLOAT64 -> Double.toString(nodata);
      case UINT64 -> Long.toUnsignedString(Samples.UInt64.toBits(nodata));
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, INT64 -> Long.toString((long) nodata);
    };
  }

  /// TIFF 6.0 §2, and libtiff's BigTIFF design: entries in ascending order of tag, each value of
  /// more than 4 (8) bytes behind the directory, at an even offset.
  private static void directory(
      List<Entry> unsorted, boolean big, boolean last, ByteArrayOutputStream out) {
    List<Entry> entries = unsorted.stream().sorted(Comparator.comparingInt(Entry::tag)).toList();
    int inline = big ? 8 : 4;
    int start = out.size();
    int size = big ? 8 + 20 * entries.size() + 8 : 2 + 12 * entries.size() + 4;
    long end = (long) start + size;
    ByteBuffer directory = buffer(size);
    var values = new ByteArrayOutputStream();
    if (big) {
      directory.putLong(entries.size());
    } else {
      directory.putShort((short) entries.size());
    }
    for (Entry e : entries) {
      directory.putShort((short) e.tag()).putShort((short) e.type());
      if (big) {
        directory.putLong(e.count());
      } else {
        directory.putInt((int) e.count());
      }
      if (e.value().length <= inline) {
        directory.put(e.value()).put(new byte[inline - e.value().length]);
      } else {
        putOffset(directory, end + values.size(), big);
        values.writeBytes(e.value());
        values.writeBytes(new byte[-values.size() & 7]);
      }
    }
    values.writeBytes(new byte[(int) (-(end + values.size()) & 7)]);
    putOffset(directory, last ? 0 : end + values.size(), big);
    out.writeBytes(directory.array());
    out.writeBytes(values.toByteArray());
  }

  private static void putOffset(ByteBuffer to, long offset, boolean big) {
    if (big) {
      to.putLong(offset);
    } else {
      to.putInt((int) offset);
    }
  }

  private static Entry shorts(int tag, int... values) {
    ByteBuffer b = buffer(2 * values.length);
    for (int v : values) {
      b.putShort((short) v);
    }
    return new Entry(tag, SHORT, values.length, b.array());
  }

  private static Entry longs(int tag, int value) {
    return new Entry(tag, LONG, 1, buffer(4).putInt(value).array());
  }

  private static Entry doubles(int tag, double... values) {
    ByteBuffer b = buffer(8 * values.length);
    for (double v : values) {
      b.putDouble(v);
    }
    return new Entry(tag, DOUBLE, values.length, b.array());
  }

  private static Entry text(int tag, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Entry(tag, ASCII, utf8.length + 1L, Arrays.copyOf(utf8, utf8.length + 1));
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
