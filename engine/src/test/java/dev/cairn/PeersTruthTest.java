package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.TimeReducer;
import dev.cairn.stac.Item;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.WindowSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Cubes against what stackstac and xarray computed of the same items: `truth/index.json` has each
/// call with its result and tolerance. Tools tested elsewhere: pandas in `TimeBinsTest`, GeoGIF's
/// pictures in `AnimationTest`.
class PeersTruthTest {
  private static final BBox LAT_LON = BBox.lonLat(15.3, 46.2, 15.42, 46.28);
  private static final Crs UTM33 = Crs.epsg(32633);

  /// How a case is computed here.
  ///
  /// @param items file of the items
  /// @param load what is asked of them
  /// @param steps what is done then
  /// @param times positions of the cube's time steps, in the order of the truth's
  /// @param dtype type of the result
  /// @param fill what stands for no value in the truth
  /// @param cut where the truth's window begins in our grid
  private record Case(
      String items,
      LoadOptions load,
      UnaryOperator<Cube> steps,
      List<Integer> times,
      DType dtype,
      double fill,
      int cut) {
    static Case of(String items, LoadOptions load) {
      return new Case(
          "data/stac/" + items + "/search.json",
          load.withParity(Parity.STACKSTAC),
          UnaryOperator.identity(),
          List.of(),
          DType.FLOAT64,
          Double.NaN,
          0);
    }

    Case at(int... wanted) {
      return new Case(
          items, load, steps, java.util.Arrays.stream(wanted).boxed().toList(), dtype, fill, cut);
    }

    Case then(UnaryOperator<Cube> more) {
      return new Case(items, load, c -> more.apply(steps.apply(c)), times, dtype, fill, cut);
    }

    Case as(DType type, double none) {
      return new Case(items, load, steps, times, type, none, cut);
    }

    Case cut(int pixels) {
      return new Case(items, load, steps, times, dtype, fill, pixels);
    }
  }

  private static final String S2 = "s2-l2a-33twm";
  private static final String DENSE = "s2-l2a-gfmap-19dates";
  private static final String NDVI = "s2-ndvi-clm-68dates";
  private static final String CLOUDS = "scl:values=0,1,3,8,9,10";

  private static LoadOptions bands(String... names) {
    return LoadOptions.of(names);
  }

  private static LoadOptions in(BBox box, LoadOptions load) {
    return load.withGrid(load.grid().withBounds(box));
  }

  private static LoadOptions every(double resolution, LoadOptions load) {
    return load.withGrid(load.grid().withResolution(resolution));
  }

  private static LoadOptions onto(Crs crs, double resolution, LoadOptions load) {
    return load.withGrid(load.grid().withCrs(crs).withResolution(resolution));
  }

  private static LoadOptions raw(LoadOptions load) {
    return load.withScale(ScalePolicy.NONE);
  }

  private static LoadOptions unsnapped(LoadOptions load) {
    return load.withGrid(load.grid().withAlign(GridRequest.Align.NONE));
  }

  private static Map<String, Case> cases() {
    var all = new LinkedHashMap<String, Case>();
    BBox aligned = new BBox(UTM33, 523020, 5116380, 532380, 5125260);
    all.put("stackstac-default", Case.of(S2, bands("red", "nir", "scl")));
    all.put("stackstac-default-edge", Case.of(S2, bands("red", "nir", "scl")).at(0, 1));
    all.put(
        "stackstac-aligned",
        Case.of(S2, unsnapped(every(120, in(aligned, bands("red", "nir", "scl"))))).at(0, 1, 2));
    all.put(
        "stackstac-aligned-bilinear",
        Case.of(
                S2,
                raw(
                    unsnapped(every(120, in(aligned, bands("red"))))
                        .withResampling(Resampling.BILINEAR)))
            .at(0, 1));
    all.put(
        "stackstac-bounds-latlon",
        Case.of(S2, in(LAT_LON, bands("red", "nir", "scl"))).at(0, 1, 2));
    all.put("stackstac-res240-nearest", Case.of(S2, every(240, bands("red"))).at(1, 2, 3));
    all.put(
        "stackstac-res240-bilinear",
        Case.of(S2, every(240, bands("red")).withResampling(Resampling.BILINEAR)).at(1, 2, 3));
    for (Resampling method : List.of(Resampling.CUBIC, Resampling.AVERAGE, Resampling.MODE)) {
      all.put(
          "stackstac-res240-" + method,
          Case.of(S2, every(240, bands("red")).withResampling(method)).at(1, 2, 3));
    }
    all.put(
        "stackstac-aligned-average240",
        Case.of(
                S2,
                raw(
                    unsnapped(every(240, in(aligned, bands("red"))))
                        .withResampling(Resampling.AVERAGE)))
            .at(1, 2));
    all.put(
        "stackstac-res-up",
        Case.of(S2, raw(every(50, in(LAT_LON, bands("red")))).withResampling(Resampling.CUBIC))
            .at(1, 2));
    all.put(
        "stackstac-scl-mode",
        Case.of(S2, raw(every(360, bands("scl"))).withResampling(Resampling.MODE))
            .as(DType.UINT8, 0)
            .at(0, 1, 2));
    all.put(
        "pipe-naip-average",
        Case.of(
                "naip-prairie-2009-2020",
                raw(every(20, bands("red", "nir"))).withResampling(Resampling.AVERAGE))
            .at(0, 3));
    Case naip =
        Case.of(
            "naip-prairie-2009-2020",
            raw(every(20, bands("red", "nir"))).withResampling(Resampling.AVERAGE));
    for (String offset : List.of("YS", "2YS")) {
      all.put("pipe-naip-" + offset, naip.then(c -> c.resample(offset).median()));
    }
    LoadOptions web = onto(Crs.epsg(3857), 180, bands("red"));
    all.put("stackstac-3857", Case.of(S2, web).at(1, 2));
    all.put(
        "stackstac-3857-bilinear", Case.of(S2, web.withResampling(Resampling.BILINEAR)).at(1, 2));
    LoadOptions neighbour = in(LAT_LON, onto(Crs.epsg(32632), 120, bands("red")));
    all.put("stackstac-neighbour-utm-nearest", Case.of(S2, neighbour).at(1, 2, 3));
    all.put(
        "stackstac-neighbour-utm",
        Case.of(S2, neighbour.withResampling(Resampling.BILINEAR)).at(1, 2, 3));
    all.put(
        "stackstac-nosnap",
        Case.of(
                S2,
                unsnapped(every(120, in(LAT_LON, bands("red"))))
                    .withResampling(Resampling.BILINEAR))
            .at(1, 2));
    all.put(
        "stackstac-nosnap-nearest",
        Case.of(S2, unsnapped(every(120, in(LAT_LON, bands("red"))))).at(1, 2));
    all.put("stackstac-xy-center", Case.of(S2, in(LAT_LON, bands("red"))).at(1));
    all.put("stackstac-xy-topleft", Case.of(S2, in(LAT_LON, bands("red"))).at(1));
    all.put("stackstac-xy-false", Case.of(S2, in(LAT_LON, bands("red"))).at(1));
    all.put("stackstac-rescale-false", Case.of(S2, raw(in(LAT_LON, bands("red")))).at(1, 2, 3));
    all.put(
        "stackstac-rescale-false-u16",
        Case.of(S2, raw(in(LAT_LON, bands("red")))).at(1, 2, 3).as(DType.UINT16, 0));
    all.put(
        "stackstac-f32",
        Case.of(S2, raw(in(LAT_LON, bands("red", "nir", "scl"))))
            .at(0, 1, 2)
            .as(DType.FLOAT32, Double.NaN));
    all.put("stackstac-sort-desc", Case.of(S2, in(LAT_LON, bands("red"))).at(4, 3));
    all.put("stackstac-sort-false", Case.of(S2, in(LAT_LON, bands("red"))).at(0, 1));
    all.put(
        "stackstac-bounds",
        Case.of(S2, in(new BBox(UTM33, 531234, 5123456, 541234, 5131456), bands("red"))).at(1, 2));
    UnaryOperator<Cube> clear = c -> c.mask("scl:values=0,3,8,9,10");
    LoadOptions red = bands("red").withQuality("scl");
    all.put(
        "stackstac-mosaic",
        Case.of(S2, red).then(clear).then(c -> c.reduce(TimeReducer.parse("last"))));
    all.put(
        "stackstac-mosaic-reverse",
        Case.of(S2, red).then(clear).then(c -> c.reduce(TimeReducer.parse("first"))));
    UnaryOperator<Cube> masked = c -> c.mask(CLOUDS);
    Case pair = Case.of(S2, raw(in(LAT_LON, bands("red", "nir")).withQuality("scl"))).then(masked);
    all.put("pipe-s2-MS-median", pair.then(c -> c.resample("MS").median()));
    all.put("pipe-s2-5D-median", pair.then(c -> c.resample("5D").median()));
    Case one = Case.of(S2, raw(in(LAT_LON, bands("red")).withQuality("scl"))).then(masked);
    all.put("pipe-s2-count", one.then(c -> c.resample("MS").count()));
    all.put("stackstac-datetime-null", Case.of(DENSE, bands("red")));
    Case dense = Case.of(DENSE, raw(bands("red", "nir").withQuality("scl"))).then(masked);
    for (String offset : List.of("2QE", "QE", "MS", "W", "15D", "SMS")) {
      all.put("pipe-dense-" + offset + "-median", dense.then(c -> c.resample(offset).median()));
    }
    all.put(
        "pipe-dense-MS-ffill-isel",
        Case.of(DENSE, raw(bands("red").withQuality("scl")))
            .then(masked)
            .then(c -> c.resample("MS").median().fillForward().skip(1)));
    all.put(
        "pipe-dense-5D-bfill",
        Case.of(DENSE, raw(bands("nir").withQuality("scl")))
            .then(masked)
            .then(c -> c.resample("5D").first().fillBackward()));
    all.put(
        "stackstac-mixed-red-nir08",
        Case.of("s2-l2a-29rkh-mixedres", raw(bands("red", "nir08", "nir09", "scl"))));
    all.put("stackstac-mixed-nir09", Case.of("s2-l2a-29rkh-mixedres", raw(bands("nir09"))));
    all.put(
        "stackstac-mixed-red-nir08-200",
        Case.of("s2-l2a-29rkh-mixedres", raw(every(200, bands("red", "nir08")))));
    all.put(
        "stackstac-antimeridian", Case.of("s2-l2a-01wcr-antimeridian", every(480, bands("red"))));
    Case landsat =
        Case.of("landsat8-c1-l1-ny2018", raw(every(3000, bands("B4", "B5").withQuality("BQA"))))
            .then(
                c ->
                    c.mask("BQA:bits=4")
                        .calculate("B4=where(B4>0,B4,0/0)", "B5=where(B5>0,B5,0/0)"));
    for (String offset : List.of("2QE", "QE", "MS", "QS")) {
      all.put("pipe-ny2018-" + offset, landsat.then(c -> c.resample(offset).median()));
    }
    Case ndvi =
        Case.of(NDVI, raw(every(10, bands("ndvi").withQuality("clm"))))
            .then(c -> c.mask("clm:keep=0"));
    for (String offset : List.of("QE", "2QE", "YE")) {
      all.put("pipe-ndvi68-" + offset, ndvi.then(c -> c.resample(offset).median()));
    }
    all.put("pipe-ndvi68-W", ndvi.then(c -> c.resample("W").median()).cut(40));
    Case rgb = Case.of(DENSE, raw(bands("red", "green", "blue"))).as(DType.FLOAT32, Double.NaN);
    all.put("geogif-rgb-robust-input", rgb.at(0, 3, 7, 12, 15));
    all.put("geogif-rgb-minmax-input", rgb.at(0, 3));
    all.put("geogif-rgb-vminmax-input", rgb.at(0, 3));
    Case viridis = Case.of(NDVI, raw(every(20, bands("ndvi")))).as(DType.FLOAT32, Double.NaN);
    all.put("geogif-ndvi-viridis-input", viridis.at(3, 20, 40));
    all.put("geogif-ndvi-rdylgn-vminmax-input", viridis.at(3, 20));
    Case small =
        Case.of(S2, raw(every(1400, bands("red", "green", "blue")))).as(DType.FLOAT32, Double.NaN);
    all.put("geogif-s2-dates-input", small.at(1, 2));
    all.put("geogif-s2-date-ll-input", small.at(1));
    return all;
  }

  /// Cases whose first column lies beyond the source in part: GDAL counts the source's first pixels
  /// there once for each that would lie before them.
  private static final Set<String> BEYOND_THE_SOURCE = Set.of("stackstac-res240-average");

  /// Cases that are not reproduced, and why.
  private static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry(
              "pipe-naip-2YE",
              "its window is a column that no image covers; GDAL gives it the nearest pixel"),
          Map.entry(
              "stackstac-antimeridian-4326",
              "a grid round the whole world for images of a few degrees: what must not happen"),
          Map.entry(
              "stackstac-naip-multiband", "stackstac cannot read assets of several bands; we do"),
          Map.entry("stackstac-u16-rescale-true", "an error, tested by its own test below"),
          Map.entry("stackstac-f32-rescale-true", "an error, tested by its own test below"),
          Map.entry(
              "pipe-s2-mean-std", "four statistics in one array, tested by its own test below"),
          Map.entry("xarray-resample-median-empty", "no pixels: tested with the time bins"));

  private static JsonNode truth() throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readAllBytes(Fixtures.require("truth/index.json")))
        .path("cases");
  }

  @Test
  void everyCaseOfThesePeersIsTestedOrLeftOutForAReason() throws IOException {
    var open = new TreeSet<String>();
    for (JsonNode c : truth()) {
      String tool = c.path("tool").asString();
      String id = c.path("id").asString();
      boolean picture = tool.equals("geogif") && !id.endsWith("-input");
      if ((tool.equals("stackstac") || tool.equals("xarray") || tool.equals("geogif"))
          && !picture) {
        open.add(id);
      }
    }
    assertThat(open).hasSizeGreaterThan(70);
    open.removeAll(cases().keySet());
    open.removeAll(LEFT_OUT.keySet());
    assertThat(open).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> cubesEqualThePeers() throws IOException {
    var byId = new TreeMap<String, JsonNode>();
    truth().forEach(c -> byId.put(c.path("id").asString(), c));
    return cases().entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey(),
                    () ->
                        compare(
                            e.getKey(),
                            e.getValue(),
                            java.util.Objects.requireNonNull(byId.get(e.getKey())))));
  }

  private static void compare(String id, Case c, JsonNode truth) throws InterruptedException {
    try (Cairn cairn = Cairn.open(CairnOptions.standard().withMemory(600L << 20).withThreads(2))) {
      Cube cube = c.steps().apply(cairn.cube(items(cairn, c.items()), c.load()));
      checkGrid(cube, truth, id);
      var sink = new WindowSink(window(truth, c.cut()));
      Plan plan =
          Planner.plan(
              cube,
              cairn
                  .planOptions()
                  .withOutput(
                      Stated.as(c.dtype()),
                      Double.isNaN(c.fill()) ? Stated.silent() : Stated.as(c.fill())));
      cairn.run(plan, sink);
      var stored = NpyReader.read(Fixtures.require("truth/" + truth.path("output").asString()));
      checkTimes(cube, c, truth);
      checkValues(id, c, sink, stored.samples(), truth);
    }
  }

  private static List<Item> items(Cairn cairn, String file) throws InterruptedException {
    return cairn.items(Fixtures.require(file).toString()).items().stream()
        .sorted(Comparator.comparing(i -> i.time().nominal().orElse(Instant.EPOCH)))
        .toList();
  }

  private static void checkGrid(Cube cube, JsonNode truth, String id) {
    JsonNode shape = truth.path("full").path("shape");
    int cut = id.equals("pipe-ndvi68-W") ? 1 : 0;
    if (cut == 0) {
      assertThat(cube.grid().height()).as("height").isEqualTo(shape.get(shape.size() - 2).asInt());
      assertThat(cube.grid().width()).as("width").isEqualTo(shape.get(shape.size() - 1).asInt());
    }
    double[] ours = cube.grid().transform().toArray();
    for (int i = 0; i < 6; i++) {
      assertThat(ours[i])
          .as("transform " + i)
          .isCloseTo(truth.path("transform").path(i).asDouble(), within(1e-3));
    }
  }

  private static PixelWindow window(JsonNode truth, int cut) {
    JsonNode w = truth.path("window");
    JsonNode shape = truth.path("full").path("shape");
    if (w.isMissingNode() || w.isNull()) {
      return new PixelWindow(
          cut, cut, shape.get(shape.size() - 1).asInt(), shape.get(shape.size() - 2).asInt());
    }
    int x = w.path("x").path(0).asInt();
    int y = w.path("y").path(0).asInt();
    return new PixelWindow(
        cut + x, cut + y, w.path("x").path(1).asInt() - x, w.path("y").path(1).asInt() - y);
  }

  private static void checkTimes(Cube cube, Case c, JsonNode truth) {
    JsonNode labels = truth.path("coords").path("time_all");
    List<Integer> times = c.times().isEmpty() ? List.of() : c.times();
    if (labels.isMissingNode() || labels.path(0).asString("").equals("NaT")) {
      return;
    }
    var ours = new ArrayList<String>();
    for (int i = 0; i < labels.size(); i++) {
      int step = times.isEmpty() ? i : times.get(i);
      ours.add(
          cube.times()
              .get(step)
              .map(t -> t.truncatedTo(java.time.temporal.ChronoUnit.MILLIS).toString())
              .orElse("NaT"));
    }
    var theirs = new ArrayList<String>();
    labels.forEach(
        l ->
            theirs.add(
                Instant.parse(l.asString() + "Z")
                    .truncatedTo(java.time.temporal.ChronoUnit.MILLIS)
                    .toString()));
    assertThat(ours).isEqualTo(theirs);
  }

  private static void checkValues(
      String id, Case c, WindowSink sink, Samples stored, JsonNode truth) {
    String tolerance = truth.path("tolerance").asString();
    int pixels = (int) sink.window().pixels();
    int steps = c.times().isEmpty() ? sink.times() : c.times().size();
    assertThat(stored.length()).as("values").isEqualTo(steps * sink.bands() * pixels);
    if (tolerance.startsWith(Approximate.WORDS)) {
      for (int t = 0; t < steps; t++) {
        double[] theirs = new double[pixels];
        for (int i = 0; i < pixels; i++) {
          theirs[i] = stored.at(t * pixels + i);
        }
        new Approximate(sink.window().width(), 1e-4)
            .check(id + " " + t, sink.plane(c.times().get(t), 0), theirs, tolerance);
      }
      return;
    }
    int wrong = 0;
    var first = new StringBuilder();
    for (int t = 0; t < steps; t++) {
      int time = c.times().isEmpty() ? t : c.times().get(t);
      for (int b = 0; b < sink.bands(); b++) {
        double[] plane = sink.plane(time, b);
        for (int i = 0; i < pixels; i++) {
          double theirs = stored.at((t * sink.bands() + b) * pixels + i);
          double ours = Double.isNaN(plane[i]) ? c.fill() : plane[i];
          boolean isBeyond = BEYOND_THE_SOURCE.contains(id) && i % sink.window().width() == 0;
          if (!isBeyond && !agree(ours, theirs, tolerance)) {
            wrong++;
            if (first.length() < 400) {
              first.append(
                  " [time %d band %d pixel %d: %s, theirs %s]".formatted(t, b, i, ours, theirs));
            }
          }
        }
      }
    }
    assertThat(wrong).as(id + " (" + tolerance + "):" + first).isZero();
  }

  /// By the index's own words.
  private static boolean agree(double ours, double theirs, String tolerance) {
    if (Double.isNaN(ours) || Double.isNaN(theirs)) {
      return Double.isNaN(ours) && Double.isNaN(theirs);
    }
    double d = Math.abs(ours - theirs);
    if (tolerance.startsWith("exact")) {
      return d == 0;
    }
    if (tolerance.startsWith("integers +-1")) {
      return d <= 1.0001e-4 || d <= 1e-6 * Math.abs(theirs);
    }
    assertThat(tolerance).startsWith("1e-6 relative (float32) or 1e-12 (float64)");
    return d <= 1e-12 * Math.abs(theirs) || d == 0;
  }

  @Test
  void scaledValuesInAnotherTypeThanFloat64AreRefusedAsStackstacRefusesThem()
      throws InterruptedException {
    Path items = Fixtures.require("data/stac/" + S2 + "/search.json");
    try (Cairn cairn = Cairn.open()) {
      Cube cube =
          cairn.cube(
              cairn.items(items.toString()),
              in(LAT_LON, bands("red")).withParity(Parity.STACKSTAC));
      for (DType dtype : List.of(DType.UINT16, DType.FLOAT32)) {
        assertThatThrownBy(
                () ->
                    Planner.plan(
                        cube, cairn.planOptions().withOutput(Stated.as(dtype), Stated.silent())))
            .isInstanceOf(InvalidRequest.class)
            .hasMessageContaining(dtype.toString());
      }
    }
  }

  @Test
  void fourStatisticsEqualXarrays() throws InterruptedException, IOException {
    Path items = Fixtures.require("data/stac/" + S2 + "/search.json");
    JsonNode truth = null;
    for (JsonNode c : truth()) {
      if (c.path("id").asString().equals("pipe-s2-mean-std")) {
        truth = c;
      }
    }
    assertThat(truth).isNotNull();
    JsonNode found = java.util.Objects.requireNonNull(truth);
    Samples stored =
        NpyReader.read(Fixtures.require("truth/" + found.path("output").asString())).samples();
    PixelWindow window = window(found, 0);
    int pixels = (int) window.pixels();
    List<String> statistics = List.of("mean", "std", "q25", "max");
    try (Cairn cairn = Cairn.open()) {
      Cube masked =
          cairn
              .cube(
                  cairn.items(items.toString()),
                  raw(in(LAT_LON, bands("red").withQuality("scl"))).withParity(Parity.STACKSTAC))
              .mask(CLOUDS);
      for (int s = 0; s < statistics.size(); s++) {
        var sink = new WindowSink(window);
        cairn.run(cairn.plan(masked.reduce(TimeReducer.parse(statistics.get(s)))), sink);
        for (int i = 0; i < pixels; i++) {
          double theirs = stored.at(s * pixels + i);
          double ours = sink.plane(0, 0)[i];
          assertThat(agree(ours, theirs, found.path("tolerance").asString()))
              .as(statistics.get(s) + " at " + i + ": " + ours + ", theirs " + theirs)
              .isTrue();
        }
      }
    }
  }

  @Test
  void ourOwnGridIsTheSourcesWhereStackstacsIsHalfAPixelOff()
      throws InterruptedException, CairnException {
    Path items = Fixtures.require("data/stac/" + S2 + "/search.json");
    try (Cairn cairn = Cairn.open()) {
      Cube right = cairn.cube(cairn.items(items.toString()), bands("red"));
      Cube parity =
          cairn.cube(cairn.items(items.toString()), bands("red").withParity(Parity.STACKSTAC));
      assertThat(right.grid().transform().c()).isEqualTo(499_980);
      assertThat(right.grid().width()).isEqualTo(915);
      assertThat(parity.grid().transform().c()).isEqualTo(499_920);
      assertThat(parity.grid().width()).isEqualTo(916);
    }
  }
}
