package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// There is no such object, item, band or file.
public final class NotFound extends CairnException {
  private static final long serialVersionUID = 1L;

  public NotFound(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public NotFound(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public NotFound(String where, String why) {
    this(where, why, null);
  }

  public NotFound(String where, String why, @Nullable Throwable cause) {
    super("not found", where, why, cause);
  }
}
