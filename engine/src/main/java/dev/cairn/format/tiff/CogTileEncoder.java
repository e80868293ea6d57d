package dev.cairn.format.tiff;

import dev.cairn.codec.Encoder;
import dev.cairn.codec.PixelEncoder;
import dev.cairn.format.tiff.CogOptions.Interleave;
import dev.cairn.format.tiff.CogOptions.Layout;
import dev.cairn.format.tiff.CogOptions.Prediction;
import dev.cairn.raster.NoDataFill;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Makes the stored frame of a tile: samples interleaved by pixel, little-endian, predicted,
/// compressed; in a COG between the leader and trailer that GDAL's layout has. Keeps its buffers;
/// one thread at a time.
///
/// Tiles of a COG are interleaved by pixel (PlanarConfiguration 1) as GDAL's COG driver writes
/// them: a reader of several bands has one range a tile. Interleaving and differencing are one
/// pass.
final class CogTileEncoder implements AutoCloseable {
  /// The size of a tile before it, in 4 bytes.
  static final int LEADER = 4;

  /// The last 4 bytes of a tile once more.
  static final int TRAILER = 4;

  /// Masks are compressed by Deflate, whatever the image is.
  private static final int MASK_LEVEL = 6;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final CogImage image;
  private final CogOptions options;
  private final Prediction prediction;
  private final int samples;
  private final boolean framed;
  private final @Nullable PixelEncoder pixels;
  private @Nullable Encoder encoder;
  private @Nullable Encoder masks;
  private int rowBytes;
  private int block;
  private byte[] bytes = new byte[0];
  private byte[] frame = new byte[0];

  CogTileEncoder(CogImage image, CogOptions options) {
    this.image = image;
    this.options = options;
    prediction = options.predictionFor(image.dtype());
    samples = options.interleave() == Interleave.BAND ? 1 : image.samples();
    framed = options.layout() == Layout.COG;
    pixels =
        switch (options.codec()) {
          case Codec.Plain _, Codec.Leveled _ -> null;
          case Codec.Lerc(double maxError, Codec.Lerc.Further _) ->
              PixelEncoder.lerc(samples, LercTiles.type(image.dtype()).orElseThrow(), maxError);
          case Codec.Jpeg(int quality) -> PixelEncoder.jpeg(samples, quality);
          case Codec.Webp(OptionalInt quality) -> PixelEncoder.webp(samples, quality.orElse(0));
        };
  }

  /// Bytes of a frame beside its tile's.
  static int overhead(CogOptions options) {
    return options.layout() == Layout.COG ? LEADER + TRAILER : 0;
  }

  /// The frame, in a buffer that holds until the next call.
  ///
  /// @param plane which sample of the pixels where a tile holds one; else 0
  ByteBuffer frame(CogTile tile, int plane) {
    block = tile.stride;
    int pixelCount = tile.planes[0].length();
    int size = Math.multiplyExact(pixelCount * samples, image.dtype().bytes());
    rowBytes = size / tile.rows();
    if (bytes.length < size) {
      bytes = new byte[size];
    }
    for (int i = 0; i < samples; i++) {
      int band = samples == 1 ? plane : i;
      interleave(band < tile.planes.length ? tile.planes[band] : alpha(tile.bits), i, samples);
    }
    if (prediction == Prediction.FLOATING_POINT) {
      for (int at = 0; at < size; at += rowBytes) {
        differenceBytes(at, rowBytes, samples);
      }
    }
    if (pixels == null) {
      return framed(encoder().encode(bytes, size));
    }
    ByteBuffer packed = pixels.encode(bytes, block, tile.rows());
    if (options.codec() instanceof Codec.Lerc(double _, Codec.Lerc.Further further)
        && further != Codec.Lerc.Further.NONE) {
      packed = encoder().encode(packed.array(), packed.remaining());
    }
    return framed(packed);
  }

  /// The frame of a mask: a bit a pixel, highest first, rows of whole bytes (TIFF 6.0 §8).
  ByteBuffer mask(Validity valid, int stride) {
    int rows = valid.length() / stride;
    int across = (stride + 7) / 8;
    byte[] packed = new byte[across * rows];
    for (int row = 0, i = 0; row < rows; row++) {
      for (int x = 0; x < stride; x++, i++) {
        if (valid.get(i)) {
          packed[row * across + (x >> 3)] |= (byte) (0x80 >> (x & 7));
        }
      }
    }
    if (masks == null) {
      masks = Encoder.deflate(MASK_LEVEL);
    }
    return framed(masks.encode(packed, packed.length));
  }

  @Override
  public void close() {
    if (pixels != null) {
      pixels.close();
    }
    if (encoder != null) {
      encoder.close();
    }
    if (masks != null) {
      masks.close();
    }
  }

  /// Of bytes; PackBits has to know how long rows are.
  private Encoder encoder() {
    if (encoder == null) {
      encoder =
          switch (options.codec()) {
            case Codec.Plain(Compression c) when c == Compression.LZW -> Encoder.lzw();
            case Codec.Plain(Compression c) when c == Compression.PACKBITS ->
                Encoder.packBits(rowBytes);
            case Codec.Plain _ -> Encoder.stored();
            case Codec.Leveled(Compression c, int level) when c == Compression.ZSTD ->
                Encoder.zstd(level);
            case Codec.Leveled(Compression c, int level) when c == Compression.LZMA ->
                Encoder.lzma(level);
            case Codec.Leveled(Compression _, int level) -> Encoder.deflate(level);
            case Codec.Lerc(double _, Codec.Lerc.Further f) when f == Codec.Lerc.Further.ZSTD ->
                Encoder.zstd(9);
            case Codec.Lerc _, Codec.Jpeg _, Codec.Webp _ -> Encoder.deflate(6);
          };
    }
    return encoder;
  }

  private ByteBuffer framed(ByteBuffer packed) {
    if (!framed) {
      return packed;
    }
    int size = packed.remaining();
    if (frame.length < LEADER + size + TRAILER) {
      frame = new byte[Math.addExact(LEADER + TRAILER, size)];
    }
    INT.set(frame, 0, size);
    packed.get(frame, LEADER, size);
    System.arraycopy(frame, LEADER + size - TRAILER, frame, LEADER + size, TRAILER);
    return ByteBuffer.wrap(frame, 0, LEADER + size + TRAILER);
  }

  /// The largest sample where a pixel holds a value, 0 where it does not.
  private Samples alpha(Validity valid) {
    Samples alpha = Samples.allocate(image.dtype(), valid.length());
    double opaque = image.dtype().max();
    if (valid.isAll()) {
      NoDataFill.fill(alpha, 0, valid.length(), opaque);
      return alpha;
    }
    for (int i = 0; i < valid.length(); i++) {
      if (valid.get(i)) {
        NoDataFill.fill(alpha, i, i + 1, opaque);
      }
    }
    return alpha;
  }

  private void interleave(Samples plane, int band, int bands) {
    switch (plane) {
      case Samples.UInt8(var v) -> bytes(v, band, bands);
      case Samples.Int8(var v) -> bytes(v, band, bands);
      case Samples.UInt16(var v) -> shorts(v, band, bands);
      case Samples.Int16(var v) -> shorts(v, band, bands);
      case Samples.UInt32(var v) -> ints(v, band, bands);
      case Samples.Int32(var v) -> ints(v, band, bands);
      case Samples.UInt64(var v) -> longs(v, band, bands);
      case Samples.Int64(var v) -> longs(v, band, bands);
      case Samples.Float32(var v) -> {
        if (prediction == Prediction.FLOATING_POINT) {
          floatBytePlanes(v, band, bands);
        } else {
          for (int i = 0, o = 4 * band; i < v.length; i++, o += 4 * bands) {
            INT.set(bytes, o, Float.floatToRawIntBits(v[i]));
          }
        }
      }
      case Samples.Float64(var v) -> {
        if (prediction == Prediction.FLOATING_POINT) {
          doubleBytePlanes(v, band, bands);
        } else {
          for (int i = 0, o = 8 * band; i < v.length; i++, o += 8 * bands) {
            LONG.set(bytes, o, Double.doubleToRawLongBits(v[i]));
          }
        }
      }
    }
  }

  /// Keeps the sample before, for the difference (TIFF 6.0 §14), or 0.
  private int before() {
    return prediction == Prediction.HORIZONTAL ? -1 : 0;
  }

  private void bytes(byte[] v, int band, int bands) {
    int mask = before();
    int o = band;
    for (int row = 0; row < v.length; row += block) {
      int last = 0;
      for (int i = row; i < row + block; i++, o += bands) {
        bytes[o] = (byte) (v[i] - last);
        last = v[i] & mask;
      }
    }
  }

  private void shorts(short[] v, int band, int bands) {
    int mask = before();
    int o = 2 * band;
    for (int row = 0; row < v.length; row += block) {
      int last = 0;
      for (int i = row; i < row + block; i++, o += 2 * bands) {
        SHORT.set(bytes, o, (short) (v[i] - last));
        last = v[i] & mask;
      }
    }
  }

  private void ints(int[] v, int band, int bands) {
    int mask = before();
    int o = 4 * band;
    for (int row = 0; row < v.length; row += block) {
      int last = 0;
      for (int i = row; i < row + block; i++, o += 4 * bands) {
        INT.set(bytes, o, v[i] - last);
        last = v[i] & mask;
      }
    }
  }

  private void longs(long[] v, int band, int bands) {
    long mask = before();
    int o = 8 * band;
    for (int row = 0; row < v.length; row += block) {
      long last = 0;
      for (int i = row; i < row + block; i++, o += 8 * bands) {
        LONG.set(bytes, o, v[i] - last);
        last = v[i] & mask;
      }
    }
  }

  /// TIFF Technical Note 3: in each row all most significant bytes come first, then the next, …
  private void floatBytePlanes(float[] v, int band, int bands) {
    int rowSamples = block * bands;
    for (int row = 0; row < v.length / block; row++) {
      int o = row * rowSamples * 4 + band;
      for (int i = row * block; i < (row + 1) * block; i++, o += bands) {
        int bits = Float.floatToRawIntBits(v[i]);
        bytes[o] = (byte) (bits >> 24);
        bytes[o + rowSamples] = (byte) (bits >> 16);
        bytes[o + 2 * rowSamples] = (byte) (bits >> 8);
        bytes[o + 3 * rowSamples] = (byte) bits;
      }
    }
  }

  private void doubleBytePlanes(double[] v, int band, int bands) {
    int rowSamples = block * bands;
    for (int row = 0; row < v.length / block; row++) {
      int o = row * rowSamples * 8 + band;
      for (int i = row * block; i < (row + 1) * block; i++, o += bands) {
        long bits = Double.doubleToRawLongBits(v[i]);
        for (int b = 0; b < 8; b++) {
          bytes[o + b * rowSamples] = (byte) (bits >> (56 - 8 * b));
        }
      }
    }
  }

  /// Each byte less the one a pixel before it, over the whole row of byte planes.
  private void differenceBytes(int from, int length, int pixelBytes) {
    for (int i = from + length - 1; i >= from + pixelBytes; i--) {
      bytes[i] -= bytes[i - pixelBytes];
    }
  }
}
