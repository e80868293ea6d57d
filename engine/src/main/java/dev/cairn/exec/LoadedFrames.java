package dev.cairn.exec;

import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Scenes of a chunk and what is needed around it, in the order of time, as many ahead as the plan
/// says, and headers of some more.
final class LoadedFrames implements FrameStream {
  /// Scenes whose headers are opened before there is room for their pixels.
  static final int HEADERS_AHEAD = 16;

  private final Plan plan;
  private final Head head;
  private final SceneLoad loader;
  private final PixelWindow chunk;
  private final Set<Integer> touching;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Future<Frame>> ahead = new ArrayDeque<>();
  private int begun;
  private int foretold;

  LoadedFrames(Plan plan, Head head, SceneLoad loader, PixelWindow chunk) {
    this.plan = plan;
    this.head = head;
    this.loader = loader;
    this.chunk = chunk;
    this.touching = Set.copyOf(plan.scenesAt(chunk));
  }

  @Override
  public int size() {
    return head.scenes().size();
  }

  @Override
  public Frame next() throws InterruptedException {
    while (begun < size() && ahead.size() < plan.chunking().ahead()) {
      begin(head.scenes().get(begun++));
    }
    for (foretold = Math.max(foretold, begun);
        foretold < Math.min(size(), begun + HEADERS_AHEAD);
        foretold++) {
      int scene = head.scenes().get(foretold);
      if (touching.contains(scene)) {
        loader.foretell(plan.scenes().get(scene));
      }
    }
    try {
      return ahead.remove().get();
    } catch (ExecutionException e) {
      throw Failures.of(e);
    }
  }

  private void begin(int scene) {
    if (touching.contains(scene)) {
      ahead.add(threads.submit(() -> loader.load(plan.scenes().get(scene), chunk)));
    } else {
      var nothing = new FutureTask<Frame>(Frame.Empty::new);
      nothing.run();
      ahead.add(nothing);
    }
  }

  @Override
  public void skip() throws InterruptedException {
    if (ahead.isEmpty()) {
      begun++;
    } else {
      next();
    }
  }

  /// Stops the scenes under way and waits until they have stopped.
  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}
