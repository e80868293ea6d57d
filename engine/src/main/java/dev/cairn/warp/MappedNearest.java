package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.List;
import java.util.Optional;

/// Each target pixel is the source pixel in which its centre lies, by a mapping of any kind. Blocks
/// are written straight to their place, so that no source pixels are held.
record MappedNearest(Mapping mapping) implements Placement {
  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return mapping.underCentres(target);
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    return mapping.centredOn(source, target);
  }

  @Override
  public Kind kind() {
    return mapping.kind();
  }

  @Override
  public Placing begin(PixelWindow target, DType dtype, Stated<Double> nodata) {
    int pixels = Math.toIntExact(target.pixels());
    return new Direct(target, Samples.allocate(dtype, pixels), nodata, Validity.none(pixels));
  }

  private final class Direct implements Placing {
    private final PixelWindow target;
    private final Samples samples;
    private final Stated<Double> nodata;
    private final Validity valid;

    Direct(PixelWindow target, Samples samples, Stated<Double> nodata, Validity valid) {
      this.target = target;
      this.samples = samples;
      this.nodata = nodata;
      this.valid = valid;
    }

    @Override
    public void add(DecodedBlock block, int band) {
      dependents(block.block().window(), target)
          .ifPresent(touched -> place(touched, block, block.band(band), block.valid(band)));
    }

    private void place(
        PixelWindow touched, DecodedBlock block, Samples source, DecodedBlock.Valid inside) {
      Places places = mapping.centres(touched);
      var index = new int[touched.width()];
      for (int row = touched.row(); row < touched.rowEnd(); row++) {
        places.goTo(row);
        int count = number(places, block.block().window(), block.stride(), index);
        int at = (row - target.row()) * target.width() + touched.col() - target.col();
        int i = 0;
        while (count > 0) {
          while (index[i] < 0) {
            i++;
          }
          int from = i;
          i = isRun(index, from, count) ? from + count : end(index, from);
          place(source, index, from, i, at, inside);
          count -= i - from;
        }
      }
    }

    /// Places a run of pixels that lie in the block.
    private void place(
        Samples source, int[] index, int from, int to, int at, DecodedBlock.Valid inside) {
      copy(source, index, from, to, samples, at);
      NoData.markValid(samples, nodata, at + from, to - from, valid, at + from);
      if (inside instanceof DecodedBlock.Valid.Only(Validity pixels)) {
        for (int i = from; i < to; i++) {
          if (!pixels.get(index[i])) {
            valid.clear(at + i);
          }
        }
      }
    }

    @Override
    public List<Runnable> remaining() {
      return List.of();
    }

    @Override
    public Raster finish() {
      return new Raster(target.width(), target.height(), samples, valid);
    }
  }

  /// Which of a block's samples lies at each place; -1 for none.
  ///
  /// @return how many lie in it
  private static int number(Places places, PixelWindow block, int stride, int[] index) {
    double[] x = places.x();
    double[] y = places.y();
    int left = block.col();
    int top = block.row();
    int right = block.width() - 1;
    int bottom = block.height() - 1;
    int beside = 0;
    for (int i = 0; i < index.length; i++) {
      int column = (int) Math.floor(x[i] + Axis.TIE) - left;
      int row = (int) Math.floor(y[i] + Axis.TIE) - top;
      // All ones where any of these is negative, also by wrapping round.
      int outside = (column | row | right - column | bottom - row) >> 31;
      index[i] = row * stride + column | outside;
      beside += outside;
    }
    return index.length + beside;
  }

  /// Whether all the pixels that lie in the block, of which `from` is the first, are neighbours: so
  /// it is where a block's outline has no dents.
  private static boolean isRun(int[] index, int from, int count) {
    int or = 0;
    for (int i = from; i < from + count; i++) {
      or |= index[i];
    }
    return or >= 0;
  }

  private static int end(int[] index, int from) {
    int i = from;
    while (i < index.length && index[i] >= 0) {
      i++;
    }
    return i;
  }

  private static void copy(Samples source, int[] index, int from, int to, Samples target, int at) {
    switch (source) {
      case Samples.UInt8(var v) -> bytes(v, index, from, to, (byte[]) target.array(), at);
      case Samples.Int8(var v) -> bytes(v, index, from, to, (byte[]) target.array(), at);
      case Samples.UInt16(var v) -> shorts(v, index, from, to, (short[]) target.array(), at);
      case Samples.Int16(var v) -> shorts(v, index, from, to, (short[]) target.array(), at);
      case Samples.UInt32(var v) -> ints(v, index, from, to, (int[]) target.array(), at);
      case Samples.Int32(var v) -> ints(v, index, from, to, (int[]) target.array(), at);
      case Samples.UInt64(var v) -> longs(v, index, from, to, (long[]) target.array(), at);
      case Samples.Int64(var v) -> longs(v, index, from, to, (long[]) target.array(), at);
      case Samples.Float32(var v) -> floats(v, index, from, to, (float[]) target.array(), at);
      case Samples.Float64(var v) -> doubles(v, index, from, to, (double[]) target.array(), at);
    }
  }

  private static void bytes(byte[] v, int[] index, int from, int to, byte[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }

  private static void shorts(short[] v, int[] index, int from, int to, short[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }

  private static void ints(int[] v, int[] index, int from, int to, int[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }

  private static void longs(long[] v, int[] index, int from, int to, long[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }

  private static void floats(float[] v, int[] index, int from, int to, float[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }

  private static void doubles(double[] v, int[] index, int from, int to, double[] out, int at) {
    for (int i = from; i < to; i++) {
      out[at + i] = v[index[i]];
    }
  }
}
