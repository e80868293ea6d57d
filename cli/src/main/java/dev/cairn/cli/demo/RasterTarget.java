package dev.cairn.cli.demo;

import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Samples;
import java.io.IOException;
import java.nio.file.Path;

/// Where the demonstration's rasters go: whoever can write a COG. Called from several threads at
/// once.
public interface RasterTarget {
  /// One band of one scene.
  ///
  /// @param file to be written; its folder exists
  /// @param grid where the samples lie
  /// @param samples `(y, x)` flat over the grid; the target's own from now on
  /// @param nodata the sample that stands for no value
  /// @param content what the samples are
  record Layer(Path file, GeoBox grid, Samples.UInt16 samples, int nodata, Content content) {}

  /// What samples are, which decides how overviews are made.
  enum Content {
    /// Measurements, which may be averaged.
    MEASURES,
    /// Codes, which may not.
    CODES
  }

  /// Writes a band, whole or not at all.
  void write(Layer layer) throws IOException, InterruptedException;
}
