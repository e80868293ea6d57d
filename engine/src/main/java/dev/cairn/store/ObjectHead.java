package dev.cairn.store;

import java.net.URI;

/// An object's identity and its first bytes. Owns its array, which is not written to.
///
/// @param uri unsigned address
/// @param size bytes of the whole object
/// @param version what changes when the object does: an ETag, or size and modification time; empty
///     where the store tells none
/// @param bytes from byte 0
public record ObjectHead(URI uri, long size, String version, byte[] bytes) {}
