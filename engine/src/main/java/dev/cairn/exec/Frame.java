package dev.cairn.exec;

import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import java.util.List;

/// One time step of a chunk on its way through a run.
sealed interface Frame {
  /// No pixel has a value.
  record Empty() implements Frame {}

  /// A band each, float32 or float64 as the plan computes; NaN where there is no value. The arrays
  /// belong to who has the frame.
  record Values(List<Samples> bands) implements Frame {}

  /// A band each, as it was read.
  record Native(List<Raster> bands) implements Frame {}
}
