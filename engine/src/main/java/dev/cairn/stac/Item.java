package dev.cairn.stac;

import dev.cairn.raster.Stated;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/// Item of a STAC catalogue (STAC 1.1 Item; older versions as far as their fields mean the same).
///
/// @param id unique within its collection
/// @param collection the collection's id
/// @param stacVersion such as `1.0.0`
/// @param geometry footprint in longitude and latitude, continuous across the antimeridian (see
///     [dev.cairn.region.GeoJson]); not checked for validity
/// @param bbox bounds as the item states them; some catalogues write metres
/// @param time when it was taken
/// @param properties JSON-like values (String, Boolean, Long, Double, List, Map, no null), in the
///     item's order
/// @param assets by key, in the item's order
/// @param links in the item's order
/// @param base the document it stands in, against which its hrefs resolve
/// @param json its own text
public record Item(
    String id,
    Stated<String> collection,
    Stated<String> stacVersion,
    Stated<Geometry> geometry,
    Stated<LonLatBox> bbox,
    ItemTime time,
    Map<String, Object> properties,
    Map<String, Asset> assets,
    List<Link> links,
    URI base,
    JsonText json) {
  public Item {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    assets = Collections.unmodifiableMap(new LinkedHashMap<>(assets));
    links = List.copyOf(links);
  }

  /// The value of a field as queries and sorting name it: `id`, `collection`, or a property, with
  /// or without `properties.` before it. Members of nested objects follow a dot.
  public Optional<Object> field(String name) {
    return switch (name) {
      case "id" -> Optional.of(id);
      case "collection" ->
          collection instanceof Stated.As<String>(String c) ? Optional.of(c) : Optional.empty();
      default ->
          member(
              properties,
              name.startsWith("properties.") ? name.substring("properties.".length()) : name);
    };
  }

  private static Optional<Object> member(Map<String, Object> object, String path) {
    Object whole = object.get(path);
    if (whole != null) {
      return Optional.of(whole);
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      if (object.get(path.substring(0, dot)) instanceof Map<?, ?> inner) {
        return member(Json.asMap(inner), path.substring(dot + 1));
      }
    }
    return Optional.empty();
  }

  /// The smallest box that is known to hold the item: its bbox where that spans half the globe or
  /// less; else, where there is a geometry, the geometry's own box, which may cross the
  /// antimeridian (boxes from -180 to 180 around data at the antimeridian are common); else its
  /// bbox. Silent where neither is stated in degrees.
  public Stated<LonLatBox> bounds() {
    boolean wide =
        !(bbox instanceof Stated.As<LonLatBox>(LonLatBox box))
            || !box.isOnEarth()
            || box.width() > 180;
    if (wide && geometry instanceof Stated.As<Geometry>(Geometry g) && !g.isEmpty()) {
      LonLatBox tight = tightBox(g);
      if (tight.isOnEarth()) {
        return Stated.as(tight);
      }
    }
    return bbox instanceof Stated.As<LonLatBox>(LonLatBox box) && box.isOnEarth()
        ? bbox
        : Stated.silent();
  }

  /// What remains of the circle of longitudes without the widest gap between the geometry's parts.
  private static LonLatBox tightBox(Geometry geometry) {
    Envelope all = geometry.getEnvelopeInternal();
    if (Math.abs(all.getMinX()) > 720 || Math.abs(all.getMaxX()) > 720) {
      return new LonLatBox(all.getMinX(), all.getMinY(), all.getMaxX(), all.getMaxY()); // metres
    }
    List<double[]> spans = new ArrayList<>();
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      Envelope e = geometry.getGeometryN(i).getEnvelopeInternal();
      if (e.isNull()) {
        continue;
      }
      if (e.getWidth() >= 360) {
        return new LonLatBox(all.getMinX(), all.getMinY(), all.getMaxX(), all.getMaxY());
      }
      double start = normal(e.getMinX());
      spans.add(new double[] {start, start + e.getWidth()});
    }
    spans.sort((a, b) -> Double.compare(a[0], b[0]));
    double reach = spans.getFirst()[1];
    double widest = -1;
    double west = 0;
    double east = 0;
    for (int i = 1; i <= spans.size(); i++) {
      double next = i < spans.size() ? spans.get(i)[0] : spans.getFirst()[0] + 360;
      if (next - reach > widest) {
        widest = next - reach;
        west = normal(next);
        east = reach;
      }
      reach = i < spans.size() ? Math.max(reach, spans.get(i)[1]) : reach;
    }
    if (widest <= 0) {
      return new LonLatBox(-180, all.getMinY(), 180, all.getMaxY());
    }
    while (east > 180 && east - 360 < west && east - 360 >= -180) {
      east -= 360;
    }
    return new LonLatBox(west, all.getMinY(), east, all.getMaxY());
  }

  /// The same longitude from -180 (included) to 180.
  private static double normal(double longitude) {
    double x = longitude;
    while (x >= 180) {
      x -= 360;
    }
    while (x < -180) {
      x += 360;
    }
    return x;
  }
}
