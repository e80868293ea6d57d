package dev.cairn.format.tiff;

import dev.cairn.base.ByteRange;
import dev.cairn.base.NotFound;
import dev.cairn.store.ObjectHead;
import dev.cairn.store.Store;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Files, and objects that are given, as a store that remembers what was asked: one list of ranges
/// a call.
final class FileBytes implements Store {
  private final URI given;
  private final byte[] content;
  private final List<List<ByteRange>> requests = Collections.synchronizedList(new ArrayList<>());

  private FileBytes(URI given, byte[] content) {
    this.given = given;
    this.content = content;
  }

  static FileBytes ofFiles() {
    return new FileBytes(URI.create("mem:none"), new byte[0]);
  }

  static FileBytes of(byte[] content) {
    return new FileBytes(URI.create("mem:/object.tif"), content);
  }

  URI uri() {
    return given;
  }

  List<List<ByteRange>> requests() {
    return requests;
  }

  @Override
  public ObjectHead head(URI uri, int maxBytes) {
    try {
      long size = uri.equals(given) ? content.length : Files.size(Path.of(uri));
      byte[] bytes = new byte[(int) Math.min(size, maxBytes)];
      fill(uri, 0, bytes);
      requests.add(List.of(new ByteRange(0, maxBytes)));
      return new ObjectHead(uri, size, "", bytes);
    } catch (IOException e) {
      throw new NotFound(uri, "no such file", e);
    }
  }

  @Override
  public List<ByteBuffer> read(ObjectHead object, List<ByteRange> ranges) {
    requests.add(List.copyOf(ranges));
    var read = new ArrayList<ByteBuffer>();
    try {
      for (ByteRange r : ranges) {
        if (r.end() > object.size()) {
          throw new AssertionError(r + " is outside the object of " + object.size() + " bytes");
        }
        byte[] bytes = new byte[Math.toIntExact(r.length())];
        fill(object.uri(), r.offset(), bytes);
        read.add(ByteBuffer.wrap(bytes));
      }
    } catch (IOException e) {
      throw new NotFound(object.uri(), "no such file", e);
    }
    return read;
  }

  private void fill(URI uri, long offset, byte[] bytes) throws IOException {
    if (uri.equals(given)) {
      byte[] part = Arrays.copyOfRange(content, (int) offset, (int) offset + bytes.length);
      System.arraycopy(part, 0, bytes, 0, bytes.length);
      return;
    }
    try (var file = FileChannel.open(Path.of(uri))) {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        if (file.read(buffer, offset + buffer.position()) < 0) {
          throw new IOException("short read");
        }
      }
    }
  }

  @Override
  public byte[] readAll(URI uri, long maxBytes) {
    throw new UnsupportedOperationException();
  }
}
