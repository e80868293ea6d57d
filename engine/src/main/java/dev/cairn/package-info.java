/// The door: what a Java user imports first.
@NullMarked
package dev.cairn;

import org.jspecify.annotations.NullMarked;
