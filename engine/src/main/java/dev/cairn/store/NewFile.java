package dev.cairn.store;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A file in the making that appears under its name whole or not at all.
///
/// Bytes go to a file beside the target whose name begins with `.cairn-`; [#publish] brings them to
/// the disk and gives them the target's name in one step, [#close] without it deletes them. Writes
/// by position are safe from any number of threads. Like every `FileChannel`, the file is closed
/// when a thread is interrupted while it writes: nothing is published then.
///
/// Methods that write throw [Unavailable], naming the target, where the disk does not take the
/// bytes.
public final class NewFile implements AutoCloseable {
  /// What happens to a file that bears the target's name already.
  public enum Existing {
    REFUSE,
    REPLACE
  }

  private final Path target;
  private final Existing existing;
  private final Path unfinished;
  private final FileChannel channel;
  private final AtomicLong spooled = new AtomicLong();
  private @Nullable FileChannel spool;
  private boolean published;
  private boolean closed;

  private NewFile(Path target, Existing existing, Path unfinished, FileChannel channel) {
    this.target = target;
    this.existing = existing;
    this.unfinished = unfinished;
    this.channel = channel;
  }

  /// Begins a file, before any work is done for it.
  ///
  /// @throws InvalidRequest where the target's folder is missing, the target is a folder, or it
  ///     exists and may not be replaced
  /// @throws AccessDenied where the folder may not be written to
  public static NewFile create(Path target, Existing existing) {
    refuseExisting(target.toAbsolutePath(), existing);
    return begin(target, existing);
  }

  /// As [#create], whether the target exists or not.
  static NewFile begin(Path target, Existing existing) {
    Path absolute = target.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null || Files.isDirectory(absolute)) {
      throw new InvalidRequest(absolute.toString(), "is a folder; name a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidRequest(absolute.toString(), "there is no folder " + folder);
    }
    Path unfinished = scratchName(absolute);
    try {
      return new NewFile(
          absolute,
          existing,
          unfinished,
          FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (AccessDeniedException e) {
      throw new AccessDenied(
          absolute.toString(), "the folder " + folder + " may not be written to", e);
    } catch (IOException e) {
      throw failure(absolute, e);
    }
  }

  public Path target() {
    return target;
  }

  /// Writes all remaining bytes of the buffer at the file's byte `at`.
  public void write(ByteBuffer bytes, long at) {
    try {
      writeAll(channel, bytes, at);
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Puts all remaining bytes of the buffer into a second, nameless file beside the target, for
  /// bytes whose place is not known yet.
  ///
  /// @return where they lie in that file, for [#copySpooled]
  public long spool(ByteBuffer bytes) {
    long at = spooled.getAndAdd(bytes.remaining());
    try {
      writeAll(spool(), bytes, at);
    } catch (IOException e) {
      throw failure(target, e);
    }
    return at;
  }

  /// Copies spooled bytes to the file's byte `at`. By one thread at a time.
  public void copySpooled(long from, long length, long at) {
    try {
      FileChannel source = spool();
      channel.position(at);
      long done = 0;
      while (done < length) {
        long n = source.transferTo(from + done, length - done, channel);
        if (n <= 0) {
          throw new EOFException("the scratch file ends at byte " + (from + done));
        }
        done += n;
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Makes the file appear under its name, its bytes on the disk first. Nothing is written
  /// afterwards.
  ///
  /// @throws InvalidRequest where the target has come to exist meanwhile and may not be replaced
  public void publish() {
    refuseExisting(target, existing);
    try {
      channel.force(true);
      channel.close();
      appear();
    } catch (IOException e) {
      throw failure(target, e);
    }
    published = true;
  }

  /// Makes the file appear under its name if there is no other of it.
  ///
  /// @return false where there is one
  boolean publishIfAbsent() {
    try {
      channel.force(true);
      channel.close();
      try {
        Files.createLink(target, unfinished);
        Files.delete(unfinished);
      } catch (FileAlreadyExistsException _) {
        return false;
      } catch (UnsupportedOperationException | FileSystemException _) {
        // A file system without links: the next best, which another process may come between.
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
          return false;
        }
        Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
    published = true;
    return true;
  }

  /// Has the file, once it is published, be modified no earlier than this.
  void modifiedNoEarlierThan(FileTime time) {
    try {
      if (Files.getLastModifiedTime(unfinished).compareTo(time) < 0) {
        Files.setLastModifiedTime(unfinished, time);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  /// Whether a file of this name is one in the making.
  static boolean isUnfinished(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".cairn-") && name.endsWith(".part");
  }

  /// Gives the finished file its name; one that has come to exist meanwhile is replaced only where
  /// that was asked for.
  private void appear() throws IOException {
    if (existing == Existing.REFUSE) {
      try {
        Files.createLink(target, unfinished);
        Files.delete(unfinished);
        return;
      } catch (FileAlreadyExistsException e) {
        throw new InvalidRequest(target.toString(), "has come to exist meanwhile", e);
      } catch (UnsupportedOperationException | FileSystemException _) {
        refuseExisting(target, existing); // a file system without links: the next best
      }
    }
    Files.move(
        unfinished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Deletes what was not published. May be called twice.
  @Override
  public synchronized void close() {
    closed = true;
    try (FileChannel _ = channel;
        FileChannel _ = spool) {
      if (!published) {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw failure(target, e);
    }
  }

  private synchronized FileChannel spool() throws IOException {
    FileChannel open = spool;
    if (open == null) {
      if (closed) {
        throw new ClosedChannelException();
      }
      open =
          FileChannel.open(
              scratchName(target),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      spool = open;
    }
    return open;
  }

  /// Short, so that a target whose name is as long as the file system allows has a scratch file
  /// too.
  private static Path scratchName(Path target) {
    return target.resolveSibling(".cairn-" + UUID.randomUUID() + ".part");
  }

  private static void refuseExisting(Path target, Existing existing) {
    if (existing == Existing.REFUSE && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new InvalidRequest(
          target.toString(), "exists already; ask for it to be overwritten or name another file");
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long position = at;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  private static CairnException failure(Path target, IOException e) {
    String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new Unavailable(target.toString(), "cannot be written: " + reason, e);
  }
}
