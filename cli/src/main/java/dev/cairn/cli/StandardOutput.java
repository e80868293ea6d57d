package dev.cairn.cli;

import dev.cairn.base.Unavailable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/// The program's standard output, which remembers why it could not be written: the writers that
/// commands print to go on as if nothing had happened.
final class StandardOutput extends FilterOutputStream {
  private Optional<IOException> failure = Optional.empty();

  StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  PrintWriter writer() {
    return new PrintWriter(this, true, System.out.charset());
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }

  /// @throws Unavailable where something that was written did not arrive
  void check() {
    if (failure.isPresent()) {
      IOException e = failure.get();
      throw new Unavailable("stdout", String.valueOf(e.getMessage()), e);
    }
  }
}
