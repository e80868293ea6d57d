package dev.cairn.exec;

/// Time steps of one chunk, in order, computed as they are asked for. Used by one thread.
interface FrameStream extends AutoCloseable {
  /// Number of time steps in all.
  int size();

  /// The next time step; called at most [#size] times.
  Frame next() throws InterruptedException;

  /// Goes past the next time step; what only it needs is not read.
  void skip() throws InterruptedException;

  /// Stops what is under way.
  @Override
  void close();
}
