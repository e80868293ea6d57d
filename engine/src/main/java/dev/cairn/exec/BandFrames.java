package dev.cairn.exec;

import java.util.List;

/// Some of the bands of each time step.
record BandFrames(FrameStream in, List<Integer> positions) implements FrameStream {
  @Override
  public int size() {
    return in.size();
  }

  @Override
  public Frame next() throws InterruptedException {
    return switch (in.next()) {
      case Frame.Empty e -> e;
      case Frame.Values(var bands) -> new Frame.Values(positions.stream().map(bands::get).toList());
      case Frame.Native(var bands) -> new Frame.Native(positions.stream().map(bands::get).toList());
    };
  }

  @Override
  public void skip() throws InterruptedException {
    in.skip();
  }

  @Override
  public void close() {
    in.close();
  }
}
