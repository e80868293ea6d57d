package dev.cairn.codec;

import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// Decompresses LERC: Lerc1 ("CntZImage") and Lerc2 of versions 1 to 6, as the LERC Byte Stream
/// Specification and Esri's library have them. Stateless and thread-safe.
///
/// A block of pixels is one blob of so many values a pixel, or one blob of a single value a pixel
/// for each sample, one behind the other. What comes out is what libtiff makes of TIFF's
/// compression 34887: samples interleaved by pixel, little-endian whatever the file's byte order;
/// pixels without a value are NaN in floating point and 0 in integers, and where a block's last
/// sample is an alpha of 8 bits that its blob leaves out, alpha is 255 where there is a value and 0
/// where there is none. Values of no data beside others in a pixel (version 6) stay what they are.
///
/// A blob states its own size; one that is not of the size that the caller expects is refused
/// before anything is allocated for it.
public final class LercDecoder {
  private LercDecoder() {}

  /// What a sample is, in the order of LERC's codes.
  public enum Type {
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    FLOAT32(4),
    FLOAT64(8);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /// Size of a sample.
    public int bytes() {
      return bytes;
    }

    boolean isFloating() {
      return this == FLOAT32 || this == FLOAT64;
    }
  }

  /// What the caller knows of a block.
  ///
  /// @param width in pixels
  /// @param height in pixels
  /// @param samples of a pixel, alpha among them
  /// @param alpha what the last sample is
  public record Layout(int width, int height, int samples, Type type, Alpha alpha) {
    /// @throws IllegalArgumentException where there are no pixels, or 2 GiB of them
    public Layout {
      if (width <= 0 || height <= 0 || samples <= 0 || size(width, height, samples, type) < 0) {
        throw new IllegalArgumentException(width + "×" + height + "×" + samples + " of " + type);
      }
    }

    private static int size(int width, int height, int samples, Type type) {
      long pixels = (long) width * height;
      long pixelBytes = (long) samples * type.bytes();
      return pixels > Integer.MAX_VALUE / pixelBytes ? -1 : (int) (pixels * pixelBytes);
    }

    /// Bytes of the decoded block.
    public int size() {
      return size(width, height, samples, type);
    }

    /// How large a block's blobs may be where they are compressed once more, with Deflate or
    /// Zstandard: what libtiff has room for. A blob holds its values as they are at worst; the way
    /// back has no bound, for a few bytes may say that all values are the same.
    public long mostBlobBytes() {
      return 256 + size() + size() / 3L;
    }

    int pixels() {
      return width * height;
    }
  }

  /// What a block's last sample is.
  public enum Alpha {
    /// A sample like the others.
    NONE,
    /// Alpha that is not multiplied into the others (TIFF tag 338, value 2) of an interleaved block
    /// of 8-bit samples.
    UNASSOCIATED
  }

  /// Where one blob's values go.
  ///
  /// @param at first byte of the block
  /// @param sample first of the pixel's samples that the blob has
  record Target(byte[] out, int at, Layout layout, int sample) {
    int step() {
      return layout.samples() * layout.type().bytes();
    }

    int first() {
      return at + sample * layout.type().bytes();
    }

    /// The same bytes in every pixel.
    void fill(byte[] pixel) {
      int first = first();
      int n = pixel.length;
      if (n == step()) {
        // Twice as much each time.
        System.arraycopy(pixel, 0, out, first, n);
        for (int done = n; done < layout.size(); done += done) {
          System.arraycopy(out, first, out, first + done, Math.min(done, layout.size() - done));
        }
        return;
      }
      for (int k = 0, p = first; k < layout.pixels(); k++, p += step()) {
        System.arraycopy(pixel, 0, out, p, n);
      }
    }
  }

  /// Fills `out[at, at + layout.size())` with the samples of a block.
  ///
  /// @return how many of the samples are without a value; with several blobs a pixel may have some
  ///     samples and lack others
  /// @throws DataFormatException where the blob is broken, its checksum wrong, its version not
  ///     known, or its size, type or number of samples other than the layout's
  public static int decode(byte[] in, int from, int inLength, Layout layout, byte[] out, int at)
      throws DataFormatException {
    var bytes = new LercBytes(in, from, from + inLength);
    return Lerc1.isNext(bytes)
        ? decodeLerc1(bytes, layout, out, at)
        : decodeLerc2(bytes, layout, out, at);
  }

  private static int decodeLerc2(LercBytes in, Layout layout, byte[] out, int at)
      throws DataFormatException {
    Lerc2.Header first = Lerc2.Header.peek(in);
    boolean leavesAlpha =
        layout.alpha() == Alpha.UNASSOCIATED
            && layout.type() == Type.UINT8
            && first.depth() == layout.samples() - 1;
    int depth = leavesAlpha ? layout.samples() - 1 : layout.samples();
    int bands = first.depth() == 1 ? depth : 1;
    if (first.depth() * bands != depth) {
      throw new DataFormatException(
          "LERC: " + first.depth() + " values a pixel, expected " + depth);
    }
    if (leavesAlpha) {
      bands = 1;
    }
    int missing = 0;
    @Nullable LercMask mask = null;
    for (int band = 0; band < bands; band++) {
      Lerc2.Header header = Lerc2.Header.peek(in);
      if (header.depth() != first.depth()) {
        throw new DataFormatException(
            "LERC: " + header.depth() + " values a pixel behind " + first.depth());
      }
      LercBytes blob = in.next(header.blobSize());
      mask = new Lerc2(header, blob, new Target(out, at, layout, band)).decode(mask);
      missing += (layout.pixels() - mask.count()) * header.depth();
      if (leavesAlpha) {
        writeAlpha(mask, layout, out, at);
      }
    }
    return missing;
  }

  private static int decodeLerc1(LercBytes in, Layout layout, byte[] out, int at)
      throws DataFormatException {
    int missing = 0;
    @Nullable LercMask mask = null;
    for (int band = 0; band < layout.samples(); band++) {
      mask = Lerc1.decode(in, mask, new Target(out, at, layout, band));
      missing += layout.pixels() - mask.count();
    }
    return missing;
  }

  /// Writes the alpha that a blob leaves out.
  private static void writeAlpha(LercMask mask, Layout layout, byte[] out, int at) {
    int step = layout.samples();
    for (int k = 0, p = at + step - 1; k < layout.pixels(); k++, p += step) {
      out[p] = (byte) (mask.isValid(k) ? 255 : 0);
    }
  }

  /// Fills all that a blob is to fill with what stands for a missing value.
  ///
  /// @param depth how many of a pixel's samples the blob has
  static void fillMissing(Target target, int depth) {
    Type type = target.layout().type();
    byte[] pixel = new byte[depth * type.bytes()];
    for (int p = 0; p < pixel.length; p += type.bytes()) {
      if (type == Type.FLOAT32) {
        LercBytes.FLOAT.set(pixel, p, Float.NaN);
      } else if (type == Type.FLOAT64) {
        LercBytes.DOUBLE.set(pixel, p, Double.NaN);
      }
    }
    target.fill(pixel);
  }
}
