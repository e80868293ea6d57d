package dev.cairn.codec;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import dev.cairn.base.Unsupported;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.DataFormatException;
import javax.imageio.ImageReader;
import org.jspecify.annotations.Nullable;

/// Decompresses WebP (RFC 9649), lossy and lossless, by libwebp. Stateless and thread-safe.
public final class WebpDecoder {
  /// What pictures are read with, as many as are decoded at the same time: one that was made stays
  /// in memory for good, as what is to free it refers to it (webp-imageio 0.11,
  /// `WebPDecoderOptions`).
  private static final Queue<WebPReadParam> IDLE = new ConcurrentLinkedQueue<>();

  private WebpDecoder() {}

  /// No stream is taken to hold more: runs of lossless WebP have no end but the picture's, so this
  /// bounds a picture of a few bytes, not what is likely.
  public static long mostBytesOf(long compressed) {
    return compressed << 20;
  }

  /// Fills `out` with the picture, interleaved by pixel: red, green, blue, and transparency where
  /// there are four components.
  ///
  /// @param width that the picture must have
  /// @param height rows that are wanted
  /// @param mostRows that it may have
  /// @throws DataFormatException where the stream is broken or of another size
  /// @throws Unsupported where there is no libwebp for this machine
  public static void decode(
      byte[] in,
      int from,
      int length,
      int width,
      int height,
      int mostRows,
      int components,
      byte[] out)
      throws DataFormatException {
    ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
    @Nullable WebPReadParam with = IDLE.poll();
    try {
      if (with == null) {
        with = new WebPReadParam();
      }
      reader.setInput(new ArrayImageStream(in, from, length), true, true);
      int wide = reader.getWidth(0);
      int high = reader.getHeight(0);
      if (wide != width || high < height || high > mostRows) {
        throw new DataFormatException(
            "WebP of " + wide + "×" + high + " where " + width + "×" + height + " are stored");
      }
      int[] argb = ((DataBufferInt) reader.read(0, with).getRaster().getDataBuffer()).getData();
      for (int i = 0, o = 0; i < width * height; i++) {
        int p = argb[i];
        out[o++] = (byte) (p >> 16);
        out[o++] = (byte) (p >> 8);
        out[o++] = (byte) p;
        if (components == 4) {
          out[o++] = (byte) (p >> 24);
        }
      }
    } catch (LinkageError e) {
      throw new Unsupported("WebP", "libwebp is not there for this machine: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      if (e.getMessage() != null) {
        throw e; // the JVM's own
      }
      throw new DataFormatException("WebP stream: libwebp lacks the memory that it asks for");
    } catch (IOException | RuntimeException e) {
      var broken = new DataFormatException("WebP stream: " + e.getMessage());
      broken.initCause(e);
      throw broken;
    } finally {
      if (with != null) {
        IDLE.add(with);
      }
      reader.dispose();
    }
  }
}
