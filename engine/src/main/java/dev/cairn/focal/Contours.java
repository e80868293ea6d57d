package dev.cairn.focal;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.Arrays;

/// Contour lines: 1 on a line, 0 beside it, uint8. Valid wherever the pixel has a value.
///
/// @param interval between levels, which are its multiples; in units of the values
/// @param line how lines are drawn
public record Contours(double interval, Line line) implements Neighbourhood {
  public Contours {
    if (!(interval > 0) || Double.isInfinite(interval)) {
      throw new IllegalArgumentException("contour lines every " + interval);
    }
  }

  /// Lines one pixel wide, wherever two pixels that share a side lie on either side of a level.
  public static Contours every(double interval) {
    return new Contours(interval, new Line.Thin());
  }

  /// How lines are drawn.
  public sealed interface Line {
    /// Of two pixels that share a side and have one level between them, the one nearer to it is on
    /// the line, the higher one where they are as near; with several levels between them both are.
    record Thin() implements Line {}

    /// Every pixel whose value is less than `thickness` above a level, as TiTiler draws them:
    /// broad where the ground is level, and missing where it is steep.
    ///
    /// @param thickness in units of the values
    record Band(double thickness) implements Line {
      public Band {
        if (!(thickness > 0)) {
          throw new IllegalArgumentException("contour lines of " + thickness);
        }
      }
    }
  }

  @Override
  public int reach() {
    return switch (line) {
      case Line.Thin _ -> 1;
      case Line.Band _ -> 0;
    };
  }

  @Override
  public DType resultType(DType source) {
    return DType.UINT8;
  }

  @Override
  public Stated<Double> none(DType source) {
    return Stated.as(255.0);
  }

  @Override
  public long workingBytes(PixelWindow wanted, DType source) {
    int rows =
        switch (line) {
          case Line.Thin _ -> 3 * 3;
          case Line.Band _ -> 1;
        };
    return rows * 8 * (wanted.width() + 64L);
  }

  /// @param cells not looked at
  @Override
  public Raster apply(Patch patch, CellSize cells, PixelWindow wanted) {
    patch.requireHeld(needed(wanted, patch.image()));
    int pixels = Math.toIntExact(wanted.pixels());
    var out = new byte[pixels];
    Validity valid = Validity.none(pixels);
    switch (line) {
      case Line.Thin _ -> thin(patch, wanted, out, valid);
      case Line.Band(double thickness) -> band(thickness, patch, wanted, out, valid);
    }
    return new Raster(wanted.width(), wanted.height(), new Samples.UInt8(out), valid);
  }

  private void band(double thickness, Patch patch, PixelWindow wanted, byte[] out, Validity valid) {
    int width = wanted.width();
    var rows = new Rows(patch, wanted.col(), width);
    var values = new double[width];
    long[] counts = BitRow.allocate(width);
    for (int row = 0; row < wanted.height(); row++) {
      rows.read(wanted.row() + row, values, counts);
      int at = row * width;
      for (int i = 0; i < width; i++) {
        // Below 0 where the quotient was rounded up to a whole number: just under the next level.
        double over = values[i] - Math.floor(values[i] / interval) * interval;
        out[at + i] = (byte) (over >= 0 && over < thickness && counts(counts, i) ? 1 : 0);
      }
      BitRow.copy(counts, 0, valid.words(), at, width);
    }
  }

  /// A row of values: which level each lies above, and by how much.
  private static final class Levels {
    final double[] values;
    final double[] level;
    final double[] over;
    final long[] counts;

    Levels(int width) {
      values = new double[width];
      level = new double[width];
      over = new double[width];
      counts = BitRow.allocate(width);
    }

    void read(Rows rows, int row, double interval) {
      rows.read(row, values, counts);
      for (int i = 0; i < values.length; i++) {
        level[i] = Math.floor(values[i] / interval);
        over[i] = values[i] - level[i] * interval;
      }
    }
  }

  private void thin(Patch patch, PixelWindow wanted, byte[] out, Validity valid) {
    int width = wanted.width();
    var rows = new Rows(patch, wanted.col() - 1, width + 2);
    var lines = new Levels[3];
    Arrays.setAll(lines, _ -> new Levels(width + 2));
    for (int row = -1; row <= wanted.height(); row++) {
      Levels below = lines[(row + 1) % 3];
      below.read(rows, wanted.row() + row, interval);
      if (row > 0) {
        Levels here = lines[row % 3];
        Levels above = lines[(row + 2) % 3];
        int at = (row - 1) * width;
        for (int i = 1; i <= width; i++) {
          boolean on =
              counts(here.counts, i)
                  && (crossed(here, i, here, i - 1)
                      || crossed(here, i, here, i + 1)
                      || crossed(here, i, above, i)
                      || crossed(here, i, below, i));
          out[at + i - 1] = (byte) (on ? 1 : 0);
        }
        BitRow.copy(here.counts, 1, valid.words(), at, width);
      }
    }
  }

  /// True where a pixel is on the line between it and a neighbour.
  private boolean crossed(Levels here, int i, Levels there, int k) {
    double steps = here.level[i] - there.level[k];
    if (steps == 0 || !counts(there.counts, k)) {
      return false;
    }
    return steps == 1
        ? here.over[i] <= interval - there.over[k]
        : steps != -1 || interval - here.over[i] < there.over[k];
  }

  private static boolean counts(long[] row, int i) {
    return (row[i >> 6] >>> i & 1) != 0;
  }
}
