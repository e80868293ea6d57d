package dev.cairn.plan;

import dev.cairn.base.ByteSize;
import dev.cairn.base.InvalidRequest;
import dev.cairn.cube.Cube;
import dev.cairn.cube.Load;
import dev.cairn.cube.LoadOptions;
import dev.cairn.cube.Parity;
import dev.cairn.cube.ScalePolicy;
import dev.cairn.cube.Step;
import dev.cairn.expr.Precision;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.Fill;
import dev.cairn.warp.Placement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Makes plans of cubes. Pure.
public final class Planner {
  /// What a run takes beside its chunks: buffers of blocks on their way, the sink's open pieces,
  /// headers.
  static final long FIXED_BYTES = 24L << 20;

  /// Of these, what blocks on their way take at the least.
  private static final long BLOCK_BYTES = 16L << 20;

  /// What buffers get of the memory; the rest is for headers, code and what the collector has not
  /// collected yet.
  private static final double SHARE = 0.55;

  /// Scenes of a chunk on their way while others are computed: enough for two cores, and no more
  /// than hide a link's latency.
  private static final int LEAST_AHEAD = 3;

  private static final int MANY_AHEAD = 16;

  /// With a round trip of 50 ms and a scene done in 5 ms, a dozen would do; more where a scene is
  /// one small file, of which a link takes many at a time.
  private static final int MOST_AHEAD = 24;

  private static final int LARGEST_CHUNK = 4 << 20;
  private static final int SMALLEST_CHUNK = 64 * 64;

  private Planner() {}

  /// @throws InvalidRequest where the memory does not suffice, with what would; or the output's
  /// type needs a no-data value
  public static Plan plan(Cube cube, PlanOptions options) {
    Load load = cube.source();
    LoadOptions reading = load.options();
    List<Plan.Input> inputs = inputs(cube);
    Set<String> names = new LinkedHashSet<>();
    inputs.forEach(i -> names.add(i.name()));
    DType dtype = options.dtype().orElse(cube.dtype());
    if (options.nodata() instanceof Stated.As<Double>(Double nodata) && !dtype.holds(nodata)) {
      throw new InvalidRequest("nodata " + nodata, "no sample of type " + dtype);
    }
    if (reading.parity() == Parity.STACKSTAC
        && reading.scale() != ScalePolicy.NONE
        && dtype != DType.FLOAT64) {
      throw new InvalidRequest(
          "dtype " + dtype,
          "stackstac refuses to scale into other types than float64; give --scale none");
    }
    var output =
        new Plan.Output(
            cube.times(),
            cube.bands(),
            dtype,
            options.nodata().or(outputNoData(cube, dtype)),
            cube.timeCoordinates(),
            cube.bandCoordinates());
    var how =
        new Plan.Reading(
            cube.precision(),
            reading.warpError(),
            reading.scale(),
            reading.nodata(),
            reading.overviews(),
            reading.parity(),
            reading.onError());
    List<Scene> scenes = load.scenes().stream().map(s -> narrow(s, names)).toList();
    Plan.Chunking chunking =
        chunking(
            cube.grid(),
            cube.source().scenes().size(),
            options,
            bytesPerPixel(
                cube.grid(), inputs, scenes, cube.steps(), cube.precision(), how.overviews()));
    return new Plan(
        cube.grid(),
        cube.gridReasons(),
        inputs,
        scenes,
        load.unread(),
        cube.steps(),
        output,
        how,
        chunking);
  }

  /// Samples that pass through unchanged keep their no-data value, where all sources agree on one.
  private static Stated<Double> outputNoData(Cube cube, DType dtype) {
    if (dtype.isFloating()) {
      return Stated.as(Double.NaN);
    }
    if (cube.dtype() != dtype) {
      return Stated.silent();
    }
    if (cube.source().options().nodata().isStated()) {
      return cube.source().options().nodata();
    }
    var stated = new LinkedHashSet<Stated<Double>>();
    for (Scene scene : cube.source().scenes()) {
      for (String band : cube.source().bands()) {
        var source = scene.sources().get(band);
        if (source != null && source.nodata().isStated()) {
          stated.add(source.nodata());
        }
      }
    }
    return stated.size() == 1 ? stated.iterator().next() : Stated.silent();
  }

  /// The bands that the steps use; those that nobody needs are not opened.
  private static List<Plan.Input> inputs(Cube cube) {
    Load load = cube.source();
    Set<String> masks = new LinkedHashSet<>();
    Set<String> visible = new LinkedHashSet<>(load.bands());
    for (Step step : cube.steps()) {
      if (step instanceof Step.Mask(String band, _)) {
        masks.add(band);
      }
    }
    visible.retainAll(Needed.of(load.bands(), cube.steps()));
    var inputs = new ArrayList<Plan.Input>();
    var names = new LinkedHashSet<>(visible);
    names.addAll(masks);
    for (String name : names) {
      Resampling resampling = load.options().resamplingFor(name, masks.contains(name));
      DType dtype = load.dtypes().get(name);
      inputs.add(
          new Plan.Input(
              name, Objects.requireNonNull(dtype, name), resampling, visible.contains(name)));
    }
    return inputs;
  }

  private static Scene narrow(Scene scene, Set<String> names) {
    var sources = new LinkedHashMap<>(scene.sources());
    sources.keySet().retainAll(names);
    var bands = new LinkedHashMap<>(scene.bands());
    bands.keySet().retainAll(names);
    return new Scene(
        scene.id(), scene.collection(), scene.time(), Stated.silent(), Map.of(), bands, sources);
  }

  /// Working bytes that a pixel of a chunk takes.
  ///
  /// @param held over the steps
  /// @param perScene for each scene on its way
  private record PixelBytes(long held, long perScene) {
    long with(int ahead) {
      return held + ahead * perScene;
    }

    Plan.Chunking chunking(int width, int height, int atOnce, int ahead, PlanOptions options) {
      return new Plan.Chunking(width, height, atOnce, ahead, held, perScene, options.memory());
    }
  }

  private static PixelBytes bytesPerPixel(
      GeoBox grid,
      List<Plan.Input> inputs,
      List<Scene> scenes,
      List<Step> steps,
      Precision precision,
      boolean overviews) {
    long value = precision.dtype().bytes();
    long samples = 0;
    long visible = 0;
    for (Plan.Input input : inputs) {
      samples += input.dtype().bytes() + 1 + gathered(grid, input, scenes, overviews);
      visible += input.visible() ? value : 0;
    }
    long frame = Math.max(visible, 1);
    long perScene = samples + frame;
    long held = 0;
    int times = scenes.size();
    for (Step step : steps) {
      switch (step) {
        case Step.Mask _ -> {}
        case Step.SelectBands(var bands) -> frame = bands.size() * value;
        case Step.SelectTimes(var positions) -> times = positions.size();
        case Step.Calculate(var bands) -> {
          frame = bands.size() * value;
          held += frame;
        }
        case Step.Reduce(_, var bins) -> {
          int most = bins.stream().mapToInt(Step.Bin::size).max().orElse(0);
          held += (most + 1L) * frame;
          times = bins.size();
        }
        case Step.Carry(var fill) -> held += fill == Fill.FORWARD ? frame : (times + 1L) * frame;
      }
    }
    return new PixelBytes(held + frame, perScene);
  }

  /// Bytes of source pixels that are gathered for a target pixel before they are weighed. Where a
  /// source takes more, a run takes it from what is set aside for that, or refuses.
  private static long gathered(
      GeoBox grid, Plan.Input input, List<Scene> scenes, boolean overviews) {
    var seen = new HashSet<GeoBox>(); // many sources share a grid
    double most = 0;
    for (Scene scene : scenes) {
      RasterSource source = scene.sources().get(input.name());
      if (source != null
          && source.grid() instanceof Stated.As<GeoBox>(GeoBox box)
          && seen.add(box)) {
        most = Math.max(most, gatheredPixels(box, grid, input.resampling(), overviews));
      }
    }
    return (long) Math.ceil(most * (input.dtype().bytes() + 0.125));
  }

  /// Pixels of a source that a plan counts on for each of its own: as [Placement#gathered], but
  /// where overviews may be read no more than lie between two of them, each half as large as the
  /// one before.
  ///
  /// @param source the full resolution's grid
  public static double gatheredPixels(
      GeoBox source, GeoBox target, Resampling method, boolean overviews) {
    double pixels = Placement.gathered(source, target, method);
    return overviews ? Math.min(pixels, MOST_BETWEEN_OVERVIEWS) : pixels;
  }

  /// Twice two, squared, and what pixels of an overview may be larger than they should be.
  private static final double MOST_BETWEEN_OVERVIEWS = 9;

  /// A plan from outside with its costs, which nobody's word is taken for.
  static Plan withCosts(Plan plan) {
    PixelBytes bytes =
        bytesPerPixel(
            plan.grid(),
            plan.inputs(),
            plan.scenes(),
            plan.steps(),
            plan.reading().precision(),
            plan.reading().overviews());
    Plan.Chunking c = plan.chunking();
    return plan.withChunking(
        new Plan.Chunking(
            c.width(),
            c.height(),
            c.atOnce(),
            c.ahead(),
            bytes.held(),
            bytes.perScene(),
            c.budget()));
  }

  /// The same plan in other pieces: for another memory, another number of threads, or a shape that
  /// is asked for.
  ///
  /// @throws InvalidRequest where the memory does not suffice, with what would
  public static Plan rechunk(Plan plan, PlanOptions options) {
    var bytes = new PixelBytes(plan.chunking().heldBytes(), plan.chunking().sceneBytes());
    return plan.withChunking(chunking(plan.grid(), plan.scenes().size(), options, bytes));
  }

  private static Plan.Chunking chunking(
      GeoBox grid, int scenes, PlanOptions options, PixelBytes bytes) {
    int least = Math.min(LEAST_AHEAD, scenes);
    long room = room(options);
    return switch (options.chunk()) {
      case PlanOptions.Chunk.Of(int h, int w) -> {
        int height = Math.min(h, grid.height());
        int width = Math.min(w, grid.width());
        long pixels = (long) height * width;
        if (pixels * bytes.with(least) > room) {
          throw tooLittle(options, pixels * bytes.with(least), "chunks of " + height + "×" + width);
        }
        int ahead = ahead(pixels, bytes, least, scenes, room);
        long chunks =
            (long) Math.ceilDiv(grid.width(), width) * Math.ceilDiv(grid.height(), height);
        int atOnce =
            (int)
                Math.clamp(
                    room / (pixels * bytes.with(ahead)),
                    1,
                    Math.min(chunks, options.threads() + 1L));
        int further = further(pixels * atOnce, bytes, ahead, scenes, room);
        yield bytes.chunking(width, height, atOnce, further, options);
      }
      case PlanOptions.Chunk.Auto _ -> {
        long whole = grid.pixels();
        long smallest = Math.min(SMALLEST_CHUNK, whole);
        if (smallest * bytes.with(least) > room) {
          throw tooLittle(options, smallest * bytes.with(least), "the smallest chunks, 64×64,");
        }
        if (whole * bytes.with(least) <= room && whole <= LARGEST_CHUNK) {
          int ahead = ahead(whole, bytes, least, scenes, room);
          int further = further(whole, bytes, ahead, scenes, room);
          yield bytes.chunking(grid.width(), grid.height(), 1, further, options);
        }
        int atOnce = room / bytes.with(least) >= 2 * LARGEST_CHUNK ? 2 : 1;
        long pixels = Math.min(LARGEST_CHUNK, room / bytes.with(least) / atOnce);
        Shape shape = Shape.best(grid.width(), grid.height(), pixels);
        int width = shape.width();
        int height = shape.height();
        long together = (long) width * height * atOnce;
        int ahead = ahead(together, bytes, least, scenes, room);
        int further = further(together, bytes, ahead, scenes, room);
        yield bytes.chunking(width, height, atOnce, further, options);
      }
    };
  }

  /// What blocks on their way may take of the memory: what is set aside for them, and what the
  /// chunks leave.
  public static long blockBytes(Plan plan) {
    long left = (long) (plan.chunking().budget() * SHARE) - plan.peakMemory();
    return BLOCK_BYTES + Math.max(0, left);
  }

  /// What chunks may take of the memory.
  private static long room(PlanOptions options) {
    return (long) (options.memory() * SHARE) - FIXED_BYTES - options.reserved();
  }

  /// The shape of chunks.
  private record Shape(int width, int height) {
    /// Sources are stored in blocks of about this side: what a chunk's edge cuts is decoded for
    /// both of its sides.
    private static final int BLOCK = 512;

    /// Of the shapes that hold at most so many pixels, the one for which the fewest blocks are
    /// decoded twice, if blocks lie anywhere. Sides that do not span the grid are multiples of a
    /// block's, or of 64 pixels where they are smaller.
    static Shape best(int gridWidth, int gridHeight, long pixels) {
      Shape best = new Shape(1, 1);
      double least = Double.POSITIVE_INFINITY;
      for (int columns = 1; columns <= gridWidth; columns++) {
        int width = cut(gridWidth, columns, Math.ceilDiv(gridWidth, columns));
        if (width > pixels) {
          continue;
        }
        long room = pixels / width;
        int rows = (int) Math.ceilDiv(gridHeight, Math.min(room, gridHeight));
        int height =
            rows == 1
                ? gridHeight
                : (int) Math.min(room, cut(gridHeight, rows, Math.ceilDiv(gridHeight, rows)));
        double across = Math.ceilDiv(gridWidth, width);
        double down = Math.ceilDiv(gridHeight, height);
        double decoded = (gridWidth + across * BLOCK) * (gridHeight + down * BLOCK);
        if (decoded < least) {
          least = decoded;
          best = new Shape(width, height);
        }
        if (width <= 64) {
          break;
        }
      }
      return best;
    }

    private static int cut(int length, int parts, int side) {
      int unit = side >= BLOCK ? BLOCK : 64;
      return parts == 1 ? length : Math.min(length, Math.ceilDiv(side, unit) * unit);
    }
  }

  /// As many scenes ahead as the room allows: more hide more of a network's latency.
  private static int ahead(long pixels, PixelBytes bytes, int least, int scenes, long room) {
    int ahead = least;
    while (ahead < Math.min(MANY_AHEAD, scenes) && pixels * bytes.with(ahead + 1) <= room) {
      ahead++;
    }
    return ahead;
  }

  /// Many scenes ahead and more, once it is known how many chunks are computed at one time: where
  /// room is left for them and for as much again, which is for their blocks on their way.
  private static int further(long pixels, PixelBytes bytes, int ahead, int scenes, long room) {
    int more = ahead;
    while (more >= MANY_AHEAD
        && more < Math.min(MOST_AHEAD, scenes)
        && pixels * (bytes.with(more + 1) + (more + 1 - MANY_AHEAD) * bytes.perScene()) <= room) {
      more++;
    }
    return more;
  }

  private static InvalidRequest tooLittle(PlanOptions options, long pixelBytes, String what) {
    // What is reserved grows with the memory.
    double share = SHARE - (double) options.reserved() / options.memory();
    return new InvalidRequest(
        "a memory of " + new ByteSize(options.memory()),
        what
            + " would need "
            + new ByteSize((long) Math.ceil((pixelBytes + FIXED_BYTES) / share))
            + "; allow more, or ask for fewer bands or time steps");
  }
}
