package dev.cairn.base;

import org.jspecify.annotations.Nullable;

/// A failure that a caller can act on. Its kinds say what to do next; a defect of the caller's own
/// is an `IllegalArgumentException` instead.
///
/// Each carries three things that together make the one line a user sees: the kind ([#what()]), the
/// object with its byte or option ([#where()]), and what was found against what is allowed
/// ([#why()]).
public abstract sealed class CairnException extends RuntimeException
    permits NotFound, AccessDenied, Unavailable, Malformed, Unsupported, InvalidRequest {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String where;
  private final String why;

  CairnException(String what, String where, String why, @Nullable Throwable cause) {
    super(what + ": " + where + ": " + why, cause);
    this.what = what;
    this.where = where;
    this.why = why;
  }

  /// The kind of failure in a word or two, such as `not found`.
  public final String what() {
    return what;
  }

  /// The object, with the byte, pixel or option where it is known. Never holds a signed query
  /// string.
  public final String where() {
    return where;
  }

  /// What was found, and what was allowed.
  public final String why() {
    return why;
  }
}
