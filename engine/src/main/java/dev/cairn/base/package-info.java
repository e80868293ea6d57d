/// What everyone may name: the failures, byte ranges and sizes, progress.
///
/// Nothing here depends on another package of Cairn.
@NullMarked
package dev.cairn.base;

import org.jspecify.annotations.NullMarked;
