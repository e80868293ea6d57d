package dev.cairn.cube;

import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Coordinates of the time axis that come from scenes, one a step: `id`, then the items' properties
/// as stackstac has them. Stateless.
public final class TimeCoordinates {
  private TimeCoordinates() {}

  /// `id` lies along the axis; a property that all scenes have with one value is a scalar.
  ///
  /// @param scenes in the order of the axis
  public static Map<String, Coordinate> of(List<Scene> scenes) {
    if (scenes.isEmpty()) {
      return Map.of();
    }
    var coordinates = new LinkedHashMap<String, Coordinate>();
    List<Stated<Object>> ids = new ArrayList<>();
    List<Map<String, Object>> properties = new ArrayList<>();
    for (Scene scene : scenes) {
      ids.add(Stated.as(scene.id()));
      properties.add(scene.properties());
    }
    coordinates.put("id", new Coordinate.Along(ids));
    Coordinate.of(properties).forEach(coordinates::putIfAbsent);
    return Collections.unmodifiableMap(coordinates);
  }
}
