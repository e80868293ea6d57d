package dev.cairn.cube;

import dev.cairn.raster.Band;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Coordinates of the band axis that come from what catalogues tell of bands, as stackstac has
/// them: `title`, `common_name`, `center_wavelength`, `full_width_half_max`, `gsd` and whatever
/// else there is. Stateless.
public final class BandCoordinates {
  private BandCoordinates() {}

  /// A field counts for a band where all scenes that have the field agree. One that all bands have
  /// with one value is a scalar. `sar:polarizations` is called `polarization`.
  ///
  /// @param scenes in any order
  /// @param bands names in the order of the axis
  public static Map<String, Coordinate> of(List<Scene> scenes, List<String> bands) {
    if (bands.isEmpty()) {
      return Map.of();
    }
    List<Map<String, Object>> steps = new ArrayList<>();
    for (String band : bands) {
      steps.add(agreed(scenes, band));
    }
    return Coordinate.of(steps);
  }

  private static Map<String, Object> agreed(List<Scene> scenes, String name) {
    var fields = new LinkedHashMap<String, Object>();
    Set<String> disputed = new HashSet<>();
    for (Scene scene : scenes) {
      Band band = scene.bands().get(name);
      if (band != null) {
        fields(band)
            .forEach(
                (field, value) -> {
                  Object before = fields.putIfAbsent(field, value);
                  if (before != null && !before.equals(value)) {
                    disputed.add(field);
                  }
                });
      }
    }
    fields.keySet().removeAll(disputed);
    return fields;
  }

  private static Map<String, Object> fields(Band band) {
    var fields = new LinkedHashMap<String, Object>();
    band.fields()
        .forEach((k, v) -> fields.put(k.equals("sar:polarizations") ? "polarization" : k, v));
    if (band.commonName() instanceof Stated.As<String>(String common)) {
      fields.put("common_name", common);
    }
    return fields;
  }
}
