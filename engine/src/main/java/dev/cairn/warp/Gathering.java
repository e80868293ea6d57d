package dev.cairn.warp;

import dev.cairn.base.InvalidRequest;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Source pixels that are gathered first and made into target pixels once all are there, a strip of
/// rows at a time.
final class Gathering implements Placing {
  /// Rows of a strip. A multiple of 64, so that no two strips share a word of validity.
  private static final int STRIP = 64;

  /// Columns that are made at a time: few enough for what they need to stay in near caches, also
  /// where the source is turned.
  private static final int TILE = 512;

  private static final long MOST_PIXELS = 1L << 28;

  /// Gathered pixels that are looked at as numbers at one time: tiles that need more are cut.
  private static final long MOST_NUMBERS = 1 << 18;

  /// A placement that makes target pixels of gathered source pixels.
  sealed interface Method extends Placement permits KernelPlacement, CoverPlacement, SumPlacement {
    Mapping mapping();

    @Override
    default Kind kind() {
      return mapping().kind();
    }

    @Override
    default Placing begin(PixelWindow target, DType dtype, Stated<Double> nodata) {
      return new Gathering(target, this, dtype, nodata);
    }

    @Override
    default long gatheredBytes(PixelWindow target, DType dtype) {
      long pixels = sourceWindow(target).map(PixelWindow::pixels).orElse(0L);
      return pixels * dtype.bytes() + pixels / 8;
    }

    /// Makes the target pixels of a tile, a row at a time.
    void make(PixelWindow tile, Gathering all);
  }

  /// Pixels of a source window as numbers, those without a value whatever they are.
  ///
  /// @param isWhole true where all of them hold a value
  record Pixels(PixelWindow window, double[] values, Validity valid, boolean isWhole) {}

  private final PixelWindow target;
  private final Method method;
  private final Optional<PixelWindow> window;
  private final Samples source;
  private final Validity sourceValid;
  private final Stated<Double> nodata;
  private final Samples out;
  private final Validity valid;

  Gathering(PixelWindow target, Method method, DType dtype, Stated<Double> nodata) {
    this.target = target;
    this.method = method;
    this.nodata = nodata;
    window = method.sourceWindow(target);
    long needed = window.map(PixelWindow::pixels).orElse(0L);
    if (needed > MOST_PIXELS) {
      throw new InvalidRequest(
          "chunk of " + target.width() + "×" + target.height() + " pixels",
          "it needs "
              + needed
              + " pixels of one source; choose smaller ones with --chunk, or a"
              + " finer resolution");
    }
    int gathered = (int) needed;
    source = Samples.allocate(dtype, gathered);
    sourceValid = Validity.none(gathered);
    int pixels = Math.toIntExact(target.pixels());
    out = Samples.allocate(dtype, pixels);
    valid = Validity.none(pixels);
  }

  @Override
  public void add(DecodedBlock block, int band) {
    PixelWindow from = block.block().window();
    Optional<PixelWindow> common = window.flatMap(from::intersection);
    if (common.isEmpty()) {
      return;
    }
    PixelWindow all = window.orElseThrow();
    PixelWindow c = common.get();
    int to = (c.row() - all.row()) * all.width() + c.col() - all.col();
    int start = (c.row() - from.row()) * block.stride() + c.col() - from.col();
    block
        .band(band)
        .copyRect(start, block.stride(), source, to, all.width(), c.width(), c.height());
    for (int row = 0; row < c.height(); row++) {
      int at = to + row * all.width();
      NoData.markValid(source, nodata, at, c.width(), sourceValid, at);
      if (block.valid(band) instanceof DecodedBlock.Valid.Only(Validity pixels)) {
        sourceValid.andRange(at, pixels, start + row * block.stride(), c.width());
      }
    }
  }

  @Override
  public List<Runnable> remaining() {
    var strips = new ArrayList<Runnable>();
    if (window.isPresent() && !sourceValid.isNone()) {
      for (int row = target.row(); row < target.rowEnd(); row += STRIP) {
        int height = Math.min(STRIP, target.rowEnd() - row);
        var strip = new PixelWindow(target.col(), row, target.width(), height);
        strips.add(() -> make(strip));
      }
    }
    return strips;
  }

  private void make(PixelWindow strip) {
    for (int col = strip.col(); col < strip.colEnd(); col += TILE) {
      int width = Math.min(TILE, strip.colEnd() - col);
      makeTile(new PixelWindow(col, strip.row(), width, strip.height()));
    }
  }

  private void makeTile(PixelWindow tile) {
    if (tile.pixels() == 1
        || method.sourceWindow(tile).map(PixelWindow::pixels).orElse(0L) <= MOST_NUMBERS) {
      method.make(tile, this);
    } else if (tile.height() >= tile.width()) {
      int half = tile.height() / 2;
      makeTile(new PixelWindow(tile.col(), tile.row(), tile.width(), half));
      makeTile(new PixelWindow(tile.col(), tile.row() + half, tile.width(), tile.height() - half));
    } else {
      int half = tile.width() / 2;
      makeTile(new PixelWindow(tile.col(), tile.row(), half, tile.height()));
      makeTile(new PixelWindow(tile.col() + half, tile.row(), tile.width() - half, tile.height()));
    }
  }

  private int number(int col, int row) {
    return (row - target.row()) * target.width() + col - target.col();
  }

  /// Gives target pixels of a row, from `col` on, their values; none where one is NaN.
  void put(int col, int row, double[] values) {
    int at = number(col, row);
    Rounding.put(out, at, values, values.length);
    for (int i = 0; i < values.length; i += 64) {
      int n = Math.min(64, values.length - i);
      long there = 0;
      for (int k = 0; k < n; k++) {
        there |= (Double.isNaN(values[i + k]) ? 0L : 1L) << k;
      }
      valid.setBits(at + i, there);
    }
  }

  /// The gathered pixels that a tile needs; empty where none of these holds a value.
  ///
  /// @throws InvalidRequest where a single target pixel needs more than can be looked at
  Optional<Pixels> needed(PixelWindow tile) {
    Optional<PixelWindow> needed = method.sourceWindow(tile);
    if (needed.isPresent() && needed.get().pixels() > 16 * MOST_NUMBERS) {
      throw tooMany(needed.get().pixels());
    }
    return needed.flatMap(this::pixels);
  }

  static InvalidRequest tooMany(long sourcePixels) {
    return new InvalidRequest(
        "resampling",
        "one pixel of the grid needs "
            + sourcePixels
            + " of a source, and this method holds at most "
            + 16 * MOST_NUMBERS
            + "; read overviews, take average, or ask for a finer resolution");
  }

  /// What a tile needs, from top to bottom in windows that can be looked at one after another: one
  /// but where a single target pixel needs more.
  List<PixelWindow> bands(PixelWindow tile) {
    Optional<PixelWindow> needed = method.sourceWindow(tile);
    if (needed.isEmpty()) {
      return List.of();
    }
    PixelWindow w = needed.get();
    if (w.pixels() <= MOST_NUMBERS || tile.pixels() > 1) {
      return List.of(w);
    }
    var bands = new ArrayList<PixelWindow>();
    int rows = (int) Math.max(1, MOST_NUMBERS / w.width());
    for (int row = w.row(); row < w.rowEnd(); row += rows) {
      bands.add(new PixelWindow(w.col(), row, w.width(), Math.min(rows, w.rowEnd() - row)));
    }
    return bands;
  }

  /// The gathered pixels of a window; empty where none of them holds a value.
  Optional<Pixels> pixels(PixelWindow part) {
    PixelWindow all = window.orElseThrow();
    var values = new double[Math.toIntExact(part.pixels())];
    var there = Validity.all(values.length);
    for (int row = 0; row < part.height(); row++) {
      int from = (part.row() + row - all.row()) * all.width() + part.col() - all.col();
      source.widen(from, values, row * part.width(), part.width());
      there.andRange(row * part.width(), sourceValid, from, part.width());
    }
    return there.isNone()
        ? Optional.empty()
        : Optional.of(new Pixels(part, values, there, there.isAll()));
  }

  @Override
  public Raster finish() {
    return new Raster(target.width(), target.height(), out, valid);
  }
}
