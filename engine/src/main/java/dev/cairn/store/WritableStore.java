package dev.cairn.store;

import dev.cairn.store.PutCondition.Always;
import java.net.URI;

/// A store that objects can be put into. An object appears whole or not at all, and replaces what
/// was at its address in one step. Safe for any number of threads.
///
/// Methods throw as [Store]'s do.
public interface WritableStore extends Store {
  /// Puts a whole object where the condition holds.
  ///
  /// @param bytes not changed while this runs
  PutOutcome put(URI uri, byte[] bytes, PutCondition condition) throws InterruptedException;

  /// Puts a whole object in place of what was there.
  ///
  /// @return its version
  default String put(URI uri, byte[] bytes) throws InterruptedException {
    return put(uri, bytes, new Always()).version();
  }

  /// Begins an object of any length. Whether the condition holds is found when it is committed.
  ObjectWriter writer(URI uri, PutCondition condition) throws InterruptedException;

  /// Shows every object whose address begins with the prefix, in no particular order, folders'
  /// folders too. Objects come by pages, of which one is held at a time; those that are put or
  /// deleted meanwhile may be shown or not.
  void list(URI prefix, ObjectVisitor visitor) throws InterruptedException;

  /// Deletes an object; that there is none is no failure.
  void delete(URI uri) throws InterruptedException;
}
