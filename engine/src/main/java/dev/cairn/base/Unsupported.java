package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The input is right and we do not do that yet.
public final class Unsupported extends CairnException {
  private static final long serialVersionUID = 1L;

  public Unsupported(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public Unsupported(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public Unsupported(String where, String why) {
    this(where, why, null);
  }

  public Unsupported(String where, String why, @Nullable Throwable cause) {
    super("unsupported", where, why, cause);
  }
}
