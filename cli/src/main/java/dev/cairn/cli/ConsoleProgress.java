package dev.cairn.cli;

import dev.cairn.base.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// Tells people how far a run is: a bar that redraws itself on a terminal, a line every ten seconds
/// elsewhere.
final class ConsoleProgress implements Progress {
  private static final int BAR = 30;

  private final PrintWriter err;
  private final boolean terminal;
  private String stage = "";
  private long total;
  private long done;
  private long begun;
  private long shown;

  ConsoleProgress(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  public synchronized void begin(String name, long steps) {
    stage = name;
    total = Math.max(1, steps);
    done = 0;
    begun = System.nanoTime();
    shown = begun;
  }

  @Override
  public synchronized void advance(long steps) {
    done += steps;
    long now = System.nanoTime();
    if (now - shown > (terminal ? 100_000_000L : 10_000_000_000L)) {
      shown = now;
      show(now);
    }
  }

  @Override
  public synchronized void end() {
    if (terminal && shown > begun) {
      err.print("\r" + " ".repeat(BAR + stage.length() + 40) + "\r");
      err.flush();
    }
  }

  private void show(long now) {
    double part = Math.min(1, (double) done / total);
    Duration left = Duration.ofNanos((long) ((now - begun) / Math.max(part, 1e-6) * (1 - part)));
    String text =
        String.format(
            Locale.ROOT,
            "%s %3.0f %%, %d of %d, about %d s left",
            stage,
            part * 100,
            done,
            total,
            left.toSeconds());
    if (terminal) {
      int filled = (int) (part * BAR);
      err.print("\r" + "█".repeat(filled) + "░".repeat(BAR - filled) + " " + text + "  ");
      err.flush();
    } else {
      err.println(text);
    }
  }
}
