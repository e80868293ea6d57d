package dev.cairn.base;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// The object is there, or may be, and we may not read it: new credentials are needed.
public final class AccessDenied extends CairnException {
  private static final long serialVersionUID = 1L;

  public AccessDenied(URI uri, String why) {
    this(Href.display(uri), why, null);
  }

  public AccessDenied(URI uri, String why, @Nullable Throwable cause) {
    this(Href.display(uri), why, cause);
  }

  public AccessDenied(String where, String why) {
    this(where, why, null);
  }

  public AccessDenied(String where, String why, @Nullable Throwable cause) {
    super("access denied", where, why, cause);
  }
}
