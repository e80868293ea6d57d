package dev.cairn.format.tiff;

import dev.cairn.base.Href;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.codec.InflateDecoder;
import dev.cairn.codec.JpegDecoder;
import dev.cairn.codec.JpegFrame;
import dev.cairn.codec.LzmaDecoder;
import dev.cairn.codec.LzwDecoder;
import dev.cairn.codec.NarrowSamples;
import dev.cairn.codec.PackBitsDecoder;
import dev.cairn.codec.Predictors;
import dev.cairn.codec.Scratch;
import dev.cairn.codec.WebpDecoder;
import dev.cairn.codec.YcbcrToRgb;
import dev.cairn.codec.ZstdDecoder;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.DataFormatException;

/// Makes samples of the tiles of one image. Immutable and thread-safe.
///
/// A tile has to hold all its pixels, but for those below the image's last row, which are not
/// decoded either: what is missing is a failure, as for GDAL. Bytes behind the last pixel are
/// passed over, as by libtiff.
///
/// @param nodata what the pixels of a tile are that was left out
record TileDecoder(
    URI uri, ImageLayout image, Compression compression, ByteOrder order, Stated<Double> nodata) {

  /// Nothing is stored of a sparse tile, so nothing but this bounds what a few bytes can ask for;
  /// as little of one whose samples are all the same.
  private static final long LARGEST_SPARSE = 128L << 20;

  /// Bytes of memory that decoding one tile takes at the most, beside what is stored: its samples
  /// and what they are unpacked from. Of a codec what grows with the tile is counted, in streams
  /// such as encoders make.
  long memory() {
    int rows = Math.min(image.tileHeight(), image.height());
    long pixels = (long) image.tileWidth() * rows;
    long samples = pixels * (image.isPlanar() ? 1 : image.bands()) * image.dtype().bytes();
    long raw = image.rawBytes(image.rowsStored(0));
    long unpacked =
        switch (image.color()) {
          case ColorModel.Ycbcr _ -> raw + 3 * pixels;
          case ColorModel.AsStored _, ColorModel.JpegYcbcr _, ColorModel.Cmyk _ ->
              isSamples() || isInPlace() ? 0 : raw;
        };
    long widened = image.sample().isWhole() || isBits() ? 0 : 6 * pixels; // ints, and shorts
    long codec =
        switch (compression) {
          case NONE, PACKBITS, LZW, DEFLATE, ZSTD -> 0;
          case LZMA -> raw + raw / 2; // the dictionary is a power of two, or half as much again
          case JPEG -> raw; // the library's picture
          case WEBP -> 8 * pixels; // a word a pixel there, and a copy of it
          case LERC -> pixels / 4 + (image.coding().lercExtra() == 0 ? 0 : raw + raw / 3 + 4096);
        };
    return samples + unpacked + widened + codec;
  }

  /// Bytes of a bit for each of a tile's pixels.
  long validityBytes() {
    return (long) image.tileWidth() * Math.min(image.tileHeight(), image.height()) / 8 + 8;
  }

  /// Which pixels of a block of one band are not 0, rows of the tile's width.
  Validity decodeMask(Block block, ByteBuffer stored) {
    return block.bytes() instanceof Block.Bytes.Sparse
        ? Validity.none(image.tileWidth() * block.window().height())
        : TileValidity.notZero(decode(block, stored).getFirst());
  }

  /// The samples of a block's bands, rows of the tile's width.
  List<Samples> decode(Block block, ByteBuffer stored) {
    int height = block.window().height();
    int count = image.tileWidth() * height;
    return switch (block.bytes()) {
      case Block.Bytes.Sparse _ -> sparse(block, count);
      case Block.Bytes.Broken(var why) -> throw why;
      case Block.Bytes.Stored(var range) -> {
        try {
          yield samples(block, stored, height, count);
        } catch (DataFormatException e) {
          throw new Malformed(
              Href.display(uri) + " at byte " + range.offset(),
              name(block) + ": " + e.getMessage(),
              e);
        }
      }
    };
  }

  /// GDAL's rule: a tile that was left out is no-data, clamped to the sample type, or else 0.
  private List<Samples> sparse(Block block, int count) {
    long size = (long) count * image.dtype().bytes();
    if (size > LARGEST_SPARSE) {
      throw new Unsupported(
          uri, name(block) + ": " + size + " bytes of no-data, at most " + LARGEST_SPARSE);
    }
    Samples one = Samples.allocate(image.dtype(), count);
    if (nodata instanceof Stated.As<Double>(Double value) && value != 0) {
      fill(one, value);
    }
    return Collections.nCopies(block.bandCount(), one); // never written to: shared by all bands
  }

  private static void fill(Samples samples, double value) {
    DType type = samples.dtype();
    double v =
        type.isFloating()
            ? value
            : Double.isNaN(value) ? 0 : Math.clamp(Math.floor(value + 0.5), type.min(), type.max());
    switch (samples) {
      case Samples.UInt8(var a) -> Arrays.fill(a, (byte) (int) v);
      case Samples.Int8(var a) -> Arrays.fill(a, (byte) (int) v);
      case Samples.UInt16(var a) -> Arrays.fill(a, (short) (int) v);
      case Samples.Int16(var a) -> Arrays.fill(a, (short) (int) v);
      case Samples.UInt32(var a) -> Arrays.fill(a, (int) (long) v);
      case Samples.Int32(var a) -> Arrays.fill(a, (int) v);
      case Samples.UInt64(var a) -> Arrays.fill(a, Samples.UInt64.toBits(v));
      case Samples.Int64(var a) -> Arrays.fill(a, (long) v);
      case Samples.Float32(var a) -> Arrays.fill(a, (float) v);
      case Samples.Float64(var a) -> Arrays.fill(a, v);
    }
  }

  private List<Samples> samples(Block block, ByteBuffer stored, int height, int count)
      throws DataFormatException {
    int step = step();
    SampleType sample = image.sample();
    int rows =
        compression == Compression.LERC
            ? image.rowsStored(block.window().row() / image.tileHeight())
            : height;
    int need = (int) image.rawBytes(rows);
    byte[] in = stored.hasArray() ? stored.array() : new byte[stored.remaining()];
    int from = stored.hasArray() ? stored.arrayOffset() + stored.position() : 0;
    int length = stored.remaining();
    if (!stored.hasArray()) {
      stored.get(stored.position(), in);
    }
    if (mostBytesOf(length) < need) {
      throw new DataFormatException(
          length + " stored bytes cannot hold the tile's " + need); // so nothing is allocated
    }
    if (image.coding().isFillOrderReversed() && compression != Compression.JPEG) {
      in = reversed(in, from, length);
      from = 0;
    }
    if (isSamples()) {
      // Decompressed to where it stays.
      byte[] out = new byte[need];
      decompress(block, in, from, length, out, need, rows);
      if (image.predictor() == 2) {
        Predictors.sumInPlace(out, 0, image.tileWidth(), height, 1);
      }
      return List.of(image.dtype() == DType.UINT8 ? new Samples.UInt8(out) : new Samples.Int8(out));
    }
    if (isInPlace()) {
      return unpack(in, from, height, count, step);
    }
    byte[] raw = Scratch.take(need);
    try {
      decompress(block, in, from, length, raw, need, rows);
      if (isSwapped()) {
        Predictors.swap(raw, 0, need, sample.bits() / 8);
      }
      if (image.predictor() == 3) {
        Predictors.sumInPlace(raw, 0, image.tileWidth() * step * (sample.bits() / 8), height, step);
      }
      return shown(raw, height, count, step);
    } finally {
      Scratch.give(raw);
    }
  }

  /// True where decompressed bytes are the samples: there is nothing to convert.
  private boolean isSamples() {
    return image.sample().isWhole() && image.sample().bits() == 8 && step() == 1;
  }

  /// True where samples can be taken from the stored bytes.
  private boolean isInPlace() {
    return compression == Compression.NONE && !isSwapped() && image.color() == ColorModel.AS_STORED;
  }

  private boolean isSwapped() {
    return order == ByteOrder.BIG_ENDIAN
        && image.sample().bits() > 8
        && !image.sample().isPacked()
        && image.predictor() != 3;
  }

  /// True where samples are bits of one band, which are unpacked straight to bytes.
  private boolean isBits() {
    return image.sample().bits() == 1 && step() == 1 && image.dtype() == DType.UINT8;
  }

  /// The bands of decompressed bytes, once their colour model is undone.
  private List<Samples> shown(byte[] raw, int height, int count, int step) {
    return switch (image.color()) {
      case ColorModel.AsStored _ -> unpack(raw, 0, height, count, step);
      case ColorModel.JpegYcbcr _ -> {
        YcbcrToRgb.JFIF.convert(raw, 0, count);
        yield unpack(raw, 0, height, count, step);
      }
      case ColorModel.Ycbcr(int across, int down, YcbcrToRgb table) -> {
        byte[] rgb = Scratch.take(3 * count);
        try {
          table.expand(raw, across, down, image.tileWidth(), height, rgb, 0);
          yield unpack(rgb, 0, height, count, step);
        } finally {
          Scratch.give(rgb);
        }
      }
      case ColorModel.Cmyk _ -> {
        if (image.predictor() == 2) {
          Predictors.sumInPlace(raw, 0, image.tileWidth() * step, height, step);
        }
        yield inks(raw, count, step);
      }
    };
  }

  /// Four inks as light, as libtiff makes it: `(255 − ink) × (255 − black) / 255`, and opaque.
  private static List<Samples> inks(byte[] raw, int count, int step) {
    byte[][] light = new byte[4][count];
    for (int i = 0, p = 0; i < count; i++, p += step) {
      int white = 255 - (raw[p + 3] & 0xFF);
      for (int band = 0; band < 3; band++) {
        light[band][i] = (byte) (white * (255 - (raw[p + band] & 0xFF)) / 255);
      }
    }
    Arrays.fill(light[3], (byte) 255);
    return Arrays.stream(light).<Samples>map(Samples.UInt8::new).toList();
  }

  private List<Samples> unpack(byte[] raw, int from, int height, int count, int step) {
    var bands = new ArrayList<Samples>(step);
    for (int band = 0; band < step; band++) {
      Samples out = Samples.allocate(image.dtype(), count);
      if (image.sample().isWhole()) {
        whole(raw, from, height, step, band, out);
      } else {
        narrow(raw, from, height, step, band, out);
      }
      bands.add(out);
    }
    return bands;
  }

  private void whole(byte[] raw, int from, int height, int step, int band, Samples out) {
    int width = image.tileWidth();
    int count = out.length();
    boolean sum = image.predictor() == 2;
    boolean planes = image.predictor() == 3;
    int at = from + band * image.dtype().bytes();
    switch (out) {
      case Samples.UInt8(var v) -> bytes(raw, at, height, step, sum, v);
      case Samples.Int8(var v) -> bytes(raw, at, height, step, sum, v);
      case Samples.UInt16(var v) -> shorts(raw, at, height, step, sum, v);
      case Samples.Int16(var v) -> shorts(raw, at, height, step, sum, v);
      case Samples.UInt32(var v) -> ints(raw, at, height, step, sum, v);
      case Samples.Int32(var v) -> ints(raw, at, height, step, sum, v);
      case Samples.UInt64(var v) -> longs(raw, at, height, step, sum, v);
      case Samples.Int64(var v) -> longs(raw, at, height, step, sum, v);
      case Samples.Float32(var v) -> {
        if (planes) {
          Predictors.planesToFloats(raw, from, width, height, step, band, v);
        } else if (sum) {
          Predictors.sumFloats(raw, at, width, height, step, v);
        } else {
          Predictors.floats(raw, at, step, v, count);
        }
      }
      case Samples.Float64(var v) -> {
        if (planes) {
          Predictors.planesToDoubles(raw, from, width, height, step, band, v);
        } else if (sum) {
          Predictors.sumDoubles(raw, at, width, height, step, v);
        } else {
          Predictors.doubles(raw, at, step, v, count);
        }
      }
    }
  }

  private void bytes(byte[] raw, int at, int height, int step, boolean sum, byte[] out) {
    if (sum) {
      Predictors.sumBytes(raw, at, image.tileWidth(), height, step, out);
    } else {
      Predictors.bytes(raw, at, step, out, out.length);
    }
  }

  private void shorts(byte[] raw, int at, int height, int step, boolean sum, short[] out) {
    if (sum) {
      Predictors.sumShorts(raw, at, image.tileWidth(), height, step, out);
    } else {
      Predictors.shorts(raw, at, step, out, out.length);
    }
  }

  private void ints(byte[] raw, int at, int height, int step, boolean sum, int[] out) {
    if (sum) {
      Predictors.sumInts(raw, at, image.tileWidth(), height, step, out);
    } else {
      Predictors.ints(raw, at, step, out, out.length);
    }
  }

  private void longs(byte[] raw, int at, int height, int step, boolean sum, long[] out) {
    if (sum) {
      Predictors.sumLongs(raw, at, image.tileWidth(), height, step, out);
    } else {
      Predictors.longs(raw, at, step, out, out.length);
    }
  }

  /// Samples that are narrower than what they are read as.
  private void narrow(byte[] raw, int from, int height, int step, int band, Samples out) {
    int width = image.tileWidth();
    int bits = image.sample().bits();
    if (isBits() && out instanceof Samples.UInt8(var v)) {
      NarrowSamples.unpackBits(raw, from, width, height, v);
      return;
    }
    int[] wide = new int[out.length()];
    if (image.predictor() == 3) {
      Predictors.planesToBits(raw, from, width, height, step, band, bits / 8, wide);
    } else if (bits == 16) {
      short[] halves = new short[wide.length];
      shorts(raw, from + 2 * band, height, step, image.predictor() == 2, halves);
      for (int i = 0; i < wide.length; i++) {
        wide[i] = halves[i];
      }
    } else if (image.sample().kind() == SampleType.Kind.FLOATING) {
      NarrowSamples.threeBytes(raw, from + 3 * band, step, wide, wide.length);
    } else {
      NarrowSamples.unpack(raw, from, width, height, step, band, bits, wide);
    }
    if (image.sample().kind() == SampleType.Kind.SIGNED) {
      for (int i = 0; i < wide.length; i++) {
        wide[i] = wide[i] << (32 - bits) >> (32 - bits);
      }
    }
    narrow(wide, bits, out);
  }

  private static void narrow(int[] wide, int bits, Samples out) {
    int n = wide.length;
    switch (out) {
      case Samples.UInt8(var v) -> narrow(wide, v);
      case Samples.Int8(var v) -> narrow(wide, v);
      case Samples.UInt16(var v) -> narrow(wide, v);
      case Samples.Int16(var v) -> narrow(wide, v);
      case Samples.UInt32(var v) -> System.arraycopy(wide, 0, v, 0, n);
      case Samples.Int32(var v) -> System.arraycopy(wide, 0, v, 0, n);
      case Samples.Float32(var v) -> {
        for (int i = 0; i < n; i++) {
          v[i] =
              bits == 16 ? Float.float16ToFloat((short) wide[i]) : NarrowSamples.float24(wide[i]);
        }
      }
      case Samples.UInt64 _, Samples.Int64 _, Samples.Float64 _ ->
          throw new IllegalStateException(bits + " bits as " + out.dtype());
    }
  }

  private static void narrow(int[] wide, byte[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) wide[i];
    }
  }

  private static void narrow(int[] wide, short[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = (short) wide[i];
    }
  }

  private long mostBytesOf(int length) {
    return switch (compression) {
      case NONE -> length;
      case PACKBITS -> PackBitsDecoder.mostBytesOf(length);
      case LZW -> LzwDecoder.mostBytesOf(length);
      case DEFLATE -> InflateDecoder.mostBytesOf(length);
      case ZSTD -> ZstdDecoder.mostBytesOf(length);
      case LZMA -> LzmaDecoder.mostBytesOf(length);
      case JPEG -> JpegDecoder.mostBytesOf(length);
      case WEBP -> WebpDecoder.mostBytesOf(length);
      // A constant tile takes its head alone, whatever its size.
      case LERC -> LARGEST_SPARSE + 1024L * length;
    };
  }

  private void decompress(
      Block block, byte[] in, int from, int length, byte[] out, int need, int height)
      throws DataFormatException {
    int done =
        switch (compression) {
          case NONE -> {
            System.arraycopy(in, from, out, 0, need);
            yield need;
          }
          case PACKBITS -> PackBitsDecoder.decode(in, from, length, out, 0, need);
          case LZW -> LzwDecoder.decode(in, from, length, out, 0, need);
          case DEFLATE -> InflateDecoder.decode(in, from, length, out, 0, need);
          case ZSTD -> ZstdDecoder.decode(in, from, length, out, 0, need);
          case LZMA -> LzmaDecoder.decode(in, from, length, out, 0, need);
          case JPEG -> {
            jpeg(block, in, from, length, out, height);
            yield need;
          }
          case WEBP -> {
            WebpDecoder.decode(
                in, from, length, image.tileWidth(), height, mostRows(), step(), out);
            yield need;
          }
          case LERC -> {
            LercTiles.decode(image, in, from, length, height, out);
            yield need;
          }
        };
    if (done < need) {
      throw new DataFormatException("ends after " + done + " of " + need + " bytes");
    }
  }

  private int step() {
    return image.isPlanar() ? 1 : image.samples();
  }

  private void jpeg(Block block, byte[] in, int from, int length, byte[] out, int height)
      throws DataFormatException {
    byte[] stream = JpegDecoder.join(image.coding().jpegTables(), in, from, length);
    JpegFrame frame = JpegFrame.find(stream, 0, stream.length);
    if (!frame.isReadable()) {
      throw new Unsupported(uri, name(block) + ": " + frame);
    }
    JpegDecoder.decode(stream, image.tileWidth(), height, mostRows(), step(), out);
  }

  /// Rows that a coded picture may have: a last strip may be as high as the others, and a picture
  /// is sometimes filled up to whole blocks.
  private int mostRows() {
    return Math.ceilDiv(image.tileHeight(), 16) * 16;
  }

  private static byte[] reversed(byte[] in, int from, int length) {
    byte[] out = new byte[length];
    for (int i = 0; i < length; i++) {
      out[i] = (byte) (Integer.reverse(in[from + i]) >>> 24);
    }
    return out;
  }

  private static String name(Block block) {
    return "tile " + block.index() + " of level " + block.level();
  }
}
