package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which fields of items are written (fields extension of the STAC API). `type`, `stac_version` and
/// `id` always are: without them an item could not be read again.
///
/// @param include paths from the item, such as `properties.datetime`; empty means all
/// @param exclude paths that are left out
public record Fields(List<String> include, List<String> exclude) {
  /// Everything.
  public static final Fields ALL = new Fields(List.of(), List.of());

  private static final List<String> ALWAYS = List.of("type", "stac_version", "id");

  public Fields {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /// `id,properties.datetime,-links`: a `-` before a path leaves it out.
  ///
  /// @throws InvalidRequest where a path is empty
  public static Fields parse(String text) {
    var include = new ArrayList<String>();
    var exclude = new ArrayList<String>();
    for (String part : text.split(",", -1)) {
      String path = part.strip();
      boolean out = path.startsWith("-");
      String name = out || path.startsWith("+") ? path.substring(1).strip() : path;
      if (name.isEmpty()) {
        throw new InvalidRequest(
            "fields " + text, "expected paths such as id,properties.datetime,-links");
      }
      (out ? exclude : include).add(name);
    }
    return new Fields(include, exclude);
  }

  boolean isAll() {
    return include.isEmpty() && exclude.isEmpty();
  }

  /// The item with these fields alone; members keep their order.
  ObjectNode apply(ObjectNode item) {
    ObjectNode kept = include.isEmpty() ? item : included(item);
    for (String path : exclude) {
      if (!ALWAYS.contains(path)) {
        remove(kept, path);
      }
    }
    return kept;
  }

  private ObjectNode included(ObjectNode item) {
    var paths = new ArrayList<>(ALWAYS);
    paths.addAll(include);
    return select(item, paths);
  }

  /// The members that paths name whole, and of others what paths name inside.
  private static ObjectNode select(ObjectNode object, List<String> paths) {
    ObjectNode kept = Json.DIGITS.createObjectNode();
    for (var member : object.properties()) {
      String name = member.getKey();
      if (paths.contains(name)) {
        kept.set(name, member.getValue());
        continue;
      }
      List<String> inner =
          paths.stream()
              .filter(p -> p.startsWith(name + "."))
              .map(p -> p.substring(name.length() + 1))
              .toList();
      if (!inner.isEmpty() && member.getValue() instanceof ObjectNode nested) {
        kept.set(name, select(nested, inner));
      }
    }
    return kept;
  }

  private static void remove(ObjectNode object, String path) {
    if (object.has(path)) {
      object.remove(path);
      return;
    }
    for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
      Optional<JsonNode> inner = object.optional(path.substring(0, dot));
      if (inner.isPresent() && inner.get() instanceof ObjectNode nested) {
        remove(nested, path.substring(dot + 1));
      }
    }
  }
}
