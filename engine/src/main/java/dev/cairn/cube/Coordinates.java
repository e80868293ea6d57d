package dev.cairn.cube;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What becomes of coordinates when their axis is cut or reduced.
final class Coordinates {
  private Coordinates() {}

  /// The coordinates of some steps of the axis.
  static Map<String, Coordinate> at(Map<String, Coordinate> all, List<Integer> positions) {
    var chosen = new LinkedHashMap<String, Coordinate>();
    all.forEach(
        (name, c) ->
            chosen.put(
                name,
                switch (c) {
                  case Coordinate.Scalar s -> s;
                  case Coordinate.Along(var values) ->
                      new Coordinate.Along(positions.stream().map(values::get).toList());
                }));
    return Collections.unmodifiableMap(chosen);
  }

  /// Those that hold for the whole axis.
  static Map<String, Coordinate> scalars(Map<String, Coordinate> all) {
    var kept = new LinkedHashMap<String, Coordinate>();
    all.forEach(
        (name, c) -> {
          if (c instanceof Coordinate.Scalar) {
            kept.put(name, c);
          }
        });
    return Collections.unmodifiableMap(kept);
  }
}
