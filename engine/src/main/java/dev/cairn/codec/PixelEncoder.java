package dev.cairn.codec;

import java.nio.ByteBuffer;

/// Compresses blocks of pixels by codecs that know what pixels are, each block on its own.
///
/// Keeps native state and buffers between blocks, so it serves one thread at a time and is closed
/// when it is no longer needed. The same block always gives the same bytes.
public sealed interface PixelEncoder extends AutoCloseable
    permits LercEncoder, JpegEncoder, WebpEncoder {
  /// Compresses one block.
  ///
  /// @param pixels samples interleaved by pixel, little-endian, row after row; not written to
  /// @return the compressed block, in an array-backed buffer that holds until the next call
  ByteBuffer encode(byte[] pixels, int width, int height);

  /// Frees native state; the encoder is not used afterwards.
  @Override
  void close();

  /// LERC 2.4, a blob a sample; NaN is a pixel without a value.
  ///
  /// @param samples of a pixel
  /// @param maxError how far a value may be from its own; below 1 integers stay what they are, at 0
  ///     floating point too
  static PixelEncoder lerc(int samples, LercDecoder.Type type, double maxError) {
    return new LercEncoder(samples, type, maxError);
  }

  /// JPEG without its tables ([#jpegTables]): grey of one sample, or red, green and blue as YCbCr
  /// whose chrominances are halved both ways.
  ///
  /// @param samples 1 or 3, of 8 bits
  /// @param quality 1 (small) to 100 (good)
  static PixelEncoder jpeg(int samples, int quality) {
    return new JpegEncoder(samples, quality);
  }

  /// The tables of all blocks of [#jpeg], as an abbreviated stream (TIFF Technical Note 2).
  static byte[] jpegTables(int samples, int quality) {
    try (var encoder = new JpegEncoder(samples, quality)) {
      return encoder.tables();
    }
  }

  /// WebP of red, green and blue, and transparency where there are four samples.
  ///
  /// @param quality 1 (small) to 100 (good), or 0 for pixels that stay what they are
  static PixelEncoder webp(int samples, int quality) {
    return new WebpEncoder(samples, quality);
  }
}
