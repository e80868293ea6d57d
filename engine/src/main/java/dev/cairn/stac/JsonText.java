package dev.cairn.stac;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The text of one JSON object, exactly as its document has it. Immutable and thread-safe; shares
/// the document's bytes, which nobody writes to.
public final class JsonText {
  private final byte[] document;
  private final int offset;
  private final int length;

  /// @param document UTF-8; kept, not copied
  JsonText(byte[] document, int offset, int length) {
    this.document = document;
    this.offset = offset;
    this.length = length;
  }

  /// Bytes of the text in UTF-8.
  public int length() {
    return length;
  }

  /// Writes the text as it is, in UTF-8.
  public void writeTo(OutputStream out) throws IOException {
    out.write(document, offset, length);
  }

  /// A new tree of the text, whose numbers keep their digits.
  ObjectNode tree() {
    return (ObjectNode) Json.DIGITS.readTree(document, offset, length);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonText t
        && Arrays.equals(
            document, offset, offset + length, t.document, t.offset, t.offset + t.length);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + document[i];
    }
    return hash;
  }

  @Override
  public String toString() {
    return new String(document, offset, length, StandardCharsets.UTF_8);
  }
}
