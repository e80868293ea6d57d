package dev.cairn.stac;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Items for tests from text.
final class Given {
  static final URI BASE = URI.create("https://example.com/data/items.json");

  private Given() {}

  static ItemCollection collection(String json) {
    return collection(json.getBytes(StandardCharsets.UTF_8));
  }

  static ItemCollection collection(byte[] json) {
    try {
      return new StacReader(new MemoryStore()).read(json, BASE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static Item item(String json) {
    return collection(json).items().getFirst();
  }

  /// An item of id `a` with the properties (without braces) and assets (without braces).
  static Item item(String properties, String assets) {
    return item(text("a", properties, assets));
  }

  static String text(String id, String properties, String assets) {
    return """
    {"type": "Feature", "stac_version": "1.0.0", "id": "%s", "properties": {%s},
     "geometry": null, "links": [], "assets": {%s}}
    """
        .formatted(id, properties, assets);
  }

  static List<String> ids(ItemCollection items) {
    return items.items().stream().map(Item::id).toList();
  }

  /// The value of a key that is there.
  static <T> T at(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key), () -> key + " of " + map.keySet());
  }

  interface Writing {
    void to(ByteArrayOutputStream out) throws IOException;
  }

  static String written(Writing writing) {
    var out = new ByteArrayOutputStream();
    try {
      writing.to(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
