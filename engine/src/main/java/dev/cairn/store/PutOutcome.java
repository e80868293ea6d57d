package dev.cairn.store;

import dev.cairn.base.Href;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Unavailable;
import java.net.URI;

/// How a put under a condition ended. A race that was lost is an answer, not an accident: who asked
/// for the condition decides what to do next, and [#version()] is for those who cannot go on.
public sealed interface PutOutcome {
  /// The object is there, whole.
  ///
  /// @param version what [Store#head] gives for it; empty where the store tells none
  record Stored(String version) implements PutOutcome {}

  /// The condition did not hold: somebody else was there first. Nothing was written.
  record Lost(URI uri, PutCondition condition) implements PutOutcome {
    @Override
    public String toString() {
      return "Lost[" + Href.display(uri) + ", " + condition + "]";
    }
  }

  /// The version of what was stored.
  ///
  /// @throws InvalidRequest where an object was to be new and there is one
  /// @throws Unavailable where an object was to be unchanged and is another, or gone
  default String version() {
    return switch (this) {
      case Stored(String version) -> version;
      case Lost(URI uri, PutCondition.Unchanged _) ->
          throw new Unavailable(uri, "changed before it was written: another version is there now");
      case Lost(URI uri, PutCondition _) ->
          throw new InvalidRequest(
              uri, "exists already; name another or ask for it to be replaced");
    };
  }
}
