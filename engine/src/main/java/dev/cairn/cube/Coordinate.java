package dev.cairn.cube;

import java.util.List;
import java.util.Optional;

/// A named set of labels beside an axis, as xarray's non-index coordinates; JSON-like values.
public sealed interface Coordinate {
  /// The same for every step of the axis.
  record Scalar(Object value) implements Coordinate {}

  /// One a step; empty where a step has none.
  record Along(List<Optional<Object>> values) implements Coordinate {
    public Along {
      values = List.copyOf(values);
    }
  }
}
