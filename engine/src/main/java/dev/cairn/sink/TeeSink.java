package dev.cairn.sink;

import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.plan.Plan;
import java.util.List;

/// Several destinations of one run. Each is all or nothing by itself: where a later one cannot be
/// committed, earlier ones are there.
public record TeeSink(List<Sink> sinks) implements Sink {
  public TeeSink {
    sinks = List.copyOf(sinks);
  }

  @Override
  public void open(Plan plan) throws InterruptedException {
    for (Sink sink : sinks) {
      sink.open(plan);
    }
  }

  @Override
  public void write(Piece piece) throws InterruptedException {
    for (Sink sink : sinks) {
      sink.write(piece);
    }
  }

  @Override
  public void write(Piece piece, Workers workers) throws InterruptedException {
    for (Sink sink : sinks) {
      sink.write(piece, workers);
    }
  }

  @Override
  public void commit(Workers workers) throws InterruptedException {
    for (Sink sink : sinks) {
      sink.commit(workers);
    }
  }

  /// Closes all of them, whatever the others do.
  @Override
  public void close() {
    RuntimeException first = null;
    for (Sink sink : sinks) {
      try {
        sink.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
