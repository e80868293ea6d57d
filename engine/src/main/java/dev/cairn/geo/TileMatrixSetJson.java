package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.CrsDefinition.Geographic;
import dev.cairn.geo.CrsDefinition.Projected;
import dev.cairn.geo.TileMatrix.Corner;
import dev.cairn.geo.TileMatrix.VariableWidth;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tile matrix sets as JSON: read in the encodings of OGC 17-083r4 (version 2.0) and 17-083r2
/// (1.0), written in that of 2.0.
public final class TileMatrixSetJson {
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_LEVELS = 100;
  private static final int MOST_WIDTHS = 10_000;

  /// Metres of a degree along the equator of WGS 84 (17-083r4 §6.1.1.1).
  private static final double METRES_PER_DEGREE = Math.PI * 6_378_137 / 180;

  /// Names of an axis that points north.
  private static final Set<String> NORTH = Set.of("Y", "LAT", "N");

  /// CRSs whose first axis points north, and those whose first points east, of what sets without
  /// `orderedAxes` are in: definitions here do not say, since coordinates are always `(x, y)`.
  private static final Set<Integer> NORTH_FIRST = Set.of(3035, 2193, 5482);

  private static final Set<Integer> EAST_FIRST =
      Set.of(3857, 3395, 3413, 3031, 3978, 5041, 5042, 5070, 6933);

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .build();

  private final String where;

  private TileMatrixSetJson(String where) {
    this.where = where;
  }

  /// @param where the document, for messages
  /// @throws Malformed where it is no tile matrix set
  /// @throws Unsupported where it names its levels otherwise than by numbers, its CRS is not known,
  ///     or the document is too large
  public static TileMatrixSet read(byte[] document, String where) {
    if (document.length > MOST_BYTES) {
      throw new Unsupported(
          where, "a tile matrix set of " + document.length + " bytes, at most " + MOST_BYTES);
    }
    JsonNode root;
    try {
      root = JSON.readTree(document);
    } catch (JacksonException e) {
      throw new Malformed(where, "no JSON: " + e.getOriginalMessage(), e);
    }
    var reader = new TileMatrixSetJson(where);
    if (!root.isObject()) {
      throw new Malformed(where, "a tile matrix set is an object");
    }
    return root.has("tileMatrix") || root.has("supportedCRS")
        ? reader.version1(root)
        : reader.version2(root);
  }

  private TileMatrixSet version2(JsonNode root) {
    NamedCrs named = crs(root.path("crs"));
    List<String> axes = axes(root.path("orderedAxes"));
    boolean northFirst = isNorthFirst(axes, named);
    var matrices = new ArrayList<TileMatrix>();
    for (JsonNode m : list(root.path("tileMatrices"), "tileMatrices", MOST_LEVELS)) {
      String level = "tileMatrices " + text(m, "id", "an id");
      double scale = number(m, "scaleDenominator", level);
      String corner = m.path("cornerOfOrigin").asString("topLeft");
      if (!corner.equals("topLeft") && !corner.equals("bottomLeft")) {
        throw new Malformed(where, level + ": cornerOfOrigin is topLeft or bottomLeft");
      }
      double cell = m.has("cellSize") ? number(m, "cellSize", level) : cellSize(scale, named.crs());
      matrices.add(
          matrix(
              m,
              level,
              "id",
              scale,
              cell,
              m.path("pointOfOrigin"),
              northFirst,
              corner.equals("topLeft") ? Corner.TOP_LEFT : Corner.BOTTOM_LEFT,
              widths(m.path("variableMatrixWidths"), level)));
    }
    return set(text(root, "id", "an id"), root, "uri", named, axes, matrices);
  }

  private TileMatrixSet version1(JsonNode root) {
    NamedCrs named = crs(root.path("supportedCRS"));
    boolean northFirst = isNorthFirst(List.of(), named);
    var matrices = new ArrayList<TileMatrix>();
    for (JsonNode m : list(root.path("tileMatrix"), "tileMatrix", MOST_LEVELS)) {
      String level = "tileMatrix " + text(m, "identifier", "an identifier");
      double scale = number(m, "scaleDenominator", level);
      matrices.add(
          matrix(
              m,
              level,
              "identifier",
              scale,
              cellSize(scale, named.crs()),
              m.path("topLeftCorner"),
              northFirst,
              Corner.TOP_LEFT,
              widths(m.path("variableMatrixWidth"), level)));
    }
    List<String> axes = northFirst ? List.of("Y", "X") : List.of("X", "Y");
    return set(text(root, "identifier", "an identifier"), root, "url", named, axes, matrices);
  }

  private TileMatrixSet set(
      String id,
      JsonNode root,
      String uri,
      NamedCrs named,
      List<String> axes,
      List<TileMatrix> matrices) {
    matrices.sort(Comparator.comparingInt(TileMatrix::zoom));
    try {
      return new TileMatrixSet(
          id,
          optional(root, "title"),
          optional(root, uri),
          named.crs(),
          named.name(),
          axes.isEmpty() ? isNorthFirst(axes, named) ? List.of("Y", "X") : List.of("X", "Y") : axes,
          optional(root, "wellKnownScaleSet"),
          matrices);
    } catch (IllegalArgumentException e) {
      throw new Malformed(where, String.valueOf(e.getMessage()), e);
    }
  }

  private TileMatrix matrix(
      JsonNode m,
      String level,
      String id,
      double scale,
      double cell,
      JsonNode origin,
      boolean northFirst,
      Corner corner,
      List<VariableWidth> widths) {
    if (!origin.isArray()
        || origin.size() != 2
        || !origin.get(0).isNumber()
        || !origin.get(1).isNumber()) {
      throw new Malformed(where, level + ": its origin is two numbers, not " + brief(origin));
    }
    double first = value(origin.get(0));
    double second = value(origin.get(1));
    try {
      return new TileMatrix(
          zoom(m.path(id).asString(""), level),
          scale,
          cell,
          northFirst ? second : first,
          northFirst ? first : second,
          corner,
          count(m, "tileWidth", level),
          count(m, "tileHeight", level),
          count(m, "matrixWidth", level),
          count(m, "matrixHeight", level),
          widths);
    } catch (IllegalArgumentException e) {
      throw new Malformed(where, level + ": " + e.getMessage(), e);
    }
  }

  private int zoom(String id, String level) {
    if (!id.matches("-?\\d{1,4}")) {
      throw new Unsupported(where, level + ": levels are identified by whole numbers");
    }
    return Integer.parseInt(id);
  }

  private List<VariableWidth> widths(JsonNode node, String level) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    var widths = new ArrayList<VariableWidth>();
    for (JsonNode w : list(node, level + ": variableMatrixWidths", MOST_WIDTHS)) {
      try {
        int coalesce = count(w, "coalesce", level);
        if (coalesce > 1) { // 1 is what rows are anyhow
          widths.add(
              new VariableWidth(
                  coalesce, count(w, "minTileRow", level), count(w, "maxTileRow", level)));
        }
      } catch (IllegalArgumentException e) {
        throw new Malformed(where, level + ": " + e.getMessage(), e);
      }
    }
    widths.sort(Comparator.comparingInt(VariableWidth::minRow));
    return widths;
  }

  /// A CRS and how the document names it: an address, or an object's JSON.
  private record NamedCrs(Crs crs, String name) {}

  private NamedCrs crs(JsonNode node) {
    if (node.isObject() && node.path("uri").isString()) {
      return named(node.get("uri").stringValue(), node.get("uri").stringValue());
    }
    if (node.isObject() && node.has("wkt")) {
      JsonNode wkt = node.get("wkt");
      return named(wkt.isString() ? wkt.stringValue() : wkt.toString(), node.toString());
    }
    if (node.isObject() && node.has("referenceSystem")) {
      throw new Unsupported(where, "crs: a reference system of ISO 19115; give its uri or wkt");
    }
    if (!node.isString()) {
      throw new Malformed(where, "crs: expected an address, found " + brief(node));
    }
    return named(node.stringValue(), node.stringValue());
  }

  private NamedCrs named(String text, String name) {
    try {
      Crs crs = Crs.parse(text);
      crs.definition(); // fails where it is not known
      return new NamedCrs(crs, name);
    } catch (InvalidRequest e) {
      throw new Malformed(where, "crs: " + e.getMessage(), e);
    } catch (Unsupported e) {
      throw new Unsupported(where, "crs: " + e.getMessage(), e);
    }
  }

  private List<String> axes(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    var axes = new ArrayList<String>();
    for (JsonNode axis : list(node, "orderedAxes", 3)) {
      axes.add(axis.asString(""));
    }
    return axes;
  }

  /// Whether coordinates of the document are `(y, x)`.
  private boolean isNorthFirst(List<String> axes, NamedCrs named) {
    if (!axes.isEmpty()) {
      return NORTH.contains(axes.getFirst().toUpperCase(Locale.ROOT));
    }
    Crs crs = named.crs();
    String name = named.name();
    if (crs.isGeographic()) {
      return !name.toUpperCase(Locale.ROOT).contains("CRS84");
    }
    if (crs.isEpsg()) {
      int code = crs.epsgCode();
      if (NORTH_FIRST.contains(code)) {
        return true;
      }
      if (EAST_FIRST.contains(code) || code / 100 == 326 || code / 100 == 327) {
        return false;
      }
    }
    throw new Unsupported(
        where, "the order of axes of " + crs + " is not known; the set says it as orderedAxes");
  }

  private Iterable<JsonNode> list(JsonNode node, String what, int most) {
    if (!node.isArray() || node.isEmpty()) {
      throw new Malformed(where, what + " is a list of one or more, not " + brief(node));
    }
    if (node.size() > most) {
      throw new Malformed(where, what + ": " + node.size() + " of them, at most " + most);
    }
    return node;
  }

  private String text(JsonNode node, String name, String what) {
    JsonNode value = node.path(name);
    if (!value.isString() || value.stringValue().isBlank()) {
      throw new Malformed(where, "expected " + what + ", found " + brief(value));
    }
    return value.stringValue();
  }

  private static Optional<String> optional(JsonNode node, String name) {
    return node.path(name).isString()
        ? Optional.of(node.get(name).stringValue())
        : Optional.empty();
  }

  private double number(JsonNode node, String name, String level) {
    JsonNode value = node.path(name);
    if (!value.isNumber()) {
      throw new Malformed(where, level + ": " + name + " is a number, not " + brief(value));
    }
    return value(value);
  }

  /// Infinite where it is beyond float64, which is refused where it is used.
  private static double value(JsonNode number) {
    return number.isBigInteger() ? number.bigIntegerValue().doubleValue() : number.doubleValue();
  }

  private int count(JsonNode node, String name, String level) {
    double value = number(node, name, level);
    if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
      throw new Malformed(where, level + ": " + name + " of " + value + ", expected a count");
    }
    return (int) value;
  }

  private static String brief(JsonNode node) {
    if (node.isMissingNode()) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static double cellSize(double scaleDenominator, Crs crs) {
    return scaleDenominator * WellKnownTileMatrixSets.METRES_PER_PIXEL / metresPerUnit(crs);
  }

  /// Of pixels of a size in units of a CRS.
  static double scaleDenominator(double cellSize, Crs crs) {
    return cellSize * metresPerUnit(crs) / WellKnownTileMatrixSets.METRES_PER_PIXEL;
  }

  private static double metresPerUnit(Crs crs) {
    return switch (crs.definition()) {
      case Geographic g -> g.degreesPerUnit() * METRES_PER_DEGREE;
      case Projected p -> p.metresPerUnit();
    };
  }

  /// The set in the encoding of version 2.0, on one line. Read again it is equal.
  public static String write(TileMatrixSet set) {
    ObjectNode root = JSON.createObjectNode();
    set.title().ifPresent(t -> root.put("title", t));
    root.put("id", set.id());
    set.uri().ifPresent(u -> root.put("uri", u));
    ArrayNode axes = root.putArray("orderedAxes");
    set.orderedAxes().forEach(axes::add);
    if (set.crsName().startsWith("{")) {
      root.set("crs", JSON.readTree(set.crsName()));
    } else {
      root.put("crs", set.crsName());
    }
    set.wellKnownScaleSet().ifPresent(s -> root.put("wellKnownScaleSet", s));
    boolean northFirst = NORTH.contains(set.orderedAxes().getFirst().toUpperCase(Locale.ROOT));
    ArrayNode matrices = root.putArray("tileMatrices");
    for (TileMatrix m : set.matrices()) {
      ObjectNode one = matrices.addObject();
      one.put("id", Integer.toString(m.zoom()));
      one.put("scaleDenominator", plain(m.scaleDenominator()));
      one.put("cellSize", plain(m.cellSize()));
      one.put("cornerOfOrigin", m.corner().toString());
      one.putArray("pointOfOrigin")
          .add(plain(northFirst ? m.originY() : m.originX()))
          .add(plain(northFirst ? m.originX() : m.originY()));
      one.put("tileWidth", m.tileWidth());
      one.put("tileHeight", m.tileHeight());
      one.put("matrixWidth", m.matrixWidth());
      one.put("matrixHeight", m.matrixHeight());
      if (!m.variableWidths().isEmpty()) {
        ArrayNode widths = one.putArray("variableMatrixWidths");
        for (VariableWidth w : m.variableWidths()) {
          widths
              .addObject()
              .put("coalesce", w.coalesce())
              .put("minTileRow", w.minRow())
              .put("maxTileRow", w.maxRow());
        }
      }
    }
    return root.toString();
  }

  /// The same number, without an exponent where it has few digits.
  private static BigDecimal plain(double v) {
    return v == Math.rint(v) && Math.abs(v) < 1e15
        ? BigDecimal.valueOf((long) v)
        : new BigDecimal(Double.toString(v));
  }
}
