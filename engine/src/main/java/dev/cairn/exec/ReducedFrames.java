package dev.cairn.exec;

import dev.cairn.cube.Step;
import dev.cairn.expr.Precision;
import dev.cairn.raster.Samples;
import dev.cairn.reduce.TimeReducer;
import java.util.ArrayList;
import java.util.List;

/// Bins of time steps, each made one.
final class ReducedFrames implements FrameStream {
  private final FrameStream in;
  private final Step.Reduce step;
  private final int bandCount;
  private final Precision precision;
  private final int pixels;
  private final Workers workers;
  private final RunCounts counts;
  private int bin;
  private int at;

  ReducedFrames(
      FrameStream in,
      Step.Reduce step,
      int bandCount,
      Precision precision,
      int pixels,
      Workers workers,
      RunCounts counts) {
    this.in = in;
    this.step = step;
    this.bandCount = bandCount;
    this.precision = precision;
    this.pixels = pixels;
    this.workers = workers;
    this.counts = counts;
  }

  @Override
  public int size() {
    return step.bins().size();
  }

  @Override
  public Frame next() throws InterruptedException {
    Step.Bin wanted = step.bins().get(bin++);
    for (; at < wanted.from(); at++) {
      in.skip();
    }
    var held = new ArrayList<List<Samples>>();
    for (; at < wanted.to(); at++) {
      if (in.next() instanceof Frame.Values(var values)) {
        held.add(values);
      }
    }
    long start = System.nanoTime();
    var out = new ArrayList<Samples>();
    for (int b = 0; b < bandCount; b++) {
      out.add(reduce(held, b));
    }
    counts.reduce.add(System.nanoTime() - start);
    return new Frame.Values(out);
  }

  private Samples reduce(List<List<Samples>> held, int band) throws InterruptedException {
    TimeReducer reducer = step.reducer();
    int n = held.size();
    switch (precision) {
      case FLOAT32 -> {
        float[][] steps =
            held.stream().map(f -> (float[]) f.get(band).array()).toArray(float[][]::new);
        var out = new float[pixels];
        workers.forRanges(pixels, Streams.STRIP, (i, j) -> reducer.reduce(steps, n, i, j, out, i));
        return new Samples.Float32(out);
      }
      case FLOAT64 -> {
        double[][] steps =
            held.stream().map(f -> (double[]) f.get(band).array()).toArray(double[][]::new);
        var out = new double[pixels];
        workers.forRanges(pixels, Streams.STRIP, (i, j) -> reducer.reduce(steps, n, i, j, out, i));
        return new Samples.Float64(out);
      }
    }
    throw new AssertionError(precision);
  }

  @Override
  public void skip() {
    bin++;
  }

  @Override
  public void close() {
    in.close();
  }
}
