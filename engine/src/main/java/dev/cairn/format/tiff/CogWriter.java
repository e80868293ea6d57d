package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.format.tiff.CogOptions.Layout;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.store.WritableStore;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes a Cloud Optimized GeoTIFF (OGC 21-026, with the layout of GDAL's COG driver), or a plain
/// one of tiles or strips, while its pixels are still being computed.
///
/// ```
/// windows ─► open tiles ─ complete ─► compressed ─► spool ─ finish ─► header, overviews, tiles
///                └─ halved ─► open tiles of the next overview ─ complete ─► …
/// ```
///
/// [#write] takes windows of any size in any order from any number of threads, each pixel of each
/// band exactly once; neither changes a byte of the file. Who has several threads for one window
/// gives each of them a [part][#parts] of it, which is compressed by that thread. Memory is that of
/// open tiles and, where overviews are made by kernels, of the rims of tiles whose neighbours are
/// still to come ([#openBytes]): a window that covers whole tiles in all bands leaves none open but
/// those of overviews. Each thread inside [#write] needs a tile and its compressed bytes more.
/// Compressed tiles wait in a nameless file beside the target, or among the system's temporary ones
/// where the target is in a store, until [#finish]; so the disk holds the file twice for a moment.
///
/// The file appears under its name in `finish` or not at all. A pixel that is not valid is stored
/// as [CogImage.Missing] says, so is a NaN of a floating type; a valid sample that equals the
/// no-data value is stored as the one next to it.
public final class CogWriter implements AutoCloseable {
  private static final long MAX_TILE_BYTES = 1L << 30;

  private final TiffTarget target;
  private final CogImage image;
  private final CogOptions options;
  private final CogHeader header;
  private final long classicLimit;
  private final List<CogLevel> levels;
  private final CogStatistics statistics;

  /// By level, what halves its tiles into the next one where 2 × 2 pixels are not enough.
  private final List<CogKernels> kernels;

  private final AtomicLong openBytes = new AtomicLong();
  private final Deque<CogTileEncoder> idle = new ArrayDeque<>();
  private volatile boolean failed;
  private volatile boolean closed;

  private CogWriter(
      TiffTarget target,
      CogImage image,
      CogOptions options,
      CogHeader header,
      List<CogLevel> levels,
      long classicLimit) {
    this.target = target;
    this.image = image;
    this.options = options;
    this.header = header;
    this.levels = levels;
    this.classicLimit = classicLimit;
    statistics = new CogStatistics(image, options, levels.getFirst().tiles());
    kernels = new ArrayList<>();
    Resampling method = options.overviews().orElse(Resampling.NEAREST);
    for (int k = 0; CogKernels.has(method) && k + 1 < levels.size(); k++) {
      kernels.add(new CogKernels(levels.get(k), image, method, openBytes));
    }
  }

  /// Begins a file; everything that can be refused is refused here.
  ///
  /// @throws InvalidRequest where the target exists and may not be replaced, its folder is missing,
  ///     or an option does not fit the samples
  /// @throws Unsupported where the CRS cannot be told in GeoTIFF's keys, or tiles or their number
  ///     are too large
  /// @throws dev.cairn.base.AccessDenied where the folder may not be written to
  /// @throws dev.cairn.base.Unavailable where the disk refuses
  public static CogWriter create(Path target, CogImage image, CogOptions options) {
    return create(target, image, options, CogHeader.CLASSIC_LIMIT);
  }

  /// @param classicLimit bytes up to which the file is a classic TIFF
  static CogWriter create(Path target, CogImage image, CogOptions options, long classicLimit) {
    var parts = Parts.of(image, options);
    return parts.writer(TiffTarget.of(target, options.existing()), classicLimit);
  }

  /// As the other, into any store that objects can be put into.
  public static CogWriter create(
      WritableStore store, URI target, CogImage image, CogOptions options)
      throws InterruptedException {
    var parts = Parts.of(image, options);
    return parts.writer(TiffTarget.of(store, target, options.existing()), CogHeader.CLASSIC_LIMIT);
  }

  /// What is made, and may be refused, before the target is touched.
  private record Parts(
      CogImage image, CogOptions options, CogHeader header, List<CogLevel> levels) {
    static Parts of(CogImage image, CogOptions options) {
      options.requireFor(image);
      long tileBytes = tilePixels(image, options) * image.samples() * image.dtype().bytes();
      if (tileBytes > MAX_TILE_BYTES) {
        throw new Unsupported(
            "block size " + options.blockSize(),
            "a "
                + (options.layout() == Layout.STRIPED ? "strip" : "tile")
                + " of "
                + image.samples()
                + " bands of "
                + image.dtype()
                + " has "
                + tileBytes
                + " bytes, at most "
                + MAX_TILE_BYTES);
      }
      var header = new CogHeader(image, options);
      return new Parts(image, options, header, CogLevel.pyramid(image, options));
    }

    CogWriter writer(TiffTarget target, long classicLimit) {
      return new CogWriter(target, image, options, header, levels, classicLimit);
    }
  }

  /// Takes pixels of one band.
  ///
  /// @param band from 0
  /// @param window where they lie, inside the grid; of the raster's shape
  /// @param raster samples of the file's type; not kept
  /// @throws dev.cairn.base.Unavailable where the disk does not take them
  /// @throws IllegalArgumentException where a pixel comes twice, or the raster does not fit
  public void write(int band, PixelWindow window, Raster raster) {
    requireOpen();
    require(band, window, raster);
    write(band, List.of(raster), window, window);
  }

  /// A window cut along the tiles, for as many threads as there are.
  public List<PixelWindow> parts(PixelWindow window) {
    CogLevel level = levels.getFirst();
    var parts = new ArrayList<PixelWindow>();
    for (int row = window.row() / level.tileHeight;
        row * level.tileHeight < window.rowEnd();
        row++) {
      for (int col = window.col() / level.tileWidth;
          col * level.tileWidth < window.colEnd();
          col++) {
        window.intersection(level.window(level.indexOf(col, row))).ifPresent(parts::add);
      }
    }
    return parts;
  }

  /// Takes a part of a window's pixels, of all bands.
  ///
  /// @param part inside the window
  /// @param window where the rasters lie
  /// @param bands a raster each; not kept
  /// @throws dev.cairn.base.Unavailable where the disk does not take them
  /// @throws IllegalArgumentException where a pixel comes twice, or a raster does not fit
  public void write(PixelWindow part, PixelWindow window, List<Raster> bands) {
    requireOpen();
    if (bands.size() != image.bands().size() || !window.contains(part)) {
      throw new IllegalArgumentException(
          bands.size() + " bands of " + image.bands().size() + " at " + part + " of " + window);
    }
    for (int b = 0; b < bands.size(); b++) {
      require(b, window, bands.get(b));
    }
    write(0, bands, part, window);
  }

  private void write(int firstBand, List<Raster> bands, PixelWindow part, PixelWindow window) {
    boolean done = false;
    try {
      CogLevel level = levels.getFirst();
      for (PixelWindow piece : parts(part)) {
        int index = level.indexOf(piece.col() / level.tileWidth, piece.row() / level.tileHeight);
        CogTile tile = level.tile(index, this::open);
        boolean complete = false;
        synchronized (tile) {
          for (int b = 0; b < bands.size(); b++) {
            complete = tile.put(firstBand + b, piece, window, bands.get(b));
          }
        }
        if (complete) {
          complete(0, index, tile);
        }
      }
      done = true;
    } finally {
      failed |= !done;
    }
  }

  /// Bytes that open tiles hold now, and the rims of those that are complete.
  public long openBytes() {
    return openBytes.get();
  }

  /// Bytes that one open tile holds; for estimates.
  public static long openTileBytes(CogImage image, CogOptions options) {
    return CogTile.bytes(tilePixels(image, options), image);
  }

  /// Puts the file together and makes it appear. Called once, when all writes have returned.
  ///
  /// @throws IllegalStateException where a pixel was never written, or a write failed
  /// @throws InvalidRequest where the target has come to exist meanwhile
  /// @throws dev.cairn.base.Unavailable where the disk or the store does not take it
  public void finish() throws InterruptedException {
    requireOpen();
    if (failed) {
      throw new IllegalStateException(target.name() + ": a write failed, the file is not whole");
    }
    for (CogLevel level : levels) {
      String incomplete = level.incomplete();
      if (incomplete != null) {
        throw new IllegalStateException(target.name() + ": never written: " + incomplete);
      }
    }
    CogFrames frames = frames();
    target.begin();
    target.append(ByteBuffer.wrap(header.bytes(frames, statistics, classicLimit)));
    frames.copyTo(target);
    target.publish();
    close();
  }

  private CogFrames frames() {
    boolean masked =
        image.hasMask()
            && (image.missing() == CogImage.Missing.MASK
                || levels.stream().anyMatch(CogLevel::isMasked));
    if (!masked) {
      return new CogFrames(levels, options, List.of());
    }
    CogTileEncoder encoder = takeEncoder();
    try {
      return new CogFrames(levels, options, CogFrames.fullMasks(levels, encoder));
    } finally {
      giveBack(encoder);
    }
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
    kernels.forEach(CogKernels::clear);
    openBytes.set(0);
    target.close();
  }

  /// Stores a tile that has all its pixels, and those of the overviews that it was the last to
  /// complete.
  private void complete(int k, int index, CogTile tile) {
    CogLevel here = levels.get(k);
    here.finish(index);
    tile.settle(!options.codec().isLossless());
    if (k == 0) {
      statistics.add(index, tile);
    }
    store(here, index, tile);
    if (k + 1 < levels.size()) {
      if (kernels.isEmpty()) {
        halve(k, index, tile);
      } else {
        kernels.get(k).completed(index, tile, (window, rows) -> take(k + 1, window, rows));
      }
    }
    openBytes.addAndGet(-bytes(tile));
  }

  private void halve(int k, int index, CogTile tile) {
    int col = index % levels.get(k).across;
    int row = index / levels.get(k).across;
    CogLevel level = levels.get(k + 1);
    int i = level.indexOf(col / 2, row / 2);
    CogTile next = level.tile(i, this::open);
    int left = tile.window.col() / 2 - next.window.col();
    int top = tile.window.row() / 2 - next.window.row();
    int width = Math.ceilDiv(tile.window.width(), 2);
    int height = Math.ceilDiv(tile.window.height(), 2);
    boolean complete;
    synchronized (next) {
      for (int band = 0; band < tile.planes.length; band++) {
        next.claim(band, left, top, width, height);
        CogOverview.halve(
            options.overviews().orElse(Resampling.NEAREST), image, tile, band, next, left, top);
      }
      complete = next.isComplete();
    }
    if (complete) {
      complete(k + 1, i, next);
    }
  }

  /// Takes pixels of an overview, which lie in one of its tiles.
  private void take(int k, PixelWindow window, double[][][] rows) {
    CogLevel level = levels.get(k);
    int index = level.indexOf(window.col() / level.tileWidth, window.row() / level.tileHeight);
    CogTile tile = level.tile(index, this::open);
    int left = window.col() - tile.window.col();
    int top = window.row() - tile.window.row();
    boolean complete;
    synchronized (tile) {
      for (int band = 0; band < rows.length; band++) {
        tile.claim(band, left, top, window.width(), window.height());
        for (int y = 0; y < rows[band].length; y++) {
          CogOverview.store(image, rows[band][y], tile, band, top + y, left);
        }
      }
      complete = tile.isComplete();
    }
    if (complete) {
      complete(k, index, tile);
    }
  }

  private void store(CogLevel level, int index, CogTile tile) {
    CogTileEncoder encoder = takeEncoder();
    int overhead = CogTileEncoder.overhead(options);
    try {
      for (int plane = 0; plane < level.planes; plane++) {
        ByteBuffer frame = encoder.frame(tile, plane);
        int byteCount = frame.remaining() - overhead;
        level.spooled(plane, index, target.spool(frame), byteCount);
      }
      if (image.hasMask() && !tile.bits.isAll()) {
        ByteBuffer frame = encoder.mask(tile.bits, tile.stride);
        int byteCount = frame.remaining() - overhead;
        level.spooledMask(index, target.spool(frame), byteCount);
      }
    } finally {
      giveBack(encoder);
    }
  }

  /// As many encoders live as threads were ever inside at once: a thread-local one would outlive
  /// us.
  private CogTileEncoder takeEncoder() {
    synchronized (idle) {
      @Nullable CogTileEncoder encoder = idle.poll();
      if (encoder != null) {
        return encoder;
      }
    }
    return new CogTileEncoder(image, options);
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

  private CogTile open(CogLevel level, int index) {
    var tile = new CogTile(level.window(index), level.tileWidth, level.storedRows(index), image);
    openBytes.addAndGet(bytes(tile));
    return tile;
  }

  private long bytes(CogTile tile) {
    return CogTile.bytes(tile.planes[0].length(), image);
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
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(target.name() + ": the writer is closed");
    }
  }

  private static long tilePixels(CogImage image, CogOptions options) {
    long width = options.layout() == Layout.STRIPED ? image.grid().width() : options.blockSize();
    return width * options.blockSize();
  }
}
