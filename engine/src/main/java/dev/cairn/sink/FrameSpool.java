package dev.cairn.sink;

import dev.cairn.base.Unavailable;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Computed frames that wait for a second pass: a nameless file beside the target, one plane a time
/// step and band, floats
/// with NaN where there is no value. Windows are written from any number of threads.
final class FrameSpool implements AutoCloseable {
  private final Path target;
  private final FileChannel channel;
  private final int width;
  private final int height;
  private final DType type;

  private FrameSpool(Path target, FileChannel channel, int width, int height, DType type) {
    this.target = target;
    this.channel = channel;
    this.width = width;
    this.height = height;
    this.type = type;
  }

  /// @param type float32 or float64
  static FrameSpool create(Path target, int width, int height, DType type) {
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
      return new FrameSpool(absolute, channel, width, height, type);
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
    long at = plane * pixels * type.bytes();
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
    bytes.flip();
    Samples plane32 = Samples.allocate(type, pixels);
    switch (plane32) {
      case Samples.Float32(var v) -> bytes.asFloatBuffer().get(v);
      case Samples.Float64(var v) -> bytes.asDoubleBuffer().get(v);
      case Samples other -> throw new IllegalStateException("spooled as " + other.dtype());
    }
    return plane32;
  }

  /// The samples as floats of the spool's type, NaN where they are not valid.
  private Samples floats(Raster raster) {
    Samples in = raster.samples();
    int n = raster.pixels();
    if (type == DType.FLOAT32) {
      var out = new float[n];
      for (int i = 0; i < n; i++) {
        out[i] = raster.valid().get(i) ? (float) in.at(i) : Float.NaN;
      }
      return new Samples.Float32(out);
    }
    var out = new double[n];
    for (int i = 0; i < n; i++) {
      out[i] = raster.valid().get(i) ? in.at(i) : Double.NaN;
    }
    return new Samples.Float64(out);
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
