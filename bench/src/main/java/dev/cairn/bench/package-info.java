/// Microbenchmarks. Each is started by a script of `bench/` that compares results first.
@NullMarked
package dev.cairn.bench;

import org.jspecify.annotations.NullMarked;
