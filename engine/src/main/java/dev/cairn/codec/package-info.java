/// Compressed bytes ⇄ sample bytes: compressors and predictors, each a pure function over byte
/// arrays.
@NullMarked
package dev.cairn.codec;

import org.jspecify.annotations.NullMarked;
