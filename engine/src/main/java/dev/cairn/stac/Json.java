package dev.cairn.stac;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON as this package reads it: bounded in depth and in the length of names, numbers and strings.
final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(256)
                  .maxNameLength(10_000)
                  .maxNumberLength(1_000)
                  .maxStringLength(64 << 20)
                  .build())
          .build();

  /// Numbers become float64 or integers: for reading.
  static final JsonMapper VALUES =
      JsonMapper.builder(FACTORY).disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /// Numbers keep their digits: for writing again what was read.
  static final JsonMapper DIGITS =
      JsonMapper.builder(FACTORY)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /// What a failure to read means.
  static CairnException failure(URI uri, JacksonException e) {
    if (e instanceof StreamConstraintsException) {
      return new Unsupported(uri, "JSON beyond what we take: " + e.getOriginalMessage(), e);
    }
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String why = "not JSON: " + e.getOriginalMessage();
    return at < 0 ? new Malformed(uri, why, e) : new Malformed(uri, at, why);
  }

  /// A String, Boolean, Long, Double, List or Map without nulls; null where the node is null or a
  /// list that holds null.
  ///
  /// @throws Malformed where a number is beyond float64
  static @Nullable Object value(JsonNode node, String where) {
    return switch (node.getNodeType()) {
      case STRING -> node.stringValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node, where);
      case ARRAY -> list(node, where);
      case OBJECT -> map(node, where);
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private static Object number(JsonNode node, String where) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    double value = node.isBigInteger() ? node.bigIntegerValue().doubleValue() : node.doubleValue();
    if (!Double.isFinite(value)) {
      throw new Malformed(where, "a number beyond float64");
    }
    return value;
  }

  private static @Nullable List<Object> list(JsonNode node, String where) {
    var list = new ArrayList<Object>(node.size());
    for (JsonNode element : node) {
      Object value = value(element, where);
      if (value == null) {
        return null;
      }
      list.add(value);
    }
    return Collections.unmodifiableList(list);
  }

  /// The members of an object that have a value, in their order.
  static Map<String, Object> map(JsonNode node, String where) {
    var map = new LinkedHashMap<String, Object>();
    for (var member : node.properties()) {
      Object value = value(member.getValue(), where);
      if (value != null) {
        map.put(member.getKey(), value);
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /// The map that a value of [#value] is, or an empty one.
  @SuppressWarnings("unchecked") // maps of values have texts for keys
  static Map<String, Object> asMap(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  static String brief(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
