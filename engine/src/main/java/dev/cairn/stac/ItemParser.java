package dev.cairn.stac;

import dev.cairn.base.Href;
import dev.cairn.base.Malformed;
import dev.cairn.raster.Stated;
import dev.cairn.region.GeoJson;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;
import tools.jackson.databind.JsonNode;

/// Makes an item of a JSON object. Stateless.
///
/// Taken as it comes: STAC before 1.0 (`links` as an object, no `stac_version`), a missing or null
/// geometry, bbox, properties or assets, boxes with heights, boxes in metres, ids that are numbers.
/// Malformed: no id, a `type` other than `Feature`, a member of another JSON type, a box whose
/// south is north of its north, a datetime that is none.
final class ItemParser {
  private ItemParser() {}

  /// @param position what the object is in its document, for messages, such as `feature 3`
  static Item item(JsonNode node, JsonText json, URI base, String position) {
    String at = Href.display(base) + (position.isEmpty() ? "" : " " + position);
    JsonNode type = node.path("type");
    if (!type.isString() || !type.stringValue().equals("Feature")) {
      throw new Malformed(at, "not a STAC Item: its type is " + shown(type) + ", not Feature");
    }
    JsonNode idNode = node.path("id");
    if (!idNode.isString() && !idNode.isNumber()) {
      throw new Malformed(at, "not a STAC Item: its id is " + shown(idNode));
    }
    String id = idNode.asString();
    String where = Href.display(base) + " item " + id;
    Map<String, Object> properties = object(node, "properties", where);
    return new Item(
        id,
        text(node, "collection", where),
        text(node, "stac_version", where),
        geometry(node.path("geometry"), where),
        box(node.path("bbox"), where),
        new ItemTime(
            instant(properties, "datetime", where),
            instant(properties, "start_datetime", where),
            instant(properties, "end_datetime", where)),
        properties,
        assets(node.path("assets"), base, where),
        links(node.path("links"), where),
        base,
        json);
  }

  private static Stated<Geometry> geometry(JsonNode node, String where) {
    return isAbsent(node)
        ? Stated.silent()
        : Stated.as(GeoJson.geometry(node, where + " geometry"));
  }

  private static Stated<LonLatBox> box(JsonNode node, String where) {
    if (isAbsent(node)) {
      return Stated.silent();
    }
    Object value = Json.value(node, where + " bbox");
    if (value == null) {
      return Stated.silent();
    }
    String found = "found " + Json.brief(value);
    if (!(value instanceof List<?> list)) {
      throw new Malformed(where + " bbox", "expected 4 or 6 numbers, " + found);
    }
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(list.get(i) instanceof Number n)) {
        throw new Malformed(where + " bbox", "expected 4 or 6 numbers, " + found);
      }
      numbers[i] = n.doubleValue();
    }
    try {
      return Stated.as(LonLatBox.of(numbers));
    } catch (IllegalArgumentException e) {
      throw new Malformed(where + " bbox", String.valueOf(e.getMessage()), e);
    }
  }

  private static Stated<Instant> instant(
      Map<String, Object> properties, String name, String where) {
    Object value = properties.get(name);
    if (value == null) {
      return Stated.silent();
    }
    try {
      if (value instanceof String text) {
        return Stated.as(ItemTime.parse(text));
      }
    } catch (DateTimeException e) {
      throw new Malformed(where + " " + name, "'" + Json.brief(value) + "': " + e.getMessage(), e);
    }
    throw new Malformed(where + " " + name, "expected a text, found " + Json.brief(value));
  }

  private static Map<String, Asset> assets(JsonNode node, URI base, String where) {
    var assets = new LinkedHashMap<String, Asset>();
    if (isAbsent(node)) {
      return assets;
    }
    if (!node.isObject()) {
      throw new Malformed(where + " assets", "expected an object, found " + shown(node));
    }
    for (var member : node.properties()) {
      String key = member.getKey();
      if (!member.getValue().isObject()) {
        throw new Malformed(
            where + " asset " + key, "expected an object, found " + shown(member.getValue()));
      }
      assets.put(key, new Asset(key, Json.map(member.getValue(), where + " asset " + key), base));
    }
    return assets;
  }

  /// Links; in STAC before 0.6 an object by relation.
  static List<Link> links(JsonNode node, String where) {
    var links = new ArrayList<Link>();
    if (isAbsent(node)) {
      return links;
    }
    if (node.isObject()) {
      for (var member : node.properties()) {
        addLink(member.getValue(), member.getKey(), links);
      }
      return links;
    }
    if (!node.isArray()) {
      throw new Malformed(where + " links", "expected an array, found " + shown(node));
    }
    for (JsonNode link : node) {
      addLink(link, "", links);
    }
    return links;
  }

  private static void addLink(JsonNode link, String relation, List<Link> links) {
    JsonNode href = link.path("href");
    if (href.isString()) {
      JsonNode type = link.path("type");
      links.add(
          new Link(
              link.path("rel").asString(relation),
              href.stringValue(),
              type.isString() ? Stated.as(type.stringValue()) : Stated.silent()));
    }
  }

  private static Map<String, Object> object(JsonNode node, String name, String where) {
    JsonNode member = node.path(name);
    if (isAbsent(member)) {
      return Map.of();
    }
    if (!member.isObject()) {
      throw new Malformed(where + " " + name, "expected an object, found " + shown(member));
    }
    return Json.map(member, where + " " + name);
  }

  private static Stated<String> text(JsonNode node, String name, String where) {
    JsonNode member = node.path(name);
    if (isAbsent(member)) {
      return Stated.silent();
    }
    if (!member.isString()) {
      throw new Malformed(where + " " + name, "expected a text, found " + shown(member));
    }
    return Stated.as(member.stringValue());
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isNull() || node.isMissingNode();
  }

  private static String shown(JsonNode node) {
    return node.isMissingNode() ? "absent" : Json.brief(node);
  }
}
