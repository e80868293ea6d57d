package dev.cairn.plan;

import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.cube.Coordinate;
import dev.cairn.cube.OnReadError;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.cube.Step;
import dev.cairn.cube.Unread;
import dev.cairn.expr.MaskSpec;
import dev.cairn.expr.NamedExpr;
import dev.cairn.expr.Precision;
import dev.cairn.focal.FocalSpec;
import dev.cairn.geo.Affine;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.Band;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.Fill;
import dev.cairn.reduce.TimeReducer;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Plans as JSON and back. The text names itself `cairn-plan` with a version; addresses are written
/// without signatures and tokens, so that a plan may be published.
public final class PlanJson {
  private static final int VERSION = 1;
  /// Properties that some catalogues carry to read their data with; a plan may be published.
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)\"[^\"]*(credential|secret|password|token|signature|authorization|api.?key)[^\"]*\":");

  private static final int MAX_SCENES = 10_000_000;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PlanJson() {}

  // ---- out

  /// The plan as one JSON object; the same plan gives the same text.
  public static String write(Plan plan) {
    ObjectNode root = JSON.objectNode();
    root.put("type", "cairn-plan");
    root.put("version", VERSION);
    root.set("grid", grid(plan.grid()));
    root.set("reasons", strings(plan.reasons()));
    ArrayNode inputs = root.putArray("inputs");
    for (Plan.Input input : plan.inputs()) {
      ObjectNode o = inputs.addObject();
      o.put("name", input.name());
      o.put("dtype", input.dtype().toString());
      o.put("resampling", input.resampling().toString());
      o.put("visible", input.visible());
    }
    var grids = new LinkedHashMap<GeoBox, Integer>();
    ArrayNode scenes = JSON.arrayNode();
    plan.scenes().forEach(s -> scenes.add(scene(s, grids)));
    ArrayNode gridTable = root.putArray("grids");
    grids.keySet().forEach(g -> gridTable.add(grid(g)));
    root.set("scenes", scenes);
    ArrayNode unread = root.putArray("unread");
    for (Unread u : plan.unread()) {
      unread.addObject().put("item", u.scene()).put("band", u.band()).put("reason", u.reason());
    }
    ArrayNode steps = root.putArray("steps");
    plan.steps().forEach(s -> steps.add(step(s)));
    ObjectNode output = root.putObject("output");
    output.set(
        "times",
        array(
            plan.output().times(),
            t -> t.map(i -> (JsonNode) JSON.stringNode(i.toString())).orElse(JSON.nullNode())));
    output.set("bands", strings(plan.output().bands()));
    output.put("dtype", plan.output().dtype().toString());
    number(output, "nodata", plan.output().nodata());
    output.set("time_coordinates", coordinates(plan.output().timeCoordinates()));
    output.set("band_coordinates", coordinates(plan.output().bandCoordinates()));
    ObjectNode reading = root.putObject("reading");
    reading.put("precision", plan.reading().precision().dtype().toString());
    reading.put("warp_error", plan.reading().warpError());
    reading.put("scale", plan.reading().scale().toString());
    number(reading, "nodata", plan.reading().nodata());
    reading.put("overviews", plan.reading().overviews());
    reading.put("parity", plan.reading().parity().name().toLowerCase(Locale.ROOT));
    reading.put("on_error", plan.reading().onError().toString());
    reading.put("signer", "none");
    ObjectNode chunking = root.putObject("chunking");
    chunking.put("width", plan.chunking().width());
    chunking.put("height", plan.chunking().height());
    chunking.put("at_once", plan.chunking().atOnce());
    chunking.put("ahead", plan.chunking().ahead());
    chunking.put("budget", plan.chunking().budget());
    return MAPPER.writeValueAsString(root);
  }

  private static ObjectNode grid(GeoBox grid) {
    ObjectNode o = JSON.objectNode();
    o.put("crs", grid.crs().authority() + ":" + grid.crs().code());
    o.set("shape", JSON.arrayNode().add(grid.height()).add(grid.width()));
    ArrayNode t = o.putArray("transform");
    for (double v : grid.transform().toArray()) {
      t.add(v);
    }
    return o;
  }

  private static ObjectNode scene(Scene scene, Map<GeoBox, Integer> grids) {
    ObjectNode o = JSON.objectNode();
    o.put("id", scene.id());
    if (scene.collection() instanceof Stated.As<String>(String collection)) {
      o.put("collection", collection);
    }
    if (scene.time() instanceof Stated.As<Instant>(Instant time)) {
      o.put("time", time.toString());
    }
    ObjectNode sources = o.putObject("sources");
    scene
        .sources()
        .forEach(
            (name, source) -> {
              ObjectNode s = sources.putObject(name);
              s.put("href", Href.withoutSecrets(source.href()).toString());
              if (source.band() != 0) {
                s.put("band", source.band());
              }
              if (source.grid() instanceof Stated.As<GeoBox>(GeoBox grid)) {
                grids.putIfAbsent(grid, grids.size());
                s.put("grid", grids.get(grid));
              }
              if (source.dtype() instanceof Stated.As<DType>(DType dtype)) {
                s.put("dtype", dtype.toString());
              }
              number(s, "nodata", source.nodata());
              if (source.scaling() instanceof Stated.As<Scaling>(Scaling scaling)) {
                s.put("scale", scaling.scale());
                s.put("offset", scaling.offset());
              }
            });
    return o;
  }

  private static ObjectNode step(Step step) {
    ObjectNode o = JSON.objectNode();
    switch (step) {
      case Step.Mask mask -> o.put("mask", mask.toString());
      case Step.Calculate(var bands) ->
          o.set("calculate", strings(bands.stream().map(NamedExpr::toString).toList()));
      case Step.Focal(var bands) -> {
        ArrayNode made = o.putArray("focal");
        for (Step.FocalBand band : bands) {
          made.addObject()
              .put("name", band.name())
              .put("band", band.band())
              .put("what", band.spec().toString());
        }
      }
      case Step.SelectBands(var bands) -> o.set("bands", strings(bands));
      case Step.SelectTimes(var positions) -> o.set("times", array(positions, JSON::numberNode));
      case Step.Reduce(var reducer, var bins) -> {
        o.put("reduce", reducer.name());
        o.set(
            "bins",
            array(bins, b -> JSON.arrayNode().add(b.label().toString()).add(b.from()).add(b.to())));
      }
      case Step.Carry(var fill) -> o.put("fill", fill.name().toLowerCase(Locale.ROOT));
    }
    return o;
  }

  private static ObjectNode coordinates(Map<String, Coordinate> coordinates) {
    ObjectNode o = JSON.objectNode();
    coordinates.forEach(
        (name, c) -> {
          JsonNode written =
              switch (c) {
                case Coordinate.Scalar(Object value) ->
                    JSON.objectNode().set("all", MAPPER.valueToTree(value));
                case Coordinate.Along(var values) ->
                    JSON.objectNode()
                        .set(
                            "each",
                            array(
                                values,
                                v ->
                                    v.map(x -> (JsonNode) MAPPER.valueToTree(x))
                                        .orElse(JSON.nullNode())));
              };
          String text = "\"" + name + "\":" + written;
          if (!SECRET_NAME.matcher(text).find() && !Href.holdsSecret(text)) {
            o.set(name, written);
          }
        });
    return o;
  }

  private static ArrayNode strings(List<String> values) {
    return array(values, JSON::stringNode);
  }

  private static <T> ArrayNode array(List<T> values, Function<T, JsonNode> node) {
    ArrayNode a = JSON.arrayNode();
    values.forEach(v -> a.add(node.apply(v)));
    return a;
  }

  /// JSON has no NaN: it is written as text.
  private static void number(ObjectNode o, String name, Stated<Double> value) {
    if (value instanceof Stated.As<Double>(Double d)) {
      if (Double.isFinite(d)) {
        o.put(name, d);
      } else {
        o.put(name, d.toString());
      }
    }
  }

  // ---- in

  /// The plan in a text that [#write] made.
  ///
  /// @param where the text's place, for errors
  /// @throws Malformed where the text is no plan, or one of another version
  public static Plan read(String text, String where) {
    JsonNode root;
    try {
      root = MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new Malformed(where, "not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.path("type").asString("").equals("cairn-plan")) {
      throw new Malformed(where, "not a plan: it has no \"type\": \"cairn-plan\"");
    }
    if (root.path("version").asInt(0) != VERSION) {
      throw new Malformed(
          where,
          "a plan of version " + root.path("version") + "; this program reads version " + VERSION);
    }
    try {
      return plan(root);
    } catch (IllegalArgumentException
        | DateTimeParseException
        | JacksonException
        | ArithmeticException e) {
      throw new Malformed(where, "a plan with a value that is wrong: " + e.getMessage(), e);
    } catch (InvalidRequest e) {
      throw new Malformed(
          where, "a plan with a value that is wrong: " + e.where() + ": " + e.why(), e);
    }
  }

  private static Plan plan(JsonNode root) {
    var grids = new ArrayList<GeoBox>();
    root.path("grids").forEach(g -> grids.add(grid(g)));
    var inputs = new ArrayList<Plan.Input>();
    root.path("inputs")
        .forEach(
            i ->
                inputs.add(
                    new Plan.Input(
                        text(i, "name"),
                        DType.parse(text(i, "dtype")),
                        Resampling.parse(text(i, "resampling")),
                        i.path("visible").asBoolean(true))));
    if (root.path("scenes").size() > MAX_SCENES) {
      throw new IllegalArgumentException("too many scenes");
    }
    var scenes = new ArrayList<Scene>();
    root.path("scenes").forEach(s -> scenes.add(scene(s, grids)));
    var steps = new ArrayList<Step>();
    root.path("steps").forEach(s -> steps.add(step(s)));
    JsonNode o = root.path("output");
    var times = new ArrayList<Stated<Instant>>();
    o.path("times")
        .forEach(
            t -> times.add(t.isNull() ? Stated.silent() : Stated.as(Instant.parse(t.asString()))));
    var output =
        new Plan.Output(
            times,
            strings(o.path("bands")),
            DType.parse(text(o, "dtype")),
            number(o, "nodata"),
            coordinates(o.path("time_coordinates")),
            coordinates(o.path("band_coordinates")));
    JsonNode r = root.path("reading");
    var reading =
        new Plan.Reading(
            DType.parse(text(r, "precision")) == DType.FLOAT64
                ? Precision.FLOAT64
                : Precision.FLOAT32,
            warpError(r),
            ScalePolicy.parse(text(r, "scale")),
            number(r, "nodata"),
            r.path("overviews").asBoolean(true),
            text(r, "parity").equals("none") ? Parity.NONE : Parity.parse(text(r, "parity")),
            OnReadError.parse(text(r, "on_error")));
    var unread = new ArrayList<Unread>();
    root.path("unread")
        .forEach(u -> unread.add(new Unread(text(u, "item"), text(u, "band"), text(u, "reason"))));
    JsonNode c = root.path("chunking");
    var chunking =
        new Plan.Chunking(
            positive(c, "width"),
            positive(c, "height"),
            positive(c, "at_once"),
            positive(c, "ahead"),
            0,
            0,
            c.path("budget").asLong());
    var plan =
        new Plan(
            grid(root.path("grid")),
            strings(root.path("reasons")),
            inputs,
            scenes,
            unread,
            steps,
            output,
            reading,
            chunking);
    PlanCheck.check(plan);
    return Planner.withCosts(plan);
  }

  private static double warpError(JsonNode reading) {
    double error = reading.path("warp_error").asDouble(0.125);
    if (!(error >= 0) || !Double.isFinite(error)) {
      throw new Malformed("plan", "warp_error " + error + ": expected source pixels, 0 or more");
    }
    return error;
  }

  private static GeoBox grid(JsonNode node) {
    var t = new double[node.path("transform").size()];
    for (int i = 0; i < t.length; i++) {
      t[i] = node.path("transform").get(i).asDouble();
    }
    String crs = text(node, "crs");
    return new GeoBox(
        node.path("shape").path(1).asInt(0),
        node.path("shape").path(0).asInt(0),
        Affine.of(t),
        crs.startsWith("user:") ? Crs.userDefined(crs.substring(5)) : Crs.parse(crs));
  }

  private static Scene scene(JsonNode node, List<GeoBox> grids) {
    var sources = new LinkedHashMap<String, RasterSource>();
    var bands = new LinkedHashMap<String, Band>();
    for (var entry : node.path("sources").properties()) {
      JsonNode s = entry.getValue();
      bands.put(entry.getKey(), new Band(entry.getKey(), Stated.silent(), Map.of()));
      int grid = s.path("grid").asInt(-1);
      if (grid >= grids.size()) {
        throw new IllegalArgumentException("grid " + grid + " of " + grids.size());
      }
      sources.put(
          entry.getKey(),
          new RasterSource(
              URI.create(text(s, "href")),
              s.path("band").asInt(0),
              grid < 0 ? Stated.silent() : Stated.as(grids.get(grid)),
              s.has("dtype") ? Stated.as(DType.parse(text(s, "dtype"))) : Stated.silent(),
              number(s, "nodata"),
              s.has("scale")
                  ? Stated.as(
                      new Scaling(s.path("scale").asDouble(1), s.path("offset").asDouble(0)))
                  : Stated.silent()));
    }
    return new Scene(
        text(node, "id"),
        node.has("collection") ? Stated.as(text(node, "collection")) : Stated.silent(),
        node.has("time") ? Stated.as(Instant.parse(text(node, "time"))) : Stated.silent(),
        Stated.silent(),
        Map.of(),
        bands,
        sources);
  }

  private static Step step(JsonNode node) {
    if (node.has("mask")) {
      MaskSpec mask = MaskSpec.parse(text(node, "mask"));
      return new Step.Mask(mask.bands().getFirst(), mask.test(), mask.dilation());
    }
    if (node.has("calculate")) {
      return new Step.Calculate(
          strings(node.path("calculate")).stream().map(NamedExpr::parse).toList());
    }
    if (node.has("focal")) {
      var made = new ArrayList<Step.FocalBand>();
      node.path("focal")
          .forEach(
              b ->
                  made.add(
                      new Step.FocalBand(
                          text(b, "name"), text(b, "band"), FocalSpec.parse(text(b, "what")))));
      return new Step.Focal(made);
    }
    if (node.has("bands")) {
      return new Step.SelectBands(strings(node.path("bands")));
    }
    if (node.has("times")) {
      var positions = new ArrayList<Integer>();
      node.path("times").forEach(p -> positions.add(p.asInt()));
      return new Step.SelectTimes(positions);
    }
    if (node.has("reduce")) {
      var bins = new ArrayList<Step.Bin>();
      node.path("bins")
          .forEach(
              b ->
                  bins.add(
                      new Step.Bin(
                          Instant.parse(b.path(0).asString()),
                          b.path(1).asInt(),
                          b.path(2).asInt())));
      return new Step.Reduce(TimeReducer.parse(text(node, "reduce")), bins);
    }
    if (node.has("fill")) {
      return new Step.Carry(Fill.parse(text(node, "fill")));
    }
    throw new IllegalArgumentException("unknown step " + node);
  }

  private static Map<String, Coordinate> coordinates(JsonNode node) {
    var coordinates = new LinkedHashMap<String, Coordinate>();
    for (var entry : node.properties()) {
      JsonNode c = entry.getValue();
      if (c.has("all")) {
        coordinates.put(entry.getKey(), new Coordinate.Scalar(value(c.path("all"))));
      } else {
        var values = new ArrayList<Stated<Object>>();
        c.path("each").forEach(v -> values.add(v.isNull() ? Stated.silent() : Stated.as(value(v))));
        coordinates.put(entry.getKey(), new Coordinate.Along(values));
      }
    }
    return coordinates;
  }

  private static Object value(JsonNode node) {
    return node.isIntegralNumber()
        ? (Object) node.asLong()
        : MAPPER.treeToValue(node, Object.class);
  }

  private static List<String> strings(JsonNode node) {
    var strings = new ArrayList<String>();
    node.forEach(n -> strings.add(n.asString()));
    return strings;
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || !value.isString()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value.asString();
  }

  private static int positive(JsonNode node, String name) {
    int value = node.path(name).asInt(0);
    if (value <= 0) {
      throw new IllegalArgumentException(name + " is missing or not positive");
    }
    return value;
  }

  private static Stated<Double> number(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return Stated.silent();
    }
    return Stated.as(value.isString() ? Double.parseDouble(value.asString()) : value.asDouble());
  }
}
