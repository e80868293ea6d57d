package dev.cairn.geo;

import java.util.List;

/// One zoom level of a tile matrix set (OGC 17-083r4 §6.1): tiles of equal size in columns and
/// rows.
///
/// @param zoom its identifier
/// @param scaleDenominator how much smaller a pixel of 0.28 mm is than what it shows
/// @param cellSize side of a pixel, in units of the CRS
/// @param originX of the corner of origin, in the order of [Crs]
/// @param corner which corner that is
/// @param tileWidth pixels
/// @param matrixWidth tiles
/// @param variableWidths rows of which neighbouring tiles are coalesced (§6.2); disjoint
public record TileMatrix(
    int zoom,
    double scaleDenominator,
    double cellSize,
    double originX,
    double originY,
    Corner corner,
    int tileWidth,
    int tileHeight,
    int matrixWidth,
    int matrixHeight,
    List<VariableWidth> variableWidths) {
  /// Pixels a side of a tile: more is a mistake.
  static final int MOST_PIXELS = 1 << 16;

  /// Where rows begin.
  public enum Corner {
    TOP_LEFT("topLeft"),
    BOTTOM_LEFT("bottomLeft");

    private final String text;

    Corner(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// Rows in which so many neighbouring tiles are one, as wide as all of them and with the pixels
  /// of one.
  ///
  /// @param coalesce how many
  /// @param minRow the first row
  /// @param maxRow the last row
  public record VariableWidth(int coalesce, int minRow, int maxRow) {
    public VariableWidth {
      if (coalesce < 2 || minRow < 0 || maxRow < minRow) {
        throw new IllegalArgumentException(
            coalesce + " tiles coalesced in rows " + minRow + " to " + maxRow);
      }
    }
  }

  public TileMatrix {
    variableWidths = List.copyOf(variableWidths);
    require(positive(scaleDenominator), "a scale denominator of " + scaleDenominator);
    require(positive(cellSize), "a cell size of " + cellSize);
    require(Double.isFinite(originX) && Double.isFinite(originY), "an origin that is not finite");
    require(
        tileWidth > 0 && tileHeight > 0 && tileWidth <= MOST_PIXELS && tileHeight <= MOST_PIXELS,
        "tiles of " + tileWidth + "×" + tileHeight + " pixels, expected 1 to " + MOST_PIXELS);
    require(
        matrixWidth > 0 && matrixHeight > 0,
        matrixWidth + "×" + matrixHeight + " tiles, expected 1 to 2³¹ − 1");
    int row = -1;
    for (VariableWidth v : variableWidths) {
      require(
          v.minRow() > row && v.maxRow() < matrixHeight,
          "variable widths that overlap, are not in order or lie beyond row " + matrixHeight);
      require(
          matrixWidth % v.coalesce() == 0,
          v.coalesce() + " tiles coalesced of " + matrixWidth + ", which leaves some");
      row = v.maxRow();
    }
    require(
        Double.isFinite(originX + (double) matrixWidth * tileWidth * cellSize)
            && Double.isFinite(originY + (double) matrixHeight * tileHeight * cellSize),
        "tiles that reach into infinity");
  }

  private static boolean positive(double v) {
    return v > 0 && Double.isFinite(v);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }

  /// How many tiles are one in a row.
  public int coalesced(int row) {
    for (VariableWidth v : variableWidths) {
      if (row >= v.minRow() && row <= v.maxRow()) {
        return v.coalesce();
      }
    }
    return 1;
  }

  public boolean has(MapTile tile) {
    return tile.zoom() == zoom && tile.col() < matrixWidth && tile.row() < matrixHeight;
  }

  /// Bounds of all its tiles.
  BBox bounds(Crs crs) {
    return new BBox(
        crs,
        originX,
        y(corner == Corner.TOP_LEFT ? matrixHeight : 0),
        x(matrixWidth),
        y(corner == Corner.TOP_LEFT ? 0 : matrixHeight));
  }

  /// Left edge of a column: one product and one sum, so that neighbours share their edges bit by
  /// bit.
  private double x(int col) {
    return originX + (double) col * tileWidth * cellSize;
  }

  /// The edge of a row that is nearer to the corner of origin.
  private double y(int row) {
    double away = (double) row * tileHeight * cellSize;
    return corner == Corner.TOP_LEFT ? originY - away : originY + away;
  }

  BBox bounds(int col, int row, Crs crs) {
    int n = coalesced(row);
    int first = col - col % n;
    boolean down = corner == Corner.TOP_LEFT;
    return new BBox(crs, x(first), y(down ? row + 1 : row), x(first + n), y(down ? row : row + 1));
  }

  GeoBox grid(int col, int row, Crs crs) {
    int n = coalesced(row);
    return new GeoBox(
        tileWidth,
        tileHeight,
        Affine.northUp(
            x(col - col % n), y(corner == Corner.TOP_LEFT ? row : row + 1), n * cellSize, cellSize),
        crs);
  }

  /// Column of an x, which may lie outside.
  double col(double x) {
    return Math.floor((x - originX) / (tileWidth * cellSize));
  }

  /// Row of a y, which may lie outside.
  double row(double y) {
    double away = corner == Corner.TOP_LEFT ? originY - y : y - originY;
    return Math.floor(away / (tileHeight * cellSize));
  }
}
