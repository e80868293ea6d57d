package dev.cairn.format.npy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.NoDataFill;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.store.NewFile;
import dev.cairn.store.NewFile.Existing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/// Writes an array file while its samples are still being computed: little-endian, row-major.
///
/// [#write] puts each window at its place in the file, in any order, from any number of threads,
/// each sample exactly once; neither changes a byte. It holds nothing between calls but the windows
/// of planes that are not whole yet. The file appears under its name in [#finish] or not at all.
public final class NpyWriter implements AutoCloseable {
  /// Samples that are put in order at once.
  private static final int PIECE = 1 << 16;

  private final NewFile file;
  private final NpyLayout layout;
  private final int headerBytes;
  private final WindowLedger ledger;
  private volatile boolean failed;
  private volatile boolean closed;

  private NpyWriter(NewFile file, NpyLayout layout, int headerBytes) {
    this.file = file;
    this.layout = layout;
    this.headerBytes = headerBytes;
    ledger = new WindowLedger(layout.width(), layout.height(), layout.planes());
  }

  /// Begins a file.
  ///
  /// @throws InvalidRequest where the target exists and may not be replaced, or its folder is
  ///     missing
  /// @throws dev.cairn.base.AccessDenied where the folder may not be written to
  /// @throws dev.cairn.base.Unavailable where the disk refuses
  public static NpyWriter create(Path target, NpyLayout layout, Existing existing) {
    byte[] header = NpyHeader.of(layout.dtype(), layout.shape());
    NewFile file = NewFile.create(target, existing);
    try {
      file.write(ByteBuffer.wrap(header), 0);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
    return new NpyWriter(file, layout, header.length);
  }

  /// Takes samples of one plane.
  ///
  /// @param plane which (y, x) plane, row-major over the leading axes; see [NpyLayout#plane]
  /// @param window where they lie in it; of the raster's shape
  /// @param raster samples of the file's type; not kept
  /// @throws InvalidRequest where a pixel holds no value and there is no no-data value
  /// @throws dev.cairn.base.Unavailable where the disk does not take them
  /// @throws IllegalArgumentException where a sample comes twice, or the raster does not fit
  public void write(long plane, PixelWindow window, Raster raster) {
    requireOpen();
    require(plane, window, raster);
    boolean done = false;
    try {
      ledger.add(plane, window);
      put(plane, window, raster);
      done = true;
    } finally {
      failed |= !done;
    }
  }

  /// Makes the file appear. Called once, when all writes have returned.
  ///
  /// @throws IllegalStateException where a sample was never written, or a write failed
  /// @throws InvalidRequest where the target has come to exist meanwhile
  /// @throws dev.cairn.base.Unavailable where the disk does not take it
  public void finish() {
    requireOpen();
    String incomplete = failed ? "a write failed" : ledger.incomplete();
    if (incomplete != null) {
      throw new IllegalStateException(file.target() + ": the file is not whole: " + incomplete);
    }
    file.publish();
    close();
  }

  /// Deletes what is not finished. May be called at any time, by any thread, more than once.
  @Override
  public void close() {
    closed = true;
    file.close();
  }

  private void put(long plane, PixelWindow window, Raster raster) {
    int width = window.width();
    int rows = Math.clamp(PIECE / width, 1, window.height());
    Samples piece = Samples.allocate(layout.dtype(), rows * width);
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(rows * width, layout.dtype().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < window.height(); row += rows) {
      int n = Math.min(rows, window.height() - row);
      raster.samples().copyRect(row * width, width, piece, 0, width, width, n);
      if (layout.nodata() instanceof Stated.As<Double>(Double nodata)) {
        NoDataFill.tellApart(piece, 0, n * width, raster.valid(), row * width, nodata);
      }
      encode(piece, n * width, bytes);
      long first = (plane * layout.height() + window.row() + row) * layout.width() + window.col();
      if (width == layout.width()) {
        file.write(bytes.limit(n * width * layout.dtype().bytes()).position(0), at(first));
      } else {
        int rowBytes = width * layout.dtype().bytes();
        for (int y = 0; y < n; y++) {
          bytes.limit((y + 1) * rowBytes).position(y * rowBytes);
          file.write(bytes, at(first + (long) y * layout.width()));
        }
      }
    }
  }

  private long at(long sample) {
    return headerBytes + sample * layout.dtype().bytes();
  }

  private static void encode(Samples samples, int n, ByteBuffer to) {
    to.clear();
    switch (samples) {
      case Samples.UInt8(var v) -> to.put(v, 0, n);
      case Samples.Int8(var v) -> to.put(v, 0, n);
      case Samples.UInt16(var v) -> to.asShortBuffer().put(v, 0, n);
      case Samples.Int16(var v) -> to.asShortBuffer().put(v, 0, n);
      case Samples.UInt32(var v) -> to.asIntBuffer().put(v, 0, n);
      case Samples.Int32(var v) -> to.asIntBuffer().put(v, 0, n);
      case Samples.UInt64(var v) -> to.asLongBuffer().put(v, 0, n);
      case Samples.Int64(var v) -> to.asLongBuffer().put(v, 0, n);
      case Samples.Float32(var v) -> to.asFloatBuffer().put(v, 0, n);
      case Samples.Float64(var v) -> to.asDoubleBuffer().put(v, 0, n);
    }
  }

  private void require(long plane, PixelWindow window, Raster raster) {
    if (plane < 0 || plane >= layout.planes()) {
      throw new IllegalArgumentException("plane " + plane + " of " + layout.planes());
    }
    if (!new PixelWindow(0, 0, layout.width(), layout.height()).contains(window)
        || raster.width() != window.width()
        || raster.height() != window.height()) {
      throw new IllegalArgumentException(
          "raster of "
              + raster.width()
              + "×"
              + raster.height()
              + " at "
              + window.width()
              + "×"
              + window.height()
              + " at column "
              + window.col()
              + ", row "
              + window.row()
              + " in planes of "
              + layout.width()
              + "×"
              + layout.height());
    }
    if (raster.dtype() != layout.dtype()) {
      throw new IllegalArgumentException(
          "samples of " + raster.dtype() + " for a file of " + layout.dtype());
    }
    if (layout.nodata() instanceof Stated.Silent<Double> && !raster.valid().isAll()) {
      throw new InvalidRequest(
          file.target().toString(),
          "plane "
              + plane
              + " has pixels without a value in "
              + window.width()
              + "×"
              + window.height()
              + " at column "
              + window.col()
              + ", row "
              + window.row()
              + ", and samples of "
              + layout.dtype()
              + " need a no-data value to say so: name one (--nodata), or floating samples"
              + " (--dtype)");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(file.target() + ": the writer is closed");
    }
  }
}
