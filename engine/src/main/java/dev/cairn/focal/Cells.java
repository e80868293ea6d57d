package dev.cairn.focal;

import dev.cairn.geo.GeoBox;

/// What the cells of a grid are taken to measure. Values, immutable and thread-safe.
public sealed interface Cells {
  /// Their size on the ground: what a neighbourhood in metres is.
  Cells GROUND = new Ground();

  /// The cell size of a grid.
  ///
  /// @throws dev.cairn.base.Unsupported where rows do not run along x, or what the CRS's
  ///     coordinates measure is not known
  CellSize of(GeoBox grid);

  /// Metres, as [CellSize#of] has them.
  record Ground() implements Cells {
    @Override
    public CellSize of(GeoBox grid) {
      return CellSize.of(grid);
    }
  }

  /// The CRS's own units, degrees too, so many metres each: `gdaldem -s`.
  ///
  /// @param metres such as 111120 for degrees, on both axes and wherever they are
  record Units(double metres) implements Cells {
    public Units {
      if (!(metres > 0) || Double.isInfinite(metres)) {
        throw new IllegalArgumentException("units of " + metres + " metres");
      }
    }

    @Override
    public CellSize of(GeoBox grid) {
      return CellSize.units(grid).scaled(metres);
    }
  }

  /// One, whatever the grid is: what `gdaldem` takes them for in aspects and in igor's shading.
  record Pixels() implements Cells {
    @Override
    public CellSize of(GeoBox grid) {
      return CellSize.PIXELS;
    }
  }
}
