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
/// step and band, floats with NaN where there is no value. Windows are written from any number of
/// threads.
final class FrameSpool implements AutoCloseable {
  /// Pixels that are read or written at a time.
  private static final int SLICE = 1 << 16;

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

  /// The whole plane, read in slices: no second copy of it is made on the way.
  Samples read(long plane) {
    int pixels = Math.multiplyExact(width, height);
    Samples values = Samples.allocate(type, pixels);
    ByteBuffer slice = ByteBuffer.allocate(SLICE * type.bytes()).order(ByteOrder.nativeOrder());
    for (int from = 0; from < pixels; from += SLICE) {
      int length = Math.min(SLICE, pixels - from);
      slice.clear().limit(length * type.bytes());
      fill(slice, (plane * pixels + from) * type.bytes());
      slice.flip();
      switch (values) {
        case Samples.Float32(var v) -> slice.asFloatBuffer().get(v, from, length);
        case Samples.Float64(var v) -> slice.asDoubleBuffer().get(v, from, length);
        case Samples other -> throw new IllegalStateException("spooled as " + other.dtype());
      }
    }
    return values;
  }

  /// Keeps a painted frame behind the planes; all pictures are of one size.
  void writePicture(int time, int[] argb) {
    ByteBuffer slice = ByteBuffer.allocate(SLICE * Integer.BYTES).order(ByteOrder.nativeOrder());
    long at = pictureStart(time, argb.length);
    try {
      for (int from = 0; from < argb.length; from += SLICE) {
        int length = Math.min(SLICE, argb.length - from);
        slice.clear().limit(length * Integer.BYTES);
        slice.asIntBuffer().put(argb, from, length);
        while (slice.hasRemaining()) {
          at += channel.write(slice, at);
        }
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// A painted frame.
  int[] readPicture(int time, int pixels) {
    var argb = new int[pixels];
    ByteBuffer slice = ByteBuffer.allocate(SLICE * Integer.BYTES).order(ByteOrder.nativeOrder());
    long start = pictureStart(time, pixels);
    for (int from = 0; from < pixels; from += SLICE) {
      int length = Math.min(SLICE, pixels - from);
      slice.clear().limit(length * Integer.BYTES);
      fill(slice, start + (long) from * Integer.BYTES);
      slice.flip().asIntBuffer().get(argb, from, length);
    }
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
