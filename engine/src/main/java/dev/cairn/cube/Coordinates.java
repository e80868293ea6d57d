package dev.cairn.cube;

import dev.cairn.raster.Band;
import dev.cairn.raster.Scene;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Labels beside the axes, from what catalogues tell: as stackstac makes them (`properties=True`,
/// `band_coords=True`).
final class Coordinates {
  private Coordinates() {}

  /// Items' ids and properties as coordinates of time: a value that is equal on all items is a
  /// scalar; an item without it
  /// has none.
  static Map<String, Coordinate> ofTime(List<Scene> scenes) {
    var coordinates = new LinkedHashMap<String, Coordinate>();
    coordinates.put(
        "id", new Coordinate.Along(scenes.stream().map(s -> Optional.<Object>of(s.id())).toList()));
    var names = new LinkedHashSet<String>();
    scenes.forEach(s -> names.addAll(s.properties().keySet()));
    for (String name : names) {
      collect(
          coordinates,
          name,
          scenes.stream().map(s -> Optional.ofNullable(s.properties().get(name))).toList());
    }
    return java.util.Collections.unmodifiableMap(coordinates);
  }

  /// Fields of the bands on which every scene that has the band agrees.
  static Map<String, Coordinate> ofBands(List<Scene> scenes, List<String> bands) {
    var coordinates = new LinkedHashMap<String, Coordinate>();
    var commonNames = new ArrayList<Optional<Object>>();
    var fields = new LinkedHashMap<String, List<Optional<Object>>>();
    for (String name : bands) {
      List<Band> told =
          scenes.stream().map(s -> s.bands().get(name)).filter(b -> b != null).toList();
      commonNames.add(
          agreed(
              told.stream()
                  .map(
                      b -> b.commonName().map(n -> Optional.<Object>of(n)).orElse(Optional.empty()))
                  .toList()));
      var keys = new LinkedHashSet<String>();
      told.forEach(b -> keys.addAll(b.fields().keySet()));
      for (String key : keys) {
        fields
            .computeIfAbsent(
                key,
                _ -> new ArrayList<>(java.util.Collections.nCopies(bands.size(), Optional.empty())))
            .set(
                bands.indexOf(name),
                agreed(told.stream().map(b -> Optional.ofNullable(b.fields().get(key))).toList()));
      }
    }
    collect(coordinates, "common_name", commonNames);
    fields.forEach((key, values) -> collect(coordinates, key, values));
    return java.util.Collections.unmodifiableMap(coordinates);
  }

  private static Optional<Object> agreed(List<Optional<Object>> values) {
    return values.isEmpty() || values.stream().distinct().count() != 1
        ? Optional.empty()
        : values.getFirst();
  }

  private static void collect(
      Map<String, Coordinate> into, String name, List<Optional<Object>> values) {
    if (values.stream().allMatch(Optional::isEmpty)) {
      return;
    }
    Optional<Object> first = values.getFirst();
    if (first.isPresent() && values.stream().allMatch(first::equals)) {
      into.put(name, new Coordinate.Scalar(first.get()));
    } else {
      into.put(name, new Coordinate.Along(values));
    }
  }

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
    return java.util.Collections.unmodifiableMap(chosen);
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
    return java.util.Collections.unmodifiableMap(kept);
  }
}
