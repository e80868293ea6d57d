package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.CogOptions.Overviews;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.store.NewFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Writes a Cloud Optimized GeoTIFF (OGC 21-026, with the layout of GDAL's COG driver) while its
/// pixels are still being computed.
///
/// ```
/// windows ─► open tiles ─ complete ─► compressed ─► spool ─ finish ─► header, overviews, tiles
///                └─ halved ─► open tiles of the next overview ─ complete ─► …
/// ```
///
/// [#write] takes windows of any size in any order from any number of threads, each pixel of each
/// band exactly once; neither changes a byte of the file. Memory is that of open tiles
/// ([#openBytes]): a window that covers whole tiles in all bands leaves none open but those of
/// overviews. Each thread inside [#write] needs a tile and its compressed bytes more. Compressed
/// tiles wait in a nameless file beside the target until [#finish]; so the disk holds the file
/// twice for a moment.
///
/// The file appears under its name in `finish` or not at all. A pixel that is not valid is stored
/// as the no-data value, so is a NaN of a floating type; a valid sample that equals the no-data
/// value is stored as the one next to it.
public final class CogWriter implements AutoCloseable {
  private static final long MAX_TILE_BYTES = 1L << 30;

  private final NewFile file;
  private final CogImage image;
  private final CogOptions options;
  private final CogHeader header;
  private final long classicLimit;
  private final int tileBytes;
  private final long openTileBytes;
  private final List<CogLevel> levels;
  private final AtomicLong openBytes = new AtomicLong();
  private final Deque<CogTileEncoder> idle = new ArrayDeque<>();
  private volatile boolean failed;
  private volatile boolean closed;

  private CogWriter(
      NewFile file,
      CogImage image,
      CogOptions options,
      CogHeader header,
      List<CogLevel> levels,
      long classicLimit) {
    this.file = file;
    this.image = image;
    this.options = options;
    this.header = header;
    this.levels = levels;
    this.classicLimit = classicLimit;
    this.tileBytes = (int) tileBytes(image, options);
    this.openTileBytes = openTileBytes(image, options);
  }

  /// Begins a file; everything that can be refused is refused here.
  ///
  /// @throws InvalidRequest where the target exists and may not be replaced, its folder is missing,
  ///     or an option does not fit the samples
  /// @throws Unsupported where the CRS has no EPSG code, or tiles or their number are too large
  /// @throws dev.cairn.base.AccessDenied where the folder may not be written to
  /// @throws dev.cairn.base.Unavailable where the disk refuses
  public static CogWriter create(Path target, CogImage image, CogOptions options) {
    return create(target, image, options, CogHeader.CLASSIC_LIMIT);
  }

  /// @param classicLimit bytes up to which the file is a classic TIFF
  static CogWriter create(Path target, CogImage image, CogOptions options, long classicLimit) {
    if (tileBytes(image, options) > MAX_TILE_BYTES) {
      throw new Unsupported(
          "block size " + options.blockSize(),
          "a tile of "
              + image.bands().size()
              + " bands of "
              + image.dtype()
              + " has "
              + tileBytes(image, options)
              + " bytes, at most "
              + MAX_TILE_BYTES);
    }
    var header = new CogHeader(image, options);
    var levels = CogLevel.pyramid(image.grid().width(), image.grid().height(), options);
    NewFile file = NewFile.create(target, options.existing());
    return new CogWriter(file, image, options, header, levels, classicLimit);
  }

  /// Takes pixels of one band.
  ///
  /// @param band from 0
  /// @param window where they lie, inside the grid; of the raster's shape
  /// @param raster samples of the file's type; not kept
  /// @throws InvalidRequest where a pixel holds no value and there is no no-data value
  /// @throws dev.cairn.base.Unavailable where the disk does not take them
  /// @throws IllegalArgumentException where a pixel comes twice, or the raster does not fit
  public void write(int band, PixelWindow window, Raster raster) {
    requireOpen();
    require(band, window, raster);
    boolean done = false;
    try {
      CogLevel level = levels.getFirst();
      int block = options.blockSize();
      for (int row = window.row() / block; row <= (window.rowEnd() - 1) / block; row++) {
        for (int col = window.col() / block; col <= (window.colEnd() - 1) / block; col++) {
          int index = level.indexOf(col, row);
          CogTile tile = level.tile(index, this::open);
          boolean complete;
          synchronized (tile) {
            complete = tile.put(band, window, raster, image.nodata());
          }
          if (complete) {
            complete(0, index, tile);
          }
        }
      }
      done = true;
    } finally {
      failed |= !done;
    }
  }

  /// Bytes that open tiles hold now.
  public long openBytes() {
    return openBytes.get();
  }

  /// Bytes that one open tile holds; for estimates.
  public static long openTileBytes(CogImage image, CogOptions options) {
    return CogTile.bytes(options.blockSize(), image.bands().size(), image.dtype());
  }

  /// Puts the file together and makes it appear. Called once, when all writes have returned.
  ///
  /// @throws IllegalStateException where a pixel was never written, or a write failed
  /// @throws InvalidRequest where the target has come to exist meanwhile
  /// @throws dev.cairn.base.Unavailable where the disk does not take it
  public void finish() {
    requireOpen();
    if (failed) {
      throw new IllegalStateException(file.target() + ": a write failed, the file is not whole");
    }
    for (CogLevel level : levels) {
      String incomplete = level.incomplete();
      if (incomplete != null) {
        throw new IllegalStateException(file.target() + ": never written: " + incomplete);
      }
    }
    byte[] head = header.bytes(levels, classicLimit);
    file.write(ByteBuffer.wrap(head), 0);
    long at = head.length;
    for (CogLevel level : levels.reversed()) {
      at = copy(level, at);
    }
    file.publish();
    close();
  }

  /// Deletes what is not finished. May be called at any time, by any thread, more than once.
  @Override
  public void close() {
    closed = true;
    synchronized (idle) {
      idle.forEach(CogTileEncoder::close);
      idle.clear();
    }
    levels.forEach(CogLevel::clear);
    openBytes.set(0);
    file.close();
  }

  /// Copies a level's frames in their order, those that lie one behind the other at once.
  private long copy(CogLevel level, long at) {
    long to = at;
    long from = level.spooledAt(0);
    long length = 0;
    for (int i = 0; i < level.tiles(); i++) {
      if (level.spooledAt(i) != from + length) {
        file.copySpooled(from, length, to);
        to += length;
        from = level.spooledAt(i);
        length = 0;
      }
      length += CogTileEncoder.LEADER + level.byteCount(i) + CogTileEncoder.TRAILER;
    }
    file.copySpooled(from, length, to);
    return to + length;
  }

  /// Stores a tile that has all its pixels, and those of the overviews that it was the last to
  /// complete.
  private void complete(int level, int index, CogTile tile) {
    int k = level;
    int i = index;
    CogTile whole = tile;
    while (true) {
      CogLevel here = levels.get(k);
      here.finish(i);
      store(here, i, whole);
      if (k + 1 == levels.size()) {
        openBytes.addAndGet(-openTileBytes);
        return;
      }
      int col = i % here.across;
      int row = i / here.across;
      k++;
      i = levels.get(k).indexOf(col / 2, row / 2);
      CogTile next = levels.get(k).tile(i, this::open);
      boolean complete;
      synchronized (next) {
        halve(whole, next, col % 2, row % 2);
        complete = next.isComplete();
      }
      openBytes.addAndGet(-openTileBytes);
      if (!complete) {
        return;
      }
      whole = next;
    }
  }

  private void halve(CogTile tile, CogTile next, int right, int lower) {
    int block = options.blockSize();
    int width = tile.window.width();
    int height = tile.window.height();
    int col = right * block / 2;
    int row = lower * block / 2;
    for (int band = 0; band < tile.planes.length; band++) {
      next.claim(band, col, row, Math.ceilDiv(width, 2), Math.ceilDiv(height, 2));
      Samples plane = tile.planes[band];
      Samples half = next.planes[band];
      int to = row * block + col;
      switch (options.overviews()) {
        case AVERAGE -> CogOverview.average(plane, block, width, height, image.nodata(), half, to);
        case NEAREST -> CogOverview.nearest(plane, block, width, height, half, to);
        case NONE -> throw new AssertionError(Overviews.NONE + " has one level");
      }
    }
  }

  private void store(CogLevel level, int index, CogTile tile) {
    CogTileEncoder encoder = takeEncoder();
    try {
      ByteBuffer frame = encoder.frame(tile.planes);
      int byteCount = frame.remaining() - CogTileEncoder.LEADER - CogTileEncoder.TRAILER;
      level.spooled(index, file.spool(frame), byteCount);
    } finally {
      giveBack(encoder);
    }
  }

  /// As many encoders live as threads were ever inside at once: a thread-local one would outlive
  /// us.
  private CogTileEncoder takeEncoder() {
    synchronized (idle) {
      CogTileEncoder encoder = idle.poll();
      if (encoder != null) {
        return encoder;
      }
    }
    return new CogTileEncoder(options, options.predictionFor(image.dtype()), tileBytes);
  }

  private void giveBack(CogTileEncoder encoder) {
    synchronized (idle) {
      if (!closed) {
        idle.push(encoder);
        return;
      }
    }
    encoder.close();
  }

  private CogTile open(PixelWindow window) {
    var tile =
        new CogTile(
            window, options.blockSize(), image.bands().size(), image.dtype(), image.nodata());
    openBytes.addAndGet(openTileBytes);
    return tile;
  }

  private void require(int band, PixelWindow window, Raster raster) {
    if (band < 0 || band >= image.bands().size()) {
      throw new IllegalArgumentException("band " + band + " of " + image.bands().size());
    }
    if (!image.grid().window().contains(window)
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
              + " in a grid of "
              + image.grid().width()
              + "×"
              + image.grid().height());
    }
    if (raster.dtype() != image.dtype()) {
      throw new IllegalArgumentException(
          "samples of " + raster.dtype() + " for a file of " + image.dtype());
    }
    if (image.nodata() instanceof Stated.Silent<Double> && !raster.valid().isAll()) {
      throw new InvalidRequest(
          file.target().toString(),
          "band "
              + (band + 1)
              + " has pixels without a value in "
              + window.width()
              + "×"
              + window.height()
              + " at column "
              + window.col()
              + ", row "
              + window.row()
              + ", and samples of "
              + image.dtype()
              + " need a no-data value to say so: name one (--nodata), or floating samples"
              + " (--dtype)");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(file.target() + ": the writer is closed");
    }
  }

  private static long tileBytes(CogImage image, CogOptions options) {
    return (long) options.blockSize()
        * options.blockSize()
        * image.bands().size()
        * image.dtype().bytes();
  }
}
