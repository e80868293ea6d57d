package dev.cairn.cli;

import dev.cairn.Cairn;
import dev.cairn.base.CairnException;
import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.Cube;
import dev.cairn.cube.GridRequest;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.OnReadError;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.expr.MaskSpec;
import dev.cairn.expr.NamedExpr;
import dev.cairn.geo.Crs;
import dev.cairn.geo.GeoBox;
import dev.cairn.plan.Cost;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanJson;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
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
import java.util.Map;
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
  private LoadingOptions load = new LoadingOptions();

  @ArgGroup(validate = false, heading = "%nPipeline, applied in this order:%n")
  private PipelineOptions pipeline = new PipelineOptions();

  @ArgGroup(validate = false, heading = "%nRunning:%n")
  private RunOptions run = new RunOptions();

  @ArgGroup(validate = false, heading = "%nPictures and raster files:%n")
  private OutputOptions written = new OutputOptions();

  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws InterruptedException {
    try (Cairn cairn = run.open()) {
      Sinks.Options options = written.options(run.existing(), load.overviews);
      if (output != null) {
        run.refuseExisting(output, planFile == null ? Map.of() : Map.of("--plan", planFile));
        Sinks.of(output, options).close(); // refuses what it cannot write before anything is read
        written.refuseForeign(output, common::isGiven);
        if (!load.overviews.equalsIgnoreCase("none")) {
          written.refuseOverviews(output, load.overviews);
        }
      }
      Cube cube = cube(cairn);
      cube.notes().forEach(n -> common.say("note: " + n));
      PlanOptions planning =
          cairn
              .planOptions()
              .withChunk(run.chunk())
              .withOutput(
                  load.dtype == null ? Stated.silent() : Stated.as(DType.parse(load.dtype)),
                  load.nodata == null ? Stated.silent() : Stated.as(load.nodata));
      Plan plan = Planner.plan(cube, planning);
      if (planFile != null) {
        save(plan, planFile);
      }
      if (output == null) {
        explain(cairn, cube, plan);
      } else {
        var sink = Sinks.of(output, options);
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
          String.join(" ", items).replaceAll("\\?\\S*", "?…"), // signatures live there
          read.items().isEmpty()
              ? "it has no items"
              : "none of its " + read.items().size() + " items is left by --datetime and --query");
    }
    List<String> named = visibleBands();
    Scenes all =
        Scenes.from(chosen, named.isEmpty() ? BandSelection.all() : new BandSelection.Named(named));
    List<String> visible = named.isEmpty() ? named : all.bands(); // an asset may have several
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
            .withGrid(
                like(
                    cairn,
                    load.withBounds(
                        load.grid(), () -> crs(cairn, all, OnReadError.parse(load.onError)))))
            .withScale(ScalePolicy.parse(load.scale))
            .withOnError(OnReadError.parse(load.onError));
    if (load.nodata != null && load.dtype == null) {
      options = options.withNoData(load.nodata);
    }
    if (load.overviews.equalsIgnoreCase("none")) {
      options = options.withoutOverviews();
    }
    if (load.parity != null) {
      options = options.withParity(Parity.parse(load.parity));
    }
    return pipeline.apply(cairn.cube(chosen, options), visible);
  }

  private GridRequest like(Cairn cairn, GridRequest request) throws InterruptedException {
    String file = load.like;
    if (file == null) {
      return request;
    }
    GeoBox grid =
        cairn
            .raster(file)
            .header()
            .grid()
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "--like " + Href.display(Href.parse(file)),
                        "the raster does not say where its pixels lie"));
    return request.withLike(grid);
  }

  /// The CRS of the first source, from its header where its item does not say.
  private static Crs crs(Cairn cairn, Scenes scenes, OnReadError onError)
      throws InterruptedException {
    for (Scene scene : scenes.list()) {
      for (RasterSource source : scene.sources().values()) {
        Stated<GeoBox> grid = source.grid();
        try {
          grid = grid.isStated() ? grid : cairn.raster(source.href().toString()).header().grid();
        } catch (CairnException e) {
          if (onError == OnReadError.FAIL) {
            throw e;
          }
        }
        if (grid instanceof Stated.As<GeoBox>(GeoBox box)) {
          return box.crs();
        }
      }
    }
    throw new InvalidRequest("--bounds", "no source says in which CRS it is; give --crs");
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
}
