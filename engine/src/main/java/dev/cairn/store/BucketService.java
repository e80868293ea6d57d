package dev.cairn.store;

import java.net.URI;
import java.util.List;

/// How a service that keeps objects takes, lists and deletes them. Thread-safe.
interface BucketService {
  /// @throws dev.cairn.base.InvalidRequest where the address names no object
  void requireKey(URI uri);

  /// An object on its way, whole or in parts.
  PartedUpload upload(URI uri, PutCondition condition);

  /// Deletes an object; that there is none is no failure.
  void delete(URI uri) throws InterruptedException;

  /// Some of the objects whose address begins with the prefix.
  ///
  /// @param marker what the page before calls this one; empty for the first
  Page page(URI prefix, String marker) throws InterruptedException;

  /// Objects of a listing.
  ///
  /// @param next what the service calls the page after; empty where this is the last
  record Page(List<ListedObject> objects, String next) {}
}
