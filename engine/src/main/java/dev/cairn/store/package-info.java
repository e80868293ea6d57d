/// Ranged bytes of objects: from files and over HTTP, with retries, merged requests and counts.
///
/// ```
///                        ┌ file:  ► FileStore ─ OpenFiles ─► positional reads
/// URI, ranges ─► Stores ─┤
///                        └ http:  ► HttpStore ─ RangePlan ─► requests, merged, in parallel
///                          https:                 │            └ Retry: turn of the host, send,
///                                                 │                check, pause, send again
/// ByteBuffers, as asked ◄──────────── slices ─────┘
/// ```
///
/// An object is first touched by [head][dev.cairn.store.Store#head], which gives its size and
/// version; every later read is held against them, so that an object that changes while it is read
/// is an error and never a mixture. A failure is an exception that says what the caller can do
/// next; only what may heal is tried again, and only here.
///
/// The bytes of merged ranges are views of one array, which lives as long as any of them.
///
/// Followed: HTTP Semantics, RFC 9110 (<https://www.rfc-editor.org/rfc/rfc9110>), §8.8 validators,
/// §10.2.3 Retry-After, §13 preconditions, §14 ranges, §15 statuses.
@NullMarked
package dev.cairn.store;

import org.jspecify.annotations.NullMarked;
