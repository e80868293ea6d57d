package dev.cairn.exec;

import dev.cairn.raster.Samples;
import dev.cairn.reduce.Fill;
import java.util.List;
import java.util.Optional;

/// Time steps whose missing values come from the step before.
final class ForwardFilledFrames implements FrameStream {
  private final FrameStream in;
  private final Workers workers;
  private final RunCounts counts;
  private Optional<List<Samples>> before = Optional.empty();

  ForwardFilledFrames(FrameStream in, Workers workers, RunCounts counts) {
    this.in = in;
    this.workers = workers;
    this.counts = counts;
  }

  @Override
  public int size() {
    return in.size();
  }

  @Override
  public Frame next() throws InterruptedException {
    Frame frame = in.next();
    if (frame instanceof Frame.Values(var current)) {
      if (before.isPresent()) {
        fill(before.get(), current, workers, counts);
      }
      before = Optional.of(current);
      return frame;
    }
    return before.<Frame>map(Frame.Values::new).orElse(frame);
  }

  /// Values missing in `into` are taken from `filled`, band by band.
  static void fill(List<Samples> filled, List<Samples> into, Workers workers, RunCounts counts)
      throws InterruptedException {
    long start = System.nanoTime();
    for (int b = 0; b < into.size(); b++) {
      Object from = filled.get(b).array();
      switch (into.get(b)) {
        case Samples.Float32(var v) ->
            workers.forRanges(v.length, Streams.STRIP, (i, j) -> Fill.row((float[]) from, v, i, j));
        case Samples.Float64(var v) ->
            workers.forRanges(
                v.length, Streams.STRIP, (i, j) -> Fill.row((double[]) from, v, i, j));
        case Samples other -> throw new IllegalStateException("values of type " + other.dtype());
      }
    }
    counts.reduce.add(System.nanoTime() - start);
  }

  @Override
  public void skip() throws InterruptedException {
    next();
  }

  @Override
  public void close() {
    in.close();
  }
}
