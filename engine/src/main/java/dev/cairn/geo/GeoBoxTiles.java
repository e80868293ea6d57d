package dev.cairn.geo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

/// A grid cut into tiles of one size from its first pixel on; those of the last column and row are
/// smaller where the size does not go into the grid's.
///
/// @param base the grid
/// @param tileWidth columns of a tile, at least 1
/// @param tileHeight rows of a tile, at least 1
public record GeoBoxTiles(GeoBox base, int tileWidth, int tileHeight) {
  /// Which tile: its column and row among tiles.
  public record Index(int col, int row) {}

  public GeoBoxTiles {
    if (tileWidth <= 0 || tileHeight <= 0) {
      throw new IllegalArgumentException("tiles of " + tileWidth + "×" + tileHeight);
    }
  }

  /// Tiles side by side.
  public int cols() {
    return Math.ceilDiv(base.width(), tileWidth);
  }

  /// Tiles above each other.
  public int rows() {
    return Math.ceilDiv(base.height(), tileHeight);
  }

  /// The pixels of the grid that a tile has.
  ///
  /// @throws IndexOutOfBoundsException where there is no such tile
  public PixelWindow window(int col, int row) {
    if (col < 0 || row < 0 || col >= cols() || row >= rows()) {
      throw new IndexOutOfBoundsException(
          "tile " + col + ", " + row + " of " + cols() + "×" + rows());
    }
    int left = col * tileWidth;
    int top = row * tileHeight;
    return new PixelWindow(
        left,
        top,
        Math.min(tileWidth, base.width() - left),
        Math.min(tileHeight, base.height() - top));
  }

  /// A tile as a grid.
  ///
  /// @throws IndexOutOfBoundsException where there is no such tile
  public GeoBox grid(int col, int row) {
    return base.crop(window(col, row));
  }

  /// The tiles that share pixels with an area, in any CRS: row by row. An area that is moved may
  /// meet a tile beside it too.
  ///
  /// @throws dev.cairn.base.InvalidRequest where the area has no place in the grid's CRS
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public List<Index> meeting(BBox area) {
    BBox own = base.bounds();
    BBox there = area.to(base.crs());
    boolean turns = !area.crs().equals(base.crs());
    return range(turns ? there.turnedTo((own.xMin() + own.xMax()) / 2) : there)
        .map(GeoBoxTiles::all)
        .orElse(List.of());
  }

  /// The tiles that share ground with a geometry, whose vertices are moved: row by row.
  ///
  /// @param of the CRS of the geometry
  /// @throws dev.cairn.base.InvalidRequest where a vertex has no place in the grid's CRS
  /// @throws dev.cairn.base.Unsupported where either CRS is not known
  public List<Index> meeting(Geometry geometry, Crs of) {
    if (geometry.isEmpty()) {
      return List.of();
    }
    Geometry there = Ring.moved(geometry, of, base.crs());
    var box = there.getEnvelopeInternal();
    // A point or a line along an axis has no inside: a pixel's billionth about it does.
    double x = 1e-9 * base.transform().pixelSizeX();
    double y = 1e-9 * base.transform().pixelSizeY();
    var around =
        new BBox(
            base.crs(), box.getMinX() - x, box.getMinY() - y, box.getMaxX() + x, box.getMaxY() + y);
    PreparedGeometry prepared = PreparedGeometryFactory.prepare(there);
    var met = new ArrayList<Index>();
    for (Index i : range(around).map(GeoBoxTiles::all).orElse(List.of())) {
      if (prepared.intersects(grid(i.col(), i.row()).footprint())) {
        met.add(i);
      }
    }
    return met;
  }

  /// Columns and rows of tiles.
  private Optional<PixelWindow> range(BBox area) {
    Optional<BBox> inside = area.intersection(base.bounds());
    return inside
        .flatMap(b -> base.lattice().around(b).intersection(base.window()))
        .map(
            w -> {
              int left = w.col() / tileWidth;
              int top = w.row() / tileHeight;
              return new PixelWindow(
                  left,
                  top,
                  (w.colEnd() - 1) / tileWidth - left + 1,
                  (w.rowEnd() - 1) / tileHeight - top + 1);
            });
  }

  private static List<Index> all(PixelWindow range) {
    var all = new ArrayList<Index>();
    for (int row = range.row(); row < range.rowEnd(); row++) {
      for (int col = range.col(); col < range.colEnd(); col++) {
        all.add(new Index(col, row));
      }
    }
    return all;
  }
}
