package dev.cairn.warp;

import dev.cairn.geo.PixelWindow;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/// Where pixels of a target grid lie in a source, in source pixels: 0 is the outer edge of the
/// first. Depends on both grids alone, never on the window that is asked for. Immutable and
/// thread-safe.
sealed interface Mapping permits Mapping.Separable, Controlled {
  /// Columns of the source.
  int sourceWidth();

  int sourceHeight();

  /// Target pixels for a source pixel along the source's rows and columns: below 1 where pixels
  /// shrink.
  Scale scale();

  record Scale(double x, double y) {}

  /// The places of the centres of a target window's pixels.
  Places centres(PixelWindow target);

  /// The places of the corners of a target window's pixels: one more to the right than there are
  /// columns, and one row more.
  Places corners(PixelWindow target);

  /// True where the column alone says where a centre lies along the source's rows, and the row
  /// alone along its columns.
  boolean isSeparable();

  /// Source pixels among which those under the centres of a target window are; empty where all of
  /// these lie outside.
  Optional<PixelWindow> underCentres(PixelWindow target);

  /// Source pixels among which those are that a target window covers; empty where it covers none.
  Optional<PixelWindow> covered(PixelWindow target);

  /// Target pixels, of a window, among which those are whose centre lies within a source window.
  Optional<PixelWindow> centredOn(PixelWindow source, PixelWindow target);

  /// Target pixels, of a window, among which those are that cover a part of a source window.
  Optional<PixelWindow> covering(PixelWindow source, PixelWindow target);

  /// After how many source columns the same ground comes again; 0 for never, or where none is
  /// asked.
  double sourcePeriod();

  /// What has to be done.
  Placement.Kind kind();

  /// Grids of the same CRS whose rows run along the same axis.
  record Separable(Axis x, Axis y) implements Mapping {
    @Override
    public int sourceWidth() {
      return x.sourceLength();
    }

    @Override
    public int sourceHeight() {
      return y.sourceLength();
    }

    @Override
    public Scale scale() {
      return new Scale(x.scale(), y.scale());
    }

    @Override
    public Placement.Kind kind() {
      if (x.samePixelSize() && y.samePixelSize()) {
        return x.coincides(1) && y.coincides(1) ? Placement.Kind.PASTE : Placement.Kind.SHIFT;
      }
      return x.scale() < 1 || y.scale() < 1 ? Placement.Kind.SHRINK : Placement.Kind.GROW;
    }

    @Override
    public Places centres(PixelWindow target) {
      return places(target.col(), target.width(), x::position, y::position);
    }

    @Override
    public Places corners(PixelWindow target) {
      return places(target.col(), target.width() + 1, x::edge, y::edge);
    }

    private static Places places(
        int col, int count, IntToDoubleFunction xOf, IntToDoubleFunction yOf) {
      var places =
          new Places(count) {
            @Override
            void goTo(int row) {
              Arrays.fill(y(), yOf.applyAsDouble(row));
            }
          };
      Arrays.setAll(places.x(), i -> xOf.applyAsDouble(col + i));
      return places;
    }

    @Override
    public Optional<PixelWindow> covering(PixelWindow source, PixelWindow target) {
      int[] columns = x.covering(source.col(), source.colEnd(), target.col(), target.colEnd());
      int[] rows = y.covering(source.row(), source.rowEnd(), target.row(), target.rowEnd());
      return columns[0] < columns[1] && rows[0] < rows[1]
          ? Optional.of(
              new PixelWindow(columns[0], rows[0], columns[1] - columns[0], rows[1] - rows[0]))
          : Optional.empty();
    }

    @Override
    public double sourcePeriod() {
      return 0;
    }

    @Override
    public boolean isSeparable() {
      return true;
    }

    @Override
    public Optional<PixelWindow> underCentres(PixelWindow target) {
      return new NearestPlacement(x, y).sourceWindow(target);
    }

    @Override
    public Optional<PixelWindow> covered(PixelWindow target) {
      return Box.of(x.edge(target.col()), x.edge(target.colEnd()))
          .clip(x.sourceLength())
          .flatMap(
              cols ->
                  Box.of(y.edge(target.row()), y.edge(target.rowEnd()))
                      .clip(y.sourceLength())
                      .map(
                          rows -> new PixelWindow(cols.from, rows.from, cols.size(), rows.size())));
    }

    private record Box(int from, int to) {
      static Box of(double a, double b) {
        double low = Math.floor(Math.min(a, b));
        double high = Math.ceil(Math.max(a, b));
        return new Box(
            (int) Math.clamp(low, -1, Integer.MAX_VALUE), (int) Math.clamp(high, -1, 1 << 30));
      }

      Optional<Box> clip(int length) {
        var clipped = new Box(Math.max(from, 0), Math.min(to, length));
        return clipped.from < clipped.to ? Optional.of(clipped) : Optional.empty();
      }

      int size() {
        return to - from;
      }
    }

    @Override
    public Optional<PixelWindow> centredOn(PixelWindow source, PixelWindow target) {
      return new NearestPlacement(x, y).dependents(source, target);
    }
  }
}
