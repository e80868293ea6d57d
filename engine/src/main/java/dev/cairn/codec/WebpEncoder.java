package dev.cairn.codec;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import com.luciad.imageio.webp.WebPWriteParam;
import dev.cairn.base.Unsupported;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// WebP (RFC 9649) by libwebp, on the calling thread.
final class WebpEncoder implements PixelEncoder {
  /// The most that WebP has room for along a side.
  private static final int LONGEST = 16_383;

  private final int samples;
  private final ImageWriter writer;
  private final WebPWriteParam how;

  WebpEncoder(int samples, int quality) {
    if ((samples != 3 && samples != 4) || quality < 0 || quality > 100) {
      throw new IllegalArgumentException("WebP of " + samples + " samples, quality " + quality);
    }
    this.samples = samples;
    try {
      writer = new WebPImageWriterSpi().createWriterInstance(null);
      how = new WebPWriteParam(Locale.ROOT);
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      boolean lossless = quality == 0;
      how.setCompressionType(lossless ? "Lossless" : "Lossy");
      how.setCompressionQuality(lossless ? 0.75f : quality / 100f); // of no loss: how hard it tries
      how.setExact(true); // colours under transparent pixels stay
    } catch (LinkageError e) {
      throw new Unsupported("WebP", "libwebp is not there for this machine: " + e.getMessage(), e);
    }
  }

  @Override
  public ByteBuffer encode(byte[] pixels, int width, int height) {
    if (width > LONGEST || height > LONGEST) {
      throw new Unsupported(
          "WebP", "of " + width + "×" + height + ", at most " + LONGEST + " along a side");
    }
    var image =
        new BufferedImage(
            width, height, samples == 4 ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    int[] argb = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    for (int i = 0, p = 0; i < argb.length; i++, p += samples) {
      int rgb = (pixels[p] & 0xFF) << 16 | (pixels[p + 1] & 0xFF) << 8 | pixels[p + 2] & 0xFF;
      argb[i] = samples == 4 ? rgb | pixels[p + 3] << 24 : rgb;
    }
    var bytes = new ByteArrayOutputStream(width * height + 1024);
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all bytes
    } finally {
      writer.setOutput(null);
    }
    return ByteBuffer.wrap(bytes.toByteArray());
  }

  @Override
  public void close() {
    writer.dispose();
  }
}
