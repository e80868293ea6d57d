package dev.cairn.exec;

import java.util.concurrent.ExecutionException;

/// Brings failures of other threads to the one that waits for them.
final class Failures {
  private Failures() {}

  /// What made a task fail, as if it had been thrown here.
  static RuntimeException of(ExecutionException e) throws InterruptedException {
    switch (e.getCause()) {
      case RuntimeException r -> throw r;
      case Error x -> throw x;
      case InterruptedException i -> throw i;
      case null, default -> throw new IllegalStateException(e.getCause());
    }
  }
}
