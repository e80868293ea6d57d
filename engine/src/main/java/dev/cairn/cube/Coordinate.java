package dev.cairn.cube;

import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Values that stand beside an axis of a cube under a name: one for the whole axis, or one a step.
/// Values are JSON-like (String, Boolean, Long, Double, List, Map).
public sealed interface Coordinate {
  /// The same value at every step.
  record Scalar(Object value) implements Coordinate {}

  /// A value a step; silent where a step has none. No value is a list.
  record Along(List<Stated<Object>> values) implements Coordinate {
    public Along {
      values = List.copyOf(values);
    }
  }

  /// Coordinates of steps that each have fields, in the order in which the fields are first seen: a
  /// field that all steps have with one value is a scalar, any other is along the axis. A list of
  /// one value is that value; a field that holds longer lists is a scalar or nothing.
  static Map<String, Coordinate> of(List<Map<String, Object>> steps) {
    Set<String> names = new LinkedHashSet<>();
    steps.forEach(s -> names.addAll(s.keySet()));
    var coordinates = new LinkedHashMap<String, Coordinate>();
    for (String name : names) {
      List<Stated<Object>> values = new ArrayList<>(steps.size());
      boolean lists = false;
      for (Map<String, Object> step : steps) {
        Object value = step.get(name);
        while (value instanceof List<?> list && list.size() == 1) {
          value = list.getFirst();
        }
        lists |= value instanceof List<?>;
        values.add(value == null ? Stated.silent() : Stated.as(value));
      }
      Stated<Object> first = values.getFirst();
      if (first instanceof Stated.As<Object>(Object value)
          && values.stream().allMatch(first::equals)) {
        coordinates.put(name, new Scalar(value));
      } else if (!lists) {
        coordinates.put(name, new Along(values));
      }
    }
    return Collections.unmodifiableMap(coordinates);
  }
}
