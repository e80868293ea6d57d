package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The object is wrong: its bytes are not what its format says.
public final class Malformed extends CairnException {
  private static final long serialVersionUID = 1L;

  /// @param offset byte of the object at which the fault lies
  public Malformed(URI uri, long offset, String why) {
    this(Href.display(uri) + " at byte " + offset, why, null);
  }

  public Malformed(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public Malformed(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public Malformed(String where, String why) {
    this(where, why, null);
  }

  public Malformed(String where, String why, @Nullable Throwable cause) {
    super("malformed", where, why, cause);
  }
}
