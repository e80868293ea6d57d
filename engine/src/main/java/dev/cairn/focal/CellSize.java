package dev.cairn.focal;

import dev.cairn.base.Unsupported;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.CrsDefinition;
import dev.cairn.geo.Ellipsoid;
import dev.cairn.geo.GeoBox;

/// How far apart the pixels of a grid lie on the ground, row by row, in the unit of the elevations
/// (metres). Immutable and thread-safe.
///
/// Signed as the grid's axes are: `x` is positive where columns go east, `y` **negative** where
/// rows go south. Depends on a pixel's row in the whole grid alone; computed with `StrictMath`, so
/// that machines agree.
public sealed interface CellSize {
  /// Pixels as units, north up: what is computed is a rise per pixel.
  CellSize PIXELS = new Uniform(1, -1);

  /// From the centre of a pixel to that of the next in its row.
  double x(int row);

  /// From the centre of a pixel to that of the one below.
  double y(int row);

  /// Both sizes multiplied, as `gdaldem -s` does with those of [#units].
  default CellSize scaled(double factor) {
    return new Scaled(this, factor);
  }

  /// The sizes on the ground. In degrees: those of the row on the CRS's ellipsoid; in EPSG:3857,
  /// whose metres are longer than metres everywhere but on the equator, the same on that of WGS 84;
  /// in any other CRS those of the grid, whose scale is taken to be 1.
  ///
  /// @throws Unsupported where rows do not run along x, or the unit of the CRS is not known
  static CellSize of(GeoBox grid) {
    Affine t = rectilinear(grid);
    if (grid.crs().equals(Crs.epsg(3857))) {
      return new WebMercator(t.a(), t.e(), t.f());
    }
    return switch (grid.crs().definition()) {
      case CrsDefinition.Geographic g ->
          new Degrees(
              g.datum().ellipsoid(),
              t.a() * g.degreesPerUnit(),
              t.e() * g.degreesPerUnit(),
              t.f() * g.degreesPerUnit());
      case CrsDefinition.Projected p ->
          new Uniform(t.a() * p.metresPerUnit(), t.e() * p.metresPerUnit());
    };
  }

  /// The sizes in the CRS's own units, degrees too: what `gdaldem` takes them for without `-s`.
  ///
  /// @throws Unsupported where rows do not run along x
  static CellSize units(GeoBox grid) {
    Affine t = rectilinear(grid);
    return new Uniform(t.a(), t.e());
  }

  private static Affine rectilinear(GeoBox grid) {
    if (!grid.transform().isRectilinear()) {
      throw new Unsupported("grid " + grid.transform(), "its rows do not run along x");
    }
    return grid.transform();
  }

  /// The same size everywhere.
  record Uniform(double x, double y) implements CellSize {
    public Uniform {
      if (!(Math.abs(x) > 0)
          || !(Math.abs(y) > 0)
          || Double.isInfinite(x)
          || Double.isInfinite(y)) {
        throw new IllegalArgumentException("cells of " + x + " × " + y);
      }
    }

    @Override
    public double x(int row) {
      return x;
    }

    @Override
    public double y(int row) {
      return y;
    }
  }

  /// Degrees on an ellipsoid. Rows beyond a pole have the size of the last before it.
  ///
  /// @param stepX degrees of longitude a column
  /// @param stepY degrees of latitude a row
  /// @param top latitude of the outer edge of row 0
  record Degrees(Ellipsoid ellipsoid, double stepX, double stepY, double top) implements CellSize {
    /// Parts of a degree, about 0.1 mm, to which latitudes are rounded: two grids have a row in
    /// common to the last bit then, wherever each begins.
    private static final double PARTS = 1 << 30;

    @Override
    public double x(int row) {
      return StrictMath.toRadians(stepX) * ellipsoid.parallelRadius(latitude(row));
    }

    @Override
    public double y(int row) {
      return StrictMath.toRadians(stepY) * ellipsoid.meridianRadius(latitude(row));
    }

    private double latitude(int row) {
      double most = Math.max(0, 90 - Math.abs(stepY) / 2);
      double at = Math.rint((top + (row + 0.5) * stepY) * PARTS) / PARTS;
      return StrictMath.toRadians(Math.clamp(at, -most, most));
    }
  }

  /// EPSG:3857 (EPSG method 1024): its latitude is the ellipsoid's, its metres are those of the
  /// equator.
  ///
  /// @param stepX coordinates a column
  /// @param stepY coordinates a row
  /// @param top coordinate of the outer edge of row 0
  record WebMercator(double stepX, double stepY, double top) implements CellSize {
    /// Parts of a metre, for what degrees are rounded for.
    private static final double PARTS = 1 << 20;

    @Override
    public double x(int row) {
      return stepX
          / Ellipsoid.WGS84.semiMajorMetres()
          * Ellipsoid.WGS84.parallelRadius(latitude(row));
    }

    @Override
    public double y(int row) {
      double latitude = latitude(row);
      return stepY
          / Ellipsoid.WGS84.semiMajorMetres()
          * Ellipsoid.WGS84.meridianRadius(latitude)
          * StrictMath.cos(latitude);
    }

    private double latitude(int row) {
      double at = Math.rint((top + (row + 0.5) * stepY) * PARTS) / PARTS;
      return StrictMath.atan(StrictMath.sinh(at / Ellipsoid.WGS84.semiMajorMetres()));
    }
  }

  /// Another size's multiple.
  record Scaled(CellSize cells, double factor) implements CellSize {
    public Scaled {
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException("cells multiplied by " + factor);
      }
    }

    @Override
    public double x(int row) {
      return cells.x(row) * factor;
    }

    @Override
    public double y(int row) {
      return cells.y(row) * factor;
    }
  }
}
