package dev.cairn.format.gif;

import dev.cairn.base.Unavailable;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Writes an animation, frame by frame, with a memory of a few hundred kilobytes.
///
/// Frames fill the whole picture. Where the palette has a transparent colour, each frame is cleared
/// before the next (disposal method 2, as GeoGIF), so that transparent pixels show what lies behind
/// the picture and not the frame before. The file is whole after [#finish()] only: without it the
/// trailer is missing. For one thread at a time.
public final class GifWriter implements AutoCloseable {
  private static final int EXTENSION = 0x21;
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final String where;
  private final GifOptions options;
  private int frames;

  private GifWriter(OutputStream out, String where, GifOptions options) {
    this.out = out;
    this.where = where;
    this.options = options;
  }

  /// Begins a file: header, colour table, loop.
  ///
  /// @param out closed by [#close()]
  /// @param where the file's name, for failures
  /// @throws Unavailable where `out` fails, here and in all other methods
  public static GifWriter open(OutputStream out, String where, GifOptions options) {
    var writer = new GifWriter(new BufferedOutputStream(out, BUFFER), where, options);
    try {
      writer.header();
    } catch (IOException e) {
      throw writer.failed(e);
    }
    return writer;
  }

  /// Writes a frame.
  ///
  /// @param indices into the palette, one unsigned byte a pixel, `(y, x)` row-major
  public void write(byte[] indices) {
    write(Compressed.of(indices, options));
  }

  /// Writes a frame that was compressed before, by any thread.
  public void write(Compressed frame) {
    try {
      graphicControl();
      imageDescriptor();
      out.write(frame.bytes);
      frames++;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// A frame's compressed pixels, ready to be written: frames do not depend on each other.
  public static final class Compressed {
    private final byte[] bytes;

    private Compressed(byte[] bytes) {
      this.bytes = bytes;
    }

    /// Compresses a frame of an animation.
    ///
    /// @param indices into the palette, one unsigned byte a pixel, `(y, x)` row-major
    public static Compressed of(byte[] indices, GifOptions options) {
      if (indices.length != (long) options.width() * options.height()) {
        throw new IllegalArgumentException(
            indices.length + " pixels for a frame of " + options.width() + "×" + options.height());
      }
      var out = new ByteArrayOutputStream(indices.length / 2 + 1024);
      try {
        new Lzw().encode(indices, Math.max(2, tableBits(options)), options.palette().length, out);
      } catch (IOException e) {
        throw new IllegalStateException("memory cannot fail", e);
      }
      return new Compressed(out.toByteArray());
    }
  }

  /// Adds a comment (GIF89a §24), between frames. Comments are ASCII by the standard and UTF-8 by
  /// custom.
  public void comment(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      out.write(EXTENSION);
      out.write(0xFE);
      for (int from = 0; from < bytes.length; from += 255) {
        int length = Math.min(255, bytes.length - from);
        out.write(length);
        out.write(bytes, from, length);
      }
      out.write(0);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Number of frames written.
  public int frames() {
    return frames;
  }

  /// Ends the file.
  ///
  /// @throws IllegalStateException where it has no frame
  public void finish() {
    if (frames == 0) {
      throw new IllegalStateException("a GIF without frames: " + where);
    }
    try {
      out.write(0x3B); // trailer, §27
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /// Header (§17), logical screen descriptor (§18), global colour table (§19), loop.
  private void header() throws IOException {
    out.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
    int bits = tableBits();
    putShort(options.width());
    putShort(options.height());
    out.write(0x80 | 7 << 4 | bits - 1); // a global table; 8 bits a channel in the original
    out.write(transparentIndex()); // background
    out.write(0); // no aspect ratio
    int[] palette = options.palette();
    for (int i = 0; i < 1 << bits; i++) {
      int color = i < palette.length ? palette[i] : 0;
      out.write(color >> 16);
      out.write(color >> 8);
      out.write(color);
    }
    if (options.loop() != 1) {
      out.write(EXTENSION);
      out.write(0xFF);
      out.write(11);
      out.write("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
      out.write(3);
      out.write(1);
      putShort(options.loop() == 0 ? 0 : options.loop() - 1); // repeats after the first time
      out.write(0);
    }
  }

  /// §23.
  private void graphicControl() throws IOException {
    out.write(EXTENSION);
    out.write(0xF9);
    out.write(4);
    out.write(hasTransparent() ? 2 << 2 | 1 : 1 << 2); // restore to background, or leave
    putShort(options.delay());
    out.write(transparentIndex());
    out.write(0);
  }

  /// §20.
  private void imageDescriptor() throws IOException {
    out.write(0x2C);
    putShort(0);
    putShort(0);
    putShort(options.width());
    putShort(options.height());
    out.write(0); // no local table, not interlaced
  }

  private boolean hasTransparent() {
    return options.transparent() < options.palette().length;
  }

  private int transparentIndex() {
    return hasTransparent() ? options.transparent() : 0;
  }

  /// The colour table has 2 to this many entries, 1 to 8.
  private int tableBits() {
    return tableBits(options);
  }

  private static int tableBits(GifOptions options) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(options.palette().length - 1));
  }

  private void putShort(int value) throws IOException {
    out.write(value);
    out.write(value >> 8);
  }

  private Unavailable failed(IOException e) {
    return new Unavailable(where, "writing failed: " + e.getMessage(), e);
  }
}
