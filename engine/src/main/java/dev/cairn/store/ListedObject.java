package dev.cairn.store;

import dev.cairn.base.Malformed;
import java.net.URI;

/// An object as a listing has it.
///
/// @param size in bytes
/// @param version as [ObjectHead#version()]; empty where the listing tells none
public record ListedObject(URI uri, long size, String version) {
  /// An object as a service's listing states it.
  ///
  /// @param bucket with a slash at its end
  static ListedObject of(URI bucket, String key, String size, String version) {
    if (!size.matches("\\d{1,18}")) {
      throw new Malformed(
          bucket, "a listing with an object of size '" + HttpAnswer.shortened(size) + "'");
    }
    return new ListedObject(URI.create(bucket + Percent.path(key)), Long.parseLong(size), version);
  }
}
