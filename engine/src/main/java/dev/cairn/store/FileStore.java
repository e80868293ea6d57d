package dev.cairn.store;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.ByteRange;
import dev.cairn.base.CairnException;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Files of this machine, by `file:` address. Thread-safe; an interrupt ends the interrupted
/// thread's read and no other.
///
/// Files are read by position. A file's version is its size and modification time, looked at after
/// each read: a file that was changed or replaced is [Unavailable], one that is shorter than what
/// points into it [Malformed]. Folders, pipes and devices are [Unsupported].
///
/// Files are written as [NewFile] has it, folders made on the way. That a file is written only
/// where it is unchanged is certain against the writers of this JVM; another process may come
/// between the look and the rename.
public final class FileStore implements WritableStore, AutoCloseable {
  /// Files kept open where nothing else is said.
  static final int OPEN_FILES = 64;

  /// A seek costs little here: neighbours are merged, larger gaps skipped.
  static final RangeMerge MERGE = new RangeMerge(4 << 10, 8 << 20);

  /// The JDK reads into a heap array by way of a direct buffer as long as the read, which it keeps
  /// for each thread. Shorter reads keep that memory small.
  private static final int LONGEST_READ = 1 << 20;

  private final OpenFiles files;
  private final RangeMerge merge;
  private final Meter meter = new Meter();

  public FileStore() {
    this(OPEN_FILES, MERGE);
  }

  /// @param maxOpenFiles files that are read at once, and as many that are kept open
  public FileStore(int maxOpenFiles, RangeMerge merge) {
    this.files = new OpenFiles(maxOpenFiles);
    this.merge = merge;
  }

  /// What was read so far.
  public StoreCounts counts() {
    return meter.counts();
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) throws InterruptedException {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("the first " + maxBytes + " bytes");
    }
    Path path = path(uri);
    Stamp stamp = stamp(uri, path);
    var bytes = new byte[(int) Math.min(maxBytes, stamp.size())];
    meter.asked(bytes.length);
    readInto(uri, path, stamp.version(), List.of(new Piece(0, bytes)));
    return new ObjectHead(uri, stamp.size(), stamp.version(), bytes);
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges)
      throws InterruptedException {
    RangePlan plan = RangePlan.within(object, ranges, merge);
    meter.asked(plan.askedBytes());
    var pieces = new ArrayList<Piece>();
    var answers = new ArrayList<byte[]>();
    for (ByteRange request : plan.requests()) {
      var answer = new byte[(int) request.length()];
      answers.add(answer);
      pieces.add(new Piece(request.offset(), answer));
    }
    if (!pieces.isEmpty()) {
      readInto(object.uri(), path(object.uri()), object.version(), pieces);
    }
    return plan.slices(answers);
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) throws InterruptedException {
    Path path = path(uri);
    Stamp stamp = stamp(uri, path);
    if (stamp.size() > Math.min(maxBytes, RangeMerge.MAX_ARRAY)) {
      throw new Unsupported(uri, stamp.size() + " bytes; a document may have " + maxBytes);
    }
    meter.asked(stamp.size());
    var bytes = new byte[(int) stamp.size()];
    readInto(uri, path, stamp.version(), List.of(new Piece(0, bytes)));
    return bytes;
  }

  @Override
  public PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException {
    try (ObjectWriter writer = writer(uri, condition)) {
      writer.append(ByteBuffer.wrap(bytes));
      return writer.commit();
    }
  }

  @Override
  public ObjectWriter writer(URI uri, PutCondition condition) {
    return new FileWriter(uri, path(uri), condition);
  }

  @Override
  public void list(URI prefix, ObjectVisitor visitor) throws InterruptedException {
    Path path = path(prefix);
    boolean folder = prefix.getPath().endsWith("/");
    Path parent = folder ? path : path.toAbsolutePath().getParent();
    if (parent != null) {
      String start = folder ? "" : String.valueOf(path.getFileName());
      boolean _ = visitFiles(parent, start, visitor);
    }
  }

  /// @return whether to go on
  private static boolean visitFiles(Path folder, String start, ObjectVisitor visitor)
      throws InterruptedException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (String.valueOf(entry.getFileName()).startsWith(start)
            && !NewFile.isUnfinished(entry)
            && !visitEntry(entry, visitor)) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException | NotDirectoryException _) {
      return true; // a prefix that nothing has
    } catch (DirectoryIteratorException e) {
      throw failure(folder.toUri(), folder, new IOException(e.getMessage(), e));
    } catch (IOException e) {
      throw failure(folder.toUri(), folder, e);
    }
  }

  /// A link to a file is a file; a link to a folder is left out, since it may lead in a circle.
  private static boolean visitEntry(Path entry, ObjectVisitor visitor)
      throws IOException, InterruptedException {
    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
      return visitFiles(entry, "", visitor);
    }
    if (!Files.isRegularFile(entry)) {
      return true;
    }
    var found = Files.readAttributes(entry, BasicFileAttributes.class);
    return visitor.visit(new ListedObject(entry.toUri(), found.size(), versionOf(found)));
  }

  @Override
  public void delete(URI uri) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Path path = path(uri);
    ReentrantLock lock = FileWriter.lock(path);
    lock.lockInterruptibly();
    try {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new Unsupported(uri, "is a folder, not a file");
      }
      Files.deleteIfExists(path);
    } catch (AccessDeniedException e) {
      throw new AccessDenied(uri, "this user may not delete it", e);
    } catch (IOException e) {
      throw new Unavailable(uri, "cannot be deleted: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  /// Closes the files that nobody reads; those being read are closed after.
  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new Unavailable("open files", "closing failed: " + e.getMessage(), e);
    }
  }

  /// Bytes to be read from an offset on, filling the array.
  private record Piece(long offset, byte[] bytes) {}

  /// A file's size and version.
  private record Stamp(long size, String version) {}

  private void readInto(URI uri, Path path, String version, List<Piece> pieces)
      throws InterruptedException {
    long begun = System.nanoTime();
    try {
      FileChannel channel = files.take(path, version);
      boolean sound = false;
      try {
        for (Piece piece : pieces) {
          fill(uri, path, version, channel, piece);
        }
        requireUnchanged(uri, path, version);
        sound = true;
      } finally {
        if (sound) {
          files.keep(path, version, channel);
        } else {
          files.discard(channel);
        }
      }
    } catch (IOException e) {
      throw failure(uri, path, e);
    } finally {
      meter.waited(System.nanoTime() - begun);
    }
  }

  private void fill(URI uri, Path path, String version, FileChannel channel, Piece piece)
      throws IOException, InterruptedException {
    meter.request();
    int done = 0;
    while (done < piece.bytes.length) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      int length = Math.min(LONGEST_READ, piece.bytes.length - done);
      int read = channel.read(ByteBuffer.wrap(piece.bytes, done, length), piece.offset + done);
      if (read < 0) {
        requireUnchanged(uri, path, version);
        throw new Malformed(uri, piece.offset + done, "the file ends here, before its stated size");
      }
      meter.transferred(read);
      done += read;
    }
  }

  private static void requireUnchanged(URI uri, Path path, String version) {
    String now = stamp(uri, path).version();
    if (!now.equals(version)) {
      throw new Unavailable(uri, "changed while it was read: had " + version + ", has " + now);
    }
  }

  private static Stamp stamp(URI uri, Path path) {
    try {
      var found = Files.readAttributes(path, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw new Unsupported(
            uri, found.isDirectory() ? "is a folder, not a file" : "is no regular file");
      }
      return new Stamp(found.size(), versionOf(found));
    } catch (IOException e) {
      throw failed(uri, path, e);
    }
  }

  /// The version of the file that is there.
  static String version(URI uri, Path path) {
    return stamp(uri, path).version();
  }

  private static String versionOf(BasicFileAttributes found) {
    return found.size() + " bytes of " + found.lastModifiedTime().toInstant();
  }

  private static Path path(URI uri) {
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      throw new Unsupported(uri, "is no address of a file: " + e.getMessage(), e);
    }
  }

  /// What a failed read means to the caller; an interrupt is none.
  private static CairnException failure(URI uri, Path path, IOException e)
      throws InterruptedException {
    if (e instanceof ClosedByInterruptException) {
      boolean _ = Thread.interrupted(); // what is thrown says it
      throw (InterruptedException) new InterruptedException().initCause(e);
    }
    return failed(uri, path, e);
  }

  static CairnException failed(URI uri, Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> new NotFound(uri, "no such file", e);
      case AccessDeniedException _ -> new AccessDenied(uri, "this user may not read it", e);
      case AsynchronousCloseException _ ->
          new Unavailable(uri, "the store was closed while it read", e);
      case FileSystemException _ when liesBelowFile(path) ->
          new NotFound(uri, "no such file: a part of its path is a file, not a folder", e);
      case FileSystemException f -> new Unavailable(uri, "reading failed: " + f.getReason(), e);
      default -> new Unavailable(uri, "reading failed: " + e.getMessage(), e);
    };
  }

  private static boolean liesBelowFile(Path path) {
    for (Path folder = path.getParent(); folder != null; folder = folder.getParent()) {
      if (Files.isRegularFile(folder)) {
        return true;
      }
    }
    return false;
  }
}
