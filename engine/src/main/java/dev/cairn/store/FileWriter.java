package dev.cairn.store;

import dev.cairn.base.CairnException;
import dev.cairn.base.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// A file of a [FileStore] in the making.
final class FileWriter implements ObjectWriter {
  /// One for the files whose paths fall on it: looking at a file's version and replacing the file
  /// are two steps, which the writers of this JVM take one after the other.
  private static final ReentrantLock[] LOCKS = new ReentrantLock[64];

  static {
    for (int i = 0; i < LOCKS.length; i++) {
      LOCKS[i] = new ReentrantLock();
    }
  }

  private final URI uri;
  private final Path path;
  private final PutCondition condition;
  private final NewFile file;
  private long length;
  private boolean ended;

  FileWriter(URI uri, Path path, PutCondition condition) {
    this.uri = uri;
    this.path = path;
    this.condition = condition;
    try {
      Path folder = path.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder); // stores know no folders: an address is enough
      }
    } catch (IOException e) {
      throw FileStore.failed(uri, path, e);
    }
    this.file = NewFile.begin(path, NewFile.Existing.REPLACE);
  }

  static ReentrantLock lock(Path path) {
    return LOCKS[Math.floorMod(path.toAbsolutePath().normalize().hashCode(), LOCKS.length)];
  }

  @Override
  public void append(ByteBuffer bytes) throws InterruptedException {
    requireOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    int count = bytes.remaining();
    file.write(bytes, length);
    length += count;
  }

  @Override
  public PutOutcome commit() throws InterruptedException {
    requireOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    ended = true;
    ReentrantLock lock = lock(path);
    lock.lockInterruptibly();
    try {
      return published()
          ? new PutOutcome.Stored(FileStore.version(uri, path))
          : new PutOutcome.Lost(uri, condition);
    } catch (IOException e) {
      throw failure(e);
    } finally {
      lock.unlock();
      file.close();
    }
  }

  @Override
  public void close() {
    ended = true;
    file.close();
  }

  private boolean published() throws IOException {
    switch (condition) {
      case PutCondition.Always _ -> {
        file.modifiedNoEarlierThan(after(path));
        file.publish();
        return true;
      }
      case PutCondition.Absent _ -> {
        return file.publishIfAbsent();
      }
      case PutCondition.Unchanged(String version) -> {
        if (!Files.isRegularFile(path) || !FileStore.version(uri, path).equals(version)) {
          return false;
        }
        file.modifiedNoEarlierThan(after(path));
        file.publish();
        return true;
      }
    }
  }

  /// A time after the one at which the present file was modified. Clocks of file systems tick every
  /// few milliseconds: without it, a file replaced soon by one of its size would keep its version.
  private static FileTime after(Path path) throws IOException {
    try {
      long modified =
          Files.readAttributes(path, BasicFileAttributes.class)
              .lastModifiedTime()
              .to(TimeUnit.MICROSECONDS);
      return FileTime.from(modified + 1, TimeUnit.MICROSECONDS);
    } catch (NoSuchFileException _) {
      return FileTime.fromMillis(0);
    }
  }

  private CairnException failure(IOException e) {
    return new Unavailable(uri, "cannot be written: " + e.getMessage(), e);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the writer is closed");
    }
  }
}
