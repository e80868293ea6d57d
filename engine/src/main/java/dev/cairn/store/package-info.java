/// Ranged bytes of objects: from files and over HTTP, with retries, merged requests and counts.
///
/// An object that changes while it is read is an error: its size and version are pinned when it is
/// first touched.
@NullMarked
package dev.cairn.store;

import org.jspecify.annotations.NullMarked;
