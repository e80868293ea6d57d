package dev.cairn.exec;

import dev.cairn.cube.Step;
import dev.cairn.expr.NamedExpr;
import dev.cairn.expr.Precision;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.Samples;
import java.util.Arrays;
import java.util.List;

/// The chain of streams that a plan's steps make for one chunk.
final class Streams {
  /// Pixels that one thread takes at a time at the least.
  static final int STRIP = 16 * 1024;

  private Streams() {}

  static FrameStream of(
      Plan plan,
      Head head,
      SceneLoad loader,
      PixelWindow chunk,
      Workers workers,
      RunCounts counts) {
    int reach = Step.Focal.reach(head.rest());
    PixelWindow window = Plan.grown(chunk, reach);
    FrameStream stream = new LoadedFrames(plan, head, loader, window);
    List<String> bands = head.outputs().stream().map(NamedExpr::name).toList();
    Precision precision = plan.reading().precision();
    for (Step step : head.rest()) {
      switch (step) {
        case Step.Reduce reduce ->
            stream =
                new ReducedFrames(
                    stream,
                    reduce,
                    bands.size(),
                    precision,
                    Math.toIntExact(window.pixels()),
                    workers,
                    counts);
        case Step.Carry(var fill) -> {
          FrameStream in = stream;
          stream =
              switch (fill) {
                case FORWARD -> new ForwardFilledFrames(in, workers, counts);
                case BACKWARD -> new BackwardFilledFrames(in, workers, counts);
              };
        }
        case Step.SelectTimes(var positions) -> stream = new SelectedFrames(stream, positions);
        case Step.SelectBands(var names) -> {
          stream = new BandFrames(stream, names.stream().map(bands::indexOf).toList());
          bands = names;
        }
        case Step.Calculate(var named) -> {
          stream = new CalculatedFrames(stream, bands, named, precision, window, workers, counts);
          bands = named.stream().map(NamedExpr::name).toList();
        }
        case Step.Focal focal -> {
          reach -= focal.reach();
          PixelWindow wanted = Plan.grown(chunk, reach);
          stream =
              new FocalFrames(
                  stream,
                  FocalFrames.Made.of(focal, bands, plan.grid()),
                  precision,
                  window,
                  wanted,
                  head.extent(),
                  workers,
                  counts);
          bands = focal.names();
          window = wanted;
        }
        case Step.Mask mask ->
            throw new IllegalArgumentException("a mask after computing: " + mask);
      }
    }
    return stream;
  }

  /// New values without any.
  static Samples missing(Precision precision, int pixels) {
    return switch (precision) {
      case FLOAT32 -> {
        var v = new float[pixels];
        Arrays.fill(v, Float.NaN);
        yield new Samples.Float32(v);
      }
      case FLOAT64 -> {
        var v = new double[pixels];
        Arrays.fill(v, Double.NaN);
        yield new Samples.Float64(v);
      }
    };
  }
}
