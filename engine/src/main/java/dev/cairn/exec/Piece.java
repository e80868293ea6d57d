package dev.cairn.exec;

import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Raster;
import java.util.List;

/// Pixels of one time step of the output: all bands of a window, in the output's type.
///
/// @param time position on the output's time axis
/// @param window within the output's grid
/// @param bands a raster each, in the order of the output's bands; shared, never written to
public record Piece(int time, PixelWindow window, List<Raster> bands) {
  public Piece {
    bands = List.copyOf(bands);
  }
}
