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

  private static final long MOST_PIXELS = 1L << 28;

  /// A placement that makes target pixels of gathered source pixels.
  sealed interface Method extends Placement permits MappedNearest, KernelPlacement, CoverPlacement {
    Mapping mapping();

    @Override
    default Kind kind() {
      return mapping().kind();
    }

    @Override
    default Placing begin(PixelWindow target, DType dtype, Stated<Double> nodata) {
      return new Gathering(target, this, dtype, nodata);
    }

    /// Makes a strip, whose first pixel is number `at` of the target's.
    void make(PixelWindow strip, int at, Gathering all);
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
    method.make(strip, (strip.row() - target.row()) * target.width(), this);
  }

  /// Gives a target pixel a value.
  void put(int pixel, double value) {
    Rounding.put(out, pixel, value);
    valid.set(pixel);
  }

  /// Gives a row of target pixels, from `at` on, the samples of source pixels; none where `index`,
  /// within the gathered window, is negative or the source pixel has none.
  void copy(int[] index, int at) {
    switch (source) {
      case Samples.UInt8(var v) -> copyBytes(v, index, (byte[]) out.array(), at);
      case Samples.Int8(var v) -> copyBytes(v, index, (byte[]) out.array(), at);
      case Samples.UInt16(var v) -> copyShorts(v, index, (short[]) out.array(), at);
      case Samples.Int16(var v) -> copyShorts(v, index, (short[]) out.array(), at);
      case Samples.UInt32(var v) -> copyInts(v, index, (int[]) out.array(), at);
      case Samples.Int32(var v) -> copyInts(v, index, (int[]) out.array(), at);
      case Samples.UInt64(var v) -> copyLongs(v, index, (long[]) out.array(), at);
      case Samples.Int64(var v) -> copyLongs(v, index, (long[]) out.array(), at);
      case Samples.Float32(var v) -> copyFloats(v, index, (float[]) out.array(), at);
      case Samples.Float64(var v) -> copyDoubles(v, index, (double[]) out.array(), at);
    }
    for (int i = 0; i < index.length; i++) {
      if (index[i] >= 0 && sourceValid.get(index[i])) {
        valid.set(at + i);
      }
    }
  }

  private static void copyBytes(byte[] v, int[] index, byte[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  private static void copyShorts(short[] v, int[] index, short[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  private static void copyInts(int[] v, int[] index, int[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  private static void copyLongs(long[] v, int[] index, long[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  private static void copyFloats(float[] v, int[] index, float[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  private static void copyDoubles(double[] v, int[] index, double[] out, int at) {
    for (int i = 0; i < index.length; i++) {
      out[at + i] = v[Math.max(0, index[i])];
    }
  }

  /// The window that was gathered.
  PixelWindow window() {
    return window.orElseThrow();
  }

  /// The gathered pixels that a target window needs; empty where none of these holds a value.
  Optional<Pixels> needed(PixelWindow strip) {
    return method.sourceWindow(strip).map(this::pixels).filter(p -> !p.valid.isNone());
  }

  private Pixels pixels(PixelWindow part) {
    PixelWindow all = window.orElseThrow();
    var values = new double[Math.toIntExact(part.pixels())];
    var there = Validity.all(values.length);
    for (int row = 0; row < part.height(); row++) {
      int from = (part.row() + row - all.row()) * all.width() + part.col() - all.col();
      source.widen(from, values, row * part.width(), part.width());
      there.andRange(row * part.width(), sourceValid, from, part.width());
    }
    return new Pixels(part, values, there, there.isAll());
  }

  @Override
  public Raster finish() {
    return new Raster(target.width(), target.height(), out, valid);
  }
}
