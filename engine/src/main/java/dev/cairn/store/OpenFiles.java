package dev.cairn.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Open files, kept for the next reader. Thread-safe.
///
/// A channel belongs to one reader at a time. It has to: a channel closes itself when a thread that
/// reads from it is interrupted, and would take its other readers along.
///
/// At most `max` files are being read and as many wait for a reader; a reader too many waits, a
/// waiting file too many (the one unused for longest) is closed.
final class OpenFiles implements AutoCloseable {
  /// A file that nobody reads. `version` is what the file was when it was opened by its name: the
  /// name may stand for another file since.
  private record Idle(Path path, String version, FileChannel channel) {}

  private final int max;
  private final Semaphore readers;

  /// The latest used first.
  private final ArrayDeque<Idle> idle = new ArrayDeque<>();

  private boolean closed;

  OpenFiles(int max) {
    this.max = max;
    this.readers = new Semaphore(max, true);
  }

  /// A channel for the caller alone, who must [#keep] or [#discard] it.
  FileChannel take(Path path, String version) throws IOException, InterruptedException {
    readers.acquire();
    FileChannel channel = null;
    try {
      channel = takeIdle(path, version);
      if (channel == null) {
        channel = FileChannel.open(path, StandardOpenOption.READ);
      }
      return channel;
    } finally {
      if (channel == null) {
        readers.release();
      }
    }
  }

  /// Gives a channel back for the next reader.
  void keep(Path path, String version, FileChannel channel) throws IOException {
    try {
      FileChannel surplus = addIdle(new Idle(path, version, channel));
      if (surplus != null) {
        surplus.close();
      }
    } finally {
      readers.release();
    }
  }

  /// Gives a channel back that nobody should read from again.
  void discard(FileChannel channel) throws IOException {
    try {
      channel.close();
    } finally {
      readers.release();
    }
  }

  synchronized int idleFiles() {
    return idle.size();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    for (Idle file : idle) {
      file.channel.close();
    }
    idle.clear();
  }

  private synchronized @Nullable FileChannel takeIdle(Path path, String version) {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    for (Iterator<Idle> files = idle.iterator(); files.hasNext(); ) {
      Idle file = files.next();
      if (file.path.equals(path) && file.version.equals(version)) {
        files.remove();
        return file.channel;
      }
    }
    return null;
  }

  /// The channel to be closed instead.
  private synchronized @Nullable FileChannel addIdle(Idle file) {
    if (closed || !file.channel.isOpen()) {
      return file.channel;
    }
    idle.addFirst(file);
    return idle.size() > max ? idle.removeLast().channel : null;
  }
}
