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

/// Each target pixel is the source pixel in which its centre lies. Blocks are written straight to
/// their place; runs of neighbouring pixels are copied as such.
record NearestPlacement(Axis x, Axis y) implements Placement {
  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    return inside(target)
        .map(
            t -> {
              int c0 = x.nearest(t.col());
              int c1 = x.nearest(t.colEnd() - 1);
              int r0 = y.nearest(t.row());
              int r1 = y.nearest(t.rowEnd() - 1);
              return new PixelWindow(
                  Math.min(c0, c1), Math.min(r0, r1), Math.abs(c1 - c0) + 1, Math.abs(r1 - r0) + 1);
            });
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    int[] cols = x.targetsOf(source.col(), source.colEnd(), target.col(), target.colEnd());
    int[] rows = y.targetsOf(source.row(), source.rowEnd(), target.row(), target.rowEnd());
    return cols[0] < cols[1] && rows[0] < rows[1]
        ? Optional.of(new PixelWindow(cols[0], rows[0], cols[1] - cols[0], rows[1] - rows[0]))
        : Optional.empty();
  }

  private Optional<PixelWindow> inside(PixelWindow target) {
    return dependents(new PixelWindow(0, 0, x.sourceLength(), y.sourceLength()), target);
  }

  @Override
  public Kind kind() {
    return new Mapping.Separable(x, y).kind();
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
      PixelWindow window = block.block().window();
      Optional<PixelWindow> touched = dependents(window, target);
      if (touched.isEmpty()) {
        return;
      }
      PixelWindow t = touched.get();
      int[] cols = new int[t.width()];
      boolean run = true;
      for (int i = 0; i < cols.length; i++) {
        cols[i] = x.nearest(t.col() + i) - window.col();
        run &= cols[i] == cols[0] + i;
      }
      Samples source = block.band(band);
      DecodedBlock.Valid inside = block.valid(band);
      for (int row = t.row(); row < t.rowEnd(); row++) {
        int from = (y.nearest(row) - window.row()) * block.stride();
        int to = (row - target.row()) * target.width() + t.col() - target.col();
        if (run) {
          System.arraycopy(source.array(), from + cols[0], samples.array(), to, cols.length);
        } else {
          gather(source, from, cols, samples, to);
        }
        NoData.markValid(samples, nodata, to, cols.length, valid, to);
        if (inside instanceof DecodedBlock.Valid.Only(Validity pixels)) {
          if (run) {
            valid.andRange(to, pixels, from + cols[0], cols.length);
          } else {
            for (int i = 0; i < cols.length; i++) {
              if (!pixels.get(from + cols[i])) {
                valid.clear(to + i);
              }
            }
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

  private static void gather(Samples source, int from, int[] cols, Samples target, int to) {
    int n = cols.length;
    switch (source) {
      case Samples.UInt8(var s) -> gatherBytes(s, from, cols, (byte[]) target.array(), to, n);
      case Samples.Int8(var s) -> gatherBytes(s, from, cols, (byte[]) target.array(), to, n);
      case Samples.UInt16(var s) -> gatherShorts(s, from, cols, (short[]) target.array(), to, n);
      case Samples.Int16(var s) -> gatherShorts(s, from, cols, (short[]) target.array(), to, n);
      case Samples.UInt32(var s) -> gatherInts(s, from, cols, (int[]) target.array(), to, n);
      case Samples.Int32(var s) -> gatherInts(s, from, cols, (int[]) target.array(), to, n);
      case Samples.UInt64(var s) -> gatherLongs(s, from, cols, (long[]) target.array(), to, n);
      case Samples.Int64(var s) -> gatherLongs(s, from, cols, (long[]) target.array(), to, n);
      case Samples.Float32(var s) -> {
        float[] t = (float[]) target.array();
        for (int i = 0; i < n; i++) {
          t[to + i] = s[from + cols[i]];
        }
      }
      case Samples.Float64(var s) -> {
        double[] t = (double[]) target.array();
        for (int i = 0; i < n; i++) {
          t[to + i] = s[from + cols[i]];
        }
      }
    }
  }

  private static void gatherBytes(byte[] s, int from, int[] cols, byte[] t, int to, int n) {
    for (int i = 0; i < n; i++) {
      t[to + i] = s[from + cols[i]];
    }
  }

  private static void gatherShorts(short[] s, int from, int[] cols, short[] t, int to, int n) {
    for (int i = 0; i < n; i++) {
      t[to + i] = s[from + cols[i]];
    }
  }

  private static void gatherLongs(long[] s, int from, int[] cols, long[] t, int to, int n) {
    for (int i = 0; i < n; i++) {
      t[to + i] = s[from + cols[i]];
    }
  }

  private static void gatherInts(int[] s, int from, int[] cols, int[] t, int to, int n) {
    for (int i = 0; i < n; i++) {
      t[to + i] = s[from + cols[i]];
    }
  }
}
