package dev.cairn.format.tiff;

import dev.cairn.codec.Encoder;
import dev.cairn.format.tiff.CogOptions.Prediction;
import dev.cairn.raster.Samples;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Makes the stored frame of a tile: samples interleaved by pixel, little-endian, predicted,
/// compressed, between the leader and trailer that GDAL's COG layout has. Keeps its buffers; one
/// thread at a time.
///
/// Tiles are interleaved by pixel (PlanarConfiguration 1) as GDAL's COG driver writes them: a
/// reader of several bands has one range a tile. Interleaving and differencing are one pass.
final class CogTileEncoder implements AutoCloseable {
  /// The size of a tile before it, in 4 bytes.
  static final int LEADER = 4;

  /// The last 4 bytes of a tile once more.
  static final int TRAILER = 4;

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int block;
  private final Prediction prediction;
  private final Encoder encoder;
  private final byte[] bytes;
  private byte[] frame = new byte[0];

  /// @param tileBytes of a tile before compression
  CogTileEncoder(CogOptions options, Prediction prediction, int tileBytes) {
    this.block = options.blockSize();
    this.prediction = prediction;
    encoder =
        switch (options.compression()) {
          case NONE -> Encoder.stored();
          case LZW -> Encoder.lzw();
          case DEFLATE -> Encoder.deflate(options.level());
          case ZSTD -> Encoder.zstd(options.level());
          case JPEG, PACKBITS, LERC, LZMA, WEBP ->
              throw new IllegalArgumentException(options.compression() + " is not written");
        };
    bytes = new byte[tileBytes];
  }

  /// The frame, in a buffer that holds until the next call.
  ///
  /// @param planes one of `block²` samples a band
  ByteBuffer frame(Samples[] planes) {
    for (int band = 0; band < planes.length; band++) {
      interleave(planes[band], band, planes.length);
    }
    if (prediction == Prediction.FLOATING_POINT) {
      int rowBytes = bytes.length / block;
      for (int row = 0; row < block; row++) {
        differenceBytes(row * rowBytes, rowBytes, planes.length);
      }
    }
    ByteBuffer packed = encoder.encode(bytes, bytes.length);
    int size = packed.remaining();
    if (frame.length < LEADER + size + TRAILER) {
      frame = new byte[Math.addExact(LEADER + TRAILER, size)];
    }
    INT.set(frame, 0, size);
    packed.get(frame, LEADER, size);
    System.arraycopy(frame, LEADER + size - TRAILER, frame, LEADER + size, TRAILER);
    return ByteBuffer.wrap(frame, 0, LEADER + size + TRAILER);
  }

  @Override
  public void close() {
    encoder.close();
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
    for (int row = 0; row < block; row++) {
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
    for (int row = 0; row < block; row++) {
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
