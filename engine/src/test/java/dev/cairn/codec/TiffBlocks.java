package dev.cairn.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;

/// The blocks of a classic TIFF's first image: as much of a reader as the decoders' tests need, so
/// that they do not stand on the one that they are tested for.
final class TiffBlocks {
  private final ByteBuffer file;
  private final int ifd;

  final int width;
  final int height;
  final int samples;
  final int sampleBytes;
  final int blockWidth;
  final int blockHeight;
  final boolean planar;
  final boolean tiled;

  /// TIFF tag 339: 1 unsigned, 2 signed, 3 floating point.
  final int sampleFormat;

  TiffBlocks(Path path) throws IOException {
    file = ByteBuffer.wrap(Files.readAllBytes(path));
    file.order(file.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (file.getShort(2) != 42) {
      throw new IOException(path + ": not a classic TIFF");
    }
    ifd = file.getInt(4);
    width = tag(256, 0);
    height = tag(257, 0);
    samples = tag(277, 1);
    sampleBytes = tag(258, 1) / 8;
    sampleFormat = tag(339, 1);
    planar = tag(284, 1) == 2;
    tiled = tag(322, 0) != 0;
    blockWidth = tiled ? tag(322, 0) : width;
    blockHeight = tiled ? tag(323, 0) : Math.min(tag(278, height), height);
    if (tag(258, 1) % 8 != 0 || tag(317, 1) != 1) {
      throw new IOException(path + ": samples of bits or a predictor");
    }
  }

  /// Fills a block's bytes.
  interface Decoder {
    /// @param rows of the block
    /// @param depth samples of a pixel
    void decode(byte[] in, int rows, int depth, byte[] out) throws DataFormatException;
  }

  /// The first value of a tag, or what stands for it where it is missing.
  int tag(int code, int otherwise) {
    int[] values = tags(code);
    return values.length == 0 ? otherwise : values[0];
  }

  int[] tags(int code) {
    for (int i = 0, n = file.getShort(ifd) & 0xFFFF; i < n; i++) {
      int entry = ifd + 2 + 12 * i;
      if ((file.getShort(entry) & 0xFFFF) == code) {
        boolean isShort = file.getShort(entry + 2) == 3;
        int size = isShort ? 2 : 4;
        int[] values = new int[file.getInt(entry + 4)];
        int at = values.length * size <= 4 ? entry + 8 : file.getInt(entry + 8);
        for (int k = 0; k < values.length; k++) {
          values[k] = isShort ? file.getShort(at + 2 * k) & 0xFFFF : file.getInt(at + 4 * k);
        }
        return values;
      }
    }
    return new int[0];
  }

  int columns() {
    return (width + blockWidth - 1) / blockWidth;
  }

  int rows() {
    return (height + blockHeight - 1) / blockHeight;
  }

  /// Samples of a pixel of one block.
  int depth() {
    return planar ? 1 : samples;
  }

  /// Rows of pixels of a block: the last strip has fewer.
  int rowsOf(int block) {
    int row = block % (columns() * rows()) / columns();
    return tiled ? blockHeight : Math.min(blockHeight, height - row * blockHeight);
  }

  /// The blocks' bytes as they are stored, empty ones where a writer left them out.
  List<byte[]> stored() {
    int[] offsets = tags(tiled ? 324 : 273);
    int[] counts = tags(tiled ? 325 : 279);
    var blocks = new ArrayList<byte[]>();
    for (int i = 0; i < offsets.length; i++) {
      byte[] block = new byte[counts[i]];
      file.get(offsets[i], block);
      blocks.add(block);
    }
    return blocks;
  }

  /// All samples, a little-endian array a band.
  List<byte[]> bands(Decoder decoder) throws DataFormatException {
    var bands = new ArrayList<byte[]>();
    for (int band = 0; band < samples; band++) {
      bands.add(new byte[width * height * sampleBytes]);
    }
    List<byte[]> stored = stored();
    for (int i = 0; i < stored.size(); i++) {
      byte[] in = stored.get(i);
      int rowBytes = blockWidth * depth() * sampleBytes;
      byte[] block = new byte[rowsOf(i) * rowBytes];
      if (in.length > 0) {
        decoder.decode(in, rowsOf(i), depth(), block);
      }
      int perPlane = columns() * rows();
      int left = i % perPlane % columns() * blockWidth;
      int top = i % perPlane / columns() * blockHeight;
      for (int d = 0; d < depth(); d++) {
        byte[] band = bands.get(planar ? i / perPlane : d);
        for (int y = 0; y < rowsOf(i) && top + y < height; y++) {
          for (int x = 0; x < blockWidth && left + x < width; x++) {
            System.arraycopy(
                block,
                y * rowBytes + (x * depth() + d) * sampleBytes,
                band,
                ((top + y) * width + left + x) * sampleBytes,
                sampleBytes);
          }
        }
      }
    }
    if (file.order() == ByteOrder.BIG_ENDIAN) {
      bands.forEach(band -> Predictors.swap(band, 0, band.length, sampleBytes));
    }
    return bands;
  }
}
