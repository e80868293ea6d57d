package dev.cairn.raster;

import dev.cairn.geo.BBox;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One acquisition as the cube sees it: when, where, its properties, and a source for each band.
///
/// @param id the item's id, unique within its collection
/// @param collection the collection's id, where there is one
/// @param time when it was taken: the item's `datetime`, or else its `start_datetime`
/// @param footprint bounds in longitude and latitude
/// @param properties the item's properties, JSON-like values (String, Boolean, Long, Double, List,
///     Map, no null), in the item's order
/// @param bands what the catalogue tells of each band, by name, in the item's order
/// @param sources where each band's pixels are, by the same names
public record Scene(
    String id,
    Stated<String> collection,
    Stated<Instant> time,
    Stated<BBox> footprint,
    Map<String, Object> properties,
    Map<String, Band> bands,
    Map<String, RasterSource> sources) {
  public Scene {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    bands = Collections.unmodifiableMap(new LinkedHashMap<>(bands));
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    if (!bands.keySet().equals(sources.keySet())) {
      throw new IllegalArgumentException(
          "scene " + id + ": bands " + bands.keySet() + " with sources " + sources.keySet());
    }
  }
}
