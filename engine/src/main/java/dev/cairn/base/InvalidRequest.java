package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The user must change the request: an option, a name, a place, a time.
public final class InvalidRequest extends CairnException {
  private static final long serialVersionUID = 1L;

  public InvalidRequest(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public InvalidRequest(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public InvalidRequest(String where, String why) {
    this(where, why, null);
  }

  public InvalidRequest(String where, String why, @Nullable Throwable cause) {
    super("invalid request", where, why, cause);
  }
}
