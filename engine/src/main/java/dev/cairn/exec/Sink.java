package dev.cairn.exec;

import dev.cairn.plan.Plan;

/// A destination: takes a run's pieces in any order and from any thread, and appears whole or not
/// at all.
public interface Sink extends AutoCloseable {
  /// Makes ready for a plan's output: refuses what cannot be written before a pixel is read.
  ///
  /// @throws dev.cairn.base.InvalidRequest where this output does not fit the format
  void open(Plan plan) throws InterruptedException;

  /// Takes a piece; each pixel of each time step comes once. Called from several threads at a time.
  void write(Piece piece) throws InterruptedException;

  /// Takes a piece as the other does. Called by a thread that waits, for sinks that have work for
  /// several computing threads; others have one of them take the piece.
  default void write(Piece piece, Workers workers) throws InterruptedException {
    workers.compute(
        () -> {
          write(piece);
          return true;
        });
  }

  /// Makes the output appear, after the last piece.
  ///
  /// @param workers computing threads that the sink may use
  void commit(Workers workers) throws InterruptedException;

  /// Discards what was not committed; does nothing after [#commit].
  @Override
  void close();
}
