package dev.cairn.format.tiff;

import dev.cairn.base.InvalidRequest;
import dev.cairn.base.NotFound;
import dev.cairn.store.NewFile;
import dev.cairn.store.NewFile.Existing;
import dev.cairn.store.ObjectWriter;
import dev.cairn.store.PutCondition;
import dev.cairn.store.PutOutcome;
import dev.cairn.store.ScratchFile;
import dev.cairn.store.WritableStore;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a file in the making goes: tiles are spooled by any number of threads, and the file is
/// appended from front to back by one. It appears whole, or not at all.
interface TiffTarget extends AutoCloseable {
  /// For messages.
  String name();

  /// Keeps bytes whose place is not known yet.
  ///
  /// @return where they lie, for [#appendSpooled]
  long spool(ByteBuffer bytes);

  /// Before the first of what is appended.
  void begin() throws InterruptedException;

  void append(ByteBuffer bytes) throws InterruptedException;

  void appendSpooled(long from, long length) throws InterruptedException;

  /// Makes the file appear.
  ///
  /// @throws InvalidRequest where there is another by now and it may not be replaced
  void publish() throws InterruptedException;

  @Override
  void close();

  static TiffTarget of(Path file, Existing existing) {
    return new LocalFile(NewFile.create(file, existing));
  }

  static TiffTarget of(WritableStore store, URI object, Existing existing)
      throws InterruptedException {
    if (existing == Existing.REFUSE) {
      try {
        store.head(object, 1);
        throw exists(object);
      } catch (NotFound _) {
        // as it should be
      }
    }
    return new StoredObject(store, object, existing);
  }

  private static InvalidRequest exists(URI object) {
    return new InvalidRequest(
        object.toString(), "exists already; ask for it to be overwritten or name another object");
  }

  /// A file, with a nameless one beside it.
  final class LocalFile implements TiffTarget {
    private final NewFile file;
    private long end;

    LocalFile(NewFile file) {
      this.file = file;
    }

    @Override
    public String name() {
      return file.target().toString();
    }

    @Override
    public long spool(ByteBuffer bytes) {
      return file.spool(bytes);
    }

    @Override
    public void begin() {}

    @Override
    public void append(ByteBuffer bytes) {
      int count = bytes.remaining();
      file.write(bytes, end);
      end += count;
    }

    @Override
    public void appendSpooled(long from, long length) {
      file.copySpooled(from, length, end);
      end += length;
    }

    @Override
    public void publish() {
      file.publish();
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /// An object in a store, with a nameless file among the system's temporary ones.
  final class StoredObject implements TiffTarget {
    private static final int PIECE = 1 << 20;

    private final WritableStore store;
    private final URI uri;
    private final Existing existing;
    private final ScratchFile scratch = ScratchFile.temporary();
    private @Nullable ObjectWriter writer;

    StoredObject(WritableStore store, URI uri, Existing existing) {
      this.store = store;
      this.uri = uri;
      this.existing = existing;
    }

    @Override
    public String name() {
      return uri.toString();
    }

    @Override
    public long spool(ByteBuffer bytes) {
      return scratch.append(bytes);
    }

    @Override
    public void begin() throws InterruptedException {
      writer =
          store.writer(
              uri,
              existing == Existing.REFUSE ? new PutCondition.Absent() : new PutCondition.Always());
    }

    @Override
    public void append(ByteBuffer bytes) throws InterruptedException {
      begun().append(bytes);
    }

    @Override
    public void appendSpooled(long from, long length) throws InterruptedException {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, length));
      for (long done = 0; done < length; done += piece.limit()) {
        piece.clear().limit((int) Math.min(PIECE, length - done));
        scratch.read(piece, from + done);
        append(piece.flip());
      }
    }

    @Override
    public void publish() throws InterruptedException {
      if (begun().commit() instanceof PutOutcome.Lost) {
        throw new InvalidRequest(uri.toString(), "has come to exist meanwhile");
      }
    }

    @Override
    public void close() {
      try (scratch) {
        if (writer != null) {
          writer.close();
        }
      }
    }

    private ObjectWriter begun() {
      if (writer == null) {
        throw new IllegalStateException(uri + ": nothing was begun");
      }
      return writer;
    }
  }
}
