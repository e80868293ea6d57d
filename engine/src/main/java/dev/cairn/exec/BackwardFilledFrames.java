package dev.cairn.exec;

import dev.cairn.raster.Samples;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Time steps whose missing values come from the step after: all steps are held before the first
/// comes out.
final class BackwardFilledFrames implements FrameStream {
  private final FrameStream in;
  private final Workers workers;
  private final RunCounts counts;
  private final Deque<Frame> filled = new ArrayDeque<>();
  private boolean read;

  BackwardFilledFrames(FrameStream in, Workers workers, RunCounts counts) {
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
    if (!read) {
      read = true;
      readAll();
    }
    return filled.removeFirst();
  }

  private void readAll() throws InterruptedException {
    var frames = new ArrayList<Frame>();
    for (int i = 0; i < in.size(); i++) {
      frames.add(in.next());
    }
    Optional<List<Samples>> after = Optional.empty();
    for (Frame frame : frames.reversed()) {
      if (frame instanceof Frame.Values(var current)) {
        if (after.isPresent()) {
          ForwardFilledFrames.fill(after.get(), current, workers, counts);
        }
        after = Optional.of(current);
        filled.addFirst(frame);
      } else {
        filled.addFirst(after.<Frame>map(Frame.Values::new).orElse(frame));
      }
    }
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
