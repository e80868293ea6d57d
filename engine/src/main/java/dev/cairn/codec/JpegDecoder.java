package dev.cairn.codec;

import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.zip.DataFormatException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/// Decompresses JPEG (ITU-T T.81, 8 bits, Huffman) by the JDK's reader, which is libjpeg 6b with
/// the accurate integer transform and smooth upsampling, the same arithmetic as GDAL's. Samples
/// come as they are coded: no colour is converted. Stateless and thread-safe.
public final class JpegDecoder {
  private static final byte[] START = {(byte) 0xFF, (byte) 0xD8};
  private static final ImageReaderSpi READERS =
      ImageIO.getImageReadersByFormatName("jpeg").next().getOriginatingProvider();

  private JpegDecoder() {}

  /// No stream holds more: a block of 8 × 8 samples takes a bit or more, and chroma may stand for
  /// 4 × 4 as many.
  public static long mostBytesOf(long compressed) {
    return compressed * 8 * 64 * 16;
  }

  /// Puts tables before a stream that was written without them (TIFF Technical Note 2).
  ///
  /// @param tables an abbreviated stream of tables alone; empty for none
  /// @return the whole stream
  public static byte[] join(byte[] tables, byte[] in, int from, int length) {
    int end = tables.length;
    if (end >= 2 && (tables[end - 2] & 0xFF) == 0xFF && (tables[end - 1] & 0xFF) == 0xD9) {
      end -= 2;
    }
    int kept = Math.max(0, end - START.length); // tables without their start and end
    byte[] joined = new byte[kept + length];
    int head = Math.min(START.length, length);
    System.arraycopy(in, from, joined, 0, head);
    System.arraycopy(tables, Math.min(START.length, end), joined, head, kept);
    System.arraycopy(in, from + head, joined, head + kept, length - head);
    return joined;
  }

  /// Fills `out` with the picture's first rows, interleaved by pixel.
  ///
  /// @param stream a whole one, as of [#join]; its frame is readable
  /// @param width that it must have
  /// @param height rows that are wanted
  /// @param mostRows that it may have
  /// @throws DataFormatException where the stream is broken or of another size
  public static void decode(
      byte[] stream, int width, int height, int mostRows, int components, byte[] out)
      throws DataFormatException {
    JpegFrame frame = JpegFrame.find(stream, 0, stream.length);
    if (frame.width() != width
        || frame.height() < height
        || frame.height() > mostRows
        || frame.components() != components) {
      throw new DataFormatException(
          frame + " where " + width + "×" + height + " of " + components + " are stored");
    }
    if (!frame.isReadable()) {
      throw new DataFormatException(frame.toString());
    }
    @Nullable ImageReader reader = null;
    try {
      // One for each stream: a reader keeps the tables of the stream before, whatever it is told,
      // and would decode with them one that lacks its own. A new one takes some 20 µs.
      reader = READERS.createReaderInstance();
      var warning = new Warning();
      reader.addIIOReadWarningListener(warning);
      reader.setInput(new ArrayImageStream(stream, 0, stream.length), true, true);
      ImageReadParam part = reader.getDefaultReadParam();
      part.setSourceRegion(new Rectangle(0, 0, width, height));
      Raster raster = reader.readRaster(0, part);
      if (warning.text != null) {
        throw new DataFormatException("JPEG stream: " + warning.text);
      }
      if (raster.getWidth() != width
          || raster.getHeight() != height
          || raster.getNumBands() != components) {
        throw new DataFormatException(
            "JPEG stream of " + raster.getWidth() + "×" + raster.getHeight());
      }
      raster.getDataElements(raster.getMinX(), raster.getMinY(), width, height, out);
    } catch (IOException | RuntimeException e) {
      // The reader has no exception of its own for a broken stream.
      throw broken(e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static DataFormatException broken(Exception e) {
    var broken = new DataFormatException("JPEG stream: " + e.getMessage());
    broken.initCause(e);
    return broken;
  }

  /// The first warning that means that pixels are made up.
  private static final class Warning implements javax.imageio.event.IIOReadWarningListener {
    private @Nullable String text;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      boolean isHarmless =
          warning.contains("extraneous bytes before marker")
              || warning.contains("color transform code")
              || warning.contains("JFIF")
              || warning.contains("Adobe");
      if (text == null && !isHarmless) {
        text = warning;
      }
    }
  }
}
