package dev.cairn.region;

import dev.cairn.base.Malformed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.impl.PackedCoordinateSequenceFactory;
import tools.jackson.databind.JsonNode;

/// Geometries of GeoJSON (RFC 7946 §3.1) as JTS has them. Stateless and thread-safe.
///
/// Heights are left out. A ring that its writer forgot to close is closed (RFC 7946 §3.1.6 asks for
/// it). A polygon or line with an edge of more than half the globe runs across the antimeridian and
/// should have been cut there (§3.1.9): its negative longitudes are moved by 360 degrees, so that
/// it is one piece again. A rectangle along the axes is left as it is: that is how catalogues write
/// the bounds of data that cover the world.
public final class GeoJson {
  /// Makes geometries of packed x and y, which take a third of the memory of coordinate objects.
  public static final GeometryFactory FACTORY =
      new GeometryFactory(
          new PrecisionModel(), 4326, PackedCoordinateSequenceFactory.DOUBLE_FACTORY);

  private static final int MAX_DEPTH = 16;

  private GeoJson() {}

  /// The geometry that the object describes.
  ///
  /// @param node a GeoJSON geometry object
  /// @param where the document and what in it, for messages
  /// @throws Malformed where it is none
  public static Geometry geometry(JsonNode node, String where) {
    return geometry(node, where, 0);
  }

  private static Geometry geometry(JsonNode node, String where, int depth) {
    if (!node.isObject()) {
      throw new Malformed(where, "a GeoJSON geometry is an object, not " + kind(node));
    }
    if (depth > MAX_DEPTH) {
      throw new Malformed(where, "geometry collections nested deeper than " + MAX_DEPTH);
    }
    JsonNode typeNode = node.get("type");
    String type = typeNode != null && typeNode.isString() ? typeNode.stringValue() : "";
    if (type.equals("GeometryCollection")) {
      var parts = new ArrayList<Geometry>();
      for (JsonNode part : array(node.get("geometries"), "geometries", where)) {
        parts.add(geometry(part, where, depth + 1));
      }
      return FACTORY.createGeometryCollection(parts.toArray(Geometry[]::new));
    }
    JsonNode coordinates = array(node.get("coordinates"), "coordinates", where);
    return switch (type) {
      case "Point" -> point(coordinates, where);
      case "MultiPoint" ->
          FACTORY.createMultiPoint(
              each(coordinates, where, c -> point(c, where)).toArray(Point[]::new));
      case "LineString" -> line(coordinates, where);
      case "MultiLineString" ->
          FACTORY.createMultiLineString(
              each(coordinates, where, c -> line(c, where)).toArray(LineString[]::new));
      case "Polygon" -> polygon(coordinates, where);
      case "MultiPolygon" ->
          FACTORY.createMultiPolygon(
              each(coordinates, where, c -> polygon(c, where)).toArray(Polygon[]::new));
      default ->
          throw new Malformed(
              where,
              type.isEmpty()
                  ? "a GeoJSON geometry without a type"
                  : "'" + brief(type) + "' is no GeoJSON geometry type");
    };
  }

  private interface Maker<T> {
    T make(JsonNode coordinates);
  }

  private static <T> List<T> each(JsonNode coordinates, String where, Maker<T> maker) {
    var made = new ArrayList<T>();
    for (JsonNode c : coordinates) {
      made.add(maker.make(array(c, "coordinates", where)));
    }
    return made;
  }

  private static Point point(JsonNode position, String where) {
    if (position.isEmpty()) {
      return FACTORY.createPoint();
    }
    return FACTORY.createPoint(
        sequence(new double[] {number(position, 0, where), number(position, 1, where)}));
  }

  private static LineString line(JsonNode positions, String where) {
    double[] xy = positions(positions, where);
    if (xy.length == 2) {
      throw new Malformed(where, "a line of 1 position, at least 2 are needed");
    }
    if (runsAcrossAntimeridian(xy)) {
      unwrap(xy);
    }
    return FACTORY.createLineString(sequence(xy));
  }

  private static Polygon polygon(JsonNode rings, String where) {
    var all = new ArrayList<double[]>();
    for (JsonNode ring : rings) {
      all.add(closed(positions(array(ring, "coordinates", where), where), where));
    }
    if (all.isEmpty()) {
      return FACTORY.createPolygon();
    }
    if (runsAcrossAntimeridian(all.getFirst()) && !isRectangle(all.getFirst())) {
      all.forEach(GeoJson::unwrap);
    }
    var holes = new LinearRing[all.size() - 1];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = FACTORY.createLinearRing(sequence(all.get(i + 1)));
    }
    return FACTORY.createPolygon(FACTORY.createLinearRing(sequence(all.getFirst())), holes);
  }

  /// The same ring with its first position at its end.
  private static double[] closed(double[] xy, String where) {
    int n = xy.length;
    if (n == 0) {
      return xy;
    }
    boolean open = xy[0] != xy[n - 2] || xy[1] != xy[n - 1];
    double[] ring = open ? java.util.Arrays.copyOf(xy, n + 2) : xy;
    if (open) {
      ring[n] = xy[0];
      ring[n + 1] = xy[1];
    }
    if (ring.length < 8) {
      throw new Malformed(where, "a ring of " + n / 2 + " positions, at least 4 are needed");
    }
    return ring;
  }

  private static double[] positions(JsonNode positions, String where) {
    double[] xy = new double[2 * positions.size()];
    int i = 0;
    for (JsonNode position : positions) {
      array(position, "a position", where);
      xy[i++] = number(position, 0, where);
      xy[i++] = number(position, 1, where);
    }
    return xy;
  }

  private static double number(JsonNode position, int i, String where) {
    JsonNode n = position.get(i);
    double value = n != null && n.isNumber() ? finite(n) : Double.NaN;
    if (Double.isNaN(value)) {
      throw new Malformed(
          where,
          "a position of GeoJSON has two or more numbers, found " + brief(position.toString()));
    }
    return value;
  }

  /// The number, or NaN where it is beyond float64.
  private static double finite(JsonNode number) {
    double value =
        number.isBigInteger() ? number.bigIntegerValue().doubleValue() : number.doubleValue();
    return Double.isFinite(value) ? value : Double.NaN;
  }

  /// True where an edge spans more than half the globe and less than all of it.
  private static boolean runsAcrossAntimeridian(double[] xy) {
    boolean jumps = false;
    for (int i = 0; i < xy.length; i += 2) {
      if (Math.abs(xy[i]) > 360) {
        return false; // no longitudes
      }
      double edge = i == 0 ? 0 : Math.abs(xy[i] - xy[i - 2]);
      jumps |= edge > 180 && edge < 360;
    }
    return jumps;
  }

  private static boolean isRectangle(double[] ring) {
    if (ring.length != 10) {
      return false;
    }
    for (int i = 2; i < ring.length; i += 2) {
      if (ring[i] != ring[i - 2] && ring[i + 1] != ring[i - 1]) {
        return false;
      }
    }
    return true;
  }

  private static void unwrap(double[] xy) {
    for (int i = 0; i < xy.length; i += 2) {
      if (xy[i] < 0) {
        xy[i] += 360;
      }
    }
  }

  private static CoordinateSequence sequence(double[] xy) {
    return PackedCoordinateSequenceFactory.DOUBLE_FACTORY.create(xy, 2);
  }

  private static JsonNode array(@Nullable JsonNode node, String what, String where) {
    if (node == null || !node.isArray()) {
      throw new Malformed(where, what + " of GeoJSON is an array, not " + kind(node));
    }
    return node;
  }

  private static String kind(@Nullable JsonNode node) {
    return node == null ? "absent" : brief(node.toString());
  }

  private static String brief(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }
}
