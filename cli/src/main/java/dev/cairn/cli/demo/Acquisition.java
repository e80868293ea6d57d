package dev.cairn.cli.demo;

import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import java.time.Instant;

/// One pass of a satellite over the demonstration's ground: when, on which path, under which sun
/// and sky.
///
/// @param id the scene's name, unique
/// @param time of the pass
/// @param platform `landsat-8` or `landsat-9`
/// @param path WRS-2 path; two neighbouring ones see the ground
/// @param window the scene's pixels in the world's frame
/// @param grid where the scene's pixels lie
/// @param swath the slanted edge of what the sensor saw
/// @param sunAzimuth degrees clockwise from north
/// @param sunElevation degrees above the horizon
/// @param sky the weather
public record Acquisition(
    String id,
    Instant time,
    String platform,
    int path,
    PixelWindow window,
    GeoBox grid,
    Swath swath,
    double sunAzimuth,
    double sunElevation,
    Sky sky) {

  /// WRS-2 row of every scene.
  public static final int ROW = 31;

  /// The edge of the swath inside the scene.
  ///
  /// @param column of the edge in the frame's row 0
  /// @param lean columns it moves a row
  /// @param west true where it is the western edge: pixels left of it are fill; false where pixels
  /// right of it are
  public record Swath(double column, double lean, boolean west) {
    boolean covers(int col, int row) {
      return inside(col, row) >= 0;
    }

    /// Columns from the edge to a place in the frame, positive where the sensor saw it.
    double inside(double col, double row) {
      double edge = column + lean * row;
      return west ? col - edge : edge - col;
    }
  }

  /// The weather over a scene.
  ///
  /// @param kind of clouds
  /// @param cover share of the scene under cloud, roughly
  /// @param seed of their shapes
  public record Sky(Kind kind, double cover, int seed) {
    /// Kinds of clouds.
    public enum Kind {
      /// Small heaps with sharp edges and shadows beside them.
      CUMULUS,
      /// A deck that ends in a front.
      FRONT,
      /// High sheets that the ground shines through, over some heaps.
      CIRRUS
    }
  }
}
