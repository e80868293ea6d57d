package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The object could not be had now: try again later. Local I/O that fails (a full disk) is this
/// too, and is not retried.
public final class Unavailable extends CairnException {
  private static final long serialVersionUID = 1L;

  public Unavailable(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public Unavailable(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public Unavailable(String where, String why) {
    this(where, why, null);
  }

  public Unavailable(String where, String why, @Nullable Throwable cause) {
    super("unavailable", where, why, cause);
  }
}
