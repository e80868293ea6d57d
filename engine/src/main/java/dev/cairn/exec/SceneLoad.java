package dev.cairn.exec;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.cube.Step;
import dev.cairn.expr.NamedExpr;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/// One scene on one chunk: masks first, then what they leave of the other bands, then one pass over
/// the pixels. Runs on a virtual thread; decoding and arithmetic run on the workers.
final class SceneLoad {
  private final Plan plan;
  private final Head head;
  private final HeadersAhead opener;
  private final SharedBlocks shared;
  private final BlockBudget budget;
  private final BlockBudget gathered;
  private final Workers workers;
  private final RunCounts counts;

  SceneLoad(
      Plan plan,
      Head head,
      HeadersAhead opener,
      SharedBlocks shared,
      Workers workers,
      RunCounts counts) {
    this.plan = plan;
    this.head = head;
    this.opener = opener;
    this.shared = shared;
    this.budget = BlockBudget.of(plan);
    this.gathered = BlockBudget.ofGathered(plan);
    this.workers = workers;
    this.counts = counts;
  }

  /// Begins to open what [#load] of the scene will open first: its mask, or else its bands.
  void foretell(Scene scene) {
    if (head.masks().isEmpty()) {
      foretell(scene, Plan.Input::visible);
    } else {
      String mask = head.masks().getFirst().band();
      foretell(scene, input -> input.name().equals(mask));
    }
  }

  private void foretell(Scene scene, Predicate<Plan.Input> which) {
    for (Plan.Input input : plan.inputs()) {
      RasterSource source = scene.sources().get(input.name());
      if (source != null && which.test(input)) {
        opener.foretell(source.href());
      }
    }
  }

  Frame load(Scene scene, PixelWindow chunk) throws InterruptedException {
    counts.scenes.increment();
    Optional<Validity> keep = Optional.empty();
    for (Step.Mask mask : head.masks()) {
      Validity kept = keep(mask, scene, chunk);
      if (keep.isPresent()) {
        kept.and(keep.get());
      }
      if (kept.isNone()) {
        counts.maskedScenes.increment();
        return new Frame.Empty();
      }
      keep = Optional.of(kept);
    }
    foretell(scene, Plan.Input::visible); // the headers side by side, not one after another
    var reads = new ArrayList<SourceRead>();
    for (Plan.Input input : plan.inputs()) {
      RasterSource source = scene.sources().get(input.name());
      if (input.visible() && source != null) {
        open(scene, input, source, chunk).ifPresent(reads::add);
      }
    }
    Map<String, Raster> rasters = read(scene, reads, keep);
    if (rasters.isEmpty()) {
      return new Frame.Empty();
    }
    var scalings = new LinkedHashMap<String, Scaling>();
    for (SourceRead read : reads) {
      scalings.put(read.name(), read.scaling(plan.reading().scale()));
    }
    Optional<Validity> kept = keep;
    return workers.compute(
        () -> {
          Frame frame = compute(scene, chunk, rasters, scalings, kept);
          if (frame instanceof Frame.Native(var bands)) {
            requireValues(scene, reads, bands);
          }
          return frame;
        });
  }

  /// Opens a source; none where it cannot be opened and such are left out.
  private Optional<SourceRead> open(
      Scene scene, Plan.Input input, RasterSource source, PixelWindow chunk)
      throws InterruptedException {
    try {
      return Optional.of(SourceRead.of(plan, input, source, opener.open(source.href()), chunk));
    } catch (CairnException e) {
      failed(scene, input.name(), e);
      return Optional.empty();
    }
  }

  /// Goes past a failure where that was asked for: whatever the chunks, the same source or block is
  /// left out.
  private void failed(Scene scene, String band, CairnException e) {
    if (e instanceof InvalidRequest) {
      throw e; // nothing is wrong with the source
    }
    switch (plan.reading().onError()) {
      case FAIL -> throw e;
      case SKIP ->
          counts.skipped.add(
              new RunReport.Skipped(scene.id(), band, String.valueOf(e.getMessage())));
    }
  }

  /// The pixels that a mask leaves: none where the mask could not be read, since clouds would pass
  /// for clear ground.
  ///
  /// @throws Malformed where the scene lacks the mask's band
  private Validity keep(Step.Mask mask, Scene scene, PixelWindow chunk)
      throws InterruptedException {
    int pixels = Math.toIntExact(chunk.pixels());
    RasterSource source = scene.sources().get(mask.band());
    if (source == null) {
      failed(
          scene,
          mask.band(),
          new Malformed(
              "item " + scene.id(),
              "it has no band " + mask.band() + ", which the mask " + mask + " needs"));
      return Validity.none(pixels);
    }
    Plan.Input input =
        plan.inputs().stream().filter(i -> i.name().equals(mask.band())).findFirst().orElseThrow();
    Optional<SourceRead> opened = open(scene, input, source, chunk);
    if (opened.isEmpty()) {
      return Validity.none(pixels);
    }
    SourceRead read = opened.get();
    var unread = new ConcurrentLinkedQueue<Block>();
    var unlisted = new AtomicBoolean();
    Raster raster =
        objects(List.of(read))
            .getFirst()
            .read(
                Optional.empty(),
                (_, block, why) -> {
                  failed(scene, mask.band(), why);
                  block.ifPresentOrElse(unread::add, () -> unlisted.set(true));
                })
            .values()
            .iterator()
            .next();
    if (unlisted.get()) {
      return Validity.none(pixels);
    }
    return workers.compute(
        () -> {
          long start = System.nanoTime();
          Validity kept = Kernels.keep(mask, raster);
          for (Block block : unread) {
            read.dependents(block).ifPresent(window -> clear(kept, window, chunk));
          }
          counts.kernel.add(System.nanoTime() - start);
          return kept;
        });
  }

  private static void clear(Validity kept, PixelWindow window, PixelWindow chunk) {
    for (int row = window.row(); row < window.rowEnd(); row++) {
      for (int col = window.col(); col < window.colEnd(); col++) {
        kept.clear((row - chunk.row()) * chunk.width() + col - chunk.col());
      }
    }
  }

  private List<ObjectRead> objects(List<SourceRead> bands) {
    return ObjectRead.of(
        bands, plan.reading().onError(), shared, budget, gathered, workers, counts);
  }

  /// Reads the bands, objects side by side, each block decoded as soon as its bytes are there.
  private Map<String, Raster> read(Scene scene, List<SourceRead> reads, Optional<Validity> keep)
      throws InterruptedException {
    var rasters = new HashMap<String, Raster>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new ArrayList<Future<Map<SourceRead, Raster>>>();
      for (ObjectRead object : objects(reads)) {
        pending.add(
            threads.submit(
                () -> object.read(keep, (band, _, why) -> failed(scene, band.name(), why))));
      }
      try {
        for (var object : pending) {
          object.get().forEach((band, raster) -> rasters.put(band.name(), raster));
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw Failures.of(e);
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
    }
    return rasters;
  }

  /// Samples go out as they are: a valid one that is the output's sample for no value would be
  /// lost. It can be only where sources have different ones.
  private void requireValues(Scene scene, List<SourceRead> reads, List<Raster> bands) {
    if (!(plan.output().nodata() instanceof Stated.As<Double>(Double none))) {
      return;
    }
    List<String> names = head.outputs().stream().map(NamedExpr::name).toList();
    for (SourceRead read : reads) {
      if (read.nodata().equals(plan.output().nodata()) || !names.contains(read.name())) {
        continue;
      }
      Raster raster = bands.get(names.indexOf(read.name()));
      var values = Validity.none(raster.valid().length());
      NoData.markValid(raster.samples(), plan.output().nodata(), 0, values.length(), values, 0);
      Validity lost = raster.valid().copy();
      lost.and(values);
      if (lost.count() < raster.valid().count()) {
        throw new InvalidRequest(
            "nodata " + none,
            "pixels of item "
                + scene.id()
                + ", band "
                + read.name()
                + " hold it as a value; sources have different ones: choose another with --dtype"
                + " and --nodata");
      }
    }
  }

  private Frame compute(
      Scene scene,
      PixelWindow chunk,
      Map<String, Raster> rasters,
      Map<String, Scaling> scalings,
      Optional<Validity> keep) {
    long start = System.nanoTime();
    try {
      checkScalings(scene, scalings);
      if (FrameTypes.isNative(plan, head)) {
        return plain(chunk, rasters, keep);
      }
      return new Frame.Values(
          Kernels.run(plan.reading().precision(), head.outputs(), rasters, scalings, keep));
    } finally {
      counts.kernel.add(System.nanoTime() - start);
    }
  }

  /// Samples of integers go out as they are; a file that turns out to scale its own, where nobody
  /// had said so when the output's type was chosen, would come out rounded to nothing.
  private void checkScalings(Scene scene, Map<String, Scaling> scalings) {
    if (plan.output().dtype().isFloating()) {
      return;
    }
    scalings.forEach(
        (band, scaling) -> {
          RasterSource source = scene.sources().get(band);
          if (!scaling.isIdentity() && source != null && !source.scaling().isStated()) {
            throw new Malformed(
                source.href(),
                "it scales its samples by "
                    + scaling.scale()
                    + ", which others of band "
                    + band
                    + " do not; choose with --scale, or --dtype float32");
          }
        });
  }

  /// Bands as they were read, with what the masks took away.
  private Frame plain(PixelWindow chunk, Map<String, Raster> rasters, Optional<Validity> keep) {
    var bands = new ArrayList<Raster>();
    DType dtype = plan.output().dtype();
    for (var output : head.outputs()) {
      Raster raster = rasters.get(output.name());
      if (raster == null) {
        int pixels = Math.toIntExact(chunk.pixels());
        raster =
            new Raster(
                chunk.width(),
                chunk.height(),
                Samples.allocate(dtype, pixels),
                Validity.none(pixels));
      } else if (raster.dtype() != dtype) {
        if (!dtype.holdsAll(raster.dtype())) {
          throw new Malformed(
              "band " + output.name(),
              "a file has samples of " + raster.dtype() + ", the items say " + dtype);
        }
        raster = Conversion.convert(raster, dtype);
      }
      if (keep.isPresent()) {
        Validity valid = raster.valid().copy();
        valid.and(keep.get());
        raster = new Raster(raster.width(), raster.height(), raster.samples(), valid);
      }
      bands.add(raster);
    }
    return new Frame.Native(bands);
  }
}
