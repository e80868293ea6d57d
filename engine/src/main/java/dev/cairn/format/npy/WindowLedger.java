package dev.cairn.format.npy;

import dev.cairn.geo.PixelWindow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which windows of which planes were written: knows whether each pixel was, once. Windows of a
/// plane are kept until it is whole. Thread-safe.
final class WindowLedger {
  private final int width;
  private final int height;
  private final long planes;
  private final Map<Long, Plane> open = new HashMap<>();
  private long whole;

  private static final class Plane {
    final List<PixelWindow> windows = new ArrayList<>();
    long pixels;
  }

  WindowLedger(int width, int height, long planes) {
    this.width = width;
    this.height = height;
    this.planes = planes;
  }

  /// @throws IllegalArgumentException where the plane has more pixels now than it holds, or just as
  ///     many and one of them twice
  synchronized void add(long index, PixelWindow window) {
    Plane plane = open.computeIfAbsent(index, _ -> new Plane());
    plane.pixels += window.pixels();
    long left = (long) width * height - plane.pixels;
    plane.windows.add(window);
    if (left > 0) {
      return;
    }
    PixelWindow twice = left < 0 ? window : overlap(plane.windows);
    if (twice != null) {
      throw new IllegalArgumentException(
          "a pixel of plane " + index + " was written twice: " + twice);
    }
    plane.windows.clear();
    whole++;
  }

  /// What is still to come, in words, or null where all has.
  synchronized @Nullable String incomplete() {
    return whole == planes ? null : planes - whole + " of " + planes + " planes are not whole";
  }

  /// A window that shares a pixel with another, or null: a line sweeps down the rows, and the
  /// windows that it crosses are kept by column.
  private static @Nullable PixelWindow overlap(List<PixelWindow> windows) {
    var byRow = new ArrayList<>(windows);
    byRow.sort(Comparator.comparingInt(PixelWindow::row));
    var ending = new PriorityQueue<>(Comparator.comparingInt(PixelWindow::rowEnd));
    var crossed = new TreeMap<Integer, PixelWindow>();
    for (PixelWindow w : byRow) {
      while (!ending.isEmpty() && ending.peek().rowEnd() <= w.row()) {
        crossed.remove(ending.remove().col());
      }
      Map.Entry<Integer, PixelWindow> left = crossed.lowerEntry(w.colEnd());
      if (left != null && left.getValue().colEnd() > w.col()) {
        return w;
      }
      crossed.put(w.col(), w);
      ending.add(w);
    }
    return null;
  }
}
