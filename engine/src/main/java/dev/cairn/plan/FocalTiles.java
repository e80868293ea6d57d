package dev.cairn.plan;

import dev.cairn.focal.Neighbourhood;
import dev.cairn.geo.PixelWindow;
import java.util.ArrayList;
import java.util.List;

/// How the neighbourhoods of a window are shared out among threads: results do not depend on it.
public final class FocalTiles {
  private static final int WIDTH = 512;
  private static final int HEIGHT = 64;

  private FocalTiles() {}

  /// A whole tile: where neighbourhoods are high it is as high, since every tile takes the rows
  /// around it anew.
  static PixelWindow tile(Neighbourhood what) {
    return new PixelWindow(0, 0, WIDTH, Math.max(HEIGHT, 2 * what.reach()));
  }

  /// The window in tiles.
  public static List<PixelWindow> of(PixelWindow window, Neighbourhood what) {
    PixelWindow tile = tile(what);
    var tiles = new ArrayList<PixelWindow>();
    for (int row = window.row(); row < window.rowEnd(); row += tile.height()) {
      for (int col = window.col(); col < window.colEnd(); col += tile.width()) {
        tiles.add(
            new PixelWindow(
                col,
                row,
                Math.min(tile.width(), window.colEnd() - col),
                Math.min(tile.height(), window.rowEnd() - row)));
      }
    }
    return tiles;
  }
}
