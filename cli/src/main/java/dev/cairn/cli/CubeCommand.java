package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.expr.MaskSpec;
import dev.cairn.expr.NamedExpr;
import dev.cairn.geo.BBox;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.plan.Cost;
import dev.cairn.plan.OnReadError;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanJson;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.Fill;
import dev.cairn.reduce.TimeReducer;
import dev.cairn.sink.Sinks;
import dev.cairn.stac.BandSelection;
import dev.cairn.stac.DatetimeRange;
import dev.cairn.stac.Item;
import dev.cairn.stac.ItemCollection;
import dev.cairn.stac.PropertyFilter;
import dev.cairn.stac.Scenes;
import dev.cairn.stac.Search;
import dev.cairn.store.NewFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cairn cube`: what is asked of some items, explained or computed.
@Command(
    name = "cube",
    sortOptions = false,
    customSynopsis = "cairn cube ITEMS... [loading] [pipeline] [running] [-o OUT]",
    description = {
      "Makes a cube of items: masks, computes, reduces over time, and writes it.",
      "Without -o it shows the cube and what it would take, having read no pixel."
    },
    footer = {
      "",
      "Example: a cloud-free picture of each half-year, as an animation:",
      "  cairn cube search.json --bands red,green,blue --mask 'scl:keep=4,5,6,7,11' \\",
      "    --every 2Q --reduce median --fill forward -o bay.gif --fps 5"
    })
@SuppressWarnings("NullAway.Init") // picocli fills it
final class CubeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "ITEMS",
      description =
          "ItemCollection, Item, catalog.json or collection.json; - for stdin; or rasters as"
              + " NAME=HREF.")
  private List<String> items = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description = "Compute into this file: .gif, .tif (COG) or .npy.")
  private @Nullable Path output;

  @Option(names = "--plan", paramLabel = "FILE.json", description = "Write the replayable plan.")
  private @Nullable Path planFile;

  @ArgGroup(validate = false, heading = "%nLoading:%n")
  private Loading load = new Loading();

  @ArgGroup(validate = false, heading = "%nPipeline, applied in this order:%n")
  private Pipeline pipeline = new Pipeline();

  @ArgGroup(validate = false, heading = "%nRunning:%n")
  private RunOptions run = new RunOptions();

  @ArgGroup(validate = false, heading = "%nPictures and raster files:%n")
  private OutputOptions written = new OutputOptions();

  @Mixin private CommonOptions common;

  /// How items become a cube.
  static final class Loading {
    @Option(
        names = "--bands",
        split = ",",
        paramLabel = "NAME",
        description = "Asset keys, common names or asset.N (default: all).")
    private List<String> bands = List.of();

    @Option(
        names = "--bbox",
        paramLabel = "W,S,E,N",
        description = "Area in degrees; W > E crosses the antimeridian.")
    private @Nullable String bbox;

    @Option(
        names = "--bounds",
        paramLabel = "XMIN,YMIN,XMAX,YMAX",
        description = "Area in the grid's CRS.")
    private @Nullable String bounds;

    @Option(
        names = "--crs",
        paramLabel = "EPSG:N|native",
        defaultValue = "native",
        description = "CRS of the grid; the sources' own for now.")
    private String crs = "native";

    @Option(
        names = "--resolution",
        paramLabel = "R[,R]",
        description = "Units of the CRS a pixel (default: the finest selected band's).")
    private @Nullable String resolution;

    @Option(
        names = "--align",
        paramLabel = "native|origin|none",
        description = "Where pixel edges lie (default: native).")
    private @Nullable String align;

    @Option(
        names = "--datetime",
        paramLabel = "A/B",
        description = "Only items of this time: 2023, 2023-07, 2023-07-01/.. and the like.")
    private @Nullable String datetime;

    @Option(
        names = "--query",
        paramLabel = "'P<V'",
        description = "Only items with such a property, such as 'eo:cloud_cover<20' (repeat).")
    private List<String> query = List.of();

    @Option(
        names = "--resampling",
        paramLabel = "nearest|bilinear",
        description = "One for all bands, or band=method,… (default: nearest).")
    private @Nullable String resampling;

    @Option(
        names = "--scale",
        paramLabel = "auto|none|stac|file",
        defaultValue = "auto",
        description = "Whose scale and offset make values (default: ${DEFAULT-VALUE}).")
    private String scale = "auto";

    @Option(
        names = "--dtype",
        paramLabel = "TYPE",
        description =
            "Type of the result (default: the sources', float32 where anything is computed).")
    private @Nullable String dtype;

    @Option(
        names = "--nodata",
        paramLabel = "V",
        description =
            "The sample that stands for no value: in the sources, over what they say; with --dtype"
                + " in the result.")
    private @Nullable Double nodata;

    @Option(
        names = "--overviews",
        paramLabel = "auto|none|AVERAGE|NEAREST",
        defaultValue = "auto",
        description =
            "Whether overviews are read, and how those of a raster file are made (default:"
                + " ${DEFAULT-VALUE}).")
    private String overviews = "auto";

    @Option(
        names = "--on-error",
        paramLabel = "fail|skip",
        defaultValue = "fail",
        description = "What becomes of sources that cannot be read (default: ${DEFAULT-VALUE}).")
    private String onError = "fail";

    @Option(
        names = "--parity",
        paramLabel = "stackstac",
        description = "Reproduce a peer where it and we differ.")
    private @Nullable String parity;

    GridRequest grid() {
      GridRequest request = GridRequest.AUTO;
      if (align != null) {
        request = request.withAlign(GridRequest.Align.parse(align));
      }
      if (resolution != null) {
        double[] size = numbers("--resolution", resolution, 1, 2);
        request = request.withResolution(size[0], size[size.length - 1]);
      }
      if (!crs.equals("native")) {
        request = request.withCrs(Crs.parse(crs));
      }
      if (bbox != null && bounds != null) {
        throw new InvalidRequest("--bbox and --bounds", "give one of them");
      }
      if (bbox != null) {
        double[] b = numbers("--bbox", bbox, 4, 4);
        if (b[1] >= b[3]) {
          throw new InvalidRequest(
              "--bbox " + bbox, "south " + b[1] + " is not below north " + b[3]);
        }
        request = request.withBounds(BBox.lonLat(b[0], b[1], b[2], b[3]));
      }
      return request;
    }

    /// The bounds in the CRS of the grid, once that is known.
    GridRequest withBounds(GridRequest request, CrsOfSources sources) throws InterruptedException {
      if (bounds == null) {
        return request;
      }
      double[] b = numbers("--bounds", bounds, 4, 4);
      if (b[0] >= b[2] || b[1] >= b[3]) {
        throw new InvalidRequest(
            "--bounds " + bounds, "expected XMIN,YMIN,XMAX,YMAX with minima below maxima");
      }
      return request.withBounds(
          new BBox(
              request.crs() instanceof Stated.As<Crs>(Crs asked) ? asked : sources.get(),
              b[0],
              b[1],
              b[2],
              b[3]));
    }

    LoadOptions resampled(LoadOptions options) {
      LoadOptions changed = options;
      if (resampling == null) {
        return changed;
      }
      for (String part : resampling.split(",", -1)) {
        int equals = part.indexOf('=');
        changed =
            equals < 0
                ? changed.withResampling(Resampling.parse(part))
                : changed.withResampling(
                    part.substring(0, equals).strip(),
                    Resampling.parse(part.substring(equals + 1)));
      }
      return changed;
    }
  }

  /// What is done to the cube.
  static final class Pipeline {
    @Option(
        names = "--mask",
        paramLabel = "BAND:RULE",
        description =
            "'qa_pixel:bits=1,2,3,4', 'scl:values=3,8,9,10', 'scl:keep=4,5,6,7,11', landsat-qa or"
                + " s2-scl (repeat).")
    private List<String> masks = List.of();

    @Option(
        names = "--expression",
        paramLabel = "'NAME=EXPR'",
        description =
            "A new band, such as 'ndvi=(nir-red)/(nir+red)' (repeat); they replace the bands.")
    private List<String> expressions = List.of();

    @Option(
        names = "--every",
        paramLabel = "OFFSET",
        description = "Bins of time by pandas' names: D, W, MS, ME, QS, QE, 2Q, YS, ….")
    private @Nullable String every;

    @Option(
        names = "--reduce",
        paramLabel = "HOW",
        description =
            "median, mean, min, max, sum, std, var, count, first, last or a percentile such as q05;"
                + " over each bin, or over all time.")
    private @Nullable String reduce;

    @Option(
        names = "--fill",
        paramLabel = "forward|backward",
        description = "Pixels without a value take it from the step before or after.")
    private @Nullable String fill;

    @Option(
        names = "--skip",
        paramLabel = "N",
        defaultValue = "0",
        description = "Leave out the first steps.")
    private int skip;

    Cube apply(Cube cube, List<String> visible) {
      Cube c = cube;
      for (String mask : masks) {
        c = c.mask(mask);
      }
      if (!expressions.isEmpty()) {
        c = c.calculate(expressions.toArray(String[]::new));
      } else if (!visible.isEmpty() && !visible.equals(c.bands())) {
        c = c.select(visible.toArray(String[]::new));
      }
      if (every != null && reduce == null) {
        throw new InvalidRequest("--every " + every, "say with --reduce what becomes of each bin");
      }
      if (every != null) {
        c = c.resample(every).reduce(Objects.requireNonNull(reduce));
      } else if (reduce != null) {
        c = c.reduce(TimeReducer.parse(reduce));
      }
      if (fill != null) {
        c =
            switch (Fill.parse(fill)) {
              case FORWARD -> c.fillForward();
              case BACKWARD -> c.fillBackward();
            };
      }
      return c.skip(skip);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    try (Cairn cairn = run.open()) {
      if (output != null) {
        run.refuseExisting(output);
        Sinks.of(output, written.options(run.existing(), load.overviews))
            .close(); // refuses what it cannot write before anything is read
      }
      Cube cube = cube(cairn);
      PlanOptions options =
          cairn
              .planOptions()
              .withChunk(run.chunk())
              .withOnError(OnReadError.parse(load.onError))
              .withOutput(
                  load.dtype == null ? Stated.silent() : Stated.as(DType.parse(load.dtype)),
                  load.nodata == null ? Stated.silent() : Stated.as(load.nodata));
      Plan plan = Planner.plan(cube, options);
      if (planFile != null) {
        save(plan, planFile);
      }
      if (output == null) {
        explain(cairn, cube, plan);
      } else {
        var sink = Sinks.of(output, written.options(run.existing(), load.overviews));
        run.report(cairn.run(plan, sink, common.progress()), output, common);
      }
      return 0;
    }
  }

  private Cube cube(Cairn cairn) throws InterruptedException {
    ItemCollection read = cairn.items(items, System.in);
    Search search = Search.everything();
    if (load.datetime != null) {
      search = search.withDatetime(DatetimeRange.parse(load.datetime));
    }
    search = search.withQuery(load.query.stream().map(PropertyFilter::parse).toList());
    List<Item> chosen = search.over(read).items().items();
    if (chosen.isEmpty()) {
      throw new InvalidRequest(
          String.join(" ", items),
          read.items().isEmpty()
              ? "it has no items"
              : "none of its " + read.items().size() + " items is left by --datetime and --query");
    }
    List<String> visible = visibleBands();
    Scenes all =
        Scenes.from(
            chosen, visible.isEmpty() ? BandSelection.all() : new BandSelection.Named(visible));
    var quality = new ArrayList<String>();
    for (String mask : pipeline.masks) {
      String band = qualityBand(MaskSpec.parse(mask), chosen);
      if (!visible.contains(band) && !quality.contains(band)) {
        quality.add(band);
      }
    }
    LoadOptions options =
        load.resampled(LoadOptions.of(visible.toArray(String[]::new)))
            .withQuality(quality.toArray(String[]::new))
            .withGrid(load.withBounds(load.grid(), () -> crs(cairn, all)))
            .withScale(ScalePolicy.parse(load.scale));
    if (load.nodata != null && load.dtype == null) {
      options = options.withNoData(load.nodata);
    }
    if (load.overviews.equalsIgnoreCase("none")) {
      options = options.withoutOverviews();
    }
    if (load.parity != null) {
      options = options.withParity(Parity.parse(load.parity));
    }
    return pipeline.apply(cairn.cube(chosen, options), load.bands);
  }

  /// The CRS of the first source, from its header where its item does not say.
  private static Crs crs(Cairn cairn, Scenes scenes) throws InterruptedException {
    for (Scene scene : scenes.list()) {
      for (RasterSource source : scene.sources().values()) {
        Stated<GeoBox> grid =
            source.grid().isStated()
                ? source.grid()
                : cairn.raster(source.href().toString()).header().grid();
        if (grid instanceof Stated.As<GeoBox>(GeoBox box)) {
          return box.crs();
        }
      }
    }
    throw new InvalidRequest("--bounds", "no source says in which CRS it is; give --crs");
  }

  /// Says the CRS of the sources, reading a header if need be.
  private interface CrsOfSources {
    Crs get() throws InterruptedException;
  }

  /// The bands that are read as such: those asked for, or those that the expressions use.
  private List<String> visibleBands() {
    if (pipeline.expressions.isEmpty()) {
      return load.bands;
    }
    var used = new LinkedHashSet<>(load.bands);
    for (String e : pipeline.expressions) {
      used.addAll(NamedExpr.parse(e).expr().bands());
    }
    return List.copyOf(used);
  }

  /// The name under which the items have a mask's band.
  private static String qualityBand(MaskSpec mask, List<Item> items) {
    InvalidRequest first = null;
    for (String name : mask.bands()) {
      try {
        Scenes.from(items, BandSelection.of(name));
        return name;
      } catch (InvalidRequest e) {
        first = first == null ? e : first;
      }
    }
    throw first == null ? new InvalidRequest("mask " + mask, "it names no band") : first;
  }

  private void save(Plan plan, Path file) {
    if (!file.toString().endsWith(".json")) {
      throw new Unsupported("--plan " + file, "plans are written as .json");
    }
    try (NewFile out = NewFile.create(file, run.existing())) {
      out.write(ByteBuffer.wrap((PlanJson.write(plan) + "\n").getBytes(StandardCharsets.UTF_8)), 0);
      out.publish();
    }
  }

  private void explain(Cairn cairn, Cube cube, Plan plan) throws InterruptedException {
    Cost cost = cairn.cost(plan);
    if (common.json()) {
      common
          .out()
          .println("{\"cost\":" + Reports.json(cost) + ",\"plan\":" + PlanJson.write(plan) + "}");
    } else {
      common.out().println(cube);
      common.out().println(Reports.explain(plan, cost));
    }
    common.out().flush();
  }

  static double[] numbers(String option, String text, int least, int most) {
    String[] parts = text.split(",", -1);
    if (parts.length < least || parts.length > most) {
      throw new InvalidRequest(
          option + " " + text,
          "expected "
              + (least == most ? "" : least + " to ")
              + most
              + " numbers, found "
              + parts.length);
    }
    var numbers = new double[parts.length];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new InvalidRequest(option + " " + text, "'" + parts[i] + "' is no number");
      }
      if (!Double.isFinite(numbers[i])) {
        throw new InvalidRequest(option + " " + text, "'" + parts[i] + "' is not finite");
      }
    }
    return numbers;
  }
}
