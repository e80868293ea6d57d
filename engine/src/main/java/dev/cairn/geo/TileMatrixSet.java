package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// A tile matrix set (OGC 17-083r4, Two Dimensional Tile Matrix Set and Tile Set Metadata 2.0): how
/// a CRS is cut into tiles, in one or more zoom levels. Immutable and thread-safe.
///
/// The 13 that are in wide use are in [WellKnownTileMatrixSets]; others come as JSON
/// ([TileMatrixSetJson]).
///
/// @param id such as `WebMercatorQuad`
/// @param title for people
/// @param uri where it is registered
/// @param crs of all tiles
/// @param crsName the CRS as the definition names it
/// @param orderedAxes names of the axes in the order in which the definition writes coordinates
/// @param wellKnownScaleSet the address of the scales that it has
/// @param matrices from the coarsest to the finest, at least one
public record TileMatrixSet(
    String id,
    Optional<String> title,
    Optional<String> uri,
    Crs crs,
    String crsName,
    List<String> orderedAxes,
    Optional<String> wellKnownScaleSet,
    List<TileMatrix> matrices) {
  /// Parts of a resolution by which it may differ from a level's and still be that level's.
  private static final double SAME = 1e-8;

  /// A hundred-millionth of a tile: an area that ends on an edge does not reach the next tile.
  private static final double ON_EDGE = 1e-8;

  /// More tiles in one answer are a mistake.
  private static final long MOST_TILES = 10_000_000;

  /// Which level stands for a resolution between two of them.
  public enum ZoomChoice {
    /// The nearer one, by their ratios to it.
    NEAREST,
    /// The coarser one.
    LOWER,
    /// The finer one.
    UPPER
  }

  public TileMatrixSet {
    orderedAxes = List.copyOf(orderedAxes);
    matrices = List.copyOf(matrices);
    if (orderedAxes.size() < 2) {
      throw new IllegalArgumentException("tile matrix set " + id + " without two axes");
    }
    if (matrices.isEmpty()) {
      throw new IllegalArgumentException("tile matrix set " + id + " without a matrix");
    }
    var zooms = new HashSet<Integer>();
    double before = Double.POSITIVE_INFINITY;
    for (TileMatrix m : matrices) {
      if (!zooms.add(m.zoom())) {
        throw new IllegalArgumentException("two tile matrices " + m.zoom());
      }
      if (m.cellSize() >= before) {
        throw new IllegalArgumentException(
            "tile matrix " + m.zoom() + " is not finer than the one before it");
      }
      before = m.cellSize();
    }
  }

  public int minZoom() {
    return matrices.getFirst().zoom();
  }

  public int maxZoom() {
    return matrices.getLast().zoom();
  }

  /// @throws InvalidRequest where there is no such level
  public TileMatrix matrix(int zoom) {
    for (TileMatrix m : matrices) {
      if (m.zoom() == zoom) {
        return m;
      }
    }
    throw new InvalidRequest("zoom " + zoom, id + " has levels " + minZoom() + " to " + maxZoom());
  }

  /// Bounds of the tiles of the coarsest level.
  public BBox bounds() {
    return matrices.getFirst().bounds(crs);
  }

  /// Bounds of a tile; neighbours share their edges bit by bit.
  ///
  /// @throws InvalidRequest where there is no such tile
  public BBox bounds(MapTile tile) {
    return matrix(tile).bounds(tile.col(), tile.row(), crs);
  }

  /// A tile as a grid, north up.
  ///
  /// @throws InvalidRequest where there is no such tile
  public GeoBox grid(MapTile tile) {
    return matrix(tile).grid(tile.col(), tile.row(), crs);
  }

  /// The grid of a tile in so many pixels, as tiles of twice the size are asked for.
  public GeoBox grid(MapTile tile, int width, int height) {
    return grid(tile).zoomTo(width, height);
  }

  private TileMatrix matrix(MapTile tile) {
    TileMatrix m = matrix(tile.zoom());
    if (!m.has(tile)) {
      throw new InvalidRequest(
          "tile " + tile,
          "level "
              + m.zoom()
              + " of "
              + id
              + " has "
              + m.matrixWidth()
              + " columns and "
              + m.matrixHeight()
              + " rows");
    }
    return m;
  }

  /// The tile that holds a point of the set's CRS: on an edge the one that is further from the
  /// origin. Points outside are taken to the nearest tile, as morecantile does; [#bounds()] says
  /// which are.
  public MapTile tileAt(double x, double y, int zoom) {
    TileMatrix m = matrix(zoom);
    int row = clamped(m.row(y), m.matrixHeight());
    int col = clamped(m.col(x), m.matrixWidth());
    return new MapTile(zoom, col - col % m.coalesced(row), row);
  }

  /// The tile that holds a place.
  ///
  /// @throws InvalidRequest where it has no place in the set's CRS
  public MapTile tileOf(double longitude, double latitude, int zoom) {
    double[] x = {longitude};
    double[] y = {latitude};
    Crs.transform(Crs.WGS84, crs).apply(x, y);
    BBox all = bounds();
    double period = crs.periodX();
    double turned = x[0];
    if (period > 0 && (x[0] < all.xMin() - SAME * period || x[0] > all.xMax())) {
      turned += period * Math.ceil((all.xMin() - x[0]) / period);
    }
    return tileAt(turned <= all.xMax() ? turned : x[0], y[0], zoom);
  }

  /// The tiles that share ground with an area, in any CRS and across its seam too: row by row from
  /// the origin, each once.
  ///
  /// @throws InvalidRequest where they are more than 10 million, or the area has no place in the
  ///     set's CRS
  public List<MapTile> tiles(BBox area, int zoom) {
    TileMatrix m = matrix(zoom);
    BBox all = m.bounds(crs);
    var ranges = new ArrayList<PixelWindow>();
    long count = 0;
    for (BBox piece : pieces(area.to(crs))) {
      Optional<BBox> inside = piece.intersection(all);
      if (inside.isPresent() && !isSliver(m, inside.get(), piece)) {
        PixelWindow range = range(m, inside.get());
        ranges.add(range);
        count += range.pixels();
      }
    }
    if (count > MOST_TILES) {
      throw new InvalidRequest(
          "tiles at zoom " + zoom, count + " of them, at most " + MOST_TILES + " at once");
    }
    var tiles = new ArrayList<MapTile>();
    int top = ranges.stream().mapToInt(PixelWindow::row).min().orElse(0);
    int bottom = ranges.stream().mapToInt(PixelWindow::rowEnd).max().orElse(0);
    for (int row = top; row < bottom; row++) {
      int n = m.coalesced(row);
      var cols = new TreeSet<Integer>();
      for (PixelWindow range : ranges) {
        if (row >= range.row() && row < range.rowEnd()) {
          for (int col = range.col() - range.col() % n; col < range.colEnd(); col += n) {
            cols.add(col);
          }
        }
      }
      for (int col : cols) {
        tiles.add(new MapTile(zoom, col, row));
      }
    }
    return tiles;
  }

  /// An area by whole turns of the world: those that meet the tiles.
  private List<BBox> pieces(BBox area) {
    double period = crs.periodX();
    if (period == 0) {
      return List.of(area);
    }
    BBox all = bounds();
    var pieces = new ArrayList<BBox>();
    double last = Math.floor((all.xMax() - area.xMin()) / period);
    for (double k = Math.ceil((all.xMin() - area.xMax()) / period); k <= last; k++) {
      pieces.add(
          new BBox(
              crs, area.xMin() + k * period, area.yMin(), area.xMax() + k * period, area.yMax()));
    }
    return pieces;
  }

  /// What rounding leaves of an area that ends where the tiles begin.
  private static boolean isSliver(TileMatrix m, BBox inside, BBox area) {
    return (inside.width() <= slack(m, m.tileWidth()) && inside.width() < area.width() / 2)
        || (inside.height() <= slack(m, m.tileHeight()) && inside.height() < area.height() / 2);
  }

  /// Units by which an area may reach into a tile without meeting it: a part of it, or what
  /// coordinates can say.
  private static double slack(TileMatrix m, int pixels) {
    return Math.max(
        ON_EDGE * pixels * m.cellSize(),
        2 * Math.ulp(Math.abs(m.originX()) + Math.abs(m.originY())));
  }

  /// Columns and rows of tiles that an area inside the matrix meets.
  private static PixelWindow range(TileMatrix m, BBox area) {
    double dx = Math.min(slack(m, m.tileWidth()), area.width() / 2);
    double dy = Math.min(slack(m, m.tileHeight()), area.height() / 2);
    boolean down = m.corner() == TileMatrix.Corner.TOP_LEFT;
    int left = clamped(m.col(area.xMin() + dx), m.matrixWidth());
    int right = clamped(m.col(area.xMax() - dx), m.matrixWidth());
    int top = clamped(m.row(down ? area.yMax() - dy : area.yMin() + dy), m.matrixHeight());
    int bottom = clamped(m.row(down ? area.yMin() + dy : area.yMax() - dy), m.matrixHeight());
    return new PixelWindow(
        left, top, Math.max(right, left) - left + 1, Math.max(bottom, top) - top + 1);
  }

  private static int clamped(double index, int size) {
    return (int) Math.clamp(index, 0, size - 1.0);
  }

  /// The level whose pixels stand for a resolution: the coarsest that is not coarser, and of that
  /// and the one before it the one that is chosen; the finest level for whatever is finer. GDAL's
  /// rule for COGs, and morecantile's.
  ///
  /// @param resolution units of the CRS a pixel
  public int zoomFor(double resolution, ZoomChoice choice) {
    if (!(resolution > 0)) {
      throw new InvalidRequest("resolution " + resolution, "expected a positive number");
    }
    int at = 0;
    while (at < matrices.size() - 1
        && resolution < matrices.get(at).cellSize()
        && !isSame(resolution, matrices.get(at))) {
      at++;
    }
    TileMatrix fine = matrices.get(at);
    if (at == 0 || resolution < fine.cellSize() || isSame(resolution, fine)) {
      return fine.zoom();
    }
    TileMatrix coarse = matrices.get(at - 1);
    return switch (choice) {
      case LOWER -> coarse.zoom();
      case UPPER -> fine.zoom();
      case NEAREST ->
          coarse.cellSize() / resolution < resolution / fine.cellSize()
              ? coarse.zoom()
              : fine.zoom();
    };
  }

  private static boolean isSame(double resolution, TileMatrix m) {
    return Math.abs(resolution - m.cellSize()) / m.cellSize() <= SAME;
  }
}
