package dev.cairn.store;

import java.util.List;

/// How a service takes an object: whole, or in parts that it puts together in the end. A part that
/// fails in a way that may heal is sent again, alone.
interface PartedUpload {
  /// Most parts that the service takes.
  int maxParts();

  /// Puts a short object.
  PutOutcome whole(byte[] bytes, int length) throws InterruptedException;

  /// Begins an object in parts. Called once, before the first part.
  void begin() throws InterruptedException;

  /// Sends a part, which another thread may do with another part at the same time.
  ///
  /// @param number from 1
  /// @return what the service calls it
  String part(int number, byte[] bytes, int length) throws InterruptedException;

  /// Makes the object of its parts appear.
  ///
  /// @param parts what the service calls them, in order
  PutOutcome complete(List<String> parts, long size) throws InterruptedException;

  /// Has the service forget the parts.
  void abort() throws InterruptedException;
}
