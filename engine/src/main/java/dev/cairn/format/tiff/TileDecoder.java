package dev.cairn.format.tiff;

import dev.cairn.base.Href;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.codec.InflateDecoder;
import dev.cairn.codec.LzwDecoder;
import dev.cairn.codec.Predictors;
import dev.cairn.codec.Scratch;
import dev.cairn.codec.ZstdDecoder;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;

/// Makes samples of the tiles of one image. Immutable and thread-safe.
///
/// A tile has to hold all its pixels, and a last strip all its rows: what is missing is a failure,
/// as for GDAL. Bytes behind the last pixel are passed over, as by libtiff.
record TileDecoder(
    URI uri, ImageLayout image, Compression compression, ByteOrder order, Stated<Double> nodata) {

  /// Nothing is stored of a sparse tile, so nothing but this bounds what a few bytes can ask for.
  private static final long LARGEST_SPARSE = 128L << 20;

  DecodedBlock decode(Block block, ByteBuffer stored) {
    int height = image.rowsStored(block.window().row() / image.tileHeight());
    int count = image.tileWidth() * height;
    return switch (block.bytes()) {
      case Block.Bytes.Sparse _ -> sparse(block, count);
      case Block.Bytes.Broken(var why) -> throw why;
      case Block.Bytes.Stored(var range) -> {
        try {
          yield new DecodedBlock(block, image.tileWidth(), samples(block, stored, height, count));
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
  private DecodedBlock sparse(Block block, int count) {
    long size = (long) count * image.dtype().bytes();
    if (size > LARGEST_SPARSE) {
      throw new Unsupported(
          uri, name(block) + ": " + size + " bytes of no-data, at most " + LARGEST_SPARSE);
    }
    var bands = new ArrayList<Samples>();
    Samples one = Samples.allocate(image.dtype(), count);
    if (nodata instanceof Stated.As<Double>(Double value) && value != 0) {
      fill(one, value);
    }
    for (int i = 0; i < block.bandCount(); i++) {
      bands.add(one); // never written to, so all bands may share it
    }
    return new DecodedBlock(block, image.tileWidth(), bands);
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
      case Samples.Float32(var a) -> Arrays.fill(a, (float) v);
      case Samples.Float64(var a) -> Arrays.fill(a, v);
    }
  }

  private List<Samples> samples(Block block, ByteBuffer stored, int height, int count)
      throws DataFormatException {
    int step = block.bandCount();
    int sampleBytes = image.dtype().bytes();
    int need = count * step * sampleBytes;
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
    if (image.isFillOrderReversed()) {
      in = reversed(in, from, length);
      from = 0;
    }
    if (sampleBytes == 1 && step == 1) {
      // Nothing to convert: decompressed to where it stays.
      byte[] out = new byte[need];
      decompress(block, in, from, length, out, need);
      if (image.predictor() == 2) {
        Predictors.sumInPlace(out, 0, image.tileWidth(), height, 1);
      }
      return List.of(image.dtype() == DType.UINT8 ? new Samples.UInt8(out) : new Samples.Int8(out));
    }
    boolean swap = order == ByteOrder.BIG_ENDIAN && sampleBytes > 1 && image.predictor() != 3;
    if (compression == Compression.NONE && !swap) {
      return unpack(in, from, height, count, step);
    }
    byte[] raw = Scratch.take(need);
    try {
      decompress(block, in, from, length, raw, need);
      if (swap) {
        Predictors.swap(raw, 0, need, sampleBytes);
      }
      if (image.predictor() == 3) {
        Predictors.sumInPlace(raw, 0, image.tileWidth() * step * sampleBytes, height, step);
      }
      return unpack(raw, 0, height, count, step);
    } finally {
      Scratch.give(raw);
    }
  }

  private List<Samples> unpack(byte[] raw, int from, int height, int count, int step) {
    int width = image.tileWidth();
    boolean sum = image.predictor() == 2;
    boolean planes = image.predictor() == 3;
    var bands = new ArrayList<Samples>(step);
    for (int band = 0; band < step; band++) {
      int at = from + band * image.dtype().bytes();
      Samples out = Samples.allocate(image.dtype(), count);
      switch (out) {
        case Samples.UInt8(var v) -> bytes(raw, at, height, step, sum, v);
        case Samples.Int8(var v) -> bytes(raw, at, height, step, sum, v);
        case Samples.UInt16(var v) -> shorts(raw, at, height, step, sum, v);
        case Samples.Int16(var v) -> shorts(raw, at, height, step, sum, v);
        case Samples.UInt32(var v) -> ints(raw, at, height, step, sum, v);
        case Samples.Int32(var v) -> ints(raw, at, height, step, sum, v);
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
      bands.add(out);
    }
    return bands;
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

  private long mostBytesOf(int length) {
    return switch (compression) {
      case NONE -> length;
      case LZW -> LzwDecoder.mostBytesOf(length);
      case DEFLATE -> InflateDecoder.mostBytesOf(length);
      case ZSTD -> ZstdDecoder.mostBytesOf(length);
    };
  }

  private void decompress(Block block, byte[] in, int from, int length, byte[] out, int need)
      throws DataFormatException {
    int done =
        switch (compression) {
          case NONE -> {
            System.arraycopy(in, from, out, 0, need);
            yield need;
          }
          case LZW -> {
            if (LzwDecoder.isOldStyle(in, from, length)) {
              throw new Unsupported(uri, name(block) + ": LZW with its low bits first");
            }
            yield LzwDecoder.decode(in, from, length, out, 0, need);
          }
          case DEFLATE -> InflateDecoder.decode(in, from, length, out, 0, need);
          case ZSTD -> ZstdDecoder.decode(in, from, length, out, 0, need);
        };
    if (done < need) {
      throw new DataFormatException("ends after " + done + " of " + need + " bytes");
    }
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
