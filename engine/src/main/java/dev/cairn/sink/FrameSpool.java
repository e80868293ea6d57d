package dev.cairn.sink;

import dev.cairn.base.Unavailable;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;

/// Computed frames that wait for a second pass: a nameless file beside the target, one plane a time
/// step and band, floats
/// with NaN where there is no value. Windows are written from any number of threads.
final class FrameSpool implements AutoCloseable {
  private final Path target;
  private final FileChannel channel;
  private final int width;
  private final int height;
  private final DType type;
  private final long planes;

  private FrameSpool(
      Path target, FileChannel channel, int width, int height, DType type, long planes) {
    this.target = target;
    this.channel = channel;
    this.width = width;
    this.height = height;
    this.type = type;
    this.planes = planes;
  }

  /// @param type float32 or float64
  /// @param planes how many there will be
  static FrameSpool create(Path target, int width, int height, DType type, long planes) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    try {
      Path scratch = Files.createTempFile(folder, ".cairn-", ".spool");
      FileChannel channel =
          FileChannel.open(
              scratch,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      return new FrameSpool(absolute, channel, width, height, type, planes);
    } catch (IOException e) {
      throw failure(absolute, e);
    }
  }

  void write(long plane, PixelWindow window, Raster raster) {
    Samples values = floats(raster);
    try {
      if (window.width() == width) {
        put(plane, window.row(), 0, values, 0, raster.pixels());
      } else {
        for (int row = 0; row < window.height(); row++) {
          put(
              plane,
              window.row() + row,
              window.col(),
              values,
              row * window.width(),
              window.width());
        }
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private void put(long plane, int row, int col, Samples values, int from, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length * type.bytes()).order(ByteOrder.nativeOrder());
    switch (values) {
      case Samples.Float32(var v) -> bytes.asFloatBuffer().put(v, from, length);
      case Samples.Float64(var v) -> bytes.asDoubleBuffer().put(v, from, length);
      case Samples other -> throw new IllegalStateException("spooled as " + other.dtype());
    }
    long at = (plane * height * width + (long) row * width + col) * type.bytes();
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /// The whole plane.
  Samples read(long plane) {
    int pixels = width * height;
    ByteBuffer bytes = ByteBuffer.allocate(pixels * type.bytes()).order(ByteOrder.nativeOrder());
    fill(bytes, plane * pixels * type.bytes());
    bytes.flip();
    Samples values = Samples.allocate(type, pixels);
    switch (values) {
      case Samples.Float32(var v) -> bytes.asFloatBuffer().get(v);
      case Samples.Float64(var v) -> bytes.asDoubleBuffer().get(v);
      case Samples other -> throw new IllegalStateException("spooled as " + other.dtype());
    }
    return values;
  }

  /// Keeps a painted frame behind the planes; all pictures are of one size.
  void writePicture(int time, int[] argb) {
    ByteBuffer bytes =
        ByteBuffer.allocate(argb.length * Integer.BYTES).order(ByteOrder.nativeOrder());
    bytes.asIntBuffer().put(argb);
    long at = pictureStart(time, argb.length);
    try {
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// A painted frame.
  int[] readPicture(int time, int pixels) {
    ByteBuffer bytes = ByteBuffer.allocate(pixels * Integer.BYTES).order(ByteOrder.nativeOrder());
    fill(bytes, pictureStart(time, pixels));
    var argb = new int[pixels];
    bytes.flip().asIntBuffer().get(argb);
    return argb;
  }

  private long pictureStart(int time, int pixels) {
    return planes * width * height * type.bytes() + (long) time * pixels * Integer.BYTES;
  }

  private void fill(ByteBuffer bytes, long from) {
    long at = from;
    try {
      while (bytes.hasRemaining()) {
        int n = channel.read(bytes, at);
        if (n < 0) {
          throw new EOFException("the scratch file ends at byte " + at);
        }
        at += n;
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// The samples as floats of the spool's type, NaN where they are not valid.
  private Samples floats(Raster raster) {
    Samples in = raster.samples();
    int n = raster.pixels();
    Samples out = Samples.allocate(type, n);
    switch (out) {
      case Samples.Float32(var v) -> {
        if (in instanceof Samples.Float32(var same)) {
          System.arraycopy(same, 0, v, 0, n);
        } else {
          for (int i = 0; i < n; i++) {
            v[i] = (float) in.at(i);
          }
        }
        forInvalid(raster.valid(), n, i -> v[i] = Float.NaN);
      }
      case Samples.Float64(var v) -> {
        for (int i = 0; i < n; i++) {
          v[i] = in.at(i);
        }
        forInvalid(raster.valid(), n, i -> v[i] = Double.NaN);
      }
      case Samples other -> throw new IllegalStateException("spooled as " + other.dtype());
    }
    return out;
  }

  /// Goes to the pixels without a value, past whole words of valid ones.
  private static void forInvalid(Validity valid, int pixels, IntConsumer action) {
    long[] words = valid.words();
    for (int w = 0; w < words.length; w++) {
      for (long rest = ~words[w]; rest != 0; rest &= rest - 1) {
        int i = (w << 6) + Long.numberOfTrailingZeros(rest);
        if (i < pixels) {
          action.accept(i);
        }
      }
    }
  }

  private static Unavailable failure(Path target, IOException e) {
    return new Unavailable(target.toString(), "scratch space for frames: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(target, e);
    }
  }
}
