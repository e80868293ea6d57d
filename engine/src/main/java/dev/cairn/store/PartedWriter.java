package dev.cairn.store;

import dev.cairn.base.CairnException;
import dev.cairn.base.Unsupported;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// An object in the making at an object store: parts are sent while the next one is filled.
final class PartedWriter implements ObjectWriter {
  private static final Logger LOG = System.getLogger(PartedWriter.class.getName());
  private static final int FIRST_ROOM = 64 << 10;

  private final URI uri;
  private final PartedUpload upload;
  private final UploadOptions options;
  private final Semaphore room;
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<String>> parts = new ArrayList<>();

  /// The part that is being filled.
  private byte[] part = {};

  private int filled;
  private long size;
  private boolean begun;
  private boolean ended;

  PartedWriter(URI uri, PartedUpload upload, UploadOptions options) {
    this.uri = uri;
    this.upload = upload;
    this.options = options;
    this.room = new Semaphore(options.partsAtOnce());
  }

  @Override
  public void append(ByteBuffer bytes) throws InterruptedException {
    requireOpen();
    while (bytes.hasRemaining()) {
      if (filled == options.partBytes()) {
        sendPart();
      }
      int length = Math.min(bytes.remaining(), options.partBytes() - filled);
      grow(filled + length);
      bytes.get(part, filled, length);
      filled += length;
      size += length;
    }
  }

  @Override
  public PutOutcome commit() throws InterruptedException {
    requireOpen();
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    PutOutcome outcome;
    if (!begun) {
      outcome = upload.whole(part, filled);
    } else {
      sendPart();
      var sent = new ArrayList<String>(parts.size());
      for (Future<String> sending : parts) {
        sent.add(sentAs(sending));
      }
      outcome = upload.complete(sent, size);
    }
    begun &= outcome instanceof PutOutcome.Lost; // whose parts are still there
    close();
    return outcome;
  }

  /// Ends what is being sent and has the service forget what was.
  @Override
  public void close() {
    if (ended) {
      return;
    }
    ended = true;
    part = new byte[0];
    boolean interrupted = Thread.interrupted(); // which must not keep the parts there
    senders.shutdownNow();
    senders.close();
    try {
      if (begun) {
        upload.abort();
      }
    } catch (InterruptedException _) {
      interrupted = true;
    } catch (CairnException e) {
      // Giving up is often for a failure, which this one must not hide.
      LOG.log(
          Level.WARNING, "parts of an object that was given up may be left: {0}", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Waits while as many parts are under way as may be; fails where one has failed.
  private void sendPart() throws InterruptedException {
    if (parts.size() == upload.maxParts()) {
      throw new Unsupported(
          uri,
          "longer than "
              + upload.maxParts()
              + " parts of "
              + options.partBytes()
              + " bytes; use longer parts");
    }
    if (!begun) {
      upload.begin();
      begun = true;
    }
    room.acquire();
    for (Future<String> earlier : parts) {
      if (earlier.state() == Future.State.FAILED) {
        sentAs(earlier);
      }
    }
    byte[] full = part;
    int length = filled;
    int number = parts.size() + 1;
    part = new byte[0];
    filled = 0;
    parts.add(
        senders.submit(
            () -> {
              try {
                return upload.part(number, full, length);
              } finally {
                room.release();
              }
            }));
  }

  private static String sentAs(Future<String> part) throws InterruptedException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw HttpStore.asThrown(e);
    }
  }

  /// The next part will be as long as the one before, so the second one has its room at once.
  private void grow(int needed) {
    if (needed > part.length) {
      long roomy =
          begun ? options.partBytes() : Math.max(needed, Math.max(FIRST_ROOM, 2L * part.length));
      part = Arrays.copyOf(part, (int) Math.min(roomy, options.partBytes()));
    }
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the writer is closed");
    }
  }
}
