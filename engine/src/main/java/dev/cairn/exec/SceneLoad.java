package dev.cairn.exec;

import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.cube.Step;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.OnReadError;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Block;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.RasterOpener;
import dev.cairn.raster.RasterSource;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Validity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One scene on one chunk: masks first, then what they leave of the other bands, then one pass over
/// the pixels. Runs on a
/// virtual thread; decoding and arithmetic run on the workers.
final class SceneLoad {
  private final Plan plan;
  private final Head head;
  private final RasterOpener opener;
  private final Workers workers;
  private final RunCounts counts;

  SceneLoad(Plan plan, Head head, RasterOpener opener, Workers workers, RunCounts counts) {
    this.plan = plan;
    this.head = head;
    this.opener = opener;
    this.workers = workers;
    this.counts = counts;
  }

  Frame load(Scene scene, PixelWindow chunk) throws InterruptedException {
    counts.scenes.increment();
    String[] at = {""};
    try {
      return attempt(scene, chunk, at);
    } catch (CairnException e) {
      if (plan.reading().onError() == OnReadError.SKIP) {
        counts.skipped.add(
            new RunReport.Skipped(
                scene.id(), at[0], e.getMessage() == null ? e.what() : e.getMessage()));
        return new Frame.Empty();
      }
      throw e;
    }
  }

  private Frame attempt(Scene scene, PixelWindow chunk, String[] at) throws InterruptedException {
    Optional<Validity> keep = Optional.empty();
    for (Step.Mask mask : head.masks()) {
      at[0] = mask.band();
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
    var reads = new LinkedHashMap<Plan.Input, SourceRead>();
    for (Plan.Input input : plan.inputs()) {
      RasterSource source = scene.sources().get(input.name());
      if (input.visible() && source != null) {
        at[0] = input.name();
        reads.put(input, SourceRead.of(plan, input, source, opener.open(source.href()), chunk));
      }
    }
    Map<String, Raster> rasters = read(reads, keep);
    if (rasters.isEmpty()) {
      return new Frame.Empty();
    }
    var scalings = new LinkedHashMap<String, Scaling>();
    reads.forEach(
        (input, read) -> scalings.put(input.name(), read.scaling(plan.reading().scale())));
    Optional<Validity> kept = keep;
    return workers.compute(() -> compute(scene, chunk, rasters, scalings, kept));
  }

  /// The pixels that a mask leaves.
  ///
  /// @throws Malformed where the scene lacks the mask's band: unmasked pixels would pass for clear
  /// ones
  private Validity keep(Step.Mask mask, Scene scene, PixelWindow chunk)
      throws InterruptedException {
    RasterSource source = scene.sources().get(mask.band());
    if (source == null) {
      throw new Malformed(
          "item " + scene.id(),
          "it has no band " + mask.band() + ", which the mask " + mask + " needs");
    }
    Plan.Input input =
        plan.inputs().stream().filter(i -> i.name().equals(mask.band())).findFirst().orElseThrow();
    SourceRead read = SourceRead.of(plan, input, source, opener.open(source.href()), chunk);
    List<Block> blocks = read.blocks(Optional.empty(), counts);
    List<ByteBuffer> fetched = read.fetch(blocks, counts);
    return workers.compute(
        () -> {
          Raster raster = read.place(blocks, fetched, counts);
          long start = System.nanoTime();
          Validity kept = Kernels.keep(mask, raster);
          counts.kernel.add(System.nanoTime() - start);
          return kept;
        });
  }

  /// Fetches the bands side by side and decodes each as soon as its bytes are there.
  private Map<String, Raster> read(Map<Plan.Input, SourceRead> reads, Optional<Validity> keep)
      throws InterruptedException {
    var rasters = new LinkedHashMap<String, Raster>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var pending = new LinkedHashMap<String, Future<Raster>>();
      reads.forEach(
          (input, read) -> pending.put(input.name(), threads.submit(reading(read, keep))));
      try {
        for (var entry : pending.entrySet()) {
          rasters.put(entry.getKey(), entry.getValue().get());
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

  private Callable<Raster> reading(SourceRead read, Optional<Validity> keep) {
    return () -> {
      List<Block> blocks = read.blocks(keep, counts);
      List<ByteBuffer> fetched = read.fetch(blocks, counts);
      return workers.compute(() -> read.place(blocks, fetched, counts));
    };
  }

  private Frame compute(
      Scene scene,
      PixelWindow chunk,
      Map<String, Raster> rasters,
      Map<String, Scaling> scalings,
      Optional<Validity> keep) {
    long start = System.nanoTime();
    try {
      boolean identity = scalings.values().stream().allMatch(Scaling::isIdentity);
      if (FrameTypes.isNative(plan, head)) {
        if (!identity) {
          throw new Malformed(
              "item " + scene.id(),
              "its file scales samples, which the catalogue does not say; give --scale");
        }
        return plain(chunk, rasters, keep);
      }
      return new Frame.Values(
          Kernels.run(plan.reading().precision(), head.outputs(), rasters, scalings, keep));
    } finally {
      counts.kernel.add(System.nanoTime() - start);
    }
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
