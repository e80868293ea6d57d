package dev.cairn;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.Href;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Progress;
import dev.cairn.base.Unsupported;
import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.SceneHeaders;
import dev.cairn.exec.LocalRunner;
import dev.cairn.exec.RunReport;
import dev.cairn.exec.SharedBlocks;
import dev.cairn.exec.Sink;
import dev.cairn.geo.GeoBox;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Cost;
import dev.cairn.plan.Plan;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.Block;
import dev.cairn.raster.RasterHeader;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Scene;
import dev.cairn.sink.Sinks;
import dev.cairn.stac.BandSelection;
import dev.cairn.stac.Item;
import dev.cairn.stac.ItemCollection;
import dev.cairn.stac.Scenes;
import dev.cairn.stac.StacReader;
import dev.cairn.store.Stores;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The door: finds items, makes cubes of them, and runs what is asked of a cube.
///
/// ```java
/// try (Cairn cairn = Cairn.open()) {
///   var load = LoadOptions.of("red", "green", "blue").withQuality("scl");
///   Cube cube = cairn.cube(cairn.items("search.json"), load)
///       .mask("scl:keep=4,5,6,7,11")
///       .resample("2Q").median()
///       .fillForward();
///   cairn.write(cube, Path.of("bay.gif"));
/// }
/// ```
///
/// Owns open files and connections until [#close]. Safe for any number of threads; each run uses
/// the memory and the threads of its own options.
public final class Cairn implements AutoCloseable {
  /// Of memory for headers: several thousand of them.
  private static final long MOST_HEADER_BYTES = 32 << 20;

  private final Stores stores;
  private final OpenRasters opener;
  private final SharedBlocks blocks;
  private final CairnOptions options;

  private Cairn(CairnOptions options) {
    this.options = options;
    this.stores = new Stores(options.stores());
    this.opener =
        new OpenRasters(stores, Math.clamp(options.memory() / 16, 1 << 20, MOST_HEADER_BYTES));
    this.blocks = new SharedBlocks(options.cachedBlocks());
  }

  /// With the JVM's memory and a thread a core.
  public static Cairn open() {
    return open(CairnOptions.standard());
  }

  public static Cairn open(CairnOptions options) {
    return new Cairn(options);
  }

  /// Items of an ItemCollection, Item, static catalogue or collection, or plain rasters as
  /// `NAME=HREF`.
  ///
  /// @throws dev.cairn.base.CairnException where they cannot be had
  public ItemCollection items(String... sources) throws InterruptedException {
    return items(List.of(sources), InputStream.nullInputStream());
  }

  /// As [#items(String...)], with `-` for a document from `stdin`.
  public ItemCollection items(List<String> sources, InputStream stdin) throws InterruptedException {
    return new StacReader(stores, StacReader.Limits.standard(), this::bandCount)
        .read(sources, stdin);
  }

  /// A raster that cannot be opened is told of by who needs it, or left out.
  private int bandCount(URI raster) throws InterruptedException {
    try {
      return opener.open(raster).header().bands().size();
    } catch (NotFound | AccessDenied | Malformed | Unsupported _) {
      return 0; // not Unavailable: a later try may succeed, and would give other bands
    }
  }

  /// A whole document.
  ///
  /// @param maxBytes a larger one is [dev.cairn.base.Unsupported]
  public byte[] read(URI document, long maxBytes) throws InterruptedException {
    return stores.readAll(document, maxBytes);
  }

  /// Opens a raster by its header.
  public RasterReader raster(String href) throws InterruptedException {
    return opener.open(Href.parse(href));
  }

  /// The items as a cube. Headers are read where the items do not say where pixels lie or of which
  /// type they are; with [dev.cairn.cube.OnReadError#SKIP] sources whose headers cannot be read are
  /// left out, and the run's report lists them.
  ///
  /// @throws dev.cairn.base.InvalidRequest where the items or options do not make a cube
  public Cube cube(ItemCollection items, LoadOptions load) throws InterruptedException {
    return cube(items.items(), load);
  }

  public Cube cube(List<Item> items, LoadOptions load) throws InterruptedException {
    BandSelection selection =
        load.bands().isEmpty()
            ? new BandSelection.All(load.quality())
            : new BandSelection.Named(load.bands()).and(load.quality());
    Scenes scenes = Scenes.from(items, selection);
    var bands = new LinkedHashSet<>(scenes.bands());
    var completed =
        SceneHeaders.complete(scenes.list(), bands, load.scale(), load.onError(), opener);
    return Cube.load(completed.withNotes(notes(scenes)), expanded(load, items, bands));
  }

  /// A name that stands for all bands of an asset is not one of a band.
  private static LoadOptions expanded(LoadOptions load, List<Item> items, Set<String> bands) {
    if (bands.containsAll(load.bands()) && bands.containsAll(load.quality())) {
      return load;
    }
    return load.withBands(labels(items, load.bands()))
        .withQuality(labels(items, load.quality()).toArray(String[]::new));
  }

  private static List<String> labels(List<Item> items, List<String> names) {
    return names.isEmpty() ? names : Scenes.from(items, new BandSelection.Named(names)).bands();
  }

  /// What the items say wrongly, and what they do not say and the headers do that have been read.
  private List<String> notes(Scenes scenes) {
    var notes = new ArrayList<>(scenes.notes());
    for (String band : scenes.uncounted()) {
      for (Scene scene : scenes.list()) {
        RasterSource source = scene.sources().get(band);
        if (source == null) {
          continue;
        }
        int count = opener.opened(source.href()).map(r -> r.header().bands().size()).orElse(0);
        if (count > 1) {
          notes.add(
              "band "
                  + band
                  + " is the first of "
                  + count
                  + " in "
                  + Href.display(source.href())
                  + ", of which item "
                  + scene.id()
                  + " says nothing; ask for the others as "
                  + band
                  + ".2 to "
                  + band
                  + "."
                  + count);
          break;
        }
      }
    }
    return notes;
  }

  /// What will be done for a cube.
  public Plan plan(Cube cube) {
    return Planner.plan(cube, planOptions());
  }

  /// Plans of this door: its memory and threads.
  public PlanOptions planOptions() {
    return PlanOptions.of(options.memory(), options.threads()).withReserved(options.cachedBlocks());
  }

  /// What running a plan will take; reads a header a band.
  public Cost cost(Plan plan) throws InterruptedException {
    var profiles = new LinkedHashMap<String, Cost.Profile>();
    for (Plan.Input input : plan.inputs()) {
      for (Scene scene : plan.scenes()) {
        RasterSource source = scene.sources().get(input.name());
        if (source != null) {
          profiles.put(input.name(), profile(plan, source));
          break;
        }
      }
    }
    return Cost.of(plan, profiles);
  }

  private Cost.Profile profile(Plan plan, RasterSource source) throws InterruptedException {
    RasterReader reader = opener.open(source.href());
    RasterHeader header = reader.header();
    GeoBox grid = header.grid().or(source.grid()).orElse(plan.grid());
    int level = plan.reading().overviews() ? LocalRunner.level(header, grid, plan.grid()) : 0;
    RasterHeader.Level chosen = header.levels().get(level);
    int band = Math.min(source.band(), header.bands().size() - 1);
    List<Block> blocks =
        reader.blocks(band, level, new PixelWindow(0, 0, chosen.width(), chosen.height()));
    long stored = 0;
    for (Block block : blocks) {
      if (block.bytes() instanceof Block.Bytes.Stored(var range)) {
        stored += range.length();
      }
    }
    int held = header.interleaved() ? header.bands().size() : 1;
    double pixels = (double) chosen.width() * chosen.height();
    return new Cost.Profile(
        pixels / ((double) header.width() * header.height()),
        chosen.width(),
        chosen.height(),
        chosen.blockWidth(),
        chosen.blockHeight(),
        stored / pixels,
        held * header.bands().get(band).dtype().bytes());
  }

  /// Where a run's output goes: a file, or an object of a store such as `s3://BUCKET/KEY.tif`; the
  /// ending says the format.
  ///
  /// @throws Unsupported where no format has that ending, or it is not written there
  public Sink sink(String target, Sinks.Options options) {
    return isFile(target)
        ? Sinks.of(Path.of(target), options)
        : Sinks.of(stores, Href.parse(target), options);
  }

  /// True for a path, false for an address.
  public static boolean isFile(String target) {
    return !target.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+://.*");
  }

  /// Runs a plan into a sink and closes it.
  public RunReport run(Plan plan, Sink sink) throws InterruptedException {
    return run(plan, sink, Progress.NONE);
  }

  public RunReport run(Plan plan, Sink sink, Progress progress) throws InterruptedException {
    try (sink) {
      return new LocalRunner(opener, blocks, stores::counts, options.threads(), progress)
          .run(plan, sink);
    }
  }

  /// Computes the cube into a file; its ending says the format. An existing file is refused.
  ///
  /// @throws dev.cairn.base.InvalidRequest where the format cannot hold the cube
  public RunReport write(Cube cube, Path target) throws InterruptedException {
    return run(plan(cube), Sinks.of(target, Sinks.Options.DEFAULT));
  }

  @Override
  public void close() {
    stores.close();
  }
}
