package dev.cairn.geo;

/// One tile of a tile matrix set: column and row of a zoom level, counted from its corner of
/// origin. Of a row whose tiles are coalesced, the first column stands for all of them.
public record MapTile(int zoom, int col, int row) {
  public MapTile {
    if (col < 0 || row < 0) {
      throw new IllegalArgumentException("tile " + zoom + "/" + col + "/" + row);
    }
  }

  @Override
  public String toString() {
    return zoom + "/" + col + "/" + row;
  }
}
