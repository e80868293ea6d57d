package dev.cairn.stac;

import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.raster.Stated;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes items as documents in UTF-8, the same bytes for the same items.
///
/// An item whose hrefs and fields stay as they are is written as it was read, byte by byte; else
/// anew, with its members in their order and its numbers with their digits. Immutable.
///
/// @param target where the document will be, from which relative hrefs lead
/// @param hrefs how hrefs of assets, of their alternates and of links are written
/// @param fields which fields are written
public record ItemWriter(URI target, HrefStyle hrefs, Fields fields) {
  /// An ItemCollection: a GeoJSON FeatureCollection of the items.
  public void collection(List<Item> items, OutputStream out) throws IOException {
    write(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < items.size(); i++) {
      write(out, i == 0 ? "\n" : ",\n");
      item(items.get(i), out);
    }
    write(out, items.isEmpty() ? "]}\n" : "\n]}\n");
  }

  /// An item a line (ndjson).
  public void lines(List<Item> items, OutputStream out) throws IOException {
    for (Item item : items) {
      out.write(Json.DIGITS.writeValueAsBytes(rewritten(item)));
      write(out, "\n");
    }
  }

  /// Footprints alone, for a map: a GeoJSON FeatureCollection of the items' geometries (or boxes,
  /// where an item has no geometry) with `id`, `collection`, `datetime` and `eo:cloud_cover`.
  public void footprints(List<Item> items, OutputStream out) throws IOException {
    write(out, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < items.size(); i++) {
      write(out, i == 0 ? "\n" : ",\n");
      out.write(Json.DIGITS.writeValueAsBytes(footprint(items.get(i))));
    }
    write(out, items.isEmpty() ? "]}\n" : "\n]}\n");
  }

  private void item(Item item, OutputStream out) throws IOException {
    if (hrefs == HrefStyle.AS_IS && fields.isAll()) {
      item.json().writeTo(out);
    } else {
      out.write(Json.DIGITS.writeValueAsBytes(rewritten(item)));
    }
  }

  private ObjectNode rewritten(Item item) {
    ObjectNode tree = fields.apply(item.json().tree());
    if (hrefs != HrefStyle.AS_IS) {
      for (JsonNode asset : tree.path("assets")) {
        rewrite(asset, item.base());
        for (JsonNode alternate : asset.path("alternate")) {
          rewrite(alternate, item.base());
        }
      }
      for (JsonNode link : tree.path("links")) {
        rewrite(link, item.base());
      }
    }
    return tree;
  }

  private void rewrite(JsonNode holder, URI base) {
    if (holder instanceof ObjectNode object && object.path("href").isString()) {
      object.put("href", rewritten(object.path("href").stringValue(), base));
    }
  }

  private String rewritten(String href, URI base) {
    URI uri;
    try {
      uri = Href.resolve(base, href);
    } catch (CairnException | IllegalArgumentException e) {
      return href; // no address: it stays what it was
    }
    return switch (hrefs) {
      case AS_IS -> href;
      case ABSOLUTE -> absolute(uri);
      case RELATIVE -> relative(uri);
    };
  }

  private static boolean isFile(URI uri) {
    return "file".equals(uri.getScheme()) && uri.getPath() != null && uri.getAuthority() == null;
  }

  /// Files as plain paths, which every tool reads.
  private static String absolute(URI uri) {
    return isFile(uri) ? Path.of(uri).toString() : uri.toString();
  }

  private String relative(URI uri) {
    if (isFile(uri) && isFile(target)) {
      Path folder = Path.of(target).getParent();
      return folder == null
          ? absolute(uri)
          : dotted(folder.relativize(Path.of(uri)).toString().replace('\\', '/'));
    }
    boolean sameHost =
        Objects.equals(uri.getScheme(), target.getScheme())
            && uri.getRawAuthority() != null
            && uri.getRawAuthority().equals(target.getRawAuthority());
    return sameHost ? dotted(betweenPaths(uri)) : absolute(uri);
  }

  /// `./` keeps a name with a colon from being taken for an address.
  private static String dotted(String path) {
    return path.startsWith("../") ? path : "./" + path;
  }

  private String betweenPaths(URI uri) {
    String[] from = target.getRawPath().split("/", -1);
    String[] to = uri.getRawPath().split("/", -1);
    int common = 0;
    while (common < from.length - 1 && common < to.length - 1 && from[common].equals(to[common])) {
      common++;
    }
    var parts = new ArrayList<String>();
    for (int i = common; i < from.length - 1; i++) {
      parts.add("..");
    }
    parts.addAll(List.of(to).subList(common, to.length));
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return String.join("/", parts) + query;
  }

  private static ObjectNode footprint(Item item) {
    ObjectNode feature = Json.DIGITS.createObjectNode();
    ObjectNode tree = item.json().tree();
    feature.put("type", "Feature");
    feature.put("id", item.id());
    JsonNode geometry = tree.path("geometry");
    if (geometry.isObject()) {
      feature.set("geometry", geometry);
    } else if (item.bbox() instanceof Stated.As<LonLatBox>(LonLatBox box)) {
      ring(feature.putObject("geometry"), box);
    } else {
      feature.putNull("geometry");
    }
    ObjectNode properties = feature.putObject("properties");
    properties.put("id", item.id());
    if (item.collection() instanceof Stated.As<String>(String collection)) {
      properties.put("collection", collection);
    }
    item.time().nominal().map(at -> properties.put("datetime", at.toString()));
    JsonNode clouds = tree.path("properties").path("eo:cloud_cover");
    if (clouds.isNumber()) {
      properties.set("eo:cloud_cover", clouds);
    }
    return feature;
  }

  private static void ring(ObjectNode geometry, LonLatBox box) {
    geometry.put("type", "Polygon");
    var ring = geometry.putArray("coordinates").addArray();
    double east = box.west() + box.width();
    double[][] corners = {
      {box.west(), box.south()},
      {east, box.south()},
      {east, box.north()},
      {box.west(), box.north()},
      {box.west(), box.south()}
    };
    for (double[] corner : corners) {
      ring.addArray().add(corner[0]).add(corner[1]);
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
