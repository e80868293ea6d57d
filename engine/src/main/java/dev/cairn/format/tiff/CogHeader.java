package dev.cairn.format.tiff;

import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.CogOptions.Prediction;
import dev.cairn.geo.Affine;
import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Everything of the file before its pixels: TIFF header, GDAL's ghost area, the directories (full
/// resolution first), and where each tile goes. Little-endian.
///
/// Tiles lie behind it smallest overview first, full resolution last, row-major (OGC 21-026 asks
/// for the directories' order and GDAL's validator for that of the data). A file whose last byte
/// lies beyond the limit of classic TIFF is a BigTIFF.
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

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  private static final int LONG8 = 16;

  /// A directory entry with its value's bytes.
  private record Entry(int tag, int type, long count, byte[] value) {}

  private final CogImage image;
  private final CogOptions options;
  private final Prediction prediction;
  private final int[] geoKeys;

  /// @throws Unsupported where the image cannot be described
  CogHeader(CogImage image, CogOptions options) {
    this.image = image;
    this.options = options;
    prediction = options.predictionFor(image.dtype());
    geoKeys = CogGeoKeys.directory(image.grid().crs());
  }

  /// The header's bytes; tile data begins right behind it.
  ///
  /// @param levels full resolution first, all their tiles spooled
  /// @param classicLimit [#CLASSIC_LIMIT], less in tests
  byte[] bytes(List<CogLevel> levels, long classicLimit) {
    long data = 0;
    for (CogLevel level : levels) {
      for (int i = 0; i < level.tiles(); i++) {
        data += CogTileEncoder.LEADER + level.byteCount(i) + CogTileEncoder.TRAILER;
      }
    }
    int size = bytes(levels, false, 0).length;
    if (size + data <= classicLimit) {
      return bytes(levels, false, size);
    }
    return bytes(levels, true, bytes(levels, true, 0).length);
  }

  /// @param dataAt byte at which tile data begins; of no influence on the length of what is
  ///     returned
  private byte[] bytes(List<CogLevel> levels, boolean big, long dataAt) {
    long[][] offsets = new long[levels.size()][];
    long at = dataAt;
    for (int k = levels.size() - 1; k >= 0; k--) {
      CogLevel level = levels.get(k);
      offsets[k] = new long[level.tiles()];
      for (int i = 0; i < offsets[k].length; i++) {
        offsets[k][i] = at + CogTileEncoder.LEADER;
        at += CogTileEncoder.LEADER + level.byteCount(i) + CogTileEncoder.TRAILER;
      }
    }
    var out = new ByteArrayOutputStream();
    byte[] structure = STRUCTURE.getBytes(StandardCharsets.US_ASCII);
    byte[] ghost =
        ("GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n".formatted(structure.length) + STRUCTURE)
            .getBytes(StandardCharsets.US_ASCII);
    int start = big ? 16 : 8;
    int first = (start + ghost.length + 7) & ~7;
    ByteBuffer head = buffer(start).put((byte) 'I').put((byte) 'I');
    if (big) {
      head.putShort((short) 43).putShort((short) 8).putShort((short) 0).putLong(first);
    } else {
      head.putShort((short) 42).putInt(first);
    }
    out.writeBytes(head.array());
    out.writeBytes(ghost);
    out.writeBytes(new byte[first - start - ghost.length]);
    for (int k = 0; k < levels.size(); k++) {
      directory(entries(k, levels.get(k), offsets[k], big), big, k == levels.size() - 1, out);
    }
    return out.toByteArray();
  }

  private List<Entry> entries(int k, CogLevel level, long[] offsets, boolean big) {
    int bands = image.bands().size();
    boolean rgb = image.dtype() == DType.UINT8 && (bands == 3 || bands == 4);
    int extra = bands - (rgb ? 3 : 1);
    int[] each = new int[bands];
    var entries = new ArrayList<Entry>();
    if (k > 0) {
      entries.add(longs(Tag.NEW_SUBFILE_TYPE, 1)); // a reduced-resolution image
    }
    entries.add(longs(Tag.IMAGE_WIDTH, level.width));
    entries.add(longs(Tag.IMAGE_LENGTH, level.height));
    Arrays.fill(each, 8 * image.dtype().bytes());
    entries.add(shorts(Tag.BITS_PER_SAMPLE, each));
    entries.add(shorts(Tag.COMPRESSION, options.compression().code()));
    entries.add(shorts(Tag.PHOTOMETRIC_INTERPRETATION, rgb ? 2 : 1)); // RGB or BlackIsZero
    entries.add(shorts(Tag.SAMPLES_PER_PIXEL, bands));
    entries.add(shorts(Tag.PLANAR_CONFIGURATION, 1)); // interleaved by pixel
    switch (prediction) {
      case HORIZONTAL -> entries.add(shorts(Tag.PREDICTOR, 2));
      case FLOATING_POINT -> entries.add(shorts(Tag.PREDICTOR, 3));
      case NONE, AUTO -> {}
    }
    entries.add(shorts(Tag.TILE_WIDTH, level.block));
    entries.add(shorts(Tag.TILE_LENGTH, level.block));
    ByteBuffer at = buffer((big ? 8 : 4) * offsets.length);
    ByteBuffer counts = buffer(4 * offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      if (big) {
        at.putLong(offsets[i]);
      } else {
        at.putInt((int) offsets[i]);
      }
      counts.putInt(level.byteCount(i));
    }
    entries.add(new Entry(Tag.TILE_OFFSETS, big ? LONG8 : LONG, offsets.length, at.array()));
    entries.add(new Entry(Tag.TILE_BYTE_COUNTS, LONG, offsets.length, counts.array()));
    if (extra > 0) {
      entries.add(shorts(Tag.EXTRA_SAMPLES, new int[extra])); // unspecified: no alpha
    }
    Arrays.fill(each, image.dtype().isFloating() ? 3 : image.dtype().isSigned() ? 2 : 1);
    entries.add(shorts(Tag.SAMPLE_FORMAT, each));
    if (k == 0) {
      place(entries);
      String xml = CogMetadata.xml(image.bands(), image.metadata());
      if (!xml.isEmpty()) {
        entries.add(text(Tag.GDAL_METADATA, xml));
      }
    }
    if (image.nodata() instanceof Stated.As<Double>(Double nodata)) {
      entries.add(text(Tag.GDAL_NODATA, nodataText(nodata)));
    }
    return entries;
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
    entries.add(shorts(Tag.GEO_KEY_DIRECTORY, geoKeys));
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
      List<Entry> entries, boolean big, boolean last, ByteArrayOutputStream out) {
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
