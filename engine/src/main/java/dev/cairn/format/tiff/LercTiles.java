package dev.cairn.format.tiff;

import dev.cairn.codec.InflateDecoder;
import dev.cairn.codec.LercDecoder;
import dev.cairn.codec.Scratch;
import dev.cairn.codec.ZstdDecoder;
import dev.cairn.raster.DType;
import java.util.Optional;
import java.util.zip.DataFormatException;

/// Decompresses tiles of TIFF's compression 34887: LERC, further compressed by Deflate or Zstandard
/// where tag 50674 says so. Stateless.
final class LercTiles {
  private LercTiles() {}

  /// LERC's type for samples of ours, where it has one.
  static Optional<LercDecoder.Type> type(DType dtype) {
    return switch (dtype) {
      case UINT8 -> Optional.of(LercDecoder.Type.UINT8);
      case INT8 -> Optional.of(LercDecoder.Type.INT8);
      case UINT16 -> Optional.of(LercDecoder.Type.UINT16);
      case INT16 -> Optional.of(LercDecoder.Type.INT16);
      case UINT32 -> Optional.of(LercDecoder.Type.UINT32);
      case INT32 -> Optional.of(LercDecoder.Type.INT32);
      case FLOAT32 -> Optional.of(LercDecoder.Type.FLOAT32);
      case FLOAT64 -> Optional.of(LercDecoder.Type.FLOAT64);
      case UINT64, INT64 -> Optional.empty();
    };
  }

  /// Fills `out` with a tile's samples, interleaved by pixel, each as the blob has it in
  /// little-endian order. In a big-endian TIFF what libtiff puts into blobs are samples whose bytes
  /// are swapped: they are swapped back as any others are.
  ///
  /// @param rows that the tile holds, those below the image among them
  static void decode(ImageLayout image, byte[] in, int from, int length, int rows, byte[] out)
      throws DataFormatException {
    var layout =
        new LercDecoder.Layout(
            image.tileWidth(),
            rows,
            image.isPlanar() ? 1 : image.samples(),
            type(image.dtype()).orElseThrow(),
            image.coding().endsInAlpha() && !image.isPlanar()
                ? LercDecoder.Alpha.UNASSOCIATED
                : LercDecoder.Alpha.NONE);
    if (image.coding().lercExtra() == 0) {
      LercDecoder.decode(in, from, length, layout, out, 0);
      return;
    }
    // A blob is hardly larger than what it holds: a mask and the heads of its blocks.
    int most = Math.addExact(layout.size() + layout.size() / 3, 4096);
    byte[] blob = Scratch.take(most); // which may be longer
    try {
      int size =
          image.coding().lercExtra() == 1
              ? InflateDecoder.decode(in, from, length, blob, 0, most)
              : ZstdDecoder.decode(in, from, length, blob, 0, most);
      LercDecoder.decode(blob, 0, size, layout, out, 0);
    } finally {
      Scratch.give(blob);
    }
  }
}
