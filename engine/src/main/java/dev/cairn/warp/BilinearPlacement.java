package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.Optional;

/// Each target pixel is the mean of source pixels, weighted by a triangle that is one source pixel
/// wide to each side, or one target pixel where pixels shrink (GDAL widens the kernel below a scale
/// of 0.95). Only valid pixels count; a target pixel is valid where the source pixel under its
/// centre is. Integers are rounded half up, as GDAL does, and stay in their type's range because
/// weights are never negative; 64-bit ones are weighed as float64.
record BilinearPlacement(Axis x, Axis y) implements Placement {
  private static final double WIDENED_BELOW = 0.95;

  @Override
  public Optional<PixelWindow> sourceWindow(PixelWindow target) {
    var near = new NearestPlacement(x, y);
    PixelWindow all = new PixelWindow(0, 0, x.sourceLength(), y.sourceLength());
    int rx = radius(x);
    int ry = radius(y);
    return near.sourceWindow(target)
        .flatMap(
            s ->
                new PixelWindow(s.col() - rx, s.row() - ry, s.width() + 2 * rx, s.height() + 2 * ry)
                    .intersection(all));
  }

  @Override
  public Optional<PixelWindow> dependents(PixelWindow source, PixelWindow target) {
    int rx = radius(x);
    int ry = radius(y);
    int left = Math.max(0, source.col() - rx);
    int top = Math.max(0, source.row() - ry);
    return new NearestPlacement(x, y)
        .dependents(
            new PixelWindow(left, top, source.colEnd() + rx - left, source.rowEnd() + ry - top),
            target);
  }

  @Override
  public Kind kind() {
    return new NearestPlacement(x, y).kind();
  }

  @Override
  public Placing begin(PixelWindow target, DType dtype, Stated<Double> nodata) {
    int pixels = Math.toIntExact(target.pixels());
    Optional<PixelWindow> needed = sourceWindow(target);
    Samples out = Samples.allocate(dtype, pixels);
    Validity valid = Validity.none(pixels);
    return needed.isPresent()
        ? new Weighing(target, needed.get(), out, nodata, valid)
        : new Nothing(target, out, valid);
  }

  private static int radius(Axis axis) {
    return (int) Math.ceil(1 / kernelScale(axis));
  }

  private static double kernelScale(Axis axis) {
    return axis.scale() < WIDENED_BELOW ? axis.scale() : 1;
  }

  private record Nothing(PixelWindow target, Samples out, Validity valid) implements Placing {
    @Override
    public void add(DecodedBlock block, int band) {}

    @Override
    public Raster finish() {
      return new Raster(target.width(), target.height(), out, valid);
    }
  }

  private final class Weighing implements Placing {
    private final PixelWindow target;
    private final PixelWindow window;
    private final Samples source;
    private final Validity sourceValid;
    private final Stated<Double> nodata;
    private final Samples out;
    private final Validity valid;

    Weighing(
        PixelWindow target,
        PixelWindow window,
        Samples out,
        Stated<Double> nodata,
        Validity valid) {
      this.target = target;
      this.window = window;
      this.nodata = nodata;
      int pixels = Math.toIntExact(window.pixels());
      this.source = Samples.allocate(out.dtype(), pixels);
      this.sourceValid = Validity.none(pixels);
      this.out = out;
      this.valid = valid;
    }

    @Override
    public void add(DecodedBlock block, int band) {
      PixelWindow from = block.block().window();
      Optional<PixelWindow> common = from.intersection(window);
      if (common.isEmpty()) {
        return;
      }
      PixelWindow c = common.get();
      int to = (c.row() - window.row()) * window.width() + c.col() - window.col();
      int start = (c.row() - from.row()) * block.stride() + c.col() - from.col();
      block
          .band(band)
          .copyRect(start, block.stride(), source, to, window.width(), c.width(), c.height());
      for (int row = 0; row < c.height(); row++) {
        int at = to + row * window.width();
        NoData.markValid(source, nodata, at, c.width(), sourceValid, at);
        if (block.valid(band) instanceof DecodedBlock.Valid.Only(Validity pixels)) {
          sourceValid.andRange(at, pixels, start + row * block.stride(), c.width());
        }
      }
    }

    @Override
    public Raster finish() {
      var wide = new double[source.length()];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = source.at(i);
      }
      Taps columns =
          Taps.of(
              x,
              kernelScale(x),
              radius(x),
              target.col(),
              target.width(),
              window.col(),
              window.width());
      Taps rows =
          Taps.of(
              y,
              kernelScale(y),
              radius(y),
              target.row(),
              target.height(),
              window.row(),
              window.height());
      for (int row = 0; row < target.height(); row++) {
        int centreRow = rows.centre[row];
        if (centreRow < 0) {
          continue;
        }
        for (int col = 0; col < target.width(); col++) {
          int centreCol = columns.centre[col];
          if (centreCol >= 0 && sourceValid.get(centreRow * window.width() + centreCol)) {
            int i = row * target.width() + col;
            store(i, weigh(wide, rows, row, columns, col));
            valid.set(i);
          }
        }
      }
      return new Raster(target.width(), target.height(), out, valid);
    }

    private double weigh(double[] wide, Taps rows, int row, Taps columns, int col) {
      double sum = 0;
      double weight = 0;
      for (int r = 0; r < rows.count; r++) {
        double wy = rows.weight[row * rows.count + r];
        if (wy == 0) {
          continue;
        }
        int line = (rows.first[row] + r) * window.width() + columns.first[col];
        for (int c = 0; c < columns.count; c++) {
          double w = wy * columns.weight[col * columns.count + c];
          if (w != 0 && sourceValid.get(line + c)) {
            sum += wide[line + c] * w;
            weight += w;
          }
        }
      }
      return sum / weight;
    }

    /// As `floor(value + 0.5)`, but where that sum is itself rounded: 2⁵² and more are whole.
    private static double wholeHalfUp(double value) {
      return Math.abs(value) < 0x1p52 ? Math.floor(value + 0.5) : value;
    }

    private void store(int i, double value) {
      switch (out) {
        case Samples.UInt8(var v) -> v[i] = (byte) (int) Math.floor(value + 0.5);
        case Samples.Int8(var v) -> v[i] = (byte) (int) Math.floor(value + 0.5);
        case Samples.UInt16(var v) -> v[i] = (short) (int) Math.floor(value + 0.5);
        case Samples.Int16(var v) -> v[i] = (short) (int) Math.floor(value + 0.5);
        case Samples.UInt32(var v) -> v[i] = (int) (long) Math.floor(value + 0.5);
        case Samples.Int32(var v) -> v[i] = (int) (long) Math.floor(value + 0.5);
        case Samples.UInt64(var v) -> v[i] = Samples.UInt64.toBits(wholeHalfUp(value));
        case Samples.Int64(var v) -> v[i] = (long) wholeHalfUp(value);
        case Samples.Float32(var v) -> v[i] = (float) value;
        case Samples.Float64(var v) -> v[i] = value;
      }
    }
  }

  /// For each target pixel of one axis: the source pixels it is made of, as `count` weights from
  /// `first`; and the one under its centre. Indices are relative to the source window; weights of
  /// pixels outside it are 0; `centre` is -1 where the centre lies outside the source.
  private record Taps(int count, int[] first, double[] weight, int[] centre) {
    static Taps of(
        Axis axis,
        double scale,
        int radius,
        int from,
        int length,
        int windowStart,
        int windowLength) {
      int count = 2 * radius;
      var first = new int[length];
      var weight = new double[length * count];
      var centre = new int[length];
      for (int i = 0; i < length; i++) {
        double position = axis.position(from + i);
        int nearest = axis.nearest(from + i);
        centre[i] = nearest < 0 || nearest >= axis.sourceLength() ? -1 : nearest - windowStart;
        if (centre[i] < 0) {
          continue;
        }
        int left = (int) Math.floor(position - 0.5) - radius + 1;
        int start = Math.clamp(left - (long) windowStart, 0, Math.max(0, windowLength - count));
        first[i] = start;
        for (int k = 0; k < count && start + k < windowLength; k++) {
          double distance = Math.abs(start + k + windowStart + 0.5 - position) * scale;
          weight[i * count + k] = Math.max(0, 1 - distance);
        }
      }
      return new Taps(count, first, weight, centre);
    }
  }
}
