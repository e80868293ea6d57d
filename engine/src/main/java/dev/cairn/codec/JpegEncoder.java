package dev.cairn.codec;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// JPEG (ITU-T T.81) by the JDK's writer, which is libjpeg 6b. Its streams carry their tables; as
/// these depend on the quality alone, they are left out of blocks and stand once in the file.
final class JpegEncoder implements PixelEncoder {
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int QUANTISATION = 0xDB;
  private static final int HUFFMAN = 0xC4;
  private static final int FIRST_APP = 0xE0;
  private static final int LAST_APP = 0xEF;

  private final int samples;
  private final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
  private final ImageWriteParam quality = writer.getDefaultWriteParam();
  private final ColorModel colors;

  JpegEncoder(int samples, int quality) {
    if ((samples != 1 && samples != 3) || quality < 1 || quality > 100) {
      throw new IllegalArgumentException("JPEG of " + samples + " samples, quality " + quality);
    }
    this.samples = samples;
    this.quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    this.quality.setCompressionQuality(quality / 100f);
    int space = samples == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB;
    colors =
        new ComponentColorModel(
            ColorSpace.getInstance(space), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
  }

  @Override
  public ByteBuffer encode(byte[] pixels, int width, int height) {
    byte[] whole = whole(pixels, width, height);
    var out = new ByteArrayOutputStream(whole.length);
    out.write(0xFF);
    out.write(SOI);
    int p = 2;
    while (marker(whole, p) != SOS) {
      int end = end(whole, p);
      int marker = marker(whole, p);
      if (!isTable(marker) && (marker < FIRST_APP || marker > LAST_APP)) {
        out.write(whole, p, end - p);
      }
      p = end;
    }
    out.write(whole, p, whole.length - p);
    return ByteBuffer.wrap(out.toByteArray());
  }

  /// What [#encode] leaves out.
  byte[] tables() {
    byte[] whole = whole(new byte[16 * 16 * samples], 16, 16);
    var out = new ByteArrayOutputStream();
    out.write(0xFF);
    out.write(SOI);
    int p = 2;
    while (marker(whole, p) != SOS) {
      int end = end(whole, p);
      if (isTable(marker(whole, p))) {
        out.write(whole, p, end - p);
      }
      p = end;
    }
    out.write(0xFF);
    out.write(EOI);
    return out.toByteArray();
  }

  @Override
  public void close() {
    writer.dispose();
  }

  private byte[] whole(byte[] pixels, int width, int height) {
    int[] offsets = new int[samples];
    for (int i = 0; i < samples; i++) {
      offsets[i] = i;
    }
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(pixels, width * height * samples),
            width,
            height,
            width * samples,
            samples,
            offsets,
            null);
    var bytes = new ByteArrayOutputStream(width * height * samples / 4 + 1024);
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(
          null, new IIOImage(new BufferedImage(colors, raster, false, null), null, null), quality);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all bytes
    } finally {
      writer.setOutput(null);
    }
    return bytes.toByteArray();
  }

  private static int marker(byte[] stream, int p) {
    return stream[p + 1] & 0xFF;
  }

  /// Behind the segment that begins at `p` (T.81 §B.1.1.4).
  private static int end(byte[] stream, int p) {
    return p + 2 + ((stream[p + 2] & 0xFF) << 8 | stream[p + 3] & 0xFF);
  }

  private static boolean isTable(int marker) {
    return marker == QUANTISATION || marker == HUFFMAN;
  }
}
