package dev.cairn.exec;

import java.util.List;

/// Some of the time steps.
final class SelectedFrames implements FrameStream {
  private final FrameStream in;
  private final List<Integer> positions;
  private int chosen;
  private int at;

  SelectedFrames(FrameStream in, List<Integer> positions) {
    this.in = in;
    this.positions = positions;
  }

  @Override
  public int size() {
    return positions.size();
  }

  @Override
  public Frame next() throws InterruptedException {
    for (int wanted = positions.get(chosen++); at < wanted; at++) {
      in.skip();
    }
    at++;
    return in.next();
  }

  @Override
  public void skip() {
    chosen++;
  }

  @Override
  public void close() {
    in.close();
  }
}
