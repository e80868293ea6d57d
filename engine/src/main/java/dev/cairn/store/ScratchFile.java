package dev.cairn.store;

import dev.cairn.base.CairnException;
import dev.cairn.base.Unavailable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// A nameless file for bytes whose place is not known yet; gone when it is closed, or the process
/// ends. Safe for any number of threads. Like every `FileChannel`, it is closed when a thread is
/// interrupted while it uses it.
///
/// Methods throw [Unavailable] where the disk does not take the bytes, or does not have them.
public final class ScratchFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private final AtomicLong end = new AtomicLong();

  private ScratchFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Among the system's temporary files.
  public static ScratchFile temporary() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path path = Files.createTempFile(folder, ".cairn-", ".part");
      return new ScratchFile(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  /// Takes all remaining bytes of the buffer.
  ///
  /// @return where they lie, for [#read]
  public long append(ByteBuffer bytes) {
    long at = end.getAndAdd(bytes.remaining());
    try {
      for (long position = at; bytes.hasRemaining(); ) {
        position += channel.write(bytes, position);
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
    return at;
  }

  /// Fills the rest of the buffer from byte `at` on.
  public void read(ByteBuffer bytes, long at) {
    try {
      for (long position = at; bytes.hasRemaining(); ) {
        int n = channel.read(bytes, position);
        if (n < 0) {
          throw new EOFException("the scratch file ends at byte " + position);
        }
        position += n;
      }
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(path, e);
    }
  }

  private static CairnException failure(Path path, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Unavailable(path.toString(), "scratch file: " + reason, e);
  }
}
